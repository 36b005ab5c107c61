// Bundles the extension (CommonJS, as VS Code loads it), its worker (ESM) and the command line, and packs the templates and what counts tokens. The command
// line is one CommonJS file, which a small module loads with the code that was compiled of it in earlier runs.
// Usage: node scripts/build.mjs [folder of the package, default dist] [--without-cli]
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { formatterLanguages, languagesFolder } from './bundledFormatter.mjs';
import { writeLicenses } from './bundledLicenses.mjs';
import { providerAdapters, providersFolder } from './bundledProviders.mjs';
import { mergeChunks } from './mergedChunks.mjs';
import { packTokens } from './packedTokens.mjs';
import { bundleProgram, core, shared } from './programBundle.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = process.argv[2] ?? 'dist';
rmSync(join(root, out), { recursive: true, force: true });

const esModules = { outdir: out, format: 'esm' };
const withRequire = { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" };
const commonJs = { outdir: out, outExtension: { '.js': '.cjs' }, format: 'cjs' };
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
  const program = await bundleProgram({ name: 'cli', entry: 'src/cli/main.ts', out });
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
