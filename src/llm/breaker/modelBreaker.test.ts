import assert from 'node:assert/strict';
import type { BreakerEvent } from '../gateway/events.ts';
import type { BreakerPermit, BreakerRefusal } from '../gateway/parts.ts';
import type { FailureKind, ModelFailure } from '../outcome.ts';
import { FakeTime } from '../testing/fakeTime.ts';
import { ModelBreaker, recordOf } from './modelBreaker.ts';

const haiku = { provider: 'anthropic', model: 'haiku' };
const opus = { provider: 'anthropic', model: 'opus' };
const sol = { provider: 'openai', model: 'sol' };

const failure = (kind: FailureKind, cause?: ModelFailure['cause']): ModelFailure => ({ kind, ...(cause === undefined ? {} : { cause }), detail: '', timing: { totalMs: 1 } });
const overloaded = failure('overloaded');

function setup(): { readonly time: FakeTime; readonly breaker: ModelBreaker; readonly events: BreakerEvent[] } {
  const time = new FakeTime();
  const events: BreakerEvent[] = [];
  return { time, breaker: new ModelBreaker({ time, changed: (event) => events.push(event) }), events };
}

function permit(of: BreakerPermit | BreakerRefusal): BreakerPermit {
  assert.equal(of.kind, 'permit');
  return of;
}

const failTimes = (breaker: ModelBreaker, count: number, how = overloaded, model = haiku): void => {
  for (let call = 0; call < count; call += 1) breaker.failed(permit(breaker.tryAcquire(model)), how);
};

it('opens at the fifth failure in a row and says for how long', () => {
  const { breaker, events, time } = setup();
  failTimes(breaker, 4);
  breaker.succeeded(permit(breaker.tryAcquire(haiku)));
  failTimes(breaker, 5);
  assert.deepEqual(breaker.tryAcquire(haiku), { kind: 'open', scope: 'model', retryInMs: 60_000, reason: 'overloaded' });
  assert.deepEqual(events, [{ kind: 'breaker.changed', at: time.now(), ...haiku, from: 'closed', to: 'open', retryAt: time.now() + 60_000, reason: '5 failures in a row: overloaded' }]);
  assert.equal(breaker.tryAcquire(opus).kind, 'permit');
});

it('lets three trial calls through after a minute and closes when two of them succeed', async () => {
  const { breaker, events, time } = setup();
  failTimes(breaker, 5);
  await time.advance(59_999);
  assert.equal(breaker.tryAcquire(haiku).kind, 'open');
  await time.advance(1);
  const [first, second, third] = [1, 2, 3].map(() => permit(breaker.tryAcquire(haiku))) as [BreakerPermit, BreakerPermit, BreakerPermit];
  assert.deepEqual(breaker.tryAcquire(haiku), { kind: 'open', scope: 'model', retryInMs: 0, reason: 'overloaded' });
  breaker.succeeded(first);
  breaker.failed(second, overloaded);
  breaker.succeeded(third);
  assert.deepEqual(events.map(({ from, to }) => `${from} ${to}`), ['closed open', 'open halfOpen', 'halfOpen closed']);
  failTimes(breaker, 4);
  assert.equal(breaker.tryAcquire(haiku).kind, 'permit');
});

it('opens again for a minute as soon as two trial calls cannot succeed any more', async () => {
  const { breaker, time } = setup();
  failTimes(breaker, 5);
  await time.advance(60_000);
  failTimes(breaker, 2);
  assert.equal((breaker.tryAcquire(haiku) as BreakerRefusal).retryInMs, 60_000);
});

it('gives the place of a cancelled trial call to another', async () => {
  const { breaker, time } = setup();
  failTimes(breaker, 5);
  await time.advance(60_000);
  const trials = [1, 2, 3].map(() => permit(breaker.tryAcquire(haiku)));
  for (const trial of trials) breaker.failed(trial, failure('cancelled'));
  for (const trial of [1, 2].map(() => permit(breaker.tryAcquire(haiku)))) breaker.succeeded(trial);
  assert.equal(breaker.view().every(({ state }) => state === 'closed'), true);
});

it('lets new trial calls through when nobody answers for the old ones', async () => {
  const { breaker, time } = setup();
  failTimes(breaker, 5);
  await time.advance(60_000);
  for (let trial = 0; trial < 3; trial += 1) breaker.tryAcquire(haiku);
  await time.advance(60_000);
  assert.equal(breaker.tryAcquire(haiku).kind, 'permit');
});

it('does not hear calls that began before the state changed', async () => {
  const { breaker, events, time } = setup();
  const old = Array.from({ length: 100 }, () => permit(breaker.tryAcquire(haiku)));
  for (const call of old.slice(0, 5)) breaker.failed(call, overloaded);
  assert.equal(breaker.stands(old[5] as BreakerPermit), false);
  await time.advance(60_000);
  const trial = permit(breaker.tryAcquire(haiku));
  for (const call of old.slice(5, 50)) breaker.failed(call, overloaded);
  for (const call of old.slice(50)) breaker.succeeded(call);
  assert.equal(breaker.stands(trial), true);
  breaker.succeeded(trial);
  assert.equal(events.at(-1)?.to, 'halfOpen');
  breaker.succeeded(permit(breaker.tryAcquire(haiku)));
  assert.equal(events.at(-1)?.to, 'closed');
});

it('counts the network for the whole provider and everything else for the model', () => {
  const { breaker } = setup();
  failTimes(breaker, 3, failure('offline', 'connection'), haiku);
  failTimes(breaker, 2, failure('offline', 'connection'), opus);
  assert.deepEqual(breaker.tryAcquire(haiku), { kind: 'open', scope: 'provider', retryInMs: 60_000, reason: 'offline connection' });
  assert.equal(breaker.tryAcquire(opus).kind, 'open');
  assert.equal(breaker.tryAcquire(sol).kind, 'permit');
  failTimes(breaker, 5, failure('offline', 'timeout'), sol);
  assert.equal((breaker.tryAcquire(sol) as BreakerRefusal).scope, 'model');
  assert.equal(breaker.tryAcquire({ provider: 'openai', model: 'terra' }).kind, 'permit');
});

it('counts what the policy counts and nothing else', () => {
  const opens: Readonly<Record<FailureKind, boolean>> = {
    cancelled: false, rateLimited: false, overloaded: true, tooLarge: false, refused: false, badOutput: true, truncated: true,
    unauthorised: false, offline: true, budget: false, unknown: false,
  };
  for (const [kind, expected] of Object.entries(opens)) {
    const { breaker } = setup();
    failTimes(breaker, 5, failure(kind as FailureKind));
    assert.equal(breaker.tryAcquire(haiku).kind, expected ? 'open' : 'permit', kind);
  }
  const { breaker } = setup();
  failTimes(breaker, 9, failure('truncated', 'outputLimit'));
  assert.equal(breaker.tryAcquire(haiku).kind, 'permit');
});

it('closes a provider that refuses a trial call, because whoever refuses is there', async () => {
  const { breaker, time } = setup();
  failTimes(breaker, 5, failure('offline', 'connection'));
  await time.advance(60_000);
  failTimes(breaker, 2, failure('rateLimited'));
  assert.equal(breaker.view().find(({ model }) => model === undefined)?.state, 'closed');
});

it('is after a restart what it was before', async () => {
  const { breaker, events, time } = setup();
  failTimes(breaker, 5);
  failTimes(breaker, 5, failure('offline', 'connection'), sol);
  const later = new FakeTime(time.now() + 20_000);
  const next = new ModelBreaker({ time: later });
  next.restore(events.map(recordOf));
  assert.deepEqual(next.tryAcquire(haiku), { kind: 'open', scope: 'model', retryInMs: 40_000, reason: '5 failures in a row: overloaded' });
  assert.equal((next.tryAcquire(sol) as BreakerRefusal).scope, 'provider');
  await later.advance(40_000);
  for (const trial of [1, 2].map(() => permit(next.tryAcquire(haiku)))) next.succeeded(trial);
  assert.equal(next.tryAcquire(haiku).kind, 'permit');
  assert.equal(next.retryInMs(haiku), undefined);
});

it('stays open no longer than a minute when the clock was set back', () => {
  const { breaker, events, time } = setup();
  failTimes(breaker, 5);
  const next = new ModelBreaker({ time: new FakeTime(time.now() - 3_600_000) });
  next.restore(events.map(recordOf));
  assert.equal(next.retryInMs(haiku), 60_000);
});
