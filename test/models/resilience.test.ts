import assert from 'node:assert/strict';
import { budget, cancelling, fallback, type Figure } from '../../bench/resilience/scenarios.ts';

const missed = (figures: readonly Figure[]): readonly string[] => figures.filter(({ holds }) => !holds).map(({ what, figure, must }) => `${what}: ${figure}, must be ${must}`);

it('answers more than 99 of 100 calls over HTTP while 30 % of all requests fail', async function () {
  this.timeout(180_000);
  const figures = await fallback({ seed: 3, calls: 120, openMs: 3000 });
  assert.deepEqual(missed(figures.filter(({ what }) => !what.includes('requests that failed'))), []);
});

it('spends no more than there is with 200 calls at once, over HTTP and the store in its file', async function () {
  this.timeout(180_000);
  assert.deepEqual(missed(await budget()), []);
});

it('ends and settles a hundred calls that are cancelled while their answers arrive', async function () {
  this.timeout(180_000);
  assert.deepEqual(missed(await cancelling()), []);
});
