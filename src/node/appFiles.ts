import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

/** Folders whose files nobody writes by hand: dependencies, builds, data, what tools keep. */
const foreign = new Set(['node_modules', '.git', '.devmatrix', '.data', '.cache', 'dist', 'build', 'out', 'coverage']);
const compared = /(\.([cm]?[jt]sx?|json|sql|ya?ml)|(^|\/)dockerfile)$/i;
/** In UTF-16 units; the largest file that DevMatrix writes, the OpenAPI document of GitHub's app, has ten millions. */
const maximumLength = 64_000_000;
/** More is no app; reading them would only cost time. */
const maximumFiles = 20_000;
const maximumFolders = 2_000;

/** Whether a file, relative to the app's folder with `/`, can say what the app does: its sources, migrations and configuration. */
export function isAppFile(path: string): boolean {
  return compared.test(path) && !path.split('/').some((part) => foreign.has(part));
}

/** The files of an app that can say what it does, relative to its folder with `/`, sorted; `below` is one of its folders. Symbolic links are not followed. */
export function listAppFiles(root: string, below = ''): readonly string[] {
  const files: string[] = [];
  const visit = (folder: string): void => {
    for (const entry of entriesOf(join(root, folder))) {
      const path = posix.join(folder, entry.name);
      if (entry.isDirectory()) {
        if (!foreign.has(entry.name) && files.length < maximumFiles) visit(path);
      } else if (entry.isFile() && compared.test(entry.name)) files.push(path);
    }
  };
  if (!below.split('/').some((part) => foreign.has(part))) visit(below);
  return files.sort().slice(0, maximumFiles);
}

/** The folders of an app that can hold such files, relative to its folder with `/`; its own is the empty text. */
export function listAppFolders(root: string): readonly string[] {
  const folders: string[] = [];
  const visit = (folder: string): void => {
    if (folders.length >= maximumFolders) return;
    folders.push(folder);
    for (const entry of entriesOf(join(root, folder))) if (entry.isDirectory() && !foreign.has(entry.name)) visit(posix.join(folder, entry.name));
  };
  if (isAppFolder(root, '')) visit('');
  return folders;
}

/** The text of a file of an app as an editor shows it, without a byte order mark; undefined when it is gone, is no file, or cannot be read. */
export function readAppFile(root: string, path: string): string | undefined {
  try {
    const text = readFileSync(join(root, path), 'utf8');
    if (text.length > maximumLength) return undefined;
    return text.startsWith('\uFEFF') ? text.slice(1) : text;
  } catch {
    // Gone meanwhile, or not ours to read: there is nothing of it to compare.
    return undefined;
  }
}

/** Whether there is a folder at that path of the app. */
export function isAppFolder(root: string, path: string): boolean {
  return lstatSync(join(root, path), { throwIfNoEntry: false })?.isDirectory() === true;
}

function entriesOf(folder: string): ReturnType<typeof readEntries> {
  try {
    return readEntries(folder);
  } catch {
    return [];
  }
}

function readEntries(folder: string) {
  return readdirSync(folder, { withFileTypes: true });
}
