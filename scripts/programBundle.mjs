// How the program is bundled; the command line and what measures it are bundled alike.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundledBuiltins } from './bundledBuiltins.mjs';
import { bundledFormatter } from './bundledFormatter.mjs';
import { bundledLicenses } from './bundledLicenses.mjs';
import { bundledParser } from './bundledParser.mjs';
import { bundledProviders } from './bundledProviders.mjs';
import { groupedParts } from './groupedParts.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Settings of every bundle. */
export const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  legalComments: 'none',
  logLevel: 'warning',
  minifySyntax: true,
  minifyWhitespace: true,
  external: ['vscode'],
  define: {
    DEVMATRIX_BUILD: JSON.stringify(fingerprint(['src', 'templates', 'package.json', 'package-lock.json'])),
    DEVMATRIX_VERSION: JSON.stringify(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version),
  },
  // Its modules for browsers are the same as ES modules: smaller, and loaded in less time.
  alias: { yaml: join(root, 'node_modules/yaml/browser/index.js') },
  plugins: [bundledFormatter, bundledParser, bundledProviders, bundledLicenses],
};

/** Settings of what generates, compares and verifies. */
export const core = { mainFields: ['module', 'main'], plugins: [groupedParts, ...shared.plugins, bundledBuiltins] };

/**
 * Bundles a program into `<out>/<name>.cjs`, as one function with its scope for parameters: it need not be wrapped, which would copy it, at each
 * start. Gives the hash of its text.
 */
export async function bundleProgram({ name, entry, out }) {
  await build({
    ...shared, ...core,
    outdir: out,
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    entryPoints: { [name]: entry },
    define: { ...shared.define, 'import.meta.url': '__moduleUrl' },
    banner: { js: "(function (exports, require, module, __filename, __dirname) { const __moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
    footer: { js: '})' },
  });
  return createHash('sha256').update(readFileSync(join(root, out, `${name}.cjs`))).digest('hex');
}

/** Names what these files and folders hold: the same for the same texts on every machine, another when one of them changes. */
function fingerprint(paths) {
  const hash = createHash('sha256');
  for (const path of paths) {
    const full = join(root, path);
    const files = statSync(full).isDirectory() ? readdirSync(full, { recursive: true }).map((name) => join(full, name)).filter((file) => statSync(file).isFile()).sort() : [full];
    for (const file of files) if (!file.endsWith('.test.ts')) hash.update(relative(root, file).split(sep).join('/')).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}
