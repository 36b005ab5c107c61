import type { TableFact } from '../../facts/appFacts.ts';
import type { Inputs } from './inputs.ts';
import { Database } from './sql/database.ts';
import type { DdlOperation } from './sql/ddl.ts';
import { parseDdl } from './sql/parseDdl.ts';
import { type Memory, Tracked } from './tracked.ts';

/** Is the file a migration of the app? */
export function isMigration(path: string): boolean {
  return /^migrations\/[^/]+\.sql$/.test(path);
}

/** Reads migrations, each text once. */
export class MigrationReader {
  readonly #files: Inputs;
  readonly #texts = new Map<string, string>();
  readonly #operations: Tracked<readonly DdlOperation[]>;
  readonly #databases: Tracked<readonly TableFact[]>;

  constructor(files: Inputs, memory: Memory) {
    this.#files = files;
    this.#operations = new Tracked(files, 'migrations', memory);
    this.#databases = new Tracked(files, 'databases', memory);
  }

  /** Gives the text of a migration, or takes it away. */
  update(path: string, text: string | undefined): void {
    if (text === undefined) this.#texts.delete(path);
    else this.#texts.set(path, text);
  }

  /** The tables after all migrations ran in the order of their names. */
  facts(): readonly TableFact[] {
    const all = [...this.#texts].sort(([a], [b]) => (a < b ? -1 : 1));
    return this.#databases.get(all.map(([path]) => path).join(' '), () => {
      const database = new Database();
      for (const [path, text] of all) for (const operation of this.#read(path, text)) database.apply(operation, path);
      return database.facts();
    });
  }

  #read(path: string, text: string): readonly DdlOperation[] {
    return this.#operations.get(path, () => {
      this.#files.touch(path);
      return parseDdl(text);
    });
  }
}
