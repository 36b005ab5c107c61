import { realpathSync } from 'node:fs';
import { dirname, isAbsolute, posix, relative, resolve, sep } from 'node:path';
import type { SpecFiles } from '../pipeline/loadSpec.ts';
import { readIfPresent } from './nodeFiles.ts';

/**
 * A spec on disk with the files that it may refer to: those in its folder and below, symbolic links resolved.
 * `main` is the path as the person gave it.
 */
export function specFiles(specPath: string): SpecFiles {
  const full = resolve(specPath);
  const root = dirname(full);
  return {
    main: specPath,
    read(path) {
      if (path === specPath) return readIfPresent(full);
      if (isAbsolute(path) || posix.isAbsolute(path) || path.includes('\\')) return undefined;
      const candidate = resolve(root, path);
      return staysInside(root, candidate) ? readIfPresent(candidate) : undefined;
    },
  };
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
