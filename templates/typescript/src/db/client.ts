import { mkdir, readFile } from "node:fs/promises";
import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";
import { Pool } from "pg";
import { application } from "../application.ts";
import type { Config } from "../config.ts";

/** PostgreSQL through drizzle, whichever driver carries it. */
export type Database = PgDatabase<PgQueryResultHKT>;

/** An open transaction; it takes queries exactly like the database. */
export type Transaction = Parameters<Parameters<Database["transaction"]>[0]>[0];

/** One connection inside a transaction, for scripts that drizzle has no words for. */
export interface Connection {
  query(
    text: string,
    values: readonly unknown[],
  ): Promise<readonly Record<string, unknown>[]>;
  /** Runs any number of statements. */
  script(text: string): Promise<void>;
}

export interface DatabaseHandle {
  readonly kind: "postgresql" | "pglite";
  readonly db: Database;
  /** Runs `work` in a transaction on one connection. */
  connect<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
  /** Ends in an error when the database does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Opens the database that the configuration names: a PostgreSQL server, or PGlite in memory or in a folder. */
export async function openDatabase({
  databaseUrl,
  pgliteImage,
}: Pick<Config, "databaseUrl" | "pgliteImage">): Promise<DatabaseHandle> {
  return databaseUrl.startsWith("pglite:")
    ? openPglite(databaseUrl.slice("pglite:".length), pgliteImage)
    : openPostgresql(databaseUrl);
}

function openPostgresql(connectionString: string): DatabaseHandle {
  const pool = new Pool({
    connectionString,
    application_name: application.name,
    connectionTimeoutMillis: 5_000,
    idle_in_transaction_session_timeout: 30_000,
    statement_timeout: 30_000,
    max: 10,
  });
  // The pool replaces a connection that breaks while idle; without a listener its error would end the process.
  pool.on("error", () => undefined);
  const db: Database = drizzle(pool);
  return {
    kind: "postgresql",
    db,
    connect: (work) => onClient(pool, work),
    ping: () => ping(db),
    close: () => pool.end(),
  };
}

async function onClient<T>(
  pool: Pool,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query("begin");
    const result = await work({
      query: async (text, values) =>
        (await client.query<Record<string, unknown>>(text, [...values])).rows,
      script: async (text) => {
        await client.query(text);
      },
    });
    await client.query("commit");
    return result;
  } catch (error) {
    await client.query("rollback");
    throw error;
  } finally {
    client.release();
  }
}

/** Loaded only when it is used: production images come without PGlite. */
async function openPglite(
  folder: string,
  image: string | undefined,
): Promise<DatabaseHandle> {
  const [{ PGlite }, { drizzle: drizzlePglite }] = await Promise.all([
    import("@electric-sql/pglite"),
    import("drizzle-orm/pglite"),
  ]);
  const inMemory = folder === "memory";
  if (!inMemory) await mkdir(folder, { recursive: true });
  const client = inMemory
    ? new PGlite(image === undefined ? {} : { loadDataDir: await read(image) })
    : new PGlite(folder);
  await client.waitReady;
  const db: Database = drizzlePglite(client);
  return {
    kind: "pglite",
    db,
    connect: (work) =>
      client.transaction((transaction) =>
        work({
          query: async (text, values) =>
            (
              await transaction.query<Record<string, unknown>>(text, [
                ...values,
              ])
            ).rows,
          script: async (text) => {
            await transaction.exec(text);
          },
        }),
      ),
    ping: () => ping(db),
    close: () => client.close(),
  };
}

/** An archive of an empty database, as `dumpDataDir` makes it: to begin with one is faster than to set one up. */
async function read(image: string): Promise<Blob> {
  return new Blob([await readFile(image)], { type: "application/x-gzip" });
}

async function ping(db: Database): Promise<void> {
  await db.execute(sql`select 1`);
}
