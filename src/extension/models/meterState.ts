import { dollars } from '../../base/dollars.ts';
import type { LedgerTotals } from '../../llm/ledger/ledgerTotals.ts';
import type { BudgetState } from '../../llm/records/ledger.ts';
import type { MeterView } from '../worker/modelRequests.ts';

/** What the meter says. `level`: whether a budget has reached its soft limit, or leaves nothing. */
export interface MeterState {
  readonly isShown: boolean;
  /** Undefined when there were calls and nobody knows the price of any. */
  readonly spent: string | undefined;
  /** The least that a budget leaves; undefined without one. */
  readonly left: string | undefined;
  readonly level: 'none' | 'soft' | 'hard';
}

/** A sum with "≈" when a part is estimated, "≥" when calls of unknown price are left out; undefined when nothing is known of it. */
export function spentWords({ microUsd, isEstimated, unpricedCalls }: { readonly microUsd: number; readonly isEstimated: boolean; readonly unpricedCalls: number }): string | undefined {
  if (unpricedCalls > 0 && microUsd === 0) return undefined;
  return `${unpricedCalls > 0 ? '≥' : isEstimated ? '≈' : ''}${dollars(microUsd)}`;
}

/** The same for sums of the ledger. */
export function totalWords({ spentMicroUsd, estimatedMicroUsd, unpricedCalls }: LedgerTotals): string | undefined {
  return spentWords({ microUsd: spentMicroUsd, isEstimated: estimatedMicroUsd > 0, unpricedCalls });
}

/** What a budget leaves, with the worst case of calls under way taken as spent. */
export function leftOf({ hardMicroUsd, spentMicroUsd, reservedMicroUsd }: BudgetState): number {
  return Math.max(0, hardMicroUsd - spentMicroUsd - reservedMicroUsd);
}

/** Whether a budget has reached one of its limits. */
function levelOf(budget: BudgetState): MeterState['level'] {
  if (budget.spentMicroUsd >= budget.hardMicroUsd) return 'hard';
  return budget.softMicroUsd !== undefined && budget.spentMicroUsd >= budget.softMicroUsd ? 'soft' : 'none';
}

/** What the status bar shows; nothing until there is a provider or something was spent. */
export function meterState(meter: MeterView, providers: number): MeterState {
  const levels = meter.budgets.map(levelOf);
  const left = meter.budgets.map(leftOf);
  return {
    isShown: providers > 0 || meter.calls > 0,
    spent: spentWords({ microUsd: meter.spentMicroUsd, isEstimated: meter.isEstimated, unpricedCalls: meter.unpricedCalls }),
    left: left.length === 0 ? undefined : dollars(Math.min(...left)),
    level: levels.includes('hard') ? 'hard' : levels.includes('soft') ? 'soft' : 'none',
  };
}
