import type { Json } from '../base/json.ts';
import { keyText } from './state.ts';

/** Stands for all rows of an entity at once. */
export const everyRow = '*';

/**
 * What a call looks at and changes in the stored rows. Two calls whose footprints do not meet can be done in any order,
 * or at the same time, with the same answers.
 */
export class Footprint {
  /** Entities (and link tables) whose rows were gone through. */
  readonly scans = new Set<string>();
  /** The keys of single rows that were looked for, by entity. */
  readonly reads = new Map<string, Set<string>>();
  /** The keys of rows that were made, changed or removed, by entity, also in work that was given up in the end. */
  readonly writes = new Map<string, Set<string>>();

  scan(table: string): void {
    this.scans.add(table);
  }

  read(entity: string, key: Json): void {
    note(this.reads, entity, keyText(key));
  }

  write(entity: string, key: Json): void {
    note(this.writes, entity, keyText(key));
  }

  /** Takes in what other work looked at and changed. */
  add({ scans, reads, writes }: Footprint): void {
    for (const table of scans) this.scan(table);
    for (const [entity, keys] of reads) for (const key of keys) note(this.reads, entity, key);
    for (const [entity, keys] of writes) for (const key of keys) note(this.writes, entity, key);
  }

  /** Whether it changes rows that the other looked at. */
  changesWhatIsReadBy(other: Footprint): boolean {
    return [...this.writes].some(([entity, keys]) => {
      const read = other.reads.get(entity);
      return other.scans.has(entity) || (read !== undefined && (keys.has(everyRow) || [...keys].some((key) => read.has(key))));
    });
  }

  /** Writes to a whole table, such as that of links. */
  writeAll(table: string): void {
    note(this.writes, table, everyRow);
  }
}

/** The table of links as footprints name it. */
export function linksOf(through: string): string {
  return `links ${through}`;
}

function note(keys: Map<string, Set<string>>, entity: string, key: string): void {
  const known = keys.get(entity);
  if (known === undefined) keys.set(entity, new Set([key]));
  else known.add(key);
}
