import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onProcessExit } from '../verify/exitHooks.ts';

/** A folder for one purpose of this process: `close` takes it away, and so does the end of the process. */
export interface TemporaryFolder {
  readonly folder: string;
  close(): void;
}

/** Folders of processes that were killed are taken away by the next one, after so long: whoever works in one writes to it. */
const abandonedMs = 24 * 3_600_000;

/** Makes an empty folder `devmatrix-<purpose>-<process>-…`, and takes away what killed processes have left of that purpose. */
export function openTemporaryFolder(purpose: string, parent: string = tmpdir()): TemporaryFolder {
  const prefix = `devmatrix-${purpose}-`;
  removeAbandoned(parent, prefix);
  const folder = mkdtempSync(join(parent, `${prefix}${String(process.pid)}-`));
  const unhook = onProcessExit(() => { remove(folder); });
  return {
    folder,
    close() {
      // What cannot be taken away now, since a process that was killed holds it, is tried once more at the end.
      if (remove(folder)) unhook();
    },
  };
}

function remove(folder: string): boolean {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3, retryDelay: 50 });
    return true;
  } catch {
    return false;
  }
}

function removeAbandoned(parent: string, prefix: string): void {
  for (const name of namesIn(parent)) {
    const owner = name.startsWith(prefix) ? /^\d+(?=-)/.exec(name.slice(prefix.length))?.[0] : undefined;
    const folder = join(parent, name);
    if (owner !== undefined && !lives(Number(owner)) && Date.now() - changedMs(folder) > abandonedMs) remove(folder);
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    // Some systems let nobody see what others have there.
    return [];
  }
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function changedMs(path: string): number {
  try {
    return statSync(path).mtimeMs;
  } catch {
    // Somebody else has just taken it away.
    return Date.now();
  }
}
