import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './cacheFolder.ts';

/** What nothing wrote for so long goes: it is of programs that were built anew, or of apps that nobody works on. */
const forgottenMs = 14 * 24 * 3600 * 1000;

/** More than these are not kept, the newest first. */
const mostFiles = 60;

/** A file that is kept between runs; `area` is the folder for what is kept of one kind. */
export function cachedFile(area: string, name: string): string {
  return join(cacheFolder(), area, name);
}

/** Writes such a file at once, so that nobody reads a half of it, and lets go of forgotten ones. Throws when it cannot be written. */
export function writeCachedFile(area: string, name: string, bytes: Uint8Array): void {
  const file = cachedFile(area, name);
  mkdirSync(cachedFile(area, ''), { recursive: true, mode: 0o700 });
  removeForgotten(cachedFile(area, ''));
  const partial = `${file}.${process.pid}`;
  try {
    writeFileSync(partial, bytes, { mode: 0o600 });
    renameSync(partial, file);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
}

function removeForgotten(folder: string): void {
  const oldest = Date.now() - forgottenMs;
  const files = readdirSync(folder).map((name) => ({ path: join(folder, name), writtenMs: statSync(join(folder, name)).mtimeMs })).sort((a, b) => b.writtenMs - a.writtenMs);
  files.forEach(({ path, writtenMs }, index) => {
    if (writtenMs < oldest || index >= mostFiles) rmSync(path, { force: true });
  });
}
