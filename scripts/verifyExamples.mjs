// Generates and verifies every spec of examples/ with the built command line; the exit code says whether all hold.
// Usage: node scripts/verifyExamples.mjs [words that a path must contain]
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const wanted = process.argv.slice(2);
const specs = readdirSync(join(root, 'examples'), { recursive: true })
  .map((path) => join('examples', path))
  .filter((path) => /\.(devmatrix|openapi)\.(ya?ml|json)$/.test(path) && wanted.every((word) => path.includes(word)))
  .sort();

const failed = specs.filter((spec) => {
  const out = join('out', 'examples', spec.replaceAll(/[^a-z0-9]+/gi, '-'));
  rmSync(join(root, out), { recursive: true, force: true });
  console.log(`── ${spec}`);
  return spawnSync(process.execPath, ['dist/cli.js', 'generate', spec, '--out', out, '--verify'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] }).status !== 0;
});

console.log(`${specs.length - failed.length} of ${specs.length} examples hold${failed.length === 0 ? '' : `; not: ${failed.join(', ')}`}`);
process.exitCode = failed.length === 0 && specs.length > 0 ? 0 : 1;
