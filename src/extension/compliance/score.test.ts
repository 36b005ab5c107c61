import assert from 'node:assert/strict';
import { scoreOf } from './score.ts';

it('says 100 percent only when nothing is missing', () => {
  assert.deepEqual([0, 0.5, 0.995, 0.9999, 1].map((strict) => scoreOf({ strict })), [0, 50, 99, 99, 100]);
});
