import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { cacheFolder } from './cacheFolder.ts';
import { takeProcessLock } from './processLock.ts';

const pollMs = 50;

/** Runs a task while no other DevMatrix of this machine writes to that folder: waits for its turn. Rejects when aborted meanwhile. */
export async function withFolderLock<T>(folder: string, signal: AbortSignal, task: () => Promise<T>): Promise<T> {
  const locks = join(cacheFolder(), 'locks');
  mkdirSync(locks, { recursive: true });
  const lock = join(locks, createHash('sha256').update(resolve(folder)).digest('hex').slice(0, 32));
  let release = takeProcessLock(lock);
  while (release === undefined) {
    await pause(pollMs, undefined, { signal });
    release = takeProcessLock(lock);
  }
  try {
    return await task();
  } finally {
    release();
  }
}
