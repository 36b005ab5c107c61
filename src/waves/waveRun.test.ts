import assert from 'node:assert/strict';
import { settled } from '../llm/testing/fakeTime.ts';
import { atomUnit, finding, WaveWorld, type FakeModel } from './testing/waveWorld.ts';

const asks = (world: WaveWorld): readonly string[] => world.asked.map(({ unit, ask, plan }) => `${unit} ${ask} ${plan.attempt}`);

it('asks for examples, then for code, and every event stands in the log', async () => {
  const world = new WaveWorld();
  const result = await world.run();
  assert.equal(result.outcome, 'complete');
  assert.deepEqual(result.written.map(({ unit, code, status, model, cases }) => [unit, code, status, model, cases.length]), [['a', 'code of a', 'complete', 'p/m', 3]]);
  assert.deepEqual(world.kinds, ['run.started', 'wave.started', 'unit.started a', 'unit.answer a', 'unit.attempt a', 'unit.cases a', 'unit.answer a', 'unit.attempt a', 'unit.done a', 'wave.done', 'run.done']);
  assert.deepEqual(world.log.logged, world.heard);
  assert.deepEqual([world.isLocked, world.wasted.length], [false, 0]);
});

it('starts an atom as soon as what it waits for has ended, also without success', async () => {
  const units = [atomUnit('last', ['middle']), atomUnit('middle', ['first', 'wrong']), atomUnit('first'), atomUnit('wrong'), atomUnit('alone')];
  const world = new WaveWorld({ units, judge: (unit) => (unit === 'wrong' ? [finding('no')] : []) });
  const result = await world.run();
  assert.deepEqual([result.outcome, result.incomplete.map(({ unit }) => unit)], ['incomplete', ['wrong']]);
  const order = world.kinds.filter((kind) => kind.startsWith('unit.started') || kind.startsWith('unit.done') || kind.startsWith('unit.incomplete'));
  assert.ok(order.indexOf('unit.started middle') > order.indexOf('unit.incomplete wrong'));
  assert.ok(order.indexOf('unit.started last') > order.indexOf('unit.done middle'));
  assert.ok(order.indexOf('unit.started alone') < order.indexOf('unit.done first'));
});

it('feeds findings back, goes down the ladder, and asks a stronger model in the end', async () => {
  const world = new WaveWorld({ judge: (_unit, answer) => (answer === 'code 4' ? [] : [finding(`wrong ${answer}`)]), model: ({ ask, plan }) => (ask === 'cases' ? 'cases one' : `code ${plan.attempt}`) });
  assert.equal((await world.run()).outcome, 'complete');
  const codes = world.asked.filter(({ ask }) => ask === 'code');
  assert.deepEqual(codes.map(({ request }) => [request.temperature, request.effort, request.wish?.escalation]), [[0.7, 'low', 0], [0.5, 'medium', 0], [0.3, 'medium', 1], [0.3, 'high', 2]]);
  assert.deepEqual(codes.map(({ plan }) => [plan.context, plan.findings.map(({ message }) => message).join(), plan.previous]), [
    ['full', '', undefined], ['full', 'wrong code 1', 'code 1'], ['simple', 'wrong code 2', 'code 2'], ['simple', 'wrong code 3', 'code 3'],
  ]);
  assert.deepEqual(world.wasted.map(({ call, reason, purpose }) => [call, reason, purpose.attempt]), [['call2.1', 'types DM5060', 1], ['call3.1', 'types DM5060', 2], ['call4.1', 'types DM5060', 3]].map(([, ...rest], index) => [world.wasted[index]?.call, ...rest]));
  assert.equal(new Set(world.wasted.map(({ call }) => call)).size, 3);
});

it('goes to a stronger model as soon as the same findings come twice, without showing the answer again', async () => {
  const world = new WaveWorld({ judge: () => [finding('the same')] });
  await world.run();
  const codes = world.asked.filter(({ ask }) => ask === 'code');
  assert.deepEqual(codes.map(({ request, plan }) => [request.wish?.escalation, plan.previous === undefined]), [[0, true], [0, false], [2, true], [3, true]]);
});

it('goes on without examples after two answers that have none', async () => {
  const world = new WaveWorld({ model: ({ ask }) => (ask === 'cases' ? 'nothing' : 'code') });
  const result = await world.run();
  assert.deepEqual(asks(world), ['a cases 1', 'a cases 2', 'a code 1']);
  assert.deepEqual([result.outcome, result.written[0]?.cases, world.wasted.length], ['complete', [], 2]);
});

it('ends an atom that nobody can write with its reason, and with what can be done without a model', async () => {
  const world = new WaveWorld({ judge: () => [finding('unknown name')], workshop: { partial: () => ({ code: 'half', helpers: [] }) } });
  const result = await world.run();
  assert.deepEqual(result.written.map(({ code, status }) => [code, status]), [['half', 'partial']]);
  assert.deepEqual(result.incomplete, [{ unit: 'a', reason: 'after 4 attempts: unknown name (types, DM5060)' }]);
  assert.equal(world.wasted.length, 4);
});

const broken = (example: string): ReturnType<typeof finding> => finding('expected 409, got 200', { level: 'examples', example });

it('doubts an example that two codes break in the same way, and judges the last answer again when it is withdrawn', async () => {
  const world = new WaveWorld({
    judge: (_unit, _answer, cases) => (cases.some(({ name }) => name === 'two') ? [broken('two')] : []),
    model: ({ ask, plan }) => (ask === 'cases' ? 'cases one,two,three' : ask === 'code' ? `code ${plan.attempt}` : 'withdrawn'),
  });
  const result = await world.run();
  assert.deepEqual(asks(world), ['a cases 1', 'a code 1', 'a code 2', 'a dispute 1']);
  assert.deepEqual(result.written.map(({ code, cases }) => [code, cases.map(({ name }) => name)]), [['code 2', ['one', 'three']]]);
  assert.equal(world.wasted.length, 1);
});

it('leaves an example out whose rows the database refuses: that is not the fault of the code, and costs no call', async () => {
  const world = new WaveWorld({
    judge: (_unit, _answer, cases) => (cases.some(({ name }) => name === 'two') ? [{ ...broken('two'), code: 'DM5074' }] : []),
    model: ({ ask }) => (ask === 'cases' ? 'cases one,two,three' : 'code'),
  });
  const result = await world.run();
  assert.deepEqual(asks(world), ['a cases 1', 'a code 1']);
  assert.deepEqual(result.written.map(({ code, cases }) => [code, cases.map(({ name }) => name)]), [['code', ['one', 'three']]]);
  assert.equal(world.wasted.length, 0);
});

it('keeps an example that is upheld, and does not doubt it again', async () => {
  const world = new WaveWorld({ judge: () => [broken('two')], model: ({ ask, plan }) => (ask === 'cases' ? 'cases one,two' : ask === 'code' ? `code ${plan.attempt}` : 'holds') });
  await world.run();
  assert.deepEqual(asks(world), ['a cases 1', 'a code 1', 'a code 2', 'a dispute 1', 'a code 3', 'a code 4']);
  const same = new WaveWorld({ judge: () => [broken('two')], model: ({ ask }) => (ask === 'cases' ? 'cases one,two' : ask === 'code' ? 'code' : 'withdrawn') });
  await same.run();
  assert.ok(!asks(same).includes('a dispute 1'), 'one code that is given again proves nothing');
});

it('stops when the budget is used up: what is done stays, nothing is asked in vain', async () => {
  const units = Array.from({ length: 40 }, (_, index) => atomUnit(`a${String(index).padStart(2, '0')}`));
  let calls = 0;
  const world = new WaveWorld({ units, model: ({ ask }) => { calls += 1; return calls > 30 ? { kind: 'budget', detail: 'the budget of the run has $0 left' } : ask === 'cases' ? 'cases one' : 'code'; }, options: { settings: { atOnce: 4 } } });
  const result = await world.run();
  assert.deepEqual([result.outcome, result.reason], ['outOfBudget', 'the budget of the run has $0 left']);
  assert.ok(result.written.length >= 12 && result.written.length <= 15);
  assert.equal(result.written.length + result.incomplete.length, 40);
  assert.ok(result.incomplete.every(({ reason }) => reason === 'the budget of the run has $0 left'));
  assert.ok(calls <= 30 + 2 * 20, String(calls));
});

it('goes on with calls that are cheaper, and asks for a shorter answer before an atom is left for its price', async () => {
  const units = Array.from({ length: 6 }, (_, index) => atomUnit(`a${index}`));
  const dear = new Set(['a1', 'a4']);
  const world = new WaveWorld({
    units: [...units, atomUnit('after', ['a1'])], options: { settings: { atOnce: 1 } },
    model: ({ ask, unit, request: { maxOutputTokens } }) => (dear.has(unit) || maxOutputTokens > 200 ? { kind: 'budget', detail: '$0.01 left' } : ask === 'cases' ? 'cases one' : 'code'),
  });
  const result = await world.run();
  assert.deepEqual([result.outcome, result.reason, result.written.map(({ unit }) => unit)], ['outOfBudget', '$0.01 left', ['a0', 'a2', 'a3', 'a5']]);
  assert.deepEqual(result.incomplete.map(({ unit }) => unit), ['a1', 'a4', 'after']);
  assert.deepEqual(world.asked.filter(({ unit }) => unit === 'a0').map(({ ask, request }) => [ask, request.maxOutputTokens]), [['cases', 500], ['cases', 125], ['code', 500], ['code', 125]]);
  assert.deepEqual(world.asked.filter(({ unit }) => unit === 'a1').length, 2);
  dear.clear();
  const after = await world.run();
  assert.deepEqual([after.outcome, after.written.length], ['complete', 7]);
});

it('asks for no shorter answer after one that was cut, and accounts for what was paid before the money was gone', async () => {
  let money = 3;
  const world = new WaveWorld({ model: ({ ask }) => {
    money -= 1;
    return money < 0 ? { kind: 'budget' } : ask === 'cases' ? 'cases one' : { kind: 'truncated', cause: 'outputLimit' };
  } });
  const result = await world.run();
  assert.deepEqual([result.outcome, world.asked.length], ['outOfBudget', 4]);
});

it('stops without retries when there is no model or no key', async () => {
  const units = Array.from({ length: 20 }, (_, index) => atomUnit(`a${index}`));
  const world = new WaveWorld({ units, model: () => ({ kind: 'unauthorised', detail: 'key refused' }), options: { settings: { atOnce: 4 } } });
  const result = await world.run();
  assert.match(result.reason ?? '', /key refused/);
  assert.deepEqual([result.incomplete.length, world.asked.length], [20, 4]);
});

it('gives an atom up when the models cannot be reached, and stops when nothing can', async () => {
  const one = new WaveWorld({ units: [atomUnit('a'), atomUnit('b')], model: ({ unit, ask }) => (unit === 'a' ? { kind: 'overloaded' } : ask === 'cases' ? 'cases one' : 'code') });
  const result = await one.run();
  assert.deepEqual([result.outcome, result.incomplete], ['incomplete', [{ unit: 'a', reason: 'No model could be reached (overloaded).' }]]);
  const none = new WaveWorld({ units: Array.from({ length: 50 }, (_, index) => atomUnit(`a${index}`)), model: () => ({ kind: 'offline', detail: 'no network' }), options: { settings: { atOnce: 4 } } });
  const stopped = await none.run();
  assert.deepEqual([stopped.outcome, stopped.incomplete.length], ['stopped', 50]);
  assert.ok(none.asked.length <= 20);
});

const slow = (world: () => WaveWorld, ms: number): FakeModel => async ({ ask }) => {
  await new Promise<void>((done) => { world().time.after(ms, done); });
  return ask === 'cases' ? 'cases one' : 'code';
};

it('keeps as many calls under way as it may, and no more', async () => {
  const units = Array.from({ length: 300 }, (_, index) => atomUnit(`a${index}`));
  const world: WaveWorld = new WaveWorld({ units, model: slow(() => world, 1000) });
  assert.equal((await world.run()).outcome, 'complete');
  assert.equal(world.mostUnderWay, 128);
  assert.equal(world.time.monotonicMs(), 5000);
});

it('pauses: answers under way are kept, nothing is asked until it goes on', async () => {
  const units = Array.from({ length: 10 }, (_, index) => atomUnit(`a${index}`));
  const world: WaveWorld = new WaveWorld({ units, model: slow(() => world, 1000), options: { settings: { atOnce: 4 } } });
  const opened = await world.open();
  assert.ok(opened.kind === 'running');
  await world.time.advance(1500);
  opened.run.pause('lunch');
  await world.time.advance(60_000);
  const { length } = world.asked;
  assert.deepEqual([world.underWay, length, world.log.logged.filter(({ event }) => event.kind === 'unit.answer').length, opened.run.state.isPaused], [0, 8, 8, true]);
  await world.time.advance(60_000);
  assert.equal(world.asked.length, length);
  opened.run.resume();
  assert.equal((await world.time.run(opened.finished)).outcome, 'complete');
  assert.equal(world.asked.length, 20);
});

it('is cancelled by its signal: calls under way are settled and told, and another process may go on', async () => {
  const units = Array.from({ length: 10 }, (_, index) => atomUnit(`a${index}`));
  const stop = new AbortController();
  const world: WaveWorld = new WaveWorld({ units, options: { settings: { atOnce: 4 } }, model: async ({ ask }, signal) => {
    await new Promise<void>((done) => { world.time.after(1000, done); signal.addEventListener('abort', done); });
    return signal.aborted ? { kind: 'cancelled' } : ask === 'cases' ? 'cases one' : 'code';
  } });
  const opened = await world.open({ signal: stop.signal });
  assert.ok(opened.kind === 'running');
  assert.equal((await world.open()).kind, 'locked');
  await world.time.advance(3500);
  stop.abort();
  const result = await world.time.run(opened.finished);
  assert.deepEqual([result.outcome, world.underWay, world.log.logged.at(-1)?.event], ['cancelled', 0, { kind: 'run.done', outcome: 'cancelled', reason: 'The run was cancelled.' }]);
  const before = world.asked.length;
  assert.equal((await world.run()).outcome, 'complete');
  assert.equal(world.asked.length - before, 20 - 12);
  await settled();
  assert.equal(world.isLocked, false);
});

it('stops when its log cannot be written, and says so', async () => {
  const world: WaveWorld = new WaveWorld({ units: [atomUnit('a'), atomUnit('b')], model: ({ ask }) => { world.log.fails = ask === 'code'; return ask === 'cases' ? 'cases one' : 'code'; } });
  const result = await world.run();
  assert.deepEqual([result.outcome, result.reason], ['stopped', 'The log of the run could not be written: no space left']);
});

it('tells nothing of a pause that comes when the run is over', async () => {
  const world = new WaveWorld();
  const opened = await world.open();
  assert.ok(opened.kind === 'running');
  await world.time.run(opened.finished);
  opened.run.pause('too late');
  opened.run.resume();
  await world.time.advance(1000);
  assert.deepEqual([world.kinds.at(-1), opened.run.state.isPaused], ['run.done', false]);
});

it('goes on when it is paused and resumed at once', async () => {
  const world: WaveWorld = new WaveWorld({ units: [atomUnit('a'), atomUnit('b')], model: slow(() => world, 1000) });
  const opened = await world.open();
  assert.ok(opened.kind === 'running');
  await world.time.advance(500);
  opened.run.pause('by mistake');
  opened.run.resume();
  opened.run.resume();
  assert.equal((await world.time.run(opened.finished)).outcome, 'complete');
  assert.deepEqual(world.kinds.filter((kind) => kind.startsWith('run.')), ['run.started', 'run.paused', 'run.resumed', 'run.done']);
});

it('gives an atom up whose answer cannot be judged, and stops when that is so for one after the other', async () => {
  const once = new WaveWorld({ units: [atomUnit('a'), atomUnit('b')], judge: (unit) => (unit === 'a' ? Promise.reject(new Error('no memory')) : []) });
  const result = await once.run();
  assert.deepEqual([result.outcome, result.incomplete], ['incomplete', [{ unit: 'a', reason: 'The answer could not be judged: no memory (DM5004)' }]]);
  assert.deepEqual([once.asked.filter(({ unit }) => unit === 'a').length, once.judged.filter((line) => line.startsWith('a')).length, once.wasted.length], [2, 2, 0]);
  const broken = { judge: () => Promise.reject(new Error('no validator')), units: Array.from({ length: 40 }, (_, index) => atomUnit(`a${index}`)), options: { settings: { atOnce: 4 } } };
  const never = new WaveWorld(broken);
  const stopped = await never.run();
  assert.deepEqual([stopped.outcome, stopped.reason], ['stopped', 'Answers cannot be judged: no validator']);
  assert.ok(never.asked.length < 40, String(never.asked.length));
  const mended = new WaveWorld({ ...broken, judge: () => [] });
  mended.log.events = [...never.log.events];
  const after = await mended.run();
  assert.deepEqual([after.incomplete.length <= 3, never.asked.length + mended.asked.length], [true, 80]);
});

it('asks once for examples that decide what none of the others does, and judges the code by all of them', async () => {
  const undecided = [finding('nothing decides where a is b', { level: 'examples', code: 'DM5093' })];
  const world: WaveWorld = new WaveWorld({
    workshop: { undecided: (_atom, _answer, cases) => Promise.resolve(cases.length < 9 ? undecided : []) },
    model: ({ ask, plan }) => (ask === 'code' ? `code ${plan.attempt}` : plan.findings.length > 0 ? 'cases one,bound' : 'cases one'),
    judge: (_unit, answer, cases) => (answer === 'code 1' && cases.some(({ name }) => name === 'bound') ? [finding('wrong at the bound', { level: 'examples', example: 'bound' })] : []),
  });
  const result = await world.run();
  assert.deepEqual(asks(world), ['a cases 1', 'a code 1', 'a cases 3', 'a code 2']);
  assert.deepEqual(world.asked.map(({ plan }) => plan.findings.map(({ message }) => message).join()), ['', '', 'nothing decides where a is b', 'wrong at the bound']);
  assert.match(world.asked[2]?.plan.previous ?? '', /"one"/);
  assert.deepEqual(result.written.map(({ code, cases }) => [code, cases.map(({ name }) => name)]), [['code 2', ['one', 'bound']]]);
  assert.deepEqual(world.wasted.map(({ purpose }) => purpose.attempt), [1]);
});

it('keeps code that is right by its examples when no more of them can be had', async () => {
  const undecided = [finding('nothing decides where a is b', { level: 'examples', code: 'DM5093' })];
  for (const more of ['nothing', { kind: 'refused', detail: 'no' }, { kind: 'budget', scope: 'run', limitMicroUsd: 1, spentMicroUsd: 1 }] as const) {
    const world = new WaveWorld({ workshop: { undecided: () => Promise.resolve(undecided) }, model: ({ ask, plan }) => (ask === 'code' ? 'code' : plan.attempt === 3 ? more : 'cases one') });
    const result = await world.run();
    assert.deepEqual([result.outcome, asks(world)], ['complete', ['a cases 1', 'a code 1', 'a cases 3']]);
  }
});

it('keeps code that is right by its examples when no model can be reached for more of them', async () => {
  const undecided = [finding('nothing decides where a is b', { level: 'examples', code: 'DM5093' })];
  const world = new WaveWorld({
    workshop: { undecided: () => Promise.resolve(undecided) }, options: { settings: { failures: 2 } },
    model: ({ ask, plan }) => (ask === 'code' ? 'code' : plan.attempt === 3 ? { kind: 'overloaded' } : 'cases one'),
  });
  const result = await world.run();
  assert.deepEqual([result.outcome, asks(world)], ['complete', ['a cases 1', 'a code 1', 'a cases 3', 'a cases 3']]);
});
