import assert from 'node:assert/strict';
import { checkLedger } from '../../bench/store/checkLedger.ts';
import { killAtRandom } from '../../bench/store/killAtRandom.ts';
import { spendTogether } from '../../bench/store/spendTogether.ts';
import { newFile, newStore } from './backends.ts';
import { purposeOf, reservation, settlement } from './sampleEvents.ts';

const noFaults = { lost: 0, doubled: 0, invented: 0, wrongSumMicroUsd: 0, overBudgetMicroUsd: 0 };

it('four processes with 200 calls at the same time never exceed their budget', async function () {
  this.timeout(120_000);
  const { reserved, refused, spentMicroUsd, failedProcesses, ...faults } = await spendTogether({ file: newFile(), processes: 4, lanes: 50, callsPerLane: 1, hardMicroUsd: 60_000 });
  assert.deepEqual(faults, noFaults);
  assert.equal(failedProcesses, 0);
  assert.equal(reserved + refused, 200);
  assert.ok(refused > 0 && spentMicroUsd > 0 && spentMicroUsd <= 60_000);
});

it('processes that are killed at random lose and double nothing', async function () {
  this.timeout(120_000);
  const { kills, endedByThemselves, ...result } = await killAtRandom({ file: newFile(), kills: 4 });
  assert.deepEqual([kills, endedByThemselves], [4, 1]);
  assert.deepEqual({ ...noFaults, ...result }, { ...result, ...noFaults });
});

it('the check of a ledger finds what is lost, invented, over budget or told with another amount', async () => {
  const store = await newStore('sqlite');
  await store.ledger.reserve(reservation('a', 500, { purpose: purposeOf({ workspace: 'eval' }) }), 'refuse');
  await store.ledger.settle(settlement('b', 70, { purpose: purposeOf({ workspace: 'eval' }) }));
  const story = { exitCode: null, stderr: '', lines: ['begun a', 'reserved a', 'begun c', 'reserved c', 'settled c'] };
  assert.deepEqual(await checkLedger(store, [story], 550), { lost: 3, doubled: 0, invented: 1, wrongSumMicroUsd: 0, overBudgetMicroUsd: 20 });
  await store.close();
});
