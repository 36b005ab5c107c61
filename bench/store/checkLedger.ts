import { callsOf } from '../../src/llm/ledger/ledgerCalls.ts';
import { totalsOf } from '../../src/llm/ledger/ledgerTotals.ts';
import type { StoredLedgerEvent } from '../../src/llm/records/ledgerRepository.ts';
import type { Store } from '../../src/llm/records/store.ts';
import { callsTold, type ChildStory } from './children.ts';
import { amountsOf } from './childOrder.ts';

/** All zero in a ledger that can be trusted. */
export interface LedgerFaults {
  /** Events that a process was told to be recorded and that are not there, or with another amount. */
  readonly lost: number;
  /** Events of the same call and kind, and numbers that are there twice or left out. */
  readonly doubled: number;
  /** Events of calls that nobody began. */
  readonly invented: number;
  /** By how much the kept sums differ from the sum over all events, in millionths of a US dollar. */
  readonly wrongSumMicroUsd: number;
  /** By how much settled costs and open reservations were ever over the budget. */
  readonly overBudgetMicroUsd: number;
}

/** Compares the ledger with what the processes told, and follows it event by event. */
export async function checkLedger(store: Store, stories: readonly ChildStory[], hardMicroUsd: number): Promise<LedgerFaults> {
  const events = await store.ledger.events({});
  const now = Date.now();
  const { spentMicroUsd, reservedMicroUsd } = totalsOf(callsOf(events), now);
  const usage = await store.ledger.usage({ kind: 'workspace', workspace: 'eval' }, now);
  const begun = new Set([...callsTold(stories, 'begun'), ...callsTold(stories, 'settled')]);
  return {
    lost: lostOf(events, stories),
    doubled: doubledOf(events),
    invented: events.filter(({ event }) => !begun.has(event.call)).length,
    wrongSumMicroUsd: Math.abs(usage.spentMicroUsd + usage.reservedMicroUsd - spentMicroUsd - reservedMicroUsd),
    overBudgetMicroUsd: overBudget(events, hardMicroUsd),
  };
}

function lostOf(events: readonly StoredLedgerEvent[], stories: readonly ChildStory[]): number {
  const amounts = new Map(events.map(({ event }) => [`${event.kind} ${event.call}`, 'microUsd' in event ? event.microUsd : undefined]));
  const reserved = callsTold(stories, 'reserved').filter((call) => amounts.get(`reserved ${call}`) !== amountsOf(call).worst);
  const settled = callsTold(stories, 'settled').filter((call) => amounts.get(`settled ${call}`) !== amountsOf(call).real);
  return reserved.length + settled.length;
}

function doubledOf(events: readonly StoredLedgerEvent[]): number {
  const kinds = new Set(events.map(({ event }) => `${event.kind} ${event.call}`));
  const wrongNumbers = events.filter(({ seq }, index) => seq !== index + 1);
  return events.length - kinds.size + wrongNumbers.length;
}

function overBudget(events: readonly StoredLedgerEvent[], hardMicroUsd: number): number {
  const open = new Map<string, number>();
  let used = 0;
  let most = 0;
  for (const { event } of events) {
    if (event.kind !== 'reserved' && event.kind !== 'settled') continue;
    used += (event.microUsd ?? 0) - (open.get(event.call) ?? 0);
    if (event.kind === 'reserved') open.set(event.call, event.microUsd ?? 0);
    else open.delete(event.call);
    most = Math.max(most, used);
  }
  return Math.max(0, most - hardMicroUsd);
}
