import { lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder } from '../cacheFolder.ts';
import { takeProcessLock } from '../processLock.ts';
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
    const release = takeProcessLock(join(folder, 'lock'));
    if (release === undefined) continue;
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
