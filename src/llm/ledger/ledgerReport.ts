import { modelKey } from '../models/modelInfo.ts';
import { dayOf, monthOf } from '../records/budgetScopes.ts';
import type { StoredLedgerEvent } from '../records/ledgerRepository.ts';
import { callsOf, type LedgerCall } from './ledgerCalls.ts';
import { isWasted, type LedgerTotals, totalsBy, totalsOf } from './ledgerTotals.ts';

/** The ledger from every side. Days and months are those of UTC. */
export interface LedgerReport {
  readonly total: LedgerTotals;
  readonly byDay: Groups;
  readonly byMonth: Groups;
  readonly byRun: Groups;
  /** By run and unit, as `run/unit`. */
  readonly byUnit: Groups;
  readonly byModel: Groups;
  readonly byCategory: Groups;
  /** Only calls that were of no use, by why: how they failed, or what was wrong with their answer. */
  readonly waste: Groups;
}

type Groups = readonly LedgerGroup[];

export interface LedgerGroup {
  readonly key: string;
  readonly totals: LedgerTotals;
}

/** Sums up the events as they stand at that time; days, months and runs in their order, everything else dearest first. */
export function ledgerReport(events: readonly StoredLedgerEvent[], now: number): LedgerReport {
  const calls = callsOf(events);
  const by = (keyOf: (call: LedgerCall) => string | undefined): Groups => [...totalsBy(calls, now, keyOf)].map(([key, totals]) => ({ key, totals }));
  return {
    total: totalsOf(calls, now),
    byDay: by(({ chargedAt }) => dayOf(chargedAt)),
    byMonth: by(({ chargedAt }) => monthOf(chargedAt)),
    byRun: by(({ purpose }) => purpose.run),
    byUnit: dearestFirst(by(({ purpose: { run, unit } }) => (unit === undefined ? undefined : `${run ?? ''}/${unit}`))),
    byModel: dearestFirst(by(({ model }) => modelKey(model))),
    byCategory: dearestFirst(by(({ purpose }) => purpose.category)),
    waste: dearestFirst(by((call) => (isWasted(call) ? whyWasted(call) : undefined))),
  };
}

function whyWasted({ settled, wasted }: LedgerCall): string {
  if (wasted !== undefined) return wasted.reason;
  return settled === undefined || settled.outcome === 'ok' ? 'not used' : settled.outcome;
}

function dearestFirst(groups: Groups): Groups {
  return [...groups].sort((left, right) => right.totals.spentMicroUsd - left.totals.spentMicroUsd || (left.key < right.key ? -1 : 1));
}
