import assert from 'node:assert/strict';
import { settled } from '../testing/fakeTime.ts';
import { ask, fails, never, ok, outcomeOf } from '../testing/gatewayAsk.ts';
import { answer, failure, fakeWorld, idOf, type FakeModel, type World } from '../testing/gatewayWorld.ts';
import type { CacheMiss } from './parts.ts';

/** Gives these outcomes one after the other, then the last one for ever. */
function inTurn(...models: readonly FakeModel[]): FakeModel {
  let at = 0;
  return (...call) => {
    const model = models[Math.min(at, models.length - 1)];
    at += 1;
    return model ? model(...call) : answer();
  };
}

it('tries the same model twice after a growing wait, then the next one, and tells the switch with its price', async () => {
  const world = fakeWorld({ models: { 'a/one': fails('overloaded', { status: 529 }), 'b/two': ok } });
  const result = await ask(world);
  assert.equal(outcomeOf(result), 'ok');
  assert.deepEqual(world.asked, ['a/one', 'a/one', 'b/two']);
  assert.deepEqual(result.switches, [{ from: idOf('a/one'), to: idOf('b/two'), reason: 'overloaded', differenceMicroUsd: 320 }]);
  assert.equal(result.totalMs, 375);
  assert.deepEqual(result.attempts.map(({ outcome, microUsd, status }) => [outcome, microUsd, status]), [['overloaded', 0, 529], ['overloaded', 0, 529], ['ok', 300, undefined]]);
});

it('goes to another model at once where the same one would fail again', async () => {
  for (const [kind, cause] of [['refused', 'policy'], ['tooLarge', undefined], ['unknown', 'badRequest'], ['truncated', 'outputLimit'], ['unauthorised', 'key'], ['offline', 'connection']] as const) {
    const world = fakeWorld({ models: { 'a/one': fails(kind, { ...(cause ? { cause } : {}), status: 400 }), 'b/two': ok } });
    const result = await ask(world);
    assert.deepEqual([outcomeOf(result), world.asked, result.totalMs], ['ok', ['a/one', 'b/two'], 0], kind);
  }
});

it('gives up after four attempts that may have cost something', async () => {
  const world = fakeWorld({ models: { 'a/one': fails('truncated', { cause: 'streamCut', usage: { input: 100, cacheRead: 0, cacheWrite: 0, cacheWriteLong: 0, output: 10 } }), 'b/two': fails('badOutput', { cause: 'malformed' }) } });
  const result = await ask(world);
  assert.equal(outcomeOf(result), 'badOutput malformed');
  assert.deepEqual(world.asked, ['a/one', 'a/one', 'b/two', 'b/two']);
  assert.deepEqual(result.attempts.map(({ microUsd, source }) => [microUsd, source]), [[110, 'table'], [110, 'table'], [240, 'estimated'], [240, 'estimated']]);
  assert.equal(result.wastedMicroUsd, 700);
  assert.equal(world.ledger.settled.every(({ wasted }) => wasted), true);
});

it('goes on after failures that cost nothing, but not for ever', async () => {
  const down = fails('overloaded', { status: 503 });
  const world = fakeWorld({ models: { 'a/one': inTurn(down, down, ok), 'b/two': down, 'c/three': down } });
  const result = await ask(world);
  assert.deepEqual([outcomeOf(result), world.asked.length, result.microUsd], ['ok', 7, 150]);
  const hopeless = fakeWorld({ models: { 'a/one': down, 'b/two': down, 'c/three': down } });
  assert.deepEqual([outcomeOf(await ask(hopeless)), hopeless.asked.length], ['overloaded', 8]);
});

it('waits as long as a provider asks when that is soon, and else takes another model', async () => {
  const soon = fakeWorld({ models: { 'a/one': inTurn(fails('rateLimited', { retryAfterMs: 4000 }), ok), 'b/two': ok } });
  assert.equal((await ask(soon)).totalMs, 4000);
  assert.deepEqual(soon.asked, ['a/one', 'a/one']);
  const late = fakeWorld({ models: { 'a/one': inTurn(fails('rateLimited', { retryAfterMs: 61_000 }), ok), 'b/two': ok } });
  assert.equal((await ask(late)).totalMs, 0);
  assert.equal((await ask(late)).switches[0]?.reason, 'limits of the model');
  const busy = fakeWorld({ models: { 'a/one': inTurn(fails('overloaded', { retryAfterMs: 30_000, status: 503 }), ok), 'b/two': ok } });
  assert.deepEqual([(await ask(busy)).totalMs, busy.asked], [0, ['a/one', 'b/two']]);
});

it('waits longer for a cheap model before it asks a dear one', async () => {
  const prices: Readonly<Record<string, number>> = { 'a/one': 1, 'b/two': 4 };
  const world = fakeWorld({ models: { 'a/one': inTurn(fails('rateLimited', { retryAfterMs: 35_000 }), ok), 'b/two': ok }, info: (model) => ({ ...model, price: { input: prices[model.label] ?? 0, output: prices[model.label] ?? 0 } }) });
  assert.deepEqual([(await ask(world)).totalMs, world.asked], [35_000, ['a/one', 'a/one']]);
});

it('leaves a queue when the limits let it wait too long', async () => {
  const slow: FakeModel = async (_call, _signal, time) => {
    await new Promise<void>((done) => { time.after(100, done); });
    return failure('rateLimited', { retryAfterMs: 60_000 });
  };
  const world = fakeWorld({ models: { 'a/one': slow, 'b/two': ok } });
  const results = await world.time.run(Promise.all(Array.from({ length: 50 }, () => world.gateway.ask(world.request(), never))));
  assert.ok(results.every(({ outcome, totalMs }) => outcome.kind === 'ok' && totalMs <= 100));
});

it('waits a minute for its only model, and tells that it waits', async () => {
  const world = fakeWorld({ models: { 'a/one': inTurn(fails('rateLimited', { retryAfterMs: 61_000 }), ok) } });
  const result = await ask(world);
  assert.deepEqual([outcomeOf(result), result.totalMs], ['ok', 61_000]);
  assert.deepEqual(world.events.filter(({ kind }) => kind === 'call.waiting').map((event) => 'waitMs' in event && event.waitMs), [61_000]);
});

it('never waits past its deadline', async () => {
  const world = fakeWorld({ models: { 'a/one': fails('rateLimited', { retryAfterMs: 61_000 }) } });
  const result = await ask(world, { withinMs: 60_000 });
  assert.deepEqual([outcomeOf(result), result.totalMs], ['rateLimited', 0]);
  const next = await ask(world, { withinMs: 60_000 });
  assert.deepEqual([outcomeOf(next), next.attempts.length, next.outcome.kind === 'rateLimited' && next.outcome.retryAfterMs], ['rateLimited localLimit', 0, 61_000]);
});

it('gives an attempt no more time than is left', async () => {
  const limits: number[] = [];
  const slow: FakeModel = async (call, _signal, time) => {
    limits.push(call.limits.totalMs);
    await new Promise<void>((done) => { time.after(call.limits.totalMs, done); });
    return failure('offline', { cause: 'timeout' });
  };
  const world = fakeWorld({ models: { 'a/one': slow }, settings: { limits: { firstByteMs: 1000, idleMs: 1000, totalMs: 6000 } } });
  const result = await ask(world, { withinMs: 10_000 });
  assert.deepEqual([outcomeOf(result), limits, result.totalMs], ['offline timeout', [6000, 3625], 10_000]);
});

it('leaves out what the breaker keeps away, at once', async () => {
  const world = fakeWorld({ models: { 'a/one': fails('overloaded', { status: 500 }), 'b/two': ok } });
  for (let call = 0; call < 3; call += 1) await ask(world);
  assert.equal(world.asked.filter((model) => model === 'a/one').length, 5);
  const result = await ask(world);
  assert.deepEqual([result.attempts.length, result.totalMs, result.switches[0]?.reason], [1, 0, 'breaker open: overloaded 500']);
});

it('waits for an open breaker when there is no other model, and goes on when it closes', async () => {
  const down: FakeModel = (_call, _signal, time) => (time.monotonicMs() < 30_000 ? failure('overloaded', { status: 500 }) : answer());
  const world = fakeWorld({ models: { 'a/one': down } });
  const results = await world.time.run(Promise.all(Array.from({ length: 20 }, () => world.gateway.ask(world.request(), never))));
  assert.deepEqual(new Set(results.map(outcomeOf)), new Set(['ok']));
  assert.ok(results.every(({ totalMs }) => totalMs < 65_000));
  assert.equal(world.ledger.unsettled, 0);
  assert.equal(world.breaker.view().every(({ state }) => state === 'closed'), true);
});

it('fails at once when the breaker opens too late, and says when to come back', async () => {
  const world = fakeWorld({ models: { 'a/one': fails('overloaded', { status: 500 }) } });
  await ask(world, { withinMs: 50_000 });
  const { outcome, attempts } = await ask(world, { withinMs: 20_000 });
  assert.deepEqual([outcome.kind, outcome.kind === 'overloaded' && (outcome.retryAfterMs ?? 0) > 20_000, attempts.length], ['overloaded', true, 0]);
});

it('sends waiting calls to another model as soon as the breaker opens', async () => {
  const slow: FakeModel = async (_call, _signal, time) => {
    await new Promise<void>((done) => { time.after(1000, done); });
    return failure('overloaded', { status: 500 });
  };
  const world = fakeWorld({ models: { 'a/one': slow, 'b/two': ok }, limits: { concurrency: { start: 5, most: 5 } } });
  const all = Promise.all(Array.from({ length: 50 }, () => world.gateway.ask(world.request(), never)));
  await world.time.advance(1000);
  assert.equal(world.limiter.view().find(({ model }) => model === 'one')?.waiting, 0);
  const results = await world.time.run(all);
  assert.ok(results.every(({ outcome, totalMs }) => outcome.kind === 'ok' && totalMs < 3000));
  assert.ok(world.asked.filter((model) => model === 'a/one').length < 10);
});

it('does not ask a provider again that refused the key, until its settings change', async () => {
  const world = fakeWorld({ models: { 'a/one': inTurn(fails('unauthorised', { cause: 'key', status: 401 }), ok), 'a/other': ok, 'b/two': ok } });
  await ask(world);
  assert.deepEqual(world.asked, ['a/one', 'b/two']);
  assert.equal(world.gateway.outOfUseReason(idOf('a/other')), 'unauthorised (key)');
  const next = await ask(world);
  assert.deepEqual([world.asked.length, next.switches[0]?.reason], [3, 'unauthorised (key)']);
  world.gateway.enableProvider('a');
  await ask(world);
  assert.equal(world.asked.at(-1), 'a/one');
  assert.deepEqual(world.events.filter(({ kind }) => kind.startsWith('provider.')).map(({ kind }) => kind), ['provider.disabled', 'provider.enabled']);
});

it('does not ask again for a model that a provider does not have, and asks for its others', async () => {
  const world = fakeWorld({ models: { 'a/one': fails('unknown', { cause: 'notFound', status: 404 }), 'a/two': fails('unauthorised', { cause: 'permission', status: 403 }), 'a/three': ok } });
  await ask(world);
  await ask(world);
  assert.deepEqual(world.asked, ['a/one', 'a/two', 'a/three', 'a/three']);
  world.gateway.enableProvider('a');
  await ask(world);
  assert.equal(world.asked[4], 'a/one');
});

it('says why nobody can be asked', async () => {
  const refused = fakeWorld({ models: { 'a/one': fails('unauthorised', { status: 401 }) } });
  await ask(refused);
  const { outcome } = await ask(refused);
  assert.deepEqual([outcome.kind, outcome.kind === 'unauthorised' && outcome.detail], ['unauthorised', 'a/one: unauthorised']);
  const nobody = fakeWorld({ models: {} });
  const none = (await ask(nobody)).outcome;
  assert.deepEqual([none.kind, none.kind === 'unknown' && none.detail], ['unknown', 'No model can answer: as the test says']);
  const broken = fakeWorld({ models: { 'a/one': ok }, parts: { router: { route: () => { throw new Error('no table'); } } } });
  assert.match(JSON.stringify(await ask(broken)), /the router failed: Error: no table/);
});

it('asks only models with a larger context after a prompt was too large', async () => {
  const contexts: Readonly<Record<string, number>> = { 'a/one': 1000, 'b/same': 1000, 'c/larger': 2000 };
  const world = fakeWorld({
    models: { 'a/one': fails('tooLarge', { status: 400 }), 'b/same': ok, 'c/larger': ok },
    info: (model) => ({ ...model, contextTokens: contexts[model.label] ?? 0 }),
  });
  await ask(world);
  assert.deepEqual(world.asked, ['a/one', 'c/larger']);
});

it('sends a model only what it knows', async () => {
  const seen: unknown[] = [];
  const world = fakeWorld({
    models: { 'a/one': ({ model, maxOutputTokens, temperature, effort, answerSchema }) => { seen.push({ model, maxOutputTokens, temperature, effort, answerSchema }); return answer(); } },
    info: (model) => ({ ...model, maxOutputTokens: 64, abilities: { ...model.abilities, temperature: false, efforts: ['low'], structuredOutput: false } }),
  });
  await ask(world, { temperature: 0.7, effort: 'high', answerSchema: { name: 's', schema: {} } });
  assert.deepEqual(seen, [{ model: idOf('a/one'), maxOutputTokens: 64, temperature: undefined, effort: 'high', answerSchema: undefined }]);
});

it('ends a cancelled call wherever it waits', async () => {
  const waiting: readonly [string, World][] = [
    ['limits', fakeWorld({ models: { 'a/one': ok }, limits: { requestsPerMinute: 1 } })],
    ['backoff', fakeWorld({ models: { 'a/one': inTurn(ok, fails('overloaded', { status: 500 })) } })],
    ['breaker', fakeWorld({ models: { 'a/one': inTurn(ok, ...Array.from({ length: 5 }, () => fails('overloaded', { status: 500 }))) } })],
    ['money', fakeWorld({ models: { 'a/one': inTurn(ok, () => new Promise(() => undefined)) }, hardMicroUsd: 500 })],
  ];
  for (const [where, world] of waiting) {
    await ask(world);
    const other = world.gateway.ask(world.request(), never);
    const controller = new AbortController();
    const cancelled = world.gateway.ask(world.request(), controller.signal);
    await world.time.advance(where === 'breaker' ? 20_000 : 100);
    controller.abort();
    await settled();
    const state = await Promise.race([cancelled.then(outcomeOf), Promise.resolve().then(settled).then(() => 'still waits')]);
    assert.equal(state, 'cancelled', where);
    void other;
  }
});

it('keeps answers in the cache and gives up its claim on those that it does not get', async () => {
  const told: string[] = [];
  let kept: ReturnType<typeof answer> | undefined;
  const parts = {
    cache: {
      find: ({ model }: { readonly model: { readonly model: string } }) => Promise.resolve(kept
        ? { kind: 'hit' as const, match: 'exact' as const, answer: kept, savedMicroUsd: 9 }
        : { kind: 'miss' as const, keep: (given: ReturnType<typeof answer>) => { told.push(`keep ${model.model}`); kept = given; return Promise.resolve(); }, abandon: () => { told.push(`abandon ${model.model}`); } }),
    },
  };
  const world = fakeWorld({ models: { 'a/one': fails('refused'), 'b/two': ok }, parts });
  await ask(world);
  assert.deepEqual(told, ['keep two', 'abandon one']);
  const again = await ask(world);
  assert.deepEqual([again.fromCache, again.microUsd, again.attempts.length, world.asked.length], ['exact', 0, 0, 2]);
  await ask(world, { cache: 'off' });
  assert.equal(world.asked.length, 4);
});

it('waits for an equal call no longer than it has time, and then makes no claim', async () => {
  const told: string[] = [];
  const cache = { find: () => new Promise<never>(() => undefined) };
  const stuck = fakeWorld({ models: { 'a/one': ok }, parts: { cache } });
  const result = await ask(stuck, { withinMs: 5000 });
  assert.deepEqual([outcomeOf(result), result.totalMs, stuck.asked.length], ['rateLimited localLimit', 5000, 0]);
  let give: (miss: CacheMiss) => void = () => undefined;
  const late = fakeWorld({ models: { 'a/one': ok }, parts: { cache: { find: () => new Promise<CacheMiss>((done) => { give = done; }) } } });
  await ask(late, { withinMs: 5000 });
  give({ kind: 'miss', keep: () => Promise.resolve(), abandon: () => { told.push('abandoned'); } });
  await settled();
  assert.deepEqual(told, ['abandoned']);
});

it('begins with the breakers as they were saved', async () => {
  const startedAt = Date.UTC(2026, 0, 1);
  const saved = { provider: 'a', model: 'one', state: 'open' as const, changedAt: startedAt - 10_000, retryAt: startedAt + 50_000, reason: 'was down' };
  const world = fakeWorld({ models: { 'a/one': ok, 'b/two': ok }, breakers: [saved] });
  assert.equal((await ask(world)).switches[0]?.reason, 'breaker open: was down');
});

it('tells the router who answered', async () => {
  const answered: unknown[] = [];
  const world = fakeWorld({ models: { 'a/one': fails('refused'), 'b/two': ok }, answered: (model) => answered.push(model) });
  await ask(world);
  assert.deepEqual(answered, [idOf('b/two')]);
});

it('takes an adapter that throws as one that fails', async () => {
  const world = fakeWorld({ models: { 'a/one': () => { throw new TypeError('oops'); }, 'b/two': ok } });
  const result = await ask(world);
  assert.deepEqual([outcomeOf(result), result.attempts[0]?.detail], ['ok', 'The adapter failed: TypeError: oops']);
});

it('a part that breaks its promise ends the call and nothing else', async () => {
  const world = fakeWorld({ models: { 'a/one': ok }, parts: { sizes: { size: () => Promise.reject(new Error('no counter')), textSize: () => 0 } } });
  const result = await ask(world);
  assert.deepEqual([outcomeOf(result), result.outcome.kind === 'ok' ? '' : result.outcome.detail], ['unknown', 'The gateway failed: Error: no counter']);
});
