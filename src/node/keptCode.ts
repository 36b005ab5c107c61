import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Script } from 'node:vm';
import { cacheFolder } from './cacheFolder.ts';

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

/** Kept code of programs that were built anew, or of another Node, goes when nothing wrote it for so long. */
const forgottenMs = 14 * 24 * 3600 * 1000;

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
  mkdirSync(folder(), { recursive: true, mode: 0o700 });
  removeForgotten();
  const partial = `${fileOf(name)}.${process.pid}`;
  try {
    writeFileSync(partial, Buffer.concat([head, code]), { mode: 0o600 });
    renameSync(partial, fileOf(name));
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
}

function removeForgotten(): void {
  const oldest = Date.now() - forgottenMs;
  for (const entry of readdirSync(folder())) {
    const path = join(folder(), entry);
    if (statSync(path).mtimeMs < oldest) rmSync(path, { force: true });
  }
}

function isPowerOfTwo(count: number): boolean {
  return Number.isInteger(Math.log2(count));
}

function digestOf(code: Buffer): Buffer {
  return createHash('sha256').update(code).digest();
}

function fileOf(name: string): string {
  return join(folder(), name);
}

function folder(): string {
  return join(cacheFolder(), 'code');
}
