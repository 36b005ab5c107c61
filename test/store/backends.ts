import { PGlite } from '@electric-sql/pglite';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { PGliteDialect } from 'kysely';
import type { Store } from '../../src/llm/records/store.ts';
import { SqliteFile } from '../../src/node/sqliteFile.ts';
import { openSqliteStore } from '../../src/node/sqliteStore.ts';
import { openStore } from '../../src/store/openStore.ts';
import type { StoreBackend } from '../../src/store/storeBackend.ts';

type BackendName = 'sqlite' | 'postgres';

const backendNames: readonly BackendName[] = ['sqlite', 'postgres'];

const folder = mkdtempSync(join(tmpdir(), 'devmatrix-store-'));
let postgres: PGlite | undefined;
let number = 0;

/** A path for a database of its own. */
export function newFile(): string {
  number += 1;
  return join(folder, String(number), 'store.sqlite');
}

/** An empty store: SQLite in a new file, or a new schema of PGlite, which speaks PostgreSQL without a server. */
export async function newStore(name: BackendName): Promise<Store> {
  return name === 'sqlite' ? (await openSqliteStore(newFile())).store : (await openStore(await newPostgres(), 0)).store;
}

/** A new schema in the one PGlite of all tests. */
export async function newPostgres(): Promise<StoreBackend> {
  postgres ??= new PGlite();
  number += 1;
  await postgres.exec(`create schema s${number}; set search_path to s${number}`);
  return postgresBackend(postgres);
}

/** An empty SQLite database in memory. */
export function newMemory(): StoreBackend {
  number += 1;
  const file = new SqliteFile(new DatabaseSync(':memory:'), `memory-${number}`);
  return { dialect: file.dialect('normal'), failureOf: () => 'failed', sha256 };
}

function postgresBackend(database: PGlite): StoreBackend {
  const kept = { closed: false, ready: true, waitReady: database.waitReady, close: () => Promise.resolve(), query: database.query.bind(database), transaction: database.transaction.bind(database) };
  return {
    dialect: new PGliteDialect({ pglite: kept }),
    migrationLock: 'select pg_advisory_xact_lock(4711)',
    failureOf: () => 'failed',
    sha256,
  };
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** States a fact about stores for each kind of database. */
export function itHolds(fact: string, check: (store: Store) => Promise<void>): void {
  for (const name of backendNames) {
    it(`${fact} (${name})`, async function () {
      this.timeout(120_000);
      const store = await newStore(name);
      try {
        await check(store);
      } finally {
        await store.close();
      }
    });
  }
}

after(async () => {
  await postgres?.close();
  rmSync(folder, { recursive: true, force: true });
});
