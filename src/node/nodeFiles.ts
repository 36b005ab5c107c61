import { mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { FileProblem, type FileObstacle, type FilesPort } from '../pipeline/ports.ts';

/**
 * Files on disk. Synchronous inside: for a hundred small files that is faster than a hundred promises
 * and blocks for a few milliseconds.
 */
export const nodeFiles: FilesPort = {
  readAll: (root, paths) => settle(() => {
    const texts = new Map<string, string>();
    const base = resolve(root);
    const folders = new Map<string, boolean>();
    for (const path of paths) {
      const full = inside(base, path);
      const text = attempt(path, 'read', () => (isFolder(dirname(full), folders) ? readIfPresent(full) : undefined));
      if (text !== undefined) texts.set(path, text);
    }
    return texts;
  }),
  makeFolders: (root, paths) => settle(() => {
    const base = resolve(root);
    const byFolder = new Map(paths.map((path) => [dirname(inside(base, path)), path]));
    for (const [folder, path] of byFolder) attempt(path, 'written', () => mkdirSync(folder, { recursive: true }));
  }),
  writeAll: (root, files) => settle(() => {
    const base = resolve(root);
    for (const { path, text } of files) {
      const full = inside(base, path);
      const partial = `${full}.devmatrix-partial`;
      attempt(path, 'written', () => {
        try {
          writeFileSync(partial, text);
          renameSync(partial, full);
        } catch (error) {
          rmSync(partial, { force: true });
          throw error;
        }
      });
    }
  }),
  removeAll: (root, paths) => settle(() => {
    const base = resolve(root);
    for (const path of paths) {
      const full = inside(base, path);
      attempt(path, 'removed', () => {
        rmSync(full, { force: true });
        removeEmptyFolders(base, dirname(full));
      });
    }
  }),
  replace: (root, from, to) => settle(() => {
    attempt(to, 'written', () => { renameSync(inside(resolve(root), from), inside(resolve(root), to)); });
  }),
};

/** The text of a file, undefined when it is not there; throws on every other error. */
function readIfPresent(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** What the work gives, or the rejection for what it throws. */
function settle<T>(work: () => T): Promise<T> {
  return new Promise((resolvePromise) => { resolvePromise(work()); });
}

/** Folders that are not there hold no files: asking for each of those would cost an exception. */
function isFolder(folder: string, known: Map<string, boolean>): boolean {
  const before = known.get(folder);
  if (before !== undefined) return before;
  const found = statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
  known.set(folder, found);
  return found;
}

/** Errors of the system become problems with the path as the caller knows it. */
function attempt<T>(path: string, action: FileProblem['action'], work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    throw new FileProblem({ path, action, obstacle: obstacles[String(error.code)] ?? 'other', cause: error });
  }
}

const obstacles: Readonly<Record<string, FileObstacle>> = {
  ENOSPC: 'full', EDQUOT: 'full', EFBIG: 'full',
  EACCES: 'refused', EPERM: 'refused', EROFS: 'refused',
  ENOTDIR: 'blocked', EISDIR: 'blocked', EEXIST: 'blocked',
};

/** No part of it is `.` or `..`, or means something to some system: nearly all paths are so, and resolving them took half the time of writing. */
const plainPath = /^\.?[\w-][\w.-]*(?:\/\.?[\w-][\w.-]*)*$/;

/** The absolute path; throws when it would leave the root, which is absolute. */
function inside(root: string, path: string): string {
  if (plainPath.test(path)) return `${root}${sep}${path}`;
  const full = resolve(root, path);
  const back = relative(root, full);
  if (back === '' || back === '..' || back.startsWith(`..${sep}`) || isAbsolute(back)) {
    throw new Error(`The path ${path} lies outside of ${root}.`);
  }
  return full;
}

function removeEmptyFolders(root: string, folder: string): void {
  for (let at = folder; at !== root && at.startsWith(join(root, sep)); at = dirname(at)) {
    try {
      if (readdirSync(at).length > 0) return;
      rmdirSync(at);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
