import { type FSWatcher, watch } from 'node:fs';
import { join } from 'node:path';
import { listAppFolders } from './appFiles.ts';

/** How long changes are gathered before they are told. */
const gatherMs = 30;

/**
 * Tells whole paths of files and folders of an app that have changed on disk, until it is stopped: `stop` is what it gives. Each folder is
 * watched by itself, so that none is missed that is made with all its contents at once.
 */
export function watchApp(root: string, tell: (paths: readonly string[]) => void): () => void {
  const watchers = new Map<string, FSWatcher>();
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  const note = (path: string): void => {
    changed.add(path);
    timer ??= setTimeout(flush, gatherMs);
  };
  const follow = (): void => {
    const folders = new Set(listAppFolders(root));
    for (const [folder, watcher] of watchers) {
      if (folders.has(folder)) continue;
      watcher.close();
      watchers.delete(folder);
      note(join(root, folder));
    }
    for (const folder of folders) if (!watchers.has(folder)) add(folder);
  };
  const add = (folder: string): void => {
    const path = join(root, folder);
    try {
      const watcher = watch(path, { persistent: false }, (_event, name) => { note(name === null ? path : join(path, name)); });
      watcher.on('error', () => { watcher.close(); });
      watchers.set(folder, watcher);
      // What was put into it before it was watched.
      note(path);
    } catch {
      // Gone again, or more than the system can watch: the editor's own watcher is still there.
    }
  };
  const flush = (): void => {
    timer = undefined;
    follow();
    const paths = [...changed];
    changed.clear();
    clearTimeout(timer);
    timer = undefined;
    tell(paths);
  };
  follow();
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers.values()) watcher.close();
    watchers.clear();
  };
}
