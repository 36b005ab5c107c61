import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import {
  type CompiledQuery, type DatabaseConnection, type Dialect, type Driver, type QueryResult, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler,
} from 'kysely';

/** `full`: a commit has reached the disk when it resolves; `normal`: it outlives the process, and the last ones may not outlive the machine. */
type Synchronous = 'full' | 'normal';

/** Statements that are kept compiled. */
const maxStatements = 200;

/** The last in line for each file of this thread: SQLite would make the whole thread wait for a transaction that only this thread can end. */
const lines = new Map<string, Promise<void>>();

/** An open SQLite file for several dialects at once: one statement or transaction after the other, each with its own durability. */
export class SqliteFile {
  readonly #database: DatabaseSync;
  readonly #path: string;
  readonly #statements = new Map<string, StatementSync>();
  #synchronous: Synchronous | undefined;

  constructor(database: DatabaseSync, path: string) {
    this.#database = database;
    this.#path = path;
  }

  /** A Kysely dialect over this file; closing its Kysely leaves the file open. */
  dialect(synchronous: Synchronous): Dialect {
    return {
      createAdapter: () => new SqliteAdapter(),
      createQueryCompiler: () => new SqliteQueryCompiler(),
      createIntrospector: (tables) => new SqliteIntrospector(tables),
      createDriver: () => new SqliteFileDriver(this, synchronous),
    };
  }

  /** Waits for its turn; gives the function that ends it. */
  async take(): Promise<() => void> {
    const before = lines.get(this.#path);
    let release = (): void => undefined;
    lines.set(this.#path, new Promise((resolve) => { release = resolve; }));
    await before;
    return release;
  }

  /** Begins a transaction that writes, with its durability; what only reads needs neither. */
  begin(synchronous: Synchronous): void {
    if (this.#synchronous !== synchronous) this.#database.exec(`pragma synchronous = ${synchronous}`);
    this.#synchronous = synchronous;
    this.#database.exec('begin immediate');
  }

  exec(sql: string): void {
    this.#database.exec(sql);
  }

  /** Runs one statement; gives its rows, or the number of rows that it changed. */
  run({ sql, parameters, query }: CompiledQuery): QueryResult<unknown> {
    const statement = this.#prepared(sql);
    const values = parameters as readonly SQLInputValue[];
    if (query.kind === 'SelectQueryNode' || query.kind === 'RawNode' || 'returning' in query) return { rows: statement.all(...values) };
    const { changes } = statement.run(...values);
    return { rows: [], numAffectedRows: BigInt(changes) };
  }

  /** Undoes the transaction, unless what went wrong (such as a full disk) has done so already. */
  rollback(): void {
    try {
      this.#database.exec('rollback');
    } catch {
      // There is no transaction any more.
    }
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  #prepared(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(sql);
    if (this.#statements.size >= maxStatements) this.#statements.clear();
    this.#statements.set(sql, statement);
    return statement;
  }
}

/** Writes begin with `begin immediate`: who only reads first and writes then would fail when another process wrote in between. */
class SqliteFileDriver implements Driver {
  readonly #file: SqliteFile;
  readonly #synchronous: Synchronous;
  readonly #releases = new WeakMap<DatabaseConnection, () => void>();

  constructor(file: SqliteFile, synchronous: Synchronous) {
    this.#file = file;
    this.#synchronous = synchronous;
  }

  init(): Promise<void> {
    return Promise.resolve();
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    const release = await this.#file.take();
    const connection = new SqliteFileConnection(this.#file);
    this.#releases.set(connection, release);
    return connection;
  }

  beginTransaction(): Promise<void> {
    return promised(() => { this.#file.begin(this.#synchronous); });
  }

  commitTransaction(): Promise<void> {
    return promised(() => { this.#file.exec('commit'); });
  }

  rollbackTransaction(): Promise<void> {
    return promised(() => { this.#file.rollback(); });
  }

  releaseConnection(connection: DatabaseConnection): Promise<void> {
    return promised(() => this.#releases.get(connection)?.());
  }

  /** Whoever opened the file closes it. */
  destroy(): Promise<void> {
    return Promise.resolve();
  }
}

class SqliteFileConnection implements DatabaseConnection {
  readonly #file: SqliteFile;

  constructor(file: SqliteFile) {
    this.#file = file;
  }

  executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    return promised(() => this.#file.run(query) as QueryResult<Row>);
  }

  streamQuery(): never {
    throw new Error('Rows of the store are not streamed.');
  }
}

/** The result of synchronous work as a promise, its error as a rejection. */
function promised<T>(work: () => T): Promise<T> {
  return new Promise((resolve) => { resolve(work()); });
}
