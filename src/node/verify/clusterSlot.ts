import { lstatSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder } from './dependencyCache.ts';
import { onProcessExit } from './exitHooks.ts';

/** A folder that one process at a time uses for a PostgreSQL cluster; the cluster stays for the next run. */
export interface ClusterSlot {
  readonly folder: string;
  release(): void;
}

const slots = 8;

/** Takes the first slot that no living process holds; undefined when all are taken. */
export function takeClusterSlot(version: string): ClusterSlot | undefined {
  const root = clusterRoot();
  if (root === undefined) return undefined;
  for (let number = 1; number <= slots; number += 1) {
    const folder = join(root, `${version}-${String(number)}`);
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    const lock = join(folder, 'lock');
    if (!takeLock(lock)) continue;
    const release = (): void => { rmSync(lock, { recursive: true, force: true }); };
    const unhook = onProcessExit(release);
    return {
      folder,
      release: () => {
        unhook();
        release();
      },
    };
  }
  return undefined;
}

/** Root's own folders are closed to the account that has to run the server, so root's clusters stand among the temporary files. */
function clusterRoot(): string | undefined {
  const folder = process.getuid?.() === 0 ? join(tmpdir(), 'devmatrix-postgres') : join(cacheFolder(), 'postgres');
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const found = lstatSync(folder);
  // Somebody else's folder in a place that everybody may write to is not to be trusted.
  const ours = process.getuid === undefined || (found.uid === process.getuid() && (found.mode & 0o022) === 0);
  return found.isDirectory() && ours ? folder : undefined;
}

function takeLock(lock: string): boolean {
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      mkdirSync(lock);
      writeFileSync(join(lock, 'pid'), String(process.pid));
      return true;
    } catch {
      if (holderLives(lock)) return false;
      rmSync(lock, { recursive: true, force: true });
    }
  }
  return false;
}

function holderLives(lock: string): boolean {
  try {
    const pid = Number(readFileSync(join(lock, 'pid'), 'utf8'));
    if (pid === process.pid) return true;
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // No pid file yet: its maker is about to write it, unless the folder is old.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return Date.now() - modifiedMs(lock) < 5000;
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
