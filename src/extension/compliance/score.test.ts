import assert from 'node:assert/strict';
import { openWords, scoreOf } from './score.ts';

it('says 100 percent only when nothing is missing', () => {
  assert.deepEqual([0, 0.5, 0.995, 0.9999, 1].map((strict) => scoreOf({ strict })), [0, 50, 99, 99, 100]);
});

it('counts what is stated in words and is not written as the words are now', () => {
  assert.equal(openWords({ stated: ['written', 'stale', 'partial', 'unwritten'].map((state) => ({ state })) }), 3);
  assert.equal(openWords({ stated: [] }), 0);
});
