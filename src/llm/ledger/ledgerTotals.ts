import { addUsage, inputTokens, noUsage, type TokenUsage } from '../tokenUsage.ts';
import { costOfCall, type LedgerCall } from './ledgerCalls.ts';

/** Sums over some calls. Money in millionths of a US dollar. */
export interface LedgerTotals {
  /** Calls that were sent or are about to be; answers from the cache are not among them. */
  readonly calls: number;
  readonly answered: number;
  readonly failed: number;
  readonly underWay: number;
  /** Calls of processes that died; they count as spent in full. */
  readonly lost: number;
  readonly usage: TokenUsage;
  readonly spentMicroUsd: number;
  /** Worst case of calls under way. */
  readonly reservedMicroUsd: number;
  /** The part of what is spent that is only estimated, because the provider reports no usage. */
  readonly estimatedMicroUsd: number;
  /** Calls whose price nobody knows: with any of them `spentMicroUsd` is a lower bound. */
  readonly unpricedCalls: number;
  /** Paid and of no use. */
  readonly wastedCalls: number;
  readonly wastedMicroUsd: number;
  /** Answers that cost nothing because they were there already. */
  readonly cacheHits: number;
  readonly savedMicroUsd: number;
}

const noTotals: LedgerTotals = {
  calls: 0, answered: 0, failed: 0, underWay: 0, lost: 0, usage: noUsage, spentMicroUsd: 0, reservedMicroUsd: 0, estimatedMicroUsd: 0, unpricedCalls: 0,
  wastedCalls: 0, wastedMicroUsd: 0, cacheHits: 0, savedMicroUsd: 0,
};

/** Sums of all these calls at that time. */
export function totalsOf(calls: readonly LedgerCall[], now: number): LedgerTotals {
  return calls.reduce((totals, call) => addTotals(totals, totalsOfCall(call, now)), noTotals);
}

/** Sums by key; a call without a key is in none of them. Keys in their order of appearance. */
export function totalsBy(calls: readonly LedgerCall[], now: number, keyOf: (call: LedgerCall) => string | undefined): ReadonlyMap<string, LedgerTotals> {
  const groups = new Map<string, LedgerTotals>();
  for (const call of calls) {
    const key = keyOf(call);
    if (key !== undefined) groups.set(key, addTotals(groups.get(key) ?? noTotals, totalsOfCall(call, now)));
  }
  return groups;
}

/** The part of the input that came from providers' prompt caches, 0 to 1; undefined without input. */
export function promptCacheRate({ usage }: LedgerTotals): number | undefined {
  const total = inputTokens(usage);
  return total === 0 ? undefined : usage.cacheRead / total;
}

/** Whether what was paid for a call was of no use. */
export function isWasted({ settled, wasted }: LedgerCall): boolean {
  return settled?.wasted === true || wasted !== undefined;
}

function totalsOfCall(call: LedgerCall, now: number): LedgerTotals {
  const { settled, cached } = call;
  const cost = costOfCall(call, now);
  const hit = cached === undefined ? {} : { cacheHits: 1, savedMicroUsd: cached.savedMicroUsd ?? 0 };
  if (cost.kind === 'none') return { ...noTotals, ...hit };
  const microUsd = cost.microUsd ?? 0;
  const spentMicroUsd = cost.kind === 'open' ? 0 : microUsd;
  return {
    ...noTotals,
    ...hit,
    calls: 1,
    answered: settled?.outcome === 'ok' ? 1 : 0,
    failed: settled !== undefined && settled.outcome !== 'ok' ? 1 : 0,
    underWay: cost.kind === 'open' ? 1 : 0,
    lost: cost.kind === 'lost' ? 1 : 0,
    usage: settled?.usage ?? noUsage,
    spentMicroUsd,
    reservedMicroUsd: cost.kind === 'open' ? microUsd : 0,
    estimatedMicroUsd: settled?.source === 'estimated' ? spentMicroUsd : 0,
    unpricedCalls: cost.kind === 'settled' && cost.microUsd === undefined ? 1 : 0,
    wastedCalls: isWasted(call) ? 1 : 0,
    wastedMicroUsd: isWasted(call) ? spentMicroUsd : 0,
  };
}

function addTotals(left: LedgerTotals, right: LedgerTotals): LedgerTotals {
  return {
    calls: left.calls + right.calls,
    answered: left.answered + right.answered,
    failed: left.failed + right.failed,
    underWay: left.underWay + right.underWay,
    lost: left.lost + right.lost,
    usage: addUsage(left.usage, right.usage),
    spentMicroUsd: left.spentMicroUsd + right.spentMicroUsd,
    reservedMicroUsd: left.reservedMicroUsd + right.reservedMicroUsd,
    estimatedMicroUsd: left.estimatedMicroUsd + right.estimatedMicroUsd,
    unpricedCalls: left.unpricedCalls + right.unpricedCalls,
    wastedCalls: left.wastedCalls + right.wastedCalls,
    wastedMicroUsd: left.wastedMicroUsd + right.wastedMicroUsd,
    cacheHits: left.cacheHits + right.cacheHits,
    savedMicroUsd: left.savedMicroUsd + right.savedMicroUsd,
  };
}
