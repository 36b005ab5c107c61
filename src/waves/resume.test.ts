import assert from 'node:assert/strict';
import type { RunEvent } from '../llm/records/runLog.ts';
import { foldRun } from './runState.ts';
import { atomUnit, finding, WaveWorld, type WaveWorldOptions } from './testing/waveWorld.ts';

const units = [atomUnit('a'), atomUnit('b', ['a']), atomUnit('c', [], { file: 'a.ts' }), atomUnit('d', ['b', 'c']), atomUnit('e')];

/** Whatever it is asked, what it answers follows from the question alone: `b` is wrong twice, `d` breaks an example, `e` is never right. */
const story: WaveWorldOptions = {
  units,
  model: ({ ask, unit, plan }) => (ask === 'cases' ? (unit === 'c' && plan.attempt === 1 ? 'nonsense' : 'cases one,two,three') : ask === 'code' ? `code ${unit} ${plan.attempt}` : 'withdrawn'),
  judge: (unit, answer, cases) => {
    if (unit === 'b' && !answer.endsWith('3')) return [finding(`wrong ${answer}`)];
    if (unit === 'd' && cases.some(({ name }) => name === 'two')) return [finding('expected 409', { level: 'examples', example: 'two' })];
    return unit === 'e' ? [finding('never')] : [];
  },
  levels: {
    task: (file, written) => Promise.resolve(file === 'a.ts' && written.some(({ code }) => code === 'code a 1')
      ? { ok: false, failures: [{ unit: 'a', finding: finding('does not fit', { level: 'file' }) }], ms: 1 } : { ok: true, failures: [], ms: 1 }),
  },
  workshop: { partial: ({ id }) => ({ code: `part of ${id}`, helpers: [] }) },
};

async function whole(): Promise<{ readonly world: WaveWorld; readonly result: Awaited<ReturnType<WaveWorld['run']>> }> {
  const world = new WaveWorld(story);
  return { world, result: await world.run() };
}

const keysOf = (world: WaveWorld): readonly string[] => world.asked.map(({ unit, ask, plan }) => `${unit} ${ask} ${plan.attempt}`).sort();
const answersIn = (events: readonly RunEvent[]): readonly string[] => events.filter(({ kind }) => kind === 'unit.answer').map(({ data }) => {
  const { unit, ask, attempt } = data as unknown as { readonly unit: string; readonly ask: string; readonly attempt: number };
  return `${unit} ${ask} ${attempt}`;
});

it('ends the same after a crash at any event, and asks nothing again that was answered', async () => {
  const { world, result } = await whole();
  const all = keysOf(world);
  assert.ok(world.log.events.length > 50);
  for (let cut = 0; cut <= world.log.events.length; cut += 1) {
    const again = new WaveWorld(story);
    again.log.events = world.log.events.slice(0, cut);
    const answered = answersIn(again.log.events);
    const resumed = await again.run();
    assert.deepEqual(resumed, result, `after ${cut} events`);
    assert.deepEqual([...answered, ...keysOf(again)].sort(), all, `after ${cut} events`);
  }
});

it('is nothing but its log: the fold of the events is the state that the run had', async () => {
  const world = new WaveWorld(story);
  const opened = await world.open();
  assert.ok(opened.kind === 'running');
  await world.time.run(opened.finished);
  const folded = foldRun(world.log.logged.map(({ event }) => event));
  for (const { id } of units) assert.deepEqual(folded.atom(id), opened.run.state.atom(id));
  assert.deepEqual([folded.ended, folded.events, folded.levels], [opened.run.state.ended, world.log.events.length, opened.run.state.levels]);
});

it('asks those atoms anew of which the spec says something else, and no others', async () => {
  const { world } = await whole();
  const changed = new WaveWorld({ ...story, units: units.map((unit) => (unit.id === 'c' ? atomUnit('c', [], { file: 'a.ts', words: 'does something else' }) : unit)) });
  changed.log.events = [...world.log.events];
  const result = await changed.run();
  assert.deepEqual(new Set(changed.asked.map(({ unit }) => unit)), new Set(['c']));
  assert.equal(result.written.find(({ unit }) => unit === 'c')?.task, 'does something else');
});

it('is over when it had ended, and is not run for another application', async () => {
  const { world, result } = await whole();
  const again = new WaveWorld(story);
  again.log.events = [...world.log.events];
  const opened = await again.open();
  assert.deepEqual(opened.kind === 'over' && opened.result, result);
  assert.deepEqual([again.asked.length, again.isLocked, again.log.appends], [0, false, 0]);
  assert.deepEqual(await again.open({ plan: { ...again.plan, application: 'other' } }), { kind: 'other', application: 'app' });
});

it('asks nothing for what the app has already', async () => {
  const world = new WaveWorld({ units });
  const known = ['a', 'b'].map((unit) => ({ unit, task: unit === 'a' ? 'does a' : 'did b', code: 'old', helpers: [], cases: [], status: 'complete' as const, model: 'p/m' }));
  const result = await world.run({ known });
  assert.deepEqual(new Set(world.asked.map(({ unit }) => unit)), new Set(['b', 'c', 'd', 'e']));
  assert.deepEqual(result.written.map(({ unit, code }) => `${unit} ${code}`), ['a old', 'b code of b', 'c code of c', 'd code of d', 'e code of e']);
});

it('takes an answer that was there already once: after it was refused the model is asked anew', async () => {
  const world = new WaveWorld({ kept: ({ ask }) => (ask === 'code' ? 'old' : undefined), judge: (_unit, answer) => (answer === 'old' ? [finding('wrong')] : []) });
  assert.equal((await world.run()).outcome, 'complete');
  assert.deepEqual(world.asked.map(({ ask, plan, request }) => `${ask} ${plan.attempt} ${request.cache ?? ''}`), ['cases 1 use', 'code 1 use', 'code 2 refresh']);
});

it('looks once for what may have been paid when its process died, although it asks anew otherwise', async () => {
  const settings = { cache: 'refresh' as const };
  const world = new WaveWorld({ ...story, options: { settings } });
  await world.run();
  const again = new WaveWorld({ ...story, options: { settings } });
  again.log.events = world.log.events.slice(0, world.log.events.findIndex(({ kind }) => kind === 'unit.answer') + 1);
  const started = new Set(again.log.logged.flatMap(({ event }) => (event.kind === 'unit.started' ? [event.unit] : [])));
  await again.run();
  const used = again.asked.filter(({ request }) => request.cache === 'use').map(({ unit }) => unit);
  assert.deepEqual([used.length, new Set(used)], [started.size, started]);
  assert.ok(again.asked.length > used.length);
});
