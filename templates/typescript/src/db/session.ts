import {
  NodePgDatabase,
  NodePgSession,
  NodePgTransaction,
} from "drizzle-orm/node-postgres";
import { PgDialect, type PgTransactionConfig } from "drizzle-orm/pg-core";
import type { Pool } from "pg";

type NoSchema = Record<string, never>;
type PoolTransaction = NodePgTransaction<NoSchema, NoSchema>;

/** Queries over a pool; a transaction takes one of its connections. */
class PoolSession extends NodePgSession<NoSchema, NoSchema> {
  readonly #pool: Pool;
  readonly #dialect: PgDialect;

  constructor(pool: Pool, dialect: PgDialect) {
    super(pool, dialect, undefined);
    this.#pool = pool;
    this.#dialect = dialect;
  }

  /** As drizzle does it, but `begin` travels with the first query, which spares a round trip. */
  override async transaction<T>(
    work: (tx: PoolTransaction) => Promise<T>,
    config: PgTransactionConfig = {},
  ): Promise<T> {
    const client = await this.#pool.connect();
    const session = new NodePgSession<NoSchema, NoSchema>(
      client,
      this.#dialect,
      undefined,
    );
    const begun = client.query(beginOf(config));
    // It is awaited below; the connection of a transaction that did not begin takes no more queries.
    begun.catch(() => client.end().catch(() => undefined));
    let isBroken = false;
    try {
      const result = await work(
        new NodePgTransaction<NoSchema, NoSchema>(
          this.#dialect,
          session,
          undefined,
        ),
      );
      await begun;
      await client.query("commit");
      return result;
    } catch (error) {
      await client.query("rollback").catch(() => {
        isBroken = true;
      });
      throw error;
    } finally {
      client.release(isBroken);
    }
  }
}

function beginOf({
  isolationLevel,
  accessMode,
  deferrable,
}: PgTransactionConfig): string {
  return [
    "begin",
    ...(isolationLevel === undefined
      ? []
      : [`isolation level ${isolationLevel}`]),
    ...(accessMode === undefined ? [] : [accessMode]),
    ...(deferrable === undefined
      ? []
      : [deferrable ? "deferrable" : "not deferrable"]),
  ].join(" ");
}

/** Drizzle over a pool whose connections send queries without waiting for the answers to earlier ones. */
export function drizzleOver(pool: Pool): NodePgDatabase<NoSchema> {
  const dialect = new PgDialect();
  return new NodePgDatabase(dialect, new PoolSession(pool, dialect), undefined);
}
