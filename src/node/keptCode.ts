import { createHash } from 'node:crypto';
import { appendFileSync, readFileSync } from 'node:fs';
import type { Script } from 'node:vm';
import { cachedFile, writeCachedFile } from './cacheFiles.ts';

/** What the engine compiled of a program, as it was kept by an earlier run. */
export interface KeptCode {
  readonly code: Buffer | undefined;
  /** How many runs kept or used it, this one not counted. */
  readonly runs: number;
}

const nothing: KeptCode = { code: undefined, runs: 0 };

/** A file holds the SHA-256 of the code, how many runs there were when it was written, its length, and the code; each later run adds a byte. */
const digestLength = 32;
const headLength = digestLength + 8;

const area = 'code';

/** The code that is kept under a name; nothing when there is none, or when it is damaged: damaged code would crash the engine. */
export function readKeptCode(name: string): KeptCode {
  try {
    const file = readFileSync(fileOf(name));
    const code = file.subarray(headLength, headLength + file.readUInt32LE(digestLength + 4));
    if (!digestOf(code).equals(file.subarray(0, digestLength))) return nothing;
    return { code, runs: file.readUInt32LE(digestLength) + file.length - headLength - code.length };
  } catch {
    return nothing;
  }
}

/**
 * Keeps the code that the script has compiled until now. It is made anew at the first, second, fourth, eighth ... run, so that
 * it grows to what all runs need and costs next to nothing. A cache that cannot be written is left out.
 */
export function keepCode(name: string, script: Script, { code, runs }: KeptCode): void {
  try {
    const isUsable = code !== undefined && script.cachedDataRejected !== true;
    if (isUsable && !isPowerOfTwo(runs + 1)) appendFileSync(fileOf(name), '.');
    else write(name, script.createCachedData(), isUsable ? runs + 1 : 1);
  } catch {
    // The program runs as well without it.
  }
}

function write(name: string, code: Buffer, runs: number): void {
  const head = Buffer.alloc(headLength);
  digestOf(code).copy(head);
  head.writeUInt32LE(runs, digestLength);
  head.writeUInt32LE(code.length, digestLength + 4);
  writeCachedFile(area, name, Buffer.concat([head, code]));
}

function isPowerOfTwo(count: number): boolean {
  return Number.isInteger(Math.log2(count));
}

function digestOf(code: Buffer): Buffer {
  return createHash('sha256').update(code).digest();
}

function fileOf(name: string): string {
  return cachedFile(area, name);
}
