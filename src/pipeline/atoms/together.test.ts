import assert from 'node:assert/strict';
import { Together } from './together.ts';

const signal = new AbortController().signal;

it('answers what is asked in the meantime together, each its own answer', async () => {
  const groups: number[][] = [];
  const together = new Together<number, number>(async (questions) => {
    groups.push([...questions]);
    await new Promise((resolve) => { setTimeout(resolve, 5); });
    return questions.map((question) => question * 10);
  });
  const first = together.ask(1, signal);
  await new Promise((resolve) => { setTimeout(resolve, 1); });
  assert.deepEqual(await Promise.all([first, together.ask(2, signal), together.ask(3, signal)]), [10, 20, 30]);
  assert.equal(await together.ask(4, signal), 40);
  assert.deepEqual(groups, [[1], [2, 3], [4]]);
});

it('tells all of a group when its work fails, and goes on', async () => {
  let fails = true;
  const together = new Together<number, number>((questions) => (fails ? Promise.reject(new Error('broken')) : Promise.resolve(questions)));
  const results = await Promise.allSettled([together.ask(1, signal), together.ask(2, signal)]);
  assert.deepEqual(results.map(({ status }) => status), ['rejected', 'rejected']);
  fails = false;
  assert.equal(await together.ask(3, signal), 3);
});

it('rests between groups for as long as they take, so that more comes together', async () => {
  let now = 0;
  const rests: number[] = [];
  const groups: (readonly number[])[] = [];
  let asked: Promise<number> | undefined;
  const time = {
    monotonicMs: () => now,
    after: (ms: number, callback: () => void) => {
      rests.push(ms);
      if (rests.length === 1) asked = together.ask(3, new AbortController().signal);
      queueMicrotask(callback);
      return () => undefined;
    },
  };
  const together: Together<number, number> = new Together<number, number>((questions) => {
    groups.push(questions);
    now += 100 * questions.length;
    return Promise.resolve(questions);
  }, { time, share: 3, mostMs: 500 });
  assert.deepEqual(await Promise.all([together.ask(1, new AbortController().signal), together.ask(2, new AbortController().signal)]), [1, 2]);
  await new Promise((resolve) => { setImmediate(resolve); });
  assert.equal(await asked, 3);
  await new Promise((resolve) => { setImmediate(resolve); });
  assert.deepEqual([groups, rests], [[[1, 2], [3]], [500, 300]]);
});
