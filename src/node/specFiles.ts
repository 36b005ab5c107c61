import { readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import type { SpecFiles } from '../pipeline/loadSpec.ts';

/**
 * A spec on disk with the files that it may refer to: those in its folder and below, symbolic links resolved.
 * `main` is the path as the person gave it; the others are named as seen from the same place.
 */
export function specFiles(specPath: string): SpecFiles {
  const root = dirname(resolve(specPath));
  return {
    main: specPath,
    read(path) {
      if (path === specPath) return textOf(path, (found) => !found.isDirectory());
      // Reading a pipe or a device would wait for whoever writes into it.
      return staysInside(root, resolve(path)) ? textOf(path, (found) => found.isFile()) : undefined;
    },
  };
}

/** The text of a file that is as wanted; undefined when it is not, or cannot be read, whatever keeps it from that. */
function textOf(path: string, isWanted: (found: { isFile(): boolean; isDirectory(): boolean }) => boolean): string | undefined {
  try {
    return isWanted(statSync(path)) ? readFileSync(path, 'utf8') : undefined;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}

function staysInside(root: string, path: string): boolean {
  try {
    const back = relative(realpathSync(root), realpathSync(path));
    return back !== '..' && !back.startsWith(`..${sep}`) && !isAbsolute(back);
  } catch {
    // Nothing is there: reading it gives undefined anyway.
    return false;
  }
}
