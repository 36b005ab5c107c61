import type { LedgerEvent } from '../llm/records/ledger.ts';
import type { LedgerQuery, LedgerRepository } from '../llm/records/ledgerRepository.ts';
import type { Database } from './database.ts';
import { GroupCommit } from './groupCommit.ts';
import { LedgerBatch } from './ledgerBatch.ts';
import { eventOfRow } from './ledgerRows.ts';
import { record, reserve, settle } from './ledgerTransaction.ts';
import { usageOf } from './spending.ts';

/** The ledger over the tables; `idle` resolves when nothing is being written. */
export function ledgerStore(database: Database): LedgerRepository & { idle(): Promise<void> } {
  const commits = new GroupCommit<LedgerBatch, LedgerEvent>((work, events) => database.writeDurably((tables) => LedgerBatch.run(tables, events, work)), database.gather);
  return {
    reserve: (event, unknownPrices) => commits.submit(event, (ledger) => reserve(ledger, event, unknownPrices)),
    settle: (event) => commits.submit(event, (ledger) => settle(ledger, event)),
    record: (event) => commits.submit(event, (ledger) => record(ledger, event)),
    events: (query) => eventsOf(database, query),
    usage: (scope, at) => database.read((tables) => usageOf(tables, scope, at)),
    idle: () => commits.idle(),
  };
}

async function eventsOf(database: Database, { afterSeq, since, until, run, workspace, limit }: LedgerQuery): ReturnType<LedgerRepository['events']> {
  const rows = await database.read((tables) => {
    let query = tables.selectFrom('ledger_events').selectAll().orderBy('seq');
    if (afterSeq !== undefined) query = query.where('seq', '>', afterSeq);
    if (since !== undefined) query = query.where('charged_at', '>=', since);
    if (until !== undefined) query = query.where('charged_at', '<', until);
    if (run !== undefined) query = query.where('run', '=', run);
    if (workspace !== undefined) query = query.where('workspace', '=', workspace);
    if (limit !== undefined) query = query.limit(limit);
    return query.execute();
  });
  return rows.map(eventOfRow);
}
