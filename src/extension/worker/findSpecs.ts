import { closeSync, openSync, readSync } from 'node:fs';
import { canBeSpec, headLength, looksLikeSpec } from '../specs/looksLikeSpec.ts';
import type { Requests } from './requests.ts';

/** Those of the files that are specs, in the same order. Files that cannot be read are none. */
export function findSpecs({ paths }: Requests['findSpecs']['params']): Promise<readonly string[]> {
  return Promise.resolve(paths.filter((path) => canBeSpec(path) && looksLikeSpec(path, headOf(path))));
}

function headOf(path: string): string {
  const buffer = Buffer.alloc(headLength);
  try {
    const file = openSync(path, 'r');
    try {
      return buffer.toString('utf8', 0, readSync(file, buffer, 0, headLength, 0));
    } finally {
      closeSync(file);
    }
  } catch {
    // Gone meanwhile, or not ours to read.
    return '';
  }
}
