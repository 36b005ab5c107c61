import assert from 'node:assert/strict';
import { listedPrice } from './listedPrice.ts';

it('reads prices as OpenRouter lists them', () => {
  assert.deepEqual(listedPrice({ prompt: '0.0000001', completion: '0.0000005', input_cache_read: '0.00000001', input_cache_write: '0.000000125', request: '0' }), { input: 0.1, output: 0.5, cacheRead: 0.01, cacheWrite: 0.125 });
  assert.deepEqual(listedPrice({ prompt: '0', completion: '0' }), { input: 0, output: 0 });
});

it('takes nothing for a price that is none', () => {
  for (const pricing of [undefined, null, {}, 'free', { prompt: '-1', completion: '-1' }, { prompt: '', completion: '0.1' }, { prompt: '0.1' }, { prompt: 'x', completion: '1' }]) assert.equal(listedPrice(pricing), undefined);
});
