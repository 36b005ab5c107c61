import assert from 'node:assert/strict';
import { settled } from '../llm/testing/fakeTime.ts';
import { PriorityQueue } from './priorityQueue.ts';
import { Slots } from './slots.ts';

it('gives the highest priority first, and the oldest of equals', () => {
  const queue = new PriorityQueue<string>();
  const expected: { readonly name: string; readonly priority: number }[] = [];
  for (let index = 0; index < 500; index += 1) {
    const priority = (index * 7919) % 13;
    queue.push(`n${index}`, priority);
    expected.push({ name: `n${index}`, priority });
    if (index % 5 !== 4) continue;
    expected.sort((left, right) => right.priority - left.priority);
    assert.equal(queue.pop(), expected.shift()?.name);
  }
  expected.sort((left, right) => right.priority - left.priority);
  assert.deepEqual(Array.from({ length: 401 }, () => queue.pop()), [...expected.map(({ name }) => name), undefined]);
});

it('lets in as many as there are slots, by priority, unless it is held or closed', async () => {
  const slots = new Slots(2);
  const log: string[] = [];
  const come = (name: string, priority: number): void => { void slots.acquire(priority).then((isLetIn) => log.push(`${name} ${isLetIn}`)); };
  ['a', 'b', 'c', 'd'].forEach((name, index) => { come(name, index); });
  await settled();
  assert.deepEqual([log, slots.taken], [['a true', 'b true'], 2]);
  slots.hold();
  slots.release();
  await settled();
  assert.deepEqual([log.length, slots.taken], [2, 1]);
  slots.letOn();
  await settled();
  assert.equal(log.at(-1), 'd true');
  slots.close();
  slots.release();
  come('e', 9);
  await settled();
  assert.deepEqual([log.slice(3), slots.taken], [['c false', 'e false'], 1]);
});
