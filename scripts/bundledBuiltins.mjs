// How Node's own modules get into a bundle of ES modules: by `require`, and as the prototype of what is imported. An `import`
// of one of them, as any look at its own properties, loads what it would load on demand: the promises and streams of
// `fs`, web crypto, the workers that `util` refers to.
import { createRequire, isBuiltin } from 'node:module';

const load = createRequire(import.meta.url);

/** Modules that are functions cannot be stood in for by an object. */
const isDeferrable = (path) => isBuiltin(path) && typeof load(path) === 'object';

/** An esbuild plugin; the bundle needs a `require`. */
export const bundledBuiltins = {
  name: 'bundled-builtins',
  setup(build) {
    build.onResolve({ filter: /./ }, ({ kind, path }) => (kind === 'import-statement' && isDeferrable(path) ? { path, namespace: 'builtin' } : undefined));
    build.onLoad({ filter: /./, namespace: 'builtin' }, ({ path }) => ({ contents: `module.exports = Object.create(require(${JSON.stringify(path)}));` }));
  },
};
