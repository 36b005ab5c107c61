import type { LedgerQuery, LedgerRepository } from '../llm/records/ledgerRepository.ts';
import type { CallCommits } from './callCommits.ts';
import type { Database } from './database.ts';
import { eventOfRow } from './ledgerRows.ts';
import { record, reserve, settle } from './ledgerTransaction.ts';
import { usageOf } from './spending.ts';

/** The ledger over the tables. */
export function ledgerStore(database: Database, commits: CallCommits): LedgerRepository {
  return {
    reserve: (event, unknownPrices) => commits.record(event, (ledger) => reserve(ledger, event, unknownPrices)),
    settle: (event) => commits.record(event, (ledger) => settle(ledger, event)),
    record: (event) => commits.record(event, (ledger) => record(ledger, event)),
    events: (query) => eventsOf(database, query),
    usage: (scope, at) => database.read((tables) => usageOf(tables, scope, at)),
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
