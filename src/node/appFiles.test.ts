import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isAppFile, listAppFiles, readAppFile } from './appFiles.ts';

function inFolder(files: Readonly<Record<string, string>>, task: (root: string) => void): void {
  const root = mkdtempSync(join(tmpdir(), 'devmatrix-app-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    task(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

it('lists what says what an app does, and leaves out dependencies, builds, data and links', () => { inFolder({
  'src/main.ts': '', 'migrations/0001_init.sql': '', 'docker/Dockerfile': '', 'docker/compose.yaml': '', 'openapi.json': '{}', 'README.md': '', 'src/a/b.mts': '',
  'node_modules/x/index.js': '', 'dist/main.js': '', '.data/base.json': '', '.devmatrix/manifest.json': '{}',
}, (root) => {
  symlinkSync(join(root, 'src'), join(root, 'linked'));
  assert.deepEqual(listAppFiles(root), ['docker/Dockerfile', 'docker/compose.yaml', 'migrations/0001_init.sql', 'openapi.json', 'src/a/b.mts', 'src/main.ts']);
  assert.deepEqual(listAppFiles(root, 'src/a'), ['src/a/b.mts']);
  assert.deepEqual(listAppFiles(root, 'node_modules/x'), []);
  assert.deepEqual(listAppFiles(join(root, 'nowhere')), []);
  for (const path of listAppFiles(root)) assert.ok(isAppFile(path), path);
}); });

it('reads a text as an editor shows it, and nothing where there is no file', () => { inFolder({ 'a.ts': '\uFEFFconst a = 1;\r\n', 'b.ts/c.ts': '', 'openapi.json': ' '.repeat(12_000_000) }, (root) => {
  assert.equal(readAppFile(root, 'a.ts'), 'const a = 1;\r\n');
  assert.equal(readAppFile(root, 'openapi.json')?.length, 12_000_000);
  assert.equal(readAppFile(root, 'b.ts'), undefined);
  assert.equal(readAppFile(root, 'c.ts'), undefined);
}); });
