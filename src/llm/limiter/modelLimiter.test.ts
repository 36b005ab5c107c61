import assert from 'node:assert/strict';
import type { LimiterFeedback, LimiterGrant, LimiterNeed, LimiterRefusal } from '../gateway/parts.ts';
import { FakeTime, settled } from '../testing/fakeTime.ts';
import type { ModelLimits } from './lane.ts';
import { ModelLimiter } from './modelLimiter.ts';

const model = { provider: 'p', model: 'm' };
const never = new AbortController().signal;
const ok: LimiterFeedback = { result: 'ok' };

function setup(limits: ModelLimits = {}): { readonly time: FakeTime; readonly limiter: ModelLimiter; readonly ask: (need?: Partial<LimiterNeed>, signal?: AbortSignal) => Promise<LimiterGrant | LimiterRefusal> } {
  const time = new FakeTime();
  const limiter = new ModelLimiter({ time, limitsOf: () => limits });
  return { time, limiter, ask: (need, signal = never) => limiter.acquire({ model, fairKey: 'run', priority: 0, input: 100, output: 100, deadlineMs: Number.POSITIVE_INFINITY, patienceMs: Number.POSITIVE_INFINITY, ...need }, signal) };
}

async function granted(of: Promise<LimiterGrant | LimiterRefusal>): Promise<LimiterGrant> {
  const result = await of;
  if (result.kind !== 'granted') throw new Error(`Not granted: ${JSON.stringify(result)}`);
  return result;
}

it('keeps to the calls a minute that a model allows', async () => {
  const { time, ask } = setup({ requestsPerMinute: 60, concurrency: { start: 1000, most: 1000 } });
  const startedAt: number[] = [];
  for (let call = 0; call < 100; call += 1) void ask().then(() => startedAt.push(time.monotonicMs()));
  await time.advance(0);
  assert.equal(startedAt.length, 60);
  await time.advance(20_000);
  assert.equal(startedAt.length, 80);
  await time.advance(20_000);
  assert.equal(startedAt.length, 100);
});

it('reserves the most that a call may use and gives back what it did not use', async () => {
  const { limiter, ask } = setup({ inputTokensPerMinute: 1000, outputTokensPerMinute: 1000, concurrency: { start: 1000, most: 1000 } });
  const first = await granted(ask({ input: 400, output: 800 }));
  assert.equal(limiter.waitMs(model, { input: 100, output: 500 }), 18_000);
  limiter.release(first, { result: 'ok', used: { input: 600, output: 100 } });
  assert.equal(limiter.waitMs(model, { input: 400, output: 900 }), 0);
  assert.equal(limiter.waitMs(model, { input: 500, output: 900 }), 6000);
});

it('gives everything back of a call that was not sent or was turned away', async () => {
  const { limiter, ask, time } = setup({ requestsPerMinute: 2, inputTokensPerMinute: 1000 });
  limiter.release(await granted(ask({ input: 1000 })), { result: 'unused' });
  assert.equal(limiter.view()[0]?.levels.requests, 1);
  limiter.release(await granted(ask({ input: 1000 })), { result: 'rateLimited', retryAfterMs: 5 });
  await time.advance(5);
  assert.ok(limiter.waitMs(model, { input: 1000, output: 0 }) === 0);
});

it('takes over what the provider says is left, less what is under way', async () => {
  const { limiter, ask } = setup();
  const [first, second] = [await granted(ask({ input: 300 })), await granted(ask({ input: 200 }))];
  limiter.release(first, { result: 'ok', used: { input: 300, output: 1 }, reading: { inputTokens: { limit: 6000, remaining: 1000 } } });
  assert.equal(limiter.waitMs(model, { input: 800, output: 0 }), 0);
  assert.equal(limiter.waitMs(model, { input: 900, output: 0 }), 1000);
  limiter.release(second, { result: 'ok', used: { input: 200, output: 1 }, reading: { inputTokens: { limit: 6000, remaining: 100 } } });
  assert.equal(limiter.waitMs(model, { input: 900, output: 0 }), 8000);
});

it('believes the time that a provider gives for limits of a day', async () => {
  const { limiter, ask } = setup();
  limiter.release(await granted(ask()), { result: 'ok', reading: { requests: { limit: 1440, remaining: 0, resetMs: 86_400_000 } } });
  assert.equal(limiter.waitMs(model, { input: 0, output: 0 }), 60_000);
});

it('waits as long as the provider asks after a refusal', async () => {
  const { time, limiter, ask } = setup();
  limiter.release(await granted(ask()), { result: 'rateLimited', retryAfterMs: 7000 });
  const next = ask();
  await time.advance(6999);
  assert.equal(limiter.view()[0]?.waiting, 1);
  await time.advance(1);
  assert.equal((await granted(next)).waitedMs, 7000);
});

it('waits longer after each refusal without a time', async () => {
  const { time, limiter, ask } = setup();
  const waits: number[] = [];
  for (let round = 0; round < 7; round += 1) {
    limiter.release(await granted(ask()), { result: 'rateLimited' });
    waits.push(limiter.waitMs(model, { input: 1, output: 1 }));
    await time.advance(waits.at(-1) ?? 0);
  }
  assert.deepEqual(waits, [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
});

it('finds the number of calls at once that a model bears', async () => {
  const { limiter, ask, time } = setup({ concurrency: { most: 100 } });
  const grants: LimiterGrant[] = [];
  for (let call = 0; call < 1000; call += 1) void ask().then((result) => grants.push(result as LimiterGrant));
  await settled();
  assert.equal(grants.length, 8);
  const finish = async (count: number, feedback: LimiterFeedback): Promise<void> => {
    for (const grant of grants.splice(0, count)) limiter.release(grant, feedback);
    await settled();
  };
  await finish(8, ok);
  assert.equal(grants.length, 16);
  while ((limiter.view()[0]?.concurrency ?? 0) < 100) await finish(grants.length, ok);
  assert.equal(grants.length, 100);
  await finish(60, { result: 'rateLimited', retryAfterMs: 10 });
  assert.equal(limiter.view()[0]?.concurrency, 50);
  await time.advance(10);
  await finish(40, { result: 'rateLimited', retryAfterMs: 10 });
  assert.equal(limiter.view()[0]?.concurrency, 50);
  for (let round = 0; round < 9; round += 1) {
    await time.advance(10);
    await finish(grants.length, { result: 'rateLimited', retryAfterMs: 10 });
  }
  assert.equal(limiter.view()[0]?.concurrency, 1);
});

it('halves the calls at once when answers do not come in time, and waits for nothing', async () => {
  const { limiter, ask } = setup();
  limiter.release(await granted(ask()), { result: 'slow' });
  const view = limiter.view()[0];
  assert.deepEqual([view?.concurrency, view?.cooldownMs], [4, 0]);
});

it('does not learn a number of calls at once that was never tried', async () => {
  const { limiter, ask } = setup();
  for (let call = 0; call < 50; call += 1) limiter.release(await granted(ask()), ok);
  assert.equal(limiter.view()[0]?.concurrency, 8);
});

it('refuses at once what cannot start in time, and says how long it would take', async () => {
  const { limiter, ask, time } = setup({ requestsPerMinute: 60, inputTokensPerMinute: 60_000 });
  assert.deepEqual(await ask({ input: 60_001 }), { kind: 'tooLate', neededMs: Number.POSITIVE_INFINITY, reason: 'larger than what the model takes in a minute' });
  limiter.release(await granted(ask({ input: 60_000 })), ok);
  assert.deepEqual(await ask({ input: 30_000, deadlineMs: 29_000 }), { kind: 'tooLate', neededMs: 30_000, reason: 'limits of the model' });
  void ask({ input: 20_000 });
  assert.deepEqual(await ask({ input: 20_000, deadlineMs: 39_000 }), { kind: 'tooLate', neededMs: 40_000, reason: 'limits of the model' });
  const first = ask({ input: 20_000, priority: 1, deadlineMs: 39_000 });
  await time.advance(20_000);
  assert.equal((await first).kind, 'granted');
});

it('sends away what waits and cannot be in time any more', async () => {
  const { limiter, ask, time } = setup({ concurrency: { start: 1 } });
  const first = await granted(ask());
  const [soon, late] = [ask({ deadlineMs: 5000 }), ask({ deadlineMs: 90_000 })];
  limiter.release(first, { result: 'rateLimited', retryAfterMs: 60_000 });
  assert.deepEqual(await soon, { kind: 'tooLate', neededMs: 60_000, reason: 'limits of the model' });
  await time.advance(60_000);
  await granted(late);
  const third = ask({ deadlineMs: 70_000 });
  await time.advance(10_000);
  assert.equal((await third).kind, 'tooLate');
  assert.equal(time.timers, 0);
});

it('sends away who has no patience for the limits, but not who only waits for others to end', async () => {
  const { limiter, ask, time } = setup({ concurrency: { start: 1 } });
  const first = await granted(ask());
  const waiting = ask({ patienceMs: 1000 });
  await time.advance(5000);
  assert.equal(limiter.view()[0]?.waiting, 1);
  limiter.release(first, { result: 'rateLimited', retryAfterMs: 2000 });
  assert.deepEqual(await waiting, { kind: 'tooLate', neededMs: 2000, reason: 'limits of the model' });
  assert.equal((await ask({ patienceMs: 1000 })).kind, 'tooLate');
});

it('forgets calls whose signal is aborted, and listens once however many there are', async () => {
  const { limiter, ask, time } = setup({ concurrency: { start: 1 } });
  await granted(ask());
  const controller = new AbortController();
  let listeners = 0;
  const { signal } = controller;
  const add = signal.addEventListener.bind(signal);
  signal.addEventListener = (type: string, listener: () => void): void => {
    listeners += 1;
    add(type, listener);
  };
  const waiting = Array.from({ length: 1000 }, () => ask({ deadlineMs: 1e9 }, signal));
  assert.equal(limiter.view()[0]?.waiting, 1000);
  controller.abort();
  assert.equal((await Promise.all(waiting)).every(({ kind }) => kind === 'cancelled'), true);
  assert.deepEqual([limiter.view()[0]?.waiting, listeners, time.timers], [0, 1, 0]);
  assert.equal((await ask({}, signal)).kind, 'cancelled');
});

it('sends everybody away from a model whose breaker opened', async () => {
  const { limiter, ask, time } = setup({ concurrency: { start: 1 } });
  await granted(ask());
  const waiting = [ask(), ask({ deadlineMs: 1000 })];
  limiter.evict({ provider: 'p', model: 'other' });
  assert.equal(limiter.view()[0]?.waiting, 2);
  limiter.evict({ provider: 'p' });
  assert.deepEqual(await Promise.all(waiting), [{ kind: 'evicted' }, { kind: 'evicted' }]);
  assert.equal(time.timers, 0);
});

it('shares a model between runs whatever they have waiting', async () => {
  const { limiter, ask } = setup({ concurrency: { start: 4, most: 4 } });
  const done: string[] = [];
  const call = async (fairKey: string): Promise<void> => {
    const grant = await granted(ask({ fairKey }));
    await settled();
    done.push(fairKey);
    limiter.release(grant, ok);
  };
  const all = [...Array.from({ length: 200 }, () => call('large')), ...Array.from({ length: 20 }, () => call('small'))];
  await Promise.all(all);
  assert.ok(done.lastIndexOf('small') < 60, String(done.lastIndexOf('small')));
});

it('starts ten thousand calls, each as soon as one before it ends', async () => {
  const { limiter, ask } = setup();
  let done = 0;
  await Promise.all(Array.from({ length: 10_000 }, async (_, index) => {
    limiter.release(await granted(ask({ fairKey: `run ${index % 5}` })), ok);
    done += 1;
  }));
  assert.equal(done, 10_000);
});
