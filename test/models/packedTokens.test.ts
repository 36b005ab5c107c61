import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

it('counts with the files that the build packs, where no package is installed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'devmatrix-tokens-'));
  try {
    const program = (moduleFolder: string): string => `
      import { packTokens } from './scripts/packedTokens.mjs';
      import { openTiktoken } from './src/node/tokens/tiktokenCounter.ts';
      packTokens(${JSON.stringify(root)}, ${JSON.stringify(join(folder, 'dist', 'tokens'))});
      const opened = openTiktoken(${JSON.stringify(pathToFileURL(join(folder, moduleFolder, 'worker.js')).href)});
      console.log(await opened.then((counter) => counter.count('Hello, world!'), () => 'missing'));`;
    const run = (moduleFolder: string): string => execFileSync(process.execPath, ['--input-type=module', '-e', program(moduleFolder)], { cwd: root, encoding: 'utf8' }).trim();
    assert.equal(run('dist/chunks'), '4');
    assert.equal(run('elsewhere'), 'missing');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
