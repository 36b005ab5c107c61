import { lstatSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A lock without its process's number is being made, unless it is older than this. */
const newLockMs = 5000;

/**
 * Takes a lock that one living process at a time holds: a folder with its process's number. Gives the way to release
 * it, undefined when somebody holds it. A lock whose process is gone is taken over.
 */
export function takeProcessLock(lock: string): (() => void) | undefined {
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      mkdirSync(lock);
      writeFileSync(join(lock, 'pid'), String(process.pid));
      return () => { rmSync(lock, { recursive: true, force: true }); };
    } catch {
      if (holderLives(lock)) return undefined;
      rmSync(lock, { recursive: true, force: true });
    }
  }
  return undefined;
}

function holderLives(lock: string): boolean {
  try {
    const pid = Number(readFileSync(join(lock, 'pid'), 'utf8'));
    if (pid === process.pid) return true;
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return Date.now() - modifiedMs(lock) < newLockMs;
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function modifiedMs(path: string): number {
  try {
    return lstatSync(path).mtimeMs;
  } catch {
    return 0;
  }
}
