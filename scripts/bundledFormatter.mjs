// How the formatter gets into a bundle: its JavaScript without the languages that no generated app has; its native part,
// one file per platform, is found beside that JavaScript or, in this repository, among the dependencies.

/** What oxfmt loads on demand for TypeScript, JSON, YAML and Markdown. */
const needed = /^\.\/(bindings|prettier|yaml|markdown|babel|estree|typescript)-(?!plugin)/;

/** An esbuild plugin that leaves the other languages of oxfmt out of the bundle. */
export const bundledFormatter = {
  name: 'bundled-formatter',
  setup(build) {
    build.onResolve({ filter: /./ }, ({ kind, importer, path }) =>
      kind === 'dynamic-import' && /[\\/]oxfmt[\\/]dist[\\/]/.test(importer) && !needed.test(path) ? { path: 'language', namespace: 'left-out' } : undefined);
    build.onLoad({ filter: /./, namespace: 'left-out' }, () => ({ contents: "throw new Error('This language is not part of the bundled formatter.');" }));
  },
};

/** The native part of the formatter by the platform names of VS Code: package, file. */
export const formatterBindings = {
  'win32-x64': 'win32-x64-msvc',
  'win32-arm64': 'win32-arm64-msvc',
  'linux-x64': 'linux-x64-gnu',
  'linux-arm64': 'linux-arm64-gnu',
  'linux-armhf': 'linux-arm-gnueabihf',
  'alpine-x64': 'linux-x64-musl',
  'alpine-arm64': 'linux-arm64-musl',
  'darwin-x64': 'darwin-x64',
  'darwin-arm64': 'darwin-arm64',
};
