import type { InsertResult } from 'kysely';
import type { Json } from '../base/json.ts';
import type { RunLogRepository } from '../llm/records/runLog.ts';
import type { Database, Tables, TablesTransaction } from './database.ts';
import { prepared } from './prepared.ts';
import type { RunEventRow, RunRow } from './schema.ts';

/** The logs of runs, over the tables. */
export function runLogStore(database: Database): RunLogRepository {
  return {
    append: (run, events) => database.write(async (tables) => {
      const last = events.at(-1);
      if (last === undefined) return await lastSeq(tables, run);
      const { rows } = await countEvents(tables, { run, started_at: events[0]?.at ?? last.at, updated_at: last.at, events: events.length });
      const total = rows[0]?.events ?? events.length;
      const first = total - events.length + 1;
      for (const [index, { at, kind, data }] of events.entries()) await appendEvent(tables, { run, seq: first + index, at, kind, data: JSON.stringify(data) });
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

/** Databases bound the number of parameters of a statement. */
const rowsAtOnce = 1000;

const countEvents = prepared<RunRow, Pick<RunRow, 'events'>>((tables, given) => tables.insertInto('runs')
  .values({ run: given('run'), started_at: given('started_at'), updated_at: given('updated_at'), events: given('events') })
  .onConflict((conflict) => conflict.column('run').doUpdateSet((expression) => ({
    events: expression('runs.events', '+', expression.ref('excluded.events')), updated_at: expression.ref('excluded.updated_at'),
  }))).returning('events'));

const appendEvent = prepared<RunEventRow, InsertResult>((tables, given) => tables.insertInto('run_events')
  .values({ run: given('run'), seq: given('seq'), at: given('at'), kind: given('kind'), data: given('data') }));

async function lastSeq(tables: TablesTransaction, run: string): Promise<number> {
  const row = await tables.selectFrom('runs').select('events').where('run', '=', run).executeTakeFirst();
  return row?.events ?? 0;
}
