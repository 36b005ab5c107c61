import type { TableFact } from '../../facts/appFacts.ts';
import { Database } from './sql/database.ts';
import type { DdlOperation } from './sql/ddl.ts';
import { parseDdl } from './sql/parseDdl.ts';
import type { Memory } from './memory.ts';

/** Is the file a migration of the app? */
export function isMigration(path: string): boolean {
  return /^migrations\/[^/]+\.sql$/.test(path);
}

/** Reads migrations, each text once. */
export class MigrationReader {
  readonly #memory: Memory;
  readonly #files = new Map<string, { readonly text: string; readonly stamp: string }>();

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  /** Gives the text of a migration, or takes it away. */
  update(path: string, text: string | undefined, stamp: string): void {
    if (text === undefined) this.#files.delete(path);
    else this.#files.set(path, { text, stamp });
  }

  /** The tables after all migrations ran in the order of their names. */
  facts(): readonly TableFact[] {
    const all = [...this.#files].sort(([a], [b]) => (a < b ? -1 : 1));
    return this.#memory.recall('databases', '', all.map(([path, { stamp }]) => `${path} ${stamp}`).join(' '), () => {
      const database = new Database();
      for (const [path, file] of all) for (const operation of this.#read(path, file)) database.apply(operation, path);
      return database.facts();
    });
  }

  #read(path: string, { text, stamp }: { readonly text: string; readonly stamp: string }): readonly DdlOperation[] {
    return this.#memory.recall('migrations', path, stamp, () => parseDdl(text));
  }
}
