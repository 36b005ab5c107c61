import assert from 'node:assert/strict';
import { dollars } from '../../base/dollars.ts';
import type { BudgetState } from '../../llm/records/ledger.ts';
import type { MeterView } from '../worker/modelRequests.ts';
import { meterState, spentWords } from './meterState.ts';

const budget = (spentMicroUsd: number, more: Partial<BudgetState> = {}): BudgetState => ({ scope: { kind: 'day' }, hardMicroUsd: 5_000_000, softMicroUsd: 4_000_000, spentMicroUsd, reservedMicroUsd: 0, ...more });
const meter = (more: Partial<MeterView> = {}): MeterView => ({ spentMicroUsd: 0, reservedMicroUsd: 0, isEstimated: false, unpricedCalls: 0, calls: 0, budgets: [], ...more });

it('the meter is hidden until there is a provider or a call', () => {
  assert.equal(meterState(meter(), 0).isShown, false);
  assert.equal(meterState(meter(), 1).isShown, true);
  assert.equal(meterState(meter({ calls: 1 }), 0).isShown, true);
});

it('sums say what they are: estimated, a lower bound, unknown, never zero for unknown', () => {
  assert.equal(spentWords({ microUsd: 120_000, isEstimated: false, unpricedCalls: 0 }), '$0.12');
  assert.equal(spentWords({ microUsd: 120_000, isEstimated: true, unpricedCalls: 0 }), '≈$0.12');
  assert.equal(spentWords({ microUsd: 120_000, isEstimated: true, unpricedCalls: 2 }), '≥$0.12');
  assert.equal(spentWords({ microUsd: 0, isEstimated: false, unpricedCalls: 2 }), undefined);
  assert.deepEqual([dollars(0), dollars(12), dollars(1_234_000_000)], ['$0.00', '$0.000012', '$1,234.00']);
});

it('what is left is the least that any budget leaves, with calls under way taken away', () => {
  const { left, level } = meterState(meter({ budgets: [budget(1_000_000, { reservedMicroUsd: 500_000 }), budget(0, { hardMicroUsd: 100_000_000 })] }), 1);
  assert.deepEqual([left, level], ['$3.50', 'none']);
  assert.equal(meterState(meter(), 1).left, undefined);
});

it('a soft limit warns, a limit that is reached counts before it', () => {
  assert.equal(meterState(meter({ budgets: [budget(4_000_000)] }), 1).level, 'soft');
  assert.equal(meterState(meter({ budgets: [budget(4_000_000), budget(5_000_000)] }), 1).level, 'hard');
  assert.equal(meterState(meter({ budgets: [budget(6_000_000)] }), 1).left, '$0.00');
});
