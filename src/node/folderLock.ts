import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { cacheFolder } from './cacheFolder.ts';
import { takeProcessLock } from './processLock.ts';

const pollMs = 50;

/**
 * Runs a task while no other DevMatrix of this machine writes to that folder: waits for its turn. Rejects when aborted
 * meanwhile. Where no lock can be made (a home that is read-only or full) the task runs without one.
 */
export async function withFolderLock<T>(folder: string, signal: AbortSignal, task: () => Promise<T>): Promise<T> {
  let release = take(folder);
  while (release === undefined) {
    await pause(pollMs, undefined, { signal });
    release = take(folder);
  }
  try {
    return await task();
  } finally {
    release();
  }
}

function take(folder: string): (() => void) | undefined {
  const locks = join(cacheFolder(), 'locks');
  try {
    mkdirSync(locks, { recursive: true });
    return takeProcessLock(join(locks, createHash('sha256').update(resolve(folder)).digest('hex').slice(0, 32)));
  } catch {
    // Nothing can be kept there: what is wrong with the disk is told where it matters, when the app is written.
    return () => undefined;
  }
}
