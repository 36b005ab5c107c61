// Bundles the extension (CommonJS, as VS Code loads it), its worker (ESM) and the command line, and packs the templates and what counts tokens. The command
// line is one CommonJS file, which a small module loads with the code that was compiled of it in earlier runs.
// Usage: node scripts/build.mjs [folder of the package, default dist] [--without-cli]
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundledBuiltins } from './bundledBuiltins.mjs';
import { bundledFormatter, formatterLanguages, languagesFolder } from './bundledFormatter.mjs';
import { bundledLicenses, writeLicenses } from './bundledLicenses.mjs';
import { bundledParser } from './bundledParser.mjs';
import { bundledProviders, providerAdapters, providersFolder } from './bundledProviders.mjs';
import { groupedParts } from './groupedParts.mjs';
import { mergeChunks } from './mergedChunks.mjs';
import { packTokens } from './packedTokens.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = process.argv[2] ?? 'dist';
rmSync(join(root, out), { recursive: true, force: true });

const shared = {
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

const esModules = { outdir: out, format: 'esm' };
const withRequire = { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" };
const commonJs = { outdir: out, outExtension: { '.js': '.cjs' }, format: 'cjs' };
const core = { mainFields: ['module', 'main'], plugins: [groupedParts, ...shared.plugins, bundledBuiltins] };
await Promise.all([
  buildWorker(),
  build({ ...shared, ...commonJs, entryPoints: { extension: 'src/extension/extension.ts' } }),
  ...(process.argv.includes('--without-cli') ? [] : [buildCli()]),
]);

const targets = readdirSync(join(root, 'templates'));
writeFileSync(join(root, out, 'templates.json'), JSON.stringify(Object.fromEntries(targets.map((target) => [target, packed(target)]))));

packTokens(root, join(root, out, 'tokens'));
writeLicenses(root, join(root, out, 'licenses.txt'), ['oxfmt', 'tiktoken']);

async function buildWorker() {
  const { metafile } = await build({
    ...shared, ...core, ...esModules,
    entryPoints: { worker: 'src/extension/worker/worker.ts' },
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    banner: withRequire,
    metafile: true,
  });
  await mergeChunks({ root, out, outputs: metafile.outputs });
}

async function buildCli() {
  await build({
    ...shared, ...core, ...commonJs,
    entryPoints: { cli: 'src/cli/main.ts' },
    define: { ...shared.define, 'import.meta.url': '__moduleUrl' },
    // As one function with its scope for parameters, it need not be wrapped, which would copy it, at each start.
    banner: { js: "(function (exports, require, module, __filename, __dirname) { const __moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
    footer: { js: '})' },
  });
  const program = createHash('sha256').update(readFileSync(join(root, out, 'cli.cjs'))).digest('hex');
  await Promise.all([
    build({ ...shared, ...core, ...esModules, entryPoints: { cli: 'src/cli/cli.ts' }, define: { DEVMATRIX_PROGRAM: JSON.stringify(program) }, banner: withRequire }),
    build({ ...shared, ...esModules, entryPoints: formatterLanguages(root), outdir: join(out, languagesFolder), splitting: true }),
    build({ ...shared, ...core, ...commonJs, entryPoints: providerAdapters(root), outdir: join(out, providersFolder) }),
  ]);
}

/** Text of every file of a target's templates by its path with `/`. */
function packed(target) {
  const folder = join(root, 'templates', target);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/')).sort();
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
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
