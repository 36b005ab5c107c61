// How the formatter gets into a bundle: its JavaScript, of which the part that calls native code belongs to the program and
// the languages that are seldom needed are files of their own, without those that no generated app has; its native part,
// one file per platform, is found beside the program or, in this repository, among the dependencies.
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

const inFormatter = /[\\/]oxfmt[\\/]dist[\\/]/;

/** What oxfmt loads on demand for YAML and Markdown; TypeScript and JSON are native. */
const needed = /^(prettier|yaml|markdown)-(?!plugin)/;

/** The folder of those languages beside the program. */
export const languagesFolder = 'formatter';

/** The files of those languages. */
export function formatterLanguages(root) {
  const folder = join(root, 'node_modules', 'oxfmt', 'dist');
  return readdirSync(folder).filter((file) => needed.test(file)).map((file) => join(folder, file));
}

/** An esbuild plugin that leaves the other languages of oxfmt out of the bundle. */
export const bundledFormatter = {
  name: 'bundled-formatter',
  setup(build) {
    build.onResolve({ filter: /./ }, ({ kind, importer, path }) => {
      if (kind !== 'dynamic-import' || !inFormatter.test(importer) || /^\.\/bindings-/.test(path)) return undefined;
      if (!needed.test(basename(path))) return { path: 'language', namespace: 'left-out' };
      return build.initialOptions.splitting === true ? undefined : { path: `./${languagesFolder}/${basename(path)}`, external: true };
    });
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
