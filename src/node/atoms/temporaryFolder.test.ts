import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTemporaryFolder } from './temporaryFolder.ts';

function inFolder(act: (parent: string) => void): void {
  const parent = mkdtempSync(join(tmpdir(), 'devmatrix-test-'));
  try {
    act(parent);
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
}

it('takes a folder away when it is closed, and when its process ends without that', () => { inFolder((parent) => {
  const opened = openTemporaryFolder('atoms', parent);
  mkdirSync(join(opened.folder, 'src'));
  writeFileSync(join(opened.folder, 'src', 'a.ts'), '');
  opened.close();
  assert.deepEqual(readdirSync(parent), []);
  const module = new URL('./temporaryFolder.ts', import.meta.url).href;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', `
    import { existsSync } from 'node:fs';
    import { openTemporaryFolder } from ${JSON.stringify(module)};
    console.log(existsSync(openTemporaryFolder('atoms', ${JSON.stringify(parent)}).folder));
  `], { encoding: 'utf8' });
  assert.equal(stdout.trim(), 'true', stderr);
  assert.deepEqual(readdirSync(parent), []);
}); });

it('takes away what processes left that were killed long ago, and nothing else', () => { inFolder((parent) => {
  const gone = spawnSync(process.execPath, ['-e', '']).pid;
  const make = (name: string, ageHours: number): string => {
    const folder = join(parent, name);
    mkdirSync(folder);
    const at = Date.now() / 1000 - ageHours * 3600;
    utimesSync(folder, at, at);
    return folder;
  };
  const left = make(`devmatrix-atoms-${String(gone)}-abc`, 48);
  const others = [make(`devmatrix-atoms-${String(gone)}-new`, 1), make(`devmatrix-atoms-${String(process.pid)}-abc`, 48), make(`devmatrix-bench-${String(gone)}-abc`, 48), make('devmatrix-atoms-someone', 48)];
  openTemporaryFolder('atoms', parent).close();
  assert.deepEqual([existsSync(left), ...others.map((folder) => existsSync(folder))], [false, true, true, true, true]);
}); });
