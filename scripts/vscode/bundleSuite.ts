import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build, type BuildOptions } from 'esbuild';

const options = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  sourcemap: 'inline',
  logLevel: 'warning',
  external: ['vscode', 'mocha', 'prettier'],
} as const satisfies BuildOptions;

/** Bundles the tests that run inside the extension host into one module in that folder that exports `run`; gives its path. */
export async function bundleSuite(root: string, out: string): Promise<string> {
  const folder = join(root, 'test', 'editor', 'host');
  const imports = globSync('*.test.ts', { cwd: folder }).sort().map((file) => `  await import('./${basename(file)}');`);
  const contents = ["import { runSuite } from './runSuite.ts';", 'export const run = () => runSuite(async () => {', ...imports, '});'].join('\n');
  const outfile = join(out, 'suite.cjs');
  await build({ ...options, outfile, stdin: { contents, resolveDir: folder, sourcefile: 'suite.ts', loader: 'ts' } });
  return outfile;
}

/** Bundles one module that exports `run`; gives its path. */
export async function bundleRun(root: string, file: string): Promise<string> {
  const outfile = join(root, '.cache', 'editor', `${basename(file, '.ts')}.cjs`);
  await build({ ...options, outfile, entryPoints: [join(root, file)] });
  return outfile;
}
