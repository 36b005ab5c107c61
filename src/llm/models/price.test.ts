import assert from 'node:assert/strict';
import { noUsage } from '../tokenUsage.ts';
import type { ModelPrice } from './modelInfo.ts';
import { tableModel } from './modelTable.ts';
import { costOf, listPricing, rowAt, worstCaseOf } from './price.ts';

function priceOf(vendor: string, model: string): ModelPrice {
  const price = tableModel(vendor, model)?.price;
  assert.ok(price !== undefined, `${vendor}/${model} has a price`);
  return price;
}

/** 1,000 calls: 800 atoms, a quarter of which needs a second try. */
const calls = 1000;

/** Calls that write the prefix to the provider's cache: one of a hundred atoms, and its second tries. */
const misses = 12.5;

/** What 800 atoms cost in dollars, rounded to cents; figures worked out by hand from the vendors' price lists. */
function costOfAtoms(price: ModelPrice, shape: { readonly stable: number; readonly rest: number; readonly output: number }, way: 'plain' | 'hits' | 'herd'): string {
  const { stable, rest, output } = shape;
  const hits = { ...noUsage, input: rest, cacheRead: stable, output };
  const writes = { ...noUsage, input: rest, cacheWrite: stable, output };
  const plain = { ...noUsage, input: stable + rest, output };
  const microUsd = way === 'plain' ? costOf(plain, price) * calls : way === 'herd' ? costOf(writes, price) * calls : costOf(hits, price) * (calls - misses) + costOf(writes, price) * misses;
  return (microUsd / 1_000_000).toFixed(2);
}

const long = { stable: 6000, rest: 2000, output: 700 };
const short = { stable: 2500, rest: 1500, output: 500 };

it('prices 800 atoms as worked out by hand from the price lists', () => {
  const expected: readonly (readonly [string, string, string, string, string, string, string])[] = [
    ['anthropic', 'claude-haiku-5-5', '1.15', '0.62', '1.30', '0.65', '0.43'],
    ['openai', 'gpt-6-luna', '1.15', '0.62', '1.30', '0.65', '0.43'],
    ['groq', 'openai/gpt-oss-120b', '1.62', '1.18', '1.62', '0.90', '0.71'],
    ['google', 'gemini-3.8-flash', '8.63', '4.62', '8.63', '4.88', '3.21'],
    ['openai', 'gpt-6.1-terra', '11.50', '5.89', '13.00', '6.50', '4.16'],
    ['anthropic', 'claude-sonnet-5-5', '23.00', '11.77', '26.00', '13.00', '8.32'],
    ['openai', 'gpt-6.1-sol', '23.00', '11.77', '26.00', '13.00', '8.32'],
    ['anthropic', 'claude-opus-5-5', '46.00', '23.55', '52.00', '26.00', '16.64'],
  ];
  for (const [vendor, model, ...costs] of expected) {
    const price = priceOf(vendor, model);
    const found = [...(['plain', 'hits', 'herd'] as const).map((way) => costOfAtoms(price, long, way)), ...(['plain', 'hits'] as const).map((way) => costOfAtoms(price, short, way))];
    // By hand nothing was rounded before the end; here every call is, to a millionth of a dollar.
    for (const [index, cost] of costs.entries()) assert.ok(Math.abs(Number(found[index]) - Number(cost)) <= 0.0101, `${model}: ${String(found[index])}, by hand ${cost}`);
  }
});

it('takes the price of the tier that all input reaches together, from one token over its threshold', () => {
  const haiku = priceOf('anthropic', 'claude-haiku-5-5');
  assert.equal(costOf({ ...noUsage, input: 100_000 }, haiku), 10_000);
  assert.equal(costOf({ ...noUsage, input: 100_001 }, haiku), 50_001);
  assert.equal(costOf({ ...noUsage, input: 1, cacheRead: 60_000, cacheWrite: 40_000 }, haiku), 3_000 + 25_000 + 1);
  assert.equal(costOf({ ...noUsage, input: 90_000, output: 100_000 }, haiku), 9_000 + 50_000);
  const three: ModelPrice = { input: 1, output: 1, tiers: [{ overInputTokens: 200, input: 3, output: 1 }, { overInputTokens: 100, input: 2, output: 1 }] };
  assert.deepEqual([100, 101, 200, 201].map((tokens) => rowAt(three, tokens).input), [1, 2, 2, 3]);
});

it('prices every bucket, and a bucket without a price of its own as plain input', () => {
  const usage = { input: 1000, cacheRead: 2000, cacheWrite: 3000, cacheWriteLong: 4000, output: 500 };
  assert.equal(costOf(usage, priceOf('anthropic', 'claude-opus-5-5')), 4 * 1000 + 0.2 * 2000 + 5 * 3000 + 8 * 4000 + 20 * 500);
  assert.equal(costOf(usage, { input: 2, output: 3 }), 2 * 10_000 + 3 * 500);
  assert.equal(costOf(usage, { input: 2, output: 3, cacheWrite: 4 }), 2 * 3000 + 4 * 7000 + 3 * 500);
});

it('adds prices with many decimals without errors of binary fractions', () => {
  assert.equal(costOf({ ...noUsage, input: 1, cacheRead: 1000 }, { input: 0.1, output: 0.2, cacheRead: 0.0028 }), 3);
  assert.equal(worstCaseOf({ input: 0.1, output: 0.2 }, { input: 10, output: 10 }), 3);
  assert.equal(worstCaseOf({ input: 0.1, output: 0.2 }, { input: 10, output: 11 }), 4);
});

it('reserves at least what any usage within the estimate costs, rounded up', () => {
  for (const [vendor, model] of [['anthropic', 'claude-haiku-5-5'], ['openai', 'gpt-6-luna'], ['google', 'gemini-2.5-pro'], ['groq', 'openai/gpt-oss-20b']] as const) {
    const price = priceOf(vendor, model);
    for (const input of [1, 7, 999, 99_999, 100_001, 272_001]) {
      const reserved = worstCaseOf(price, { input, output: 333 });
      for (const share of [0, 0.3, 1]) {
        const cached = Math.floor(input * share);
        assert.ok(costOf({ ...noUsage, input: input - cached, cacheWrite: cached, output: 333 }, price) <= reserved);
        assert.ok(costOf({ ...noUsage, input: input - cached, cacheRead: cached, output: 300 }, price) <= reserved);
      }
    }
  }
  const opus = priceOf('anthropic', 'claude-opus-5-5');
  assert.equal(worstCaseOf(opus, { input: 1000, output: 100 }), 5000 + 2000);
  assert.equal(worstCaseOf(opus, { input: 1000, output: 100, cacheFor: 'hour' }), 8000 + 2000);
});

it('gives no cost where no price is known', () => {
  const model = { id: { provider: 'x', model: 'y' }, label: 'y', abilities: { temperature: false, efforts: [], structuredOutput: false, promptCache: 'none' }, tokenizer: 'other', sources: [] } as const;
  assert.equal(listPricing.cost(model, { ...noUsage, input: 5 }), undefined);
  assert.equal(listPricing.worstCase(model, 5, 5), undefined);
  assert.equal(listPricing.worstCase({ ...model, price: { input: 0, output: 0 } }, 5, 5), 0);
});
