import { Kysely, type Transaction } from 'kysely';
import { StoreError } from '../llm/records/store.ts';
import { GroupCommit } from './groupCommit.ts';
import type { StoreTables } from './schema.ts';
import type { StoreBackend } from './storeBackend.ts';

export type Tables = Kysely<StoreTables>;
export type TablesTransaction = Transaction<StoreTables>;

/** How often an operation is begun when others hold the database; SQLite itself waits 5 s each time. */
const attempts = 4;

/** The tables as the repositories use them: whatever fails is a `StoreError`, and whoever finds the database held tries again. */
export class Database {
  readonly #backend: StoreBackend;
  readonly #tables: Tables;
  readonly #durable: Tables;
  readonly #commits: GroupCommit<TablesTransaction>;
  #refusal: StoreError | undefined;

  constructor(backend: StoreBackend) {
    this.#backend = backend;
    this.#tables = new Kysely<StoreTables>({ dialect: backend.dialect });
    this.#durable = backend.durableDialect === undefined ? this.#tables : new Kysely<StoreTables>({ dialect: backend.durableDialect });
    this.#commits = new GroupCommit((work) => this.#changed(this.#tables, work), backend.gather);
  }

  /** Waits until it is time for the next commit. */
  get gather(): (() => Promise<void>) | undefined {
    return this.#backend.gather;
  }

  /** From now on nothing is written. */
  refuseWrites(reason: StoreError): void {
    this.#refusal = reason;
  }

  read<T>(query: (tables: Tables) => Promise<T>): Promise<T> {
    return this.#told(() => query(this.#tables));
  }

  /** In one transaction, all or nothing, maybe together with other changes; it may be run more than once until it is done. A crash of the machine, not of the process, may undo it. */
  write<T>(change: (transaction: TablesTransaction) => Promise<T>): Promise<T> {
    return this.#refusal === undefined ? this.#commits.submit(undefined, change) : Promise.reject(this.#refusal);
  }

  /** One transaction that is on disk when it resolves. */
  writeDurably<T>(change: (transaction: TablesTransaction) => Promise<T>): Promise<T> {
    return this.#changed(this.#durable, change);
  }

  async close(): Promise<void> {
    await this.#commits.idle();
    await this.#tables.destroy();
    if (this.#durable !== this.#tables) await this.#durable.destroy();
  }

  #changed<T>(tables: Tables, change: (transaction: TablesTransaction) => Promise<T>): Promise<T> {
    if (this.#refusal !== undefined) return Promise.reject(this.#refusal);
    return this.#told(() => tables.transaction().execute(change));
  }

  async #told<T>(operation: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await operation();
      } catch (error) {
        if (error instanceof StoreError) throw error;
        const failure = this.#backend.failureOf(error);
        if (failure === 'busy' && attempt < attempts) continue;
        throw new StoreError(failure, error instanceof Error ? error.message : String(error), { cause: error });
      }
    }
  }
}
