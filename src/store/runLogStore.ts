import type { Json } from '../base/json.ts';
import type { RunLogRepository } from '../llm/records/runLog.ts';
import type { Database, Tables, TablesTransaction } from './database.ts';

/** The logs of runs, over the tables. */
export function runLogStore(database: Database): RunLogRepository {
  return {
    append: (run, events) => database.write(async (tables) => {
      const last = events.at(-1);
      if (last === undefined) return await lastSeq(tables, run);
      const { events: total } = await tables.insertInto('runs').values({ run, started_at: events[0]?.at ?? last.at, updated_at: last.at, events: events.length })
        .onConflict((conflict) => conflict.column('run').doUpdateSet((expression) => ({
          events: expression('runs.events', '+', expression.ref('excluded.events')), updated_at: expression.ref('excluded.updated_at'),
        }))).returning('events').executeTakeFirstOrThrow();
      const first = total - events.length + 1;
      const rows = events.map(({ at, kind, data }, index) => ({ run, seq: first + index, at, kind, data: JSON.stringify(data) }));
      for (let start = 0; start < rows.length; start += rowsAtOnce) await tables.insertInto('run_events').values(rows.slice(start, start + rowsAtOnce)).execute();
      return total;
    }),
    async read(run, afterSeq, limit = 1000) {
      const rows = await database.read((tables) => tables.selectFrom('run_events').selectAll().where('run', '=', run).where('seq', '>', afterSeq)
        .orderBy('seq').limit(limit).execute());
      return rows.map(({ data, ...row }) => ({ ...row, data: JSON.parse(data) as Json }));
    },
    async runs(limit) {
      const rows = await database.read((tables) => tables.selectFrom('runs').selectAll().orderBy('updated_at', 'desc').orderBy('run', 'desc').limit(limit).execute());
      return rows.map(({ run, started_at: startedAt, updated_at: updatedAt, events }) => ({ run, startedAt, updatedAt, events }));
    },
    async prune(bounds) {
      const removed = await database.read((tables) => runsOver(tables, bounds));
      if (removed.length > 0) await database.write(async (tables) => {
        await tables.deleteFrom('run_events').where('run', 'in', removed).execute();
        await tables.deleteFrom('runs').where('run', 'in', removed).execute();
      });
      return removed.length;
    },
  };
}

/** The oldest runs, as many as are over the bounds; at most as many at once as a statement takes. */
async function runsOver(tables: Tables, { maxRuns, maxEvents }: Parameters<RunLogRepository['prune']>[0]): Promise<readonly string[]> {
  const runs = await tables.selectFrom('runs').select(['run', 'events']).orderBy('updated_at', 'desc').orderBy('run', 'desc').execute();
  let kept = 0;
  return runs.filter(({ events }, index) => {
    kept += events;
    return index >= maxRuns || kept > maxEvents;
  }).map(({ run }) => run).slice(-rowsAtOnce);
}

/** Databases bound the number of parameters of a statement; each row has five. */
const rowsAtOnce = 1000;

async function lastSeq(tables: TablesTransaction, run: string): Promise<number> {
  const row = await tables.selectFrom('runs').select('events').where('run', '=', run).executeTakeFirst();
  return row?.events ?? 0;
}
