import assert from 'node:assert/strict';
import { FairQueue } from './fairQueue.ts';

function drain<T>(queue: FairQueue<T>): T[] {
  const order: T[] = [];
  for (let next = queue.peek(); next; next = queue.peek()) {
    queue.take(next);
    order.push(next.item);
  }
  return order;
}

const counts = (keys: readonly string[]): Readonly<Record<string, number>> => {
  const result: Record<string, number> = {};
  for (const key of keys) result[key] = (result[key] ?? 0) + 1;
  return result;
};

it('lets a small run through while a large one waits', () => {
  const queue = new FairQueue<string>();
  for (let task = 0; task < 1000; task += 1) queue.push('large', { key: 'large', priority: 0, cost: 1000, amount: 1 });
  for (let task = 0; task < 10; task += 1) queue.push('small', { key: 'small', priority: 0, cost: 1000, amount: 1 });
  assert.deepEqual(counts(drain(queue).slice(0, 20)), { large: 10, small: 10 });
});

it('is fair by cost, not by number', () => {
  const queue = new FairQueue<string>();
  for (let task = 0; task < 400; task += 1) {
    queue.push('heavy', { key: 'heavy', priority: 0, cost: 9000, amount: 1 });
    queue.push('light', { key: 'light', priority: 0, cost: 1000, amount: 1 });
  }
  const { heavy = 0, light = 0 } = counts(drain(queue).slice(0, 300));
  assert.ok(light >= 8 * heavy && light <= 10 * heavy, `${light} light and ${heavy} heavy`);
});

it('takes the highest priority of a run first and keeps the order of equals', () => {
  const queue = new FairQueue<string>();
  for (const [item, priority] of [['b1', 1], ['c1', 0], ['a1', 9], ['b2', 1], ['c2', 0], ['a2', 9]] as const) queue.push(item, { key: 'run', priority, cost: 5, amount: 1 });
  assert.deepEqual(drain(queue), ['a1', 'a2', 'b1', 'b2', 'c1', 'c2']);
});

it('takes elements out of the middle, and keeps the others in order', () => {
  const queue = new FairQueue<number>();
  const waiting = Array.from({ length: 500 }, (_, item) => queue.push(item, { key: `run ${item % 3}`, priority: item % 7, cost: 1 + (item % 11), amount: 1 }));
  for (const each of waiting) if (each.item % 5 !== 0) queue.remove(each);
  for (const each of waiting) queue.remove(each.item % 5 === 0 ? waiting[1] ?? each : each);
  assert.equal(queue.size, 100);
  assert.equal(queue.all().length, 100);
  const order = drain(queue);
  assert.deepEqual([...order].sort((a, b) => a - b), Array.from({ length: 100 }, (_, index) => index * 5));
  for (const run of [0, 1, 2]) {
    const ofRun = order.filter((item) => item % 3 === run);
    assert.deepEqual(ofRun, [...ofRun].sort((a, b) => (b % 7) - (a % 7) || a - b));
  }
  assert.equal(queue.peek(), undefined);
  assert.equal(queue.size, 0);
});

it('tells what of the same key will be taken out before', () => {
  const queue = new FairQueue<string>();
  const [high] = [5, 3, 3, 1].map((priority) => queue.push('', { key: 'run', priority, cost: 1, amount: priority * 10 }));
  queue.push('', { key: 'other', priority: 9, cost: 1, amount: 1000 });
  assert.deepEqual(queue.ahead('run', 3), { count: 3, amount: 110 });
  assert.deepEqual(queue.ahead('run', 6), { count: 0, amount: 0 });
  if (high) queue.remove(high);
  assert.deepEqual(queue.ahead('run', 0), { count: 3, amount: 70 });
  assert.deepEqual(queue.ahead('none', 0), { count: 0, amount: 0 });
});

it('lets one very expensive element wait for its turn and no longer', () => {
  const queue = new FairQueue<string>();
  queue.push('monster', { key: 'a', priority: 0, cost: 100_000, amount: 1 });
  for (let task = 0; task < 500; task += 1) queue.push('b', { key: 'b', priority: 0, cost: 1000, amount: 1 });
  const at = drain(queue).indexOf('monster');
  assert.ok(at >= 90 && at <= 310, String(at));
});
