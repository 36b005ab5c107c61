import type { TableFact } from '../../facts/appFacts.ts';
import { Database } from './sql/database.ts';
import type { DdlOperation } from './sql/ddl.ts';
import { parseDdl } from './sql/parseDdl.ts';

/** Is the file a migration of the app? */
export function isMigration(path: string): boolean {
  return /^migrations\/[^/]+\.sql$/.test(path);
}

/** Reads migrations; remembers each file as long as its text stays. */
export class MigrationReader {
  readonly #files = new Map<string, readonly DdlOperation[]>();
  #facts: readonly TableFact[] | undefined;

  /** Gives the text of a migration, or takes it away. */
  update(path: string, text: string | undefined): void {
    this.#facts = undefined;
    if (text === undefined) this.#files.delete(path);
    else this.#files.set(path, parseDdl(text));
  }

  /** The tables after all migrations ran in the order of their names. */
  facts(): readonly TableFact[] {
    this.#facts ??= this.#run();
    return this.#facts;
  }

  #run(): readonly TableFact[] {
    const database = new Database();
    for (const path of [...this.#files.keys()].sort()) {
      for (const operation of this.#files.get(path) ?? []) database.apply(operation, path);
    }
    return database.facts();
  }
}
