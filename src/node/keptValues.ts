import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';
import type { KeptPort } from '../pipeline/kept.ts';
import { cachedFile, writeCachedFile } from './cacheFiles.ts';

/** A file holds the SHA-256 of the value, and the value as the engine writes it. */
const digestLength = 32;
const area = 'values';

/** Values in files of the user's cache folder. A cache that cannot be written is left out; a damaged file is none. */
export const keptValues: KeptPort = {
  encode: (value) => serialize(value),
  decode: (bytes) => deserialize(bytes) as unknown,
  read(name) {
    try {
      const file = readFileSync(cachedFile(area, nameOf(name)));
      const value = file.subarray(digestLength);
      return digestOf(value).equals(file.subarray(0, digestLength)) ? deserialize(value) as unknown : undefined;
    } catch {
      return undefined;
    }
  },
  keep(name, value) {
    try {
      const bytes = serialize(value);
      writeCachedFile(area, nameOf(name), Buffer.concat([digestOf(bytes), bytes]));
    } catch {
      // The program runs as well without it.
    }
  },
};

/** Another engine may write values in another way. */
function nameOf(name: string): string {
  return `${name}-${process.versions.v8}`;
}

function digestOf(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}
