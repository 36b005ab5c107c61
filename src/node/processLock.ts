import { lstatSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A lock without its process's number is being made, unless it is older than this. */
const newLockMs = 5000;

/** When this thread began to work, in milliseconds: later threads of a process have a higher number. */
const threadStart = Date.now();

/**
 * Takes a lock that one living process at a time holds: a folder with its process's number, and when its thread began. Gives
 * the way to release it, undefined when somebody holds it. A lock whose process is gone is taken over, and one of an
 * earlier thread of this process: its work is done by one thread at a time, and is given to another only after a crash.
 * Throws when no lock can be made there.
 */
export function takeProcessLock(lock: string): (() => void) | undefined {
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      mkdirSync(lock);
      writeFileSync(join(lock, 'pid'), `${process.pid} ${threadStart}`);
      return () => { rmSync(lock, { recursive: true, force: true }); };
    } catch (error) {
      if (isHopeless(error)) throw error;
      if (holderLives(lock)) return undefined;
      rmSync(lock, { recursive: true, force: true });
    }
  }
  return undefined;
}

/** Whether no lock can be made there at all: it is not that somebody holds it. */
function isHopeless(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['EACCES', 'EROFS', 'ENOSPC', 'EDQUOT', 'ENOTDIR'].includes(String(error.code));
}

function holderLives(lock: string): boolean {
  try {
    const [pid = 0, thread = 0] = readFileSync(join(lock, 'pid'), 'utf8').split(' ').map(Number);
    if (pid === process.pid) return thread >= threadStart;
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
