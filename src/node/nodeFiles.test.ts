import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { FileProblem } from '../pipeline/ports.ts';
import { nodeFiles } from './nodeFiles.ts';

let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'devmatrix-files-'));
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const problem = (path: string, action: string, obstacle: string) => (error: unknown) =>
  error instanceof FileProblem && error.path === path && error.action === action && error.obstacle === obstacle;

it('writes files, reads those that are there, and removes folders that become empty', async () => {
  const files = [{ path: 'a/b/c.txt', text: 'c' }, { path: 'a/d.txt', text: 'd' }];
  await nodeFiles.makeFolders(root, files.map(({ path }) => path));
  await nodeFiles.writeAll(root, files);
  assert.deepEqual([...await nodeFiles.readAll(root, ['a/b/c.txt', 'a/none.txt', 'none/x.txt', 'a/d.txt/x.txt'])], [['a/b/c.txt', 'c']]);
  await nodeFiles.replace(root, 'a/b/c.txt', 'a/d.txt');
  assert.equal(readFileSync(join(root, 'a/d.txt'), 'utf8'), 'c');
  await nodeFiles.removeAll(root, ['a/b/c.txt', 'a/d.txt']);
  assert.deepEqual(readdirSync(root), []);
});

it('names what is in the way: a file for a folder, a folder for a file', async () => {
  writeFileSync(join(root, 'src'), 'a file');
  mkdirSync(join(root, 'docs.md'));
  await assert.rejects(nodeFiles.makeFolders(root, ['src/a.ts']), problem('src/a.ts', 'written', 'blocked'));
  await assert.rejects(nodeFiles.makeFolders(root, ['src/deep/a.ts']), problem('src/deep/a.ts', 'written', 'blocked'));
  await assert.rejects(nodeFiles.readAll(root, ['docs.md']), problem('docs.md', 'read', 'blocked'));
  await assert.rejects(nodeFiles.writeAll(root, [{ path: 'docs.md', text: 'x' }]), problem('docs.md', 'written', 'blocked'));
  assert.deepEqual(readdirSync(root).sort(), ['docs.md', 'src']);
});

it('refuses every path that leaves the root', async () => {
  const beside = `${basename(root)}-beside`;
  for (const path of [`../${beside}`, '/x', `a/../../${beside}`, '.']) {
    await assert.rejects(nodeFiles.writeAll(root, [{ path, text: 'x' }]), /lies outside/);
  }
  assert.equal(existsSync(join(root, '..', beside)), false);
});
