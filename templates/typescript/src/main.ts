import { enableCompileCache, registerHooks } from "node:module";

// Compiled code is kept between starts, so the rest is loaded after that is switched on.
enableCompileCache();

// For each file of a package Node reads the whole package.json again. That of drizzle-orm is so large that its files
// took half of the start; what they import of each other needs no package.json.
const drizzle = "/node_modules/drizzle-orm/";
registerHooks({
  resolve(specifier, context, nextResolve) {
    const { parentURL = "" } = context;
    const isPlain = /^\.{1,2}\/.*\.js$/.test(specifier);
    return isPlain && parentURL.includes(drizzle) && parentURL.endsWith(".js")
      ? {
          url: new URL(specifier, parentURL).href,
          format: "module",
          shortCircuit: true,
        }
      : nextResolve(specifier, context);
  },
});

await import("./serve.ts");
