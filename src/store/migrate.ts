import { sql } from 'kysely';
import { StoreError } from '../llm/records/store.ts';
import type { Database, TablesTransaction } from './database.ts';
import type { Migration } from './migrations.ts';
import type { StoreBackend } from './storeBackend.ts';

/** `newer`: the schema has migrations that this program does not know; nothing was changed. */
export type SchemaState = { readonly kind: 'current' } | { readonly kind: 'newer'; readonly version: number };

interface AppliedMigration {
  readonly version: number;
  readonly checksum: string;
}

/**
 * Brings the schema up to date in one transaction, which one process at a time is in: others wait and find it done. Rejects with a `StoreError`
 * when the schema was made by other statements than those that are known under the same numbers.
 */
export async function migrate(database: Database, backend: StoreBackend, migrations: readonly Migration[], now: number): Promise<SchemaState> {
  const known = migrations.map((migration) => ({ ...migration, checksum: backend.sha256(migration.statements.join(';\n')) }));
  const applied = await database.read(appliedMigrations).catch(() => undefined);
  const state = applied === undefined ? undefined : stateOf(applied, known);
  if (state !== undefined) return state;
  return await database.writeDurably(async (transaction) => {
    if (backend.migrationLock !== undefined) await sql.raw(backend.migrationLock).execute(transaction);
    await sql`create table if not exists schema_migrations (version bigint primary key, name text not null, checksum text not null, applied_at bigint not null)`.execute(transaction);
    const before = await appliedMigrations(transaction);
    for (const migration of known.slice(before.length)) {
      for (const statement of migration.statements) await sql.raw(statement).execute(transaction);
      await sql`insert into schema_migrations (version, name, checksum, applied_at) values (${migration.version}, ${migration.name}, ${migration.checksum}, ${now})`.execute(transaction);
    }
    return stateOf(await appliedMigrations(transaction), known) ?? { kind: 'current' };
  });
}

async function appliedMigrations(tables: Pick<TablesTransaction, 'getExecutor'>): Promise<readonly AppliedMigration[]> {
  const { rows } = await sql<AppliedMigration>`select version, checksum from schema_migrations order by version`.execute(tables);
  return rows;
}

/** Undefined when migrations are missing. */
function stateOf(applied: readonly AppliedMigration[], known: readonly (Migration & { readonly checksum: string })[]): SchemaState | undefined {
  for (const { version, checksum } of applied) {
    const migration = known.find((candidate) => candidate.version === version);
    if (migration !== undefined && migration.checksum !== checksum) {
      throw new StoreError('failed', `The store's schema ${version} (${migration.name}) was made by another build of DevMatrix than this one.`);
    }
  }
  const last = applied.at(-1)?.version ?? 0;
  const latest = known.at(-1)?.version ?? 0;
  if (last > latest) return { kind: 'newer', version: last };
  return last === latest ? { kind: 'current' } : undefined;
}
