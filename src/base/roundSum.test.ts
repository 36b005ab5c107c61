import assert from 'node:assert/strict';
import { roundSum } from './roundSum.ts';

it('sums are rounded up to two digits, and small ones to whole cents', () => {
  assert.deepEqual([0, 0.4, 9_999, 10_000, 31_234, 101_000, 1_000_000, 1_000_001].map(roundSum), [0, 10_000, 10_000, 10_000, 40_000, 110_000, 1_000_000, 1_100_000]);
});
