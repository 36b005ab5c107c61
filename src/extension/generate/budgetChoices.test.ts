import assert from 'node:assert/strict';
import { budgetChoices } from './budgetChoices.ts';

it('offers a tighter budget than what is proposed, that, and a wider one, in round sums', () => {
  assert.deepEqual(budgetChoices({ microUsd: 31_234, spentMicroUsd: 0, proposedMicroUsd: 94_000, proposedBy: 'roomy' }), [
    { kind: 'tight', microUsd: 50_000 }, { kind: 'roomy', microUsd: 94_000 }, { kind: 'wide', microUsd: 320_000 },
  ]);
  assert.deepEqual(budgetChoices({ microUsd: 1_000_000, spentMicroUsd: 0, proposedMicroUsd: 1_500_000, proposedBy: 'setting' }).map(({ kind }) => kind), ['setting', 'wide']);
  assert.deepEqual(budgetChoices({ microUsd: 1_000_000, spentMicroUsd: 0, proposedMicroUsd: 500_000, proposedBy: 'setting' }).map(({ kind }) => kind), ['setting', 'tight', 'wide']);
});

it('offers no budget of less than a cent, and calls none wide that is tighter than what is proposed', () => {
  const kinds = (microUsd: number): readonly string[] => budgetChoices({ microUsd, spentMicroUsd: 0, proposedMicroUsd: 50_000, proposedBy: 'roomy' }).map(({ kind }) => kind);
  assert.deepEqual([kinds(0), kinds(200), kinds(2_000), kinds(6_000), kinds(8_000)], [['roomy'], ['roomy'], ['roomy'], ['roomy', 'wide'], ['tight', 'roomy', 'wide']]);
});

it('adds what a run has cost already, in round sums of all of it, and offers nothing of a price that nobody knows', () => {
  assert.deepEqual(budgetChoices({ microUsd: 100, spentMicroUsd: 500_000, proposedMicroUsd: 550_000, proposedBy: 'roomy' }).map(({ microUsd }) => microUsd), [550_000]);
  assert.deepEqual(budgetChoices({ microUsd: 13_600, spentMicroUsd: 20_600, proposedMicroUsd: 80_000, proposedBy: 'roomy' }).map(({ microUsd }) => microUsd), [50_000, 80_000, 160_000]);
  assert.deepEqual(budgetChoices({ microUsd: undefined, spentMicroUsd: 0, proposedMicroUsd: undefined, proposedBy: 'roomy' }), []);
  assert.deepEqual(budgetChoices({ microUsd: undefined, spentMicroUsd: 0, proposedMicroUsd: 2_000_000, proposedBy: 'setting' }), [{ kind: 'setting', microUsd: 2_000_000 }]);
});
