import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { takeProcessLock } from './processLock.ts';

/** Files that belong to a database: what was committed last may be in the second alone. */
const suffixes = ['', '-wal', '-shm'];

/** Remembers that the database was found damaged while it was in use: whoever opens it next looks at all of it. */
export function suspectDamage(file: string): void {
  try {
    writeFileSync(marker(file), '');
  } catch {
    // Where nothing can be written, the next to open it finds out by itself.
  }
}

export function isSuspect(file: string): boolean {
  return existsSync(marker(file));
}

export function trust(file: string): void {
  rmSync(marker(file), { force: true });
}

/**
 * Moves a damaged database and its companions aside, never deleting anything; gives its new name. `isStillDamaged` is asked again under the lock, since another process
 * may have moved it meanwhile: then, or while another is doing it, undefined.
 */
export function moveAside(file: string, at: Date, isStillDamaged: () => boolean): string | undefined {
  const release = takeProcessLock(`${file}.moving`);
  if (release === undefined) return undefined;
  try {
    if (!isStillDamaged()) return undefined;
    const aside = freeName(`${file}.damaged-${at.toISOString().replace(/[-:]/g, '').replace(/\..*$/, '')}`);
    for (const suffix of suffixes) if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix);
    trust(file);
    return aside;
  } finally {
    release();
  }
}

function marker(file: string): string {
  return `${file}.suspect`;
}

function freeName(name: string): string {
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? name : `${name}-${number}`;
    if (!existsSync(candidate)) return candidate;
  }
}
