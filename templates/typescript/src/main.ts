import {
  enableCompileCache,
  registerHooks,
  type ResolveFnOutput,
} from "node:module";

// Compiled code is kept between starts, so the rest is loaded after that is switched on.
enableCompileCache();

// To find out what a file is, Node reads the package.json of its package for each import anew, which took most of the
// start. What modules import of their own package are modules too, and a package stays where it was found first.
const own = new URL(".", import.meta.url).href;
const modulesOnly = /\/node_modules\/(?:drizzle-orm|jose|pg-boss|zod)\/.*\.js$/;
const packages = new Map<string, ResolveFnOutput>();
registerHooks({
  resolve(specifier, context, nextResolve) {
    const { parentURL = "" } = context;
    const isOwn = parentURL.startsWith(own);
    if (/^\.{1,2}\/.*\.[jt]s$/.test(specifier)) {
      return isOwn || modulesOnly.test(parentURL)
        ? {
            url: new URL(specifier, parentURL).href,
            format: specifier.endsWith(".ts") ? "module-typescript" : "module",
            shortCircuit: true,
          }
        : nextResolve(specifier, context);
    }
    // Other files, such as data, may have one path in several folders.
    if (!isOwn || specifier.startsWith(".")) {
      return nextResolve(specifier, context);
    }
    const resolved = packages.get(specifier) ?? nextResolve(specifier, context);
    packages.set(specifier, resolved);
    return { ...resolved, shortCircuit: true };
  },
});

await import("./serve.ts");
