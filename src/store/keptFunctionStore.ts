import type { KeptFunction, KeptFunctionRepository } from '../llm/records/keptFunctions.ts';
import type { Database, TablesTransaction } from './database.ts';
import type { KeptFunctionRow } from './schema.ts';

/** Accepted functions, over the tables. */
export function keptFunctionStore(database: Database): KeptFunctionRepository {
  return {
    keep: (functions, { maxEntries }) => database.write(async (tables) => {
      for (const one of functions) await keepOne(tables, rowOf(one));
      await forgetOver(tables, maxEntries);
    }),
    async others(app, limit) {
      const rows = await database.read((tables) => tables.selectFrom('kept_functions').selectAll().where('app', '!=', app).orderBy('kept_at', 'desc').orderBy('key').limit(limit).execute());
      return rows.map(functionOf);
    },
    clear: () => database.write(async (tables) => (await tables.deleteFrom('kept_functions').returning('key').execute()).length),
  };
}

async function keepOne(tables: TablesTransaction, { key, ...columns }: KeptFunctionRow): Promise<void> {
  await tables.insertInto('kept_functions').values({ key, ...columns }).onConflict((conflict) => conflict.column('key').doUpdateSet(columns)).execute();
}

async function forgetOver(tables: TablesTransaction, maxEntries: number): Promise<void> {
  const { total } = await tables.selectFrom('kept_functions').select(({ fn }) => fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  if (total <= maxEntries) return;
  const oldest = tables.selectFrom('kept_functions').select('key').orderBy('kept_at').orderBy('key').limit(total - maxEntries);
  await tables.deleteFrom('kept_functions').where('key', 'in', oldest).execute();
}

function rowOf({ keptAt, types, ...columns }: KeptFunction): KeptFunctionRow {
  return { ...columns, types: types.join(' '), kept_at: keptAt };
}

function functionOf({ kept_at: keptAt, types, ...columns }: KeptFunctionRow): KeptFunction {
  return { ...columns, types: types === '' ? [] : types.split(' '), keptAt };
}
