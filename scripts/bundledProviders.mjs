// How the SDKs of providers get into a bundle: each adapter with its SDK is a file of its own, which is loaded when the first provider
// of its protocol is asked. A bundle that is split into chunks does that by itself; the command line, which is one file, requires them
// from a folder beside it: an `import` in a program that is run as a script makes Node warn.
import { basename, join } from 'node:path';

/** The folder of the adapters beside the program. */
export const providersFolder = 'providers';

const adapters = ['anthropicProvider', 'openaiProvider'];

/** The entry points of the adapters. */
export function providerAdapters(root) {
  return adapters.map((name) => join(root, 'src', 'llm', 'providers', `${name}.ts`));
}

/** An esbuild plugin that leaves the adapters out of a bundle that is one file. */
export const bundledProviders = {
  name: 'bundled-providers',
  setup(build) {
    build.onResolve({ filter: new RegExp(`/(?:${adapters.join('|')})\\.ts$`) }, ({ kind, path }) => {
      if (kind !== 'dynamic-import' || build.initialOptions.splitting === true) return undefined;
      return { path: basename(path, '.ts'), namespace: 'provider' };
    });
    build.onLoad({ filter: /./, namespace: 'provider' }, ({ path }) => ({ contents: `module.exports = require('./${providersFolder}/${path}.cjs');` }));
    build.onResolve({ filter: /./, namespace: 'provider' }, ({ path }) => ({ path, external: true }));
  },
};
