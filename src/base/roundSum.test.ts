import assert from 'node:assert/strict';
import { roundSum } from './roundSum.ts';

it('sums are rounded up to two digits, and small ones to whole amounts', () => {
  assert.deepEqual([0, 0.4, 7, 99, 100, 101, 31_234, 1_000_000, 1_000_001].map(roundSum), [0, 1, 7, 99, 100, 110, 32_000, 1_000_000, 1_100_000]);
});
