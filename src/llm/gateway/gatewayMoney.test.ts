import assert from 'node:assert/strict';
import { ask, fails, never, ok, outcomeOf } from '../testing/gatewayAsk.ts';
import { answer, failure, fakeWorld, type FakeModel, type World } from '../testing/gatewayWorld.ts';
import { noUsage } from '../tokenUsage.ts';
import type { CacheMiss } from './parts.ts';

it('reserves the worst case before a call and settles what it cost after it', async () => {
  const world = fakeWorld({ models: { 'a/one': ok } });
  const result = await ask(world);
  assert.deepEqual([outcomeOf(result), result.microUsd, result.wastedMicroUsd, result.paidCall], ['ok', 150, 0, 'id1.1']);
  assert.deepEqual(world.events.map(({ kind }) => kind), ['call.started', 'cost.reserved', 'call.attempt', 'cost.settled', 'call.done']);
  assert.deepEqual(world.events.flatMap((event) => ('microUsd' in event ? [event.microUsd] : [])), [320, 150, 150]);
});

it('stops before a call that could cost more than is left, and takes a cheaper model where one fits', async () => {
  const world = fakeWorld({ models: { 'a/one': ok, 'b/two': ok }, hardMicroUsd: 300 });
  const { outcome, attempts } = await ask(world);
  assert.deepEqual([outcome.kind, attempts.length, world.asked.length], ['budget', 0, 0]);
  assert.match(outcome.kind === 'budget' ? outcome.detail : '', /^a\/one: could cost \$0\.0003, and the budget of the day has \$0\.0003 left; b\/two: /);
  const cheaper = fakeWorld({ models: { 'a/dear': ok, 'b/cheap': ok }, hardMicroUsd: 500, info: (model) => ({ ...model, price: { input: model.label === 'a/dear' ? 9 : 1, output: 1 } }) });
  const result = await ask(cheaper);
  assert.deepEqual([outcomeOf(result), cheaper.asked, result.switches[0]?.differenceMicroUsd], ['ok', ['b/cheap'], -960]);
});

it('never lets two hundred calls at once spend more than there is, and spends what there is', async () => {
  const slow: FakeModel = async (_call, _signal, time) => {
    await new Promise<void>((done) => { time.after(100, done); });
    return answer();
  };
  const world = fakeWorld({ models: { 'a/one': slow }, hardMicroUsd: 10_000, limits: { concurrency: { start: 100 } } });
  const results = await world.time.run(Promise.all(Array.from({ length: 200 }, () => world.gateway.ask(world.request(), never))));
  const answers = results.filter(({ outcome }) => outcome.kind === 'ok').length;
  assert.deepEqual([...new Set(results.map(outcomeOf))].sort(), ['budget', 'ok']);
  assert.ok(world.ledger.mostUsed <= 10_000 && world.ledger.unsettled === 0);
  assert.equal(answers, Math.floor((10_000 - 320) / 150) + 1);
});

it('asks nobody who could cost more than is left of what the request may cost', async () => {
  const world = fakeWorld({ models: { 'a/one': fails('overloaded'), 'b/two': ok } });
  const refused = await ask(world, { withinMicroUsd: 600 });
  assert.deepEqual([outcomeOf(refused), world.asked.includes('b/two'), world.ledger.spent], ['overloaded', false, 0]);
  const paid = fakeWorld({ models: { 'a/one': () => failure('badOutput', { usage: { ...noUsage, input: 100, output: 50 } }), 'b/two': ok } });
  assert.deepEqual([outcomeOf(await ask(paid, { withinMicroUsd: 400 })), paid.asked, paid.ledger.spent], ['budget', ['a/one'], 150]);
  const roomy = fakeWorld({ models: { 'a/one': fails('overloaded'), 'b/two': ok } });
  assert.equal(outcomeOf(await ask(roomy, { withinMicroUsd: 640 })), 'ok');
  const dear = fakeWorld({ models: { 'a/one': ok } });
  const { outcome } = await ask(dear, { withinMicroUsd: 319 });
  assert.deepEqual([outcome.kind, dear.asked], ['budget', []]);
  assert.match(outcome.kind === 'budget' ? outcome.detail : '', /could cost \$0\.0003, and \$0\.0003 is left of what was agreed to/);
});

it('asks no model without a known price while a budget applies', async () => {
  const world = fakeWorld({ models: { 'a/one': ok, 'b/two': ok }, hardMicroUsd: 10_000, info: ({ price, ...model }) => (model.label === 'a/one' ? model : { ...model, ...(price ? { price } : {}) }) });
  assert.equal((await ask(world)).switches[0]?.reason, 'its price is not known, and a budget applies');
  assert.deepEqual(world.asked, ['b/two']);
});

it('does not send what it cannot record', async () => {
  const world = fakeWorld({ models: { 'a/one': ok }, parts: { budget: { reserve: () => Promise.reject(new Error('disk full')) } } });
  const { outcome } = await ask(world);
  assert.deepEqual([outcome.kind, world.asked.length], ['budget', 0]);
});

it('gives the answer also when its settlement cannot be recorded', async () => {
  const world = fakeWorld({ models: { 'a/one': ok }, parts: { ledger: { settle: () => Promise.reject(new Error('disk full')), record: () => Promise.resolve() } } });
  const result = await world.time.run(world.gateway.ask(world.request(), never));
  assert.equal(outcomeOf(result), 'ok');
  assert.ok(world.events.some(({ kind }) => kind === 'ledger.failed'));
});

it('settles a cancelled call as the worst case of what was sent and what was heard, as waste', async () => {
  const controller = new AbortController();
  const hears: FakeModel = (call) => {
    call.onText?.('twelve chars');
    controller.abort();
    return failure('cancelled', { partialText: 'twelve chars' });
  };
  const heard: unknown[] = [];
  const world = fakeWorld({ models: { 'a/one': hears, 'b/two': ok } });
  const result = await ask(world, { onText: (text, attempt) => heard.push([text, attempt]) }, controller.signal);
  assert.deepEqual([outcomeOf(result), world.asked, heard], ['cancelled', ['a/one'], [['twelve chars', 1]]]);
  const [line] = world.ledger.settled;
  assert.deepEqual([line?.microUsd, line?.source, line?.wasted, line?.outcome], [132, 'estimated', true, 'cancelled']);
});

it('takes the usage that a cancelled call told, and more when more was heard', async () => {
  const usage = { input: 90, cacheRead: 0, cacheWrite: 0, cacheWriteLong: 0, output: 3 };
  const told = fakeWorld({ models: { 'a/one': fails('cancelled', { usage, partialText: 'ab' }) } });
  await ask(told);
  assert.deepEqual([told.ledger.settled[0]?.microUsd, told.ledger.settled[0]?.source], [93, 'table']);
  const more = fakeWorld({ models: { 'a/one': fails('cancelled', { usage, partialText: 'abcdefgh' }) } });
  await ask(more);
  assert.deepEqual([more.ledger.settled[0]?.microUsd, more.ledger.settled[0]?.source], [98, 'estimated']);
});

it('believes the provider before the table', async () => {
  const world = fakeWorld({ models: { 'a/one': () => answer('x', { billedMicroUsd: 77 }) } });
  await ask(world);
  assert.deepEqual([world.ledger.settled[0]?.microUsd, world.ledger.settled[0]?.source], [77, 'billed']);
  const counted = fakeWorld({ models: { 'a/one': () => answer('x', { usageIsEstimated: true }) } });
  await ask(counted);
  assert.equal(counted.ledger.settled[0]?.source, 'estimated');
});

it('keeps an answer before it settles it, so that no process can die between paying and having it', async () => {
  const order: string[] = [];
  const world = fakeWorld({ models: { 'a/one': ok }, parts: { cache: { find: () => Promise.resolve<CacheMiss>({ kind: 'miss', abandon: () => undefined, keep: () => { order.push(`kept, ${world.ledger.settled.length} settled`); return Promise.resolve(); } }) } } });
  await ask(world);
  assert.deepEqual([order, world.ledger.settled.length], [['kept, 0 settled'], 1]);
});

it('a call that is cancelled before it is sent costs nothing', async () => {
  const controller = new AbortController();
  const worlds: World[] = [];
  const world = fakeWorld({
    models: { 'a/one': ok },
    parts: {
      budget: {
        reserve: (event) => {
          controller.abort();
          return worlds[0]?.ledger.reserve(event) ?? Promise.reject(new Error('no world'));
        },
      },
    },
  });
  worlds.push(world);
  const result = await ask(world, {}, controller.signal);
  assert.deepEqual([outcomeOf(result), world.asked, result.microUsd, result.wastedMicroUsd], ['cancelled localLimit', [], 0, 0]);
  assert.deepEqual(world.ledger.settled.map(({ microUsd, wasted }) => [microUsd, wasted]), [[0, false]]);
});

it('money that one call gives back is used by as many as it is enough for', async () => {
  const slow: FakeModel = async (_call, _signal, time) => {
    await new Promise<void>((done) => { time.after(1000, done); });
    return answer();
  };
  const world = fakeWorld({ models: { 'a/one': slow }, hardMicroUsd: 3400 });
  const dear = world.gateway.ask(world.request({ maxOutputTokens: 3000 }), never);
  const others = Array.from({ length: 7 }, () => world.gateway.ask(world.request(), never));
  const results = await world.time.run(Promise.all([dear, ...others]));
  assert.deepEqual(results.map(({ totalMs }) => totalMs), [1000, ...others.map(() => 2000)]);
});

