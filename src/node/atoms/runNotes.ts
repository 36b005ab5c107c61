import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheFolder } from '../cacheFolder.ts';
import { takeProcessLock } from '../processLock.ts';

/** Where an app notes the run that is not over; not committed. */
const openRunPath = '.devmatrix/cache/run.json';

/** Which run of an app is not over. */
export interface RunNotes {
  read(): string | undefined;
  write(run: string): void;
  /** Forgets that run; another one that was begun since stays. */
  clear(run: string): void;
}

/** The notes of the app in a folder. */
export function openRunNotes(root: string): RunNotes {
  const path = join(root, openRunPath);
  const read = (): string | undefined => {
    try {
      const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
      return typeof value === 'object' && value !== null && 'run' in value && typeof value.run === 'string' && /^[\w-]{1,64}$/.test(value.run) ? value.run : undefined;
    } catch {
      // No run, or a note that was cut off: then a new run begins, which takes answers that are kept.
      return undefined;
    }
  };
  return {
    read,
    write(run) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, `${JSON.stringify({ run })}\n`);
    },
    clear(run) {
      if (read() === run) rmSync(path, { force: true });
    },
  };
}

/** Takes a run for this process until the returned function is called; undefined when another one drives it. */
export function lockRun(run: string): (() => void) | undefined {
  return takeLock(`run-${run}`);
}

/** The same for all runs of the app in a folder: one at a time has its units written, whatever its id. */
export function lockApp(root: string): (() => void) | undefined {
  return takeLock(`atoms-${createHash('sha256').update(root).digest('hex').slice(0, 32)}`);
}

function takeLock(name: string): (() => void) | undefined {
  const locks = join(cacheFolder(), 'locks');
  mkdirSync(locks, { recursive: true });
  return takeProcessLock(join(locks, name));
}
