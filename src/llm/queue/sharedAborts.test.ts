import assert from 'node:assert/strict';
import type { CancelSignal } from '../../base/cancelSignal.ts';
import { SharedAborts } from './sharedAborts.ts';

it('listens once to a signal for all of its tasks and stops listening after the last', () => {
  const heard: CancelSignal[] = [];
  const aborts = new SharedAborts((signal) => heard.push(signal));
  const [one, two] = [new AbortController(), new AbortController()];
  for (let task = 0; task < 1000; task += 1) aborts.add(one.signal);
  aborts.add(two.signal);
  assert.equal(aborts.listeners, 2);
  for (let task = 10; task < 1000; task += 1) aborts.remove(one.signal);
  aborts.remove(two.signal);
  assert.equal(aborts.listeners, 1);
  two.abort();
  assert.deepEqual(heard, []);
  one.abort();
  assert.deepEqual(heard, [one.signal]);
  aborts.remove(one.signal);
  assert.equal(aborts.listeners, 0);
});
