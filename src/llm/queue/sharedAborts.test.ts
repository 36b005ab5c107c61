import assert from 'node:assert/strict';
import { SharedAborts } from './sharedAborts.ts';

it('listens once to a signal for all of its tasks and stops listening after the last', () => {
  const heard: number[] = [];
  const aborts = new SharedAborts<number>((task) => heard.push(task));
  const [one, two] = [new AbortController(), new AbortController()];
  for (let task = 0; task < 1000; task += 1) aborts.add(one.signal, task);
  aborts.add(two.signal, -1);
  assert.equal(aborts.listeners, 2);
  for (let task = 10; task < 1000; task += 1) aborts.remove(one.signal, task);
  aborts.remove(two.signal, -1);
  assert.equal(aborts.listeners, 1);
  two.abort();
  assert.deepEqual(heard, []);
  one.abort();
  assert.deepEqual(heard, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assert.equal(aborts.listeners, 0);
});
