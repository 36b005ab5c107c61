// Makes one file of the many small ones that a split bundle has for what several of its parts share. A file is merged when it is small and all that it imports is merged, too,
// so that the merged file imports nothing of the bundle: what is evaluated when stays as it was, but for files that are evaluated with others although only those are needed.
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';

/** Larger files stay for themselves. */
const mostBytes = 20 * 1024;

/** Merges shared files of the folder `chunks` below `out`, as esbuild's metafile lists them, and has all others import the one that came of them. */
export async function mergeChunks({ root, out, outputs }) {
  const folder = join(root, out, 'chunks');
  const files = new Map(Object.entries(outputs).map(([path, output]) => [basename(path), { ...output, path: join(root, path), from: output.imports.filter(({ external }) => external !== true).map((one) => basename(one.path)) }]));
  const merged = mergeable(files, folder);
  if (merged.size < 2) return;
  const names = [...merged];
  const exported = names.map((name, index) => `export {${files.get(name).exports.map((word) => `${word} as ${aliasOf(index, word)}`).join(',')}} from './${name}';`);
  const { outputFiles: [{ text }] } = await build({
    stdin: { contents: exported.join('\n'), resolveDir: folder }, bundle: true, write: false, platform: 'node', target: 'node20', format: 'esm', legalComments: 'none', logLevel: 'warning',
    minifySyntax: true, minifyWhitespace: true,
  });
  const base = `base-${createHash('sha256').update(text).digest('hex').slice(0, 8).toUpperCase()}.js`;
  for (const [name, { path }] of files) if (!merged.has(name)) writeFileSync(path, importingBase(readFileSync(path, 'utf8'), { names, base }));
  for (const name of names) rmSync(join(folder, name));
  writeFileSync(join(folder, base), text);
}

/** What loads a module of Node as soon as it is evaluated: not every thread needs that. */
const loading = /\b__toESM\(/;

/** Small shared files that import no others and load nothing. */
function mergeable(files, folder) {
  const isSmallAndShared = ([name, { bytes, entryPoint }]) => entryPoint === undefined && name.startsWith('chunk-') && bytes <= mostBytes;
  const candidates = [...files].filter(isSmallAndShared).map(([name]) => name).filter((name) => !loading.test(readFileSync(join(folder, name), 'utf8')));
  const merged = new Set(candidates.sort());
  for (let before = -1; before !== merged.size;) {
    before = merged.size;
    for (const name of merged) if (files.get(name).from.some((from) => !merged.has(from))) merged.delete(name);
  }
  return merged;
}

/** The text of a file of the bundle with what it imports of merged files imported from the one that came of them. */
function importingBase(text, { names, base }) {
  const changed = text.replaceAll(/import(?:\{([^}]*)\}from)?"(\.[^"]*\/)(chunk-\w+\.js)";/g, (statement, words, folder, name) => {
    const index = names.indexOf(name);
    if (index < 0) return statement;
    if (words === undefined) return '';
    return `import{${words.split(',').map((word) => aliased(index, word)).join(',')}}from"${folder}${base}";`;
  });
  const left = names.find((name) => changed.includes(name));
  if (left !== undefined) throw new Error(`A file of the bundle still needs ${left}, which was merged.`);
  return changed;
}

function aliased(index, word) {
  const [imported, local = imported] = word.split(' as ');
  return `${aliasOf(index, imported)} as ${local}`;
}

function aliasOf(index, word) {
  return `s${index}_${word}`;
}
