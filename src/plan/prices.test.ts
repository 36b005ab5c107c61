import assert from 'node:assert/strict';
import { modelPrices, pricesAsOf } from './prices.ts';

it('estimates with eight models of the one price table, cheapest first', () => {
  assert.match(pricesAsOf, /^\d{4}-\d\d-\d\d$/);
  assert.deepEqual(modelPrices.map(({ model }) => model), [
    'claude-haiku-5-5', 'gpt-6-luna', 'openai/gpt-oss-120b', 'gemini-3.8-flash', 'gpt-6.1-terra', 'claude-sonnet-5-5', 'gpt-6.1-sol', 'claude-opus-5-5',
  ]);
  assert.deepEqual(modelPrices.map(({ inputPerMillion, outputPerMillion }) => [inputPerMillion, outputPerMillion]), [[0.1, 0.5], [0.1, 0.5], [0.15, 0.6], [0.75, 3.75], [1, 5], [2, 10], [2, 10], [4, 20]]);
});
