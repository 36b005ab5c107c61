import { build } from 'esbuild';
import { globSync } from 'node:fs';
import { join } from 'node:path';

/** Bundles the tests that run inside the extension host into one module that exports `run`; gives its path. */
export async function bundleSuite(root: string): Promise<string> {
  const out = join(root, '.cache', 'editor', 'suite.cjs');
  const tests = globSync('test/editor/host/*.test.ts', { cwd: root }).sort();
  await build({
    stdin: {
      contents: `import { runSuite } from './runSuite.ts';\nexport const run = () => runSuite(async () => {\n${tests.map((file) => `  await import('./${file.split(/[\\/]/).pop() ?? ''}');`).join('\n')}\n});\n`,
      resolveDir: join(root, 'test', 'editor', 'host'),
      sourcefile: 'suite.ts',
      loader: 'ts',
    },
    outfile: out,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    sourcemap: 'inline',
    logLevel: 'warning',
    external: ['vscode', 'mocha', 'prettier'],
  });
  return out;
}
