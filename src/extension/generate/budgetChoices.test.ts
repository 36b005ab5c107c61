import assert from 'node:assert/strict';
import { budgetChoices } from './budgetChoices.ts';

it('offers what is proposed first, then a tighter and a wider budget in round sums', () => {
  assert.deepEqual(budgetChoices({ microUsd: 31_234, spentMicroUsd: 0, proposedMicroUsd: 94_000, proposedBy: 'roomy' }), [
    { kind: 'roomy', microUsd: 94_000 }, { kind: 'tight', microUsd: 50_000 }, { kind: 'wide', microUsd: 320_000 },
  ]);
  assert.deepEqual(budgetChoices({ microUsd: 1_000_000, spentMicroUsd: 0, proposedMicroUsd: 1_500_000, proposedBy: 'setting' }).map(({ kind }) => kind), ['setting', 'wide']);
});

it('adds what a run has cost already, in round sums of all of it, and offers nothing of a price that nobody knows', () => {
  assert.deepEqual(budgetChoices({ microUsd: 100, spentMicroUsd: 500_000, proposedMicroUsd: 550_000, proposedBy: 'roomy' }).map(({ microUsd }) => microUsd), [550_000, 510_000]);
  assert.deepEqual(budgetChoices({ microUsd: 13_600, spentMicroUsd: 20_600, proposedMicroUsd: 80_000, proposedBy: 'roomy' }).map(({ microUsd }) => microUsd), [80_000, 50_000, 160_000]);
  assert.deepEqual(budgetChoices({ microUsd: undefined, spentMicroUsd: 0, proposedMicroUsd: undefined, proposedBy: 'roomy' }), []);
  assert.deepEqual(budgetChoices({ microUsd: undefined, spentMicroUsd: 0, proposedMicroUsd: 2_000_000, proposedBy: 'setting' }), [{ kind: 'setting', microUsd: 2_000_000 }]);
});
