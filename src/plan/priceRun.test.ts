import assert from 'node:assert/strict';
import type { ModelInfo } from '../llm/models/modelInfo.ts';
import { type AtomCalls, firstExpectations, priceRun, type RunExpectations } from './priceRun.ts';

const abilities: ModelInfo['abilities'] = { temperature: true, efforts: [], structuredOutput: true, promptCache: 'explicit', minCacheTokens: 1000 };
const small: ModelInfo = { id: { provider: 'p', model: 'small' }, label: 'small', abilities, tokenizer: 'o200k', sources: ['table'], price: { input: 1, output: 5, cacheRead: 0.1 } };
const large: ModelInfo = { ...small, id: { provider: 'p', model: 'large' }, label: 'large', price: { input: 10, output: 50, cacheRead: 1 } };
const once: RunExpectations = { casesAttempts: 1, codeAttempts: 1, escalated: 0, outputFactor: 1, cached: 0 };
const atom: AtomCalls = { unit: 'a', sharedTokens: 2000, casesTokens: 3000, codeTokens: 4000, casesOutput: 300, codeOutput: 500 };

it('prices each kind of call by its own prompt and answer', () => {
  const price = priceRun([atom, atom], [small, large], once);
  assert.deepEqual(price.tokens, { input: 14_000, cachedInput: 0, output: 1600 });
  assert.equal(price.microUsd, 14_000 + 1600 * 5);
  assert.deepEqual(price.byModel, [{ model: small.id, calls: 4, microUsd: 22_000 }]);
});

it('reads the shared beginning from the cache as often as expected, and never when it is too short for one', () => {
  assert.equal(priceRun([atom], [small], { ...once, cached: 1 }).microUsd, 3000 + 4000 * 0.1 + 800 * 5);
  assert.equal(priceRun([{ ...atom, sharedTokens: 900 }], [small], { ...once, cached: 1 }).microUsd, 7000 + 800 * 5);
});

it('says both prices where nobody knows whether the shared beginning is long enough for a cache, and one where somebody does', () => {
  const { minCacheTokens, ...unsure } = abilities;
  assert.equal(minCacheTokens, 1000);
  const model = { ...small, abilities: unsure };
  const both = priceRun([atom], [model], { ...once, cached: 1 });
  assert.deepEqual([both.microUsd, both.ifCachedMicroUsd], [7000 + 800 * 5, 3000 + 4000 * 0.1 + 800 * 5]);
  for (const [sharedTokens, price] of [[500, 7000 + 800 * 5], [2900, undefined], [4096, undefined]] as const) {
    const one = priceRun([{ ...atom, sharedTokens, casesTokens: sharedTokens === 4096 ? 0 : 3000 }], [model], { ...once, cached: 1 });
    assert.equal(one.ifCachedMicroUsd === undefined, sharedTokens !== 2900, String(sharedTokens));
    if (price !== undefined) assert.equal(one.microUsd, price);
  }
  assert.equal(priceRun([atom], [{ ...model, abilities: { ...unsure, promptCache: 'none' } }], { ...once, cached: 1 }).ifCachedMicroUsd, undefined);
  const seen = { casesOutput: 300, codeOutput: 500, cachedTokens: 1500 };
  assert.equal(priceRun([atom], [model], { ...once, cached: 1, seen }).ifCachedMicroUsd, undefined);
});

it('counts further attempts, at the price of the model that makes them', () => {
  const price = priceRun([{ ...atom, casesTokens: 0 }], [small, large], { ...once, codeAttempts: 2, escalated: 0.5 });
  assert.equal(price.microUsd, (4000 + 500 * 5) * 11);
});

it('says nothing of a price that nobody knows', () => {
  const unpriced: ModelInfo = { id: large.id, label: 'large', abilities, tokenizer: 'o200k', sources: ['table'] };
  assert.equal(priceRun([atom], [small, unpriced], firstExpectations).microUsd, undefined);
  assert.notEqual(priceRun([atom], [small, unpriced], once).microUsd, undefined);
  assert.deepEqual(priceRun([], [small], firstExpectations), { calls: 0, tokens: { input: 0, cachedInput: 0, output: 0 }, microUsd: 0, byModel: [] });
});
