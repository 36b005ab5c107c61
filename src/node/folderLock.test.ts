import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withFolderLock } from './folderLock.ts';
import { takeProcessLock } from './processLock.ts';

const never = new AbortController().signal;

async function withFolder(task: (folder: string) => Promise<void> | void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'devmatrix-lock-'));
  try {
    await task(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

it('lets one task at a time write to a folder, in any number of them', () => withFolder(async (folder) => {
  let inside = 0;
  let most = 0;
  await Promise.all(Array.from({ length: 5 }, () => withFolderLock(folder, never, async () => {
    inside += 1;
    most = Math.max(most, inside);
    await new Promise((resolve) => { setTimeout(resolve, 5); });
    inside -= 1;
  })));
  assert.equal(most, 1);
}));

it('stops waiting for a folder when aborted, and leaves the other task alone', () => withFolder(async (folder) => {
  const controller = new AbortController();
  await withFolderLock(folder, never, async () => {
    const waiting = withFolderLock(folder, controller.signal, () => Promise.resolve('ran'));
    controller.abort();
    await assert.rejects(waiting, { name: 'AbortError' });
  });
  assert.equal(await withFolderLock(folder, never, () => Promise.resolve('ran')), 'ran');
}));

it('releases a folder when its task fails', () => withFolder(async (folder) => {
  await assert.rejects(withFolderLock(folder, never, () => Promise.reject(new Error('broken'))), /broken/);
  assert.equal(await withFolderLock(folder, never, () => Promise.resolve(1)), 1);
}));

it('takes a lock over from a process that is gone', () => withFolder(async (folder) => {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  const lock = join(folder, 'lock');
  mkdirSync(lock);
  writeFileSync(join(lock, 'pid'), String(child.pid));
  const release = takeProcessLock(lock);
  assert.match(readFileSync(join(lock, 'pid'), 'utf8'), new RegExp(`^${process.pid}\\b`));
  assert.equal(takeProcessLock(lock), undefined);
  release?.();
  assert.equal(existsSync(lock), false);
}));

it('takes a lock over from an earlier thread of its own process', () => withFolder((folder) => {
  const lock = join(folder, 'lock');
  mkdirSync(lock);
  writeFileSync(join(lock, 'pid'), `${process.pid} -1`);
  const release = takeProcessLock(lock);
  assert.notEqual(release, undefined);
  release?.();
}));

it('runs a task without a lock where none can be made', () => withFolder(async (folder) => {
  const { XDG_CACHE_HOME: before } = process.env;
  writeFileSync(join(folder, 'file'), '');
  process.env['XDG_CACHE_HOME'] = join(folder, 'file');
  try {
    assert.equal(await withFolderLock(folder, never, () => Promise.resolve('ran')), 'ran');
  } finally {
    if (before === undefined) delete process.env['XDG_CACHE_HOME'];
    else process.env['XDG_CACHE_HOME'] = before;
  }
}));
