import assert from 'node:assert/strict';
import { wilson } from './wilson.ts';

it('gives the 95 % interval of a rate, also where nothing or everything was hit', () => {
  const { rate, low, high } = wilson(8, 10);
  assert.deepEqual([rate, low.toFixed(3), high.toFixed(3)], [0.8, '0.490', '0.943']);
  assert.deepEqual([wilson(0, 20).low, wilson(0, 20).high.toFixed(3), wilson(20, 20).low.toFixed(3), wilson(20, 20).high], [0, '0.161', '0.839', 1]);
  assert.deepEqual([wilson(0, 0).low, wilson(0, 0).high], [0, 1]);
});
