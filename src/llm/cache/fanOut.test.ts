import assert from 'node:assert/strict';
import type { ModelAbilities, ModelPrice } from '../models/modelInfo.ts';
import { type FanOut, planFanOut } from './fanOut.ts';

const explicit: ModelAbilities = { temperature: false, efforts: [], structuredOutput: true, promptCache: 'explicit', minCacheTokens: 1024 };
/** In dollars per million tokens: written for a quarter more, read for a tenth. */
const price: ModelPrice = { input: 1, output: 5, cacheRead: 0.1, cacheWrite: 1.25 };
const plan = (changes: Partial<FanOut>, abilities: Partial<ModelAbilities> = {}) => planFanOut({
  model: { price, abilities: { ...explicit, ...abilities } }, calls: 100, atOnce: 50, prefixTokens: 6000, ...changes,
});

it('one call goes ahead of many that share a prefix', () => {
  const { kind, prefixMicroUsd, savedMicroUsd } = plan({});
  assert.deepEqual([kind, prefixMicroUsd, savedMicroUsd], ['leadFirst', 6000 * (1.25 + 99 * 0.1), 600_000 - 66_900]);
});

it('a single call is not marked: nobody reads what it would write', () => {
  assert.deepEqual([plan({ calls: 1 }).kind, plan({ calls: 1 }).savedMicroUsd], ['unmarked', 0]);
});

it('calls that follow each other are marked and sent as they come', () => {
  assert.equal(plan({ atOnce: 1 }).kind, 'together');
});

it('a small saving is not worth the wait', () => {
  assert.equal(plan({ calls: 2, atOnce: 2, prefixTokens: 1100 }).kind, 'unmarked');
  assert.equal(plan({ calls: 2, atOnce: 2, prefixTokens: 1100, leastSavingMicroUsd: 1 }).kind, 'leadFirst');
});

it('prefixes under the least that is cached are not marked, whatever the number of calls', () => {
  assert.match(plan({ prefixTokens: 1023 }).reason, /under the 1024/);
  assert.equal(plan({ prefixTokens: 1024 }).kind, 'leadFirst');
});

it('where the provider caches by itself one call still goes ahead', () => {
  const { kind, savedMicroUsd } = plan({}, { promptCache: 'automatic' });
  assert.deepEqual([kind, savedMicroUsd], ['leadFirst', 6000 * (50 * 1.25 + 50 * 0.1) - 66_900]);
});

it('nothing is planned without a cache or a price', () => {
  assert.equal(plan({}, { promptCache: 'none' }).kind, 'unmarked');
  assert.equal(planFanOut({ model: { abilities: explicit }, calls: 9, atOnce: 9, prefixTokens: 6000 }).reason, 'no price is known');
});
