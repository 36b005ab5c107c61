import assert from 'node:assert/strict';
import type { LevelFailure, LevelVerdict } from './workshop.ts';
import { atomUnit, finding, WaveWorld } from './testing/waveWorld.ts';

const units = [atomUnit('a', [], { file: 'x.ts' }), atomUnit('b', [], { file: 'x.ts' }), atomUnit('c', ['a'], { file: 'y.ts', milestone: 'service' })];
const verdict = (...failures: readonly LevelFailure[]): Promise<LevelVerdict> => Promise.resolve({ ok: failures.length === 0, failures, ms: 7 });
const levels = (world: WaveWorld): readonly string[] => world.heard.flatMap(({ event }) => (event.kind === 'level.done' ? [`${event.level} ${event.name} ${event.ok}`] : []));

it('checks each file once it is whole, then its milestone, then the application', async () => {
  const seen: string[] = [];
  const world = new WaveWorld({ units, levels: { task: (file, written) => { seen.push(`${file} ${written.map(({ unit }) => unit).join()}`); return verdict(); } } });
  const result = await world.run();
  assert.equal(result.outcome, 'complete');
  assert.deepEqual(levels(world), ['file x.ts true', 'milestone operations true', 'file y.ts true', 'milestone service true', 'application application true']);
  assert.deepEqual(seen, ['x.ts a,b', 'y.ts c']);
});

it('sends back the atom that a failure comes from, with what is wrong, and checks again', async () => {
  const world = new WaveWorld({
    units, model: ({ ask, unit, plan }) => (ask === 'cases' ? 'cases one' : `code of ${unit} ${plan.attempt}`),
    levels: { milestone: (name, written) => verdict(...(name === 'operations' && written.some(({ code }) => code === 'code of b 1') ? [{ unit: 'b', finding: finding('a test fails', { level: 'milestone' }) }] : [])) },
  });
  const result = await world.run();
  assert.equal(result.outcome, 'complete');
  assert.deepEqual(levels(world).filter((line) => line.includes('operations') || line.includes('x.ts')), ['file x.ts true', 'milestone operations false', 'file x.ts true', 'milestone operations true']);
  const [again] = world.asked.filter(({ unit, plan }) => unit === 'b' && plan.attempt === 2);
  assert.deepEqual([again?.ask, again?.plan.findings.map(({ message }) => message), again?.plan.previous, again?.request.wish?.escalation], ['code', ['a test fails'], 'code of b 1', 1]);
  assert.deepEqual(world.asked.filter(({ unit }) => unit !== 'b').length, 4, 'others are left alone');
  assert.deepEqual(world.wasted.map(({ reason }) => reason), ['milestone DM5060']);
});

it('leaves out an atom that fails again and again, and lets the rest be checked without it', async () => {
  const world = new WaveWorld({
    units, workshop: { partial: () => ({ code: 'part', helpers: [] }) },
    levels: { application: (written) => verdict(...(written.some(({ unit, status }) => unit === 'c' && status === 'complete') ? [{ unit: 'c', finding: finding('the smoke test fails', { level: 'application' }) }] : [])) },
  });
  const result = await world.run();
  assert.deepEqual(levels(world).filter((line) => line.startsWith('application')), ['application application false', 'application application false', 'application application false', 'application application true']);
  assert.deepEqual([result.outcome, result.incomplete], ['incomplete', [{ unit: 'c', reason: 'the smoke test fails (application, DM5060)' }]]);
  assert.deepEqual(result.written.map(({ unit, status }) => `${unit} ${status}`), ['a complete', 'b complete', 'c partial']);
  assert.equal(world.asked.filter(({ unit }) => unit === 'c').length, 4);
});

it('reports what cannot be traced to an atom, and asks nothing for it', async () => {
  const world = new WaveWorld({ units, levels: { application: () => verdict({ finding: finding('it does not start', { level: 'application' }) }), task: () => Promise.reject(new Error('no compiler')) } });
  const result = await world.run();
  assert.deepEqual([result.outcome, result.reason, world.asked.length], ['incomplete', 'what failed: file x.ts, file y.ts, application', 6]);
});

it('sends an atom back once, although two milestones blame it at the same time', async () => {
  const world: WaveWorld = new WaveWorld({
    units: [atomUnit('a', [], { milestone: 'model' }), atomUnit('b', [], { milestone: 'api' })], model: ({ ask, unit, plan }) => (ask === 'cases' ? 'cases one' : `code of ${unit} ${plan.attempt}`),
    levels: {
      milestone: async (_name, written) => {
        await new Promise<void>((done) => { world.time.after(100, done); });
        return verdict(...(written.some(({ code }) => code === 'code of a 1') ? [{ unit: 'a', finding: finding('a test fails', { level: 'milestone' }) }] : []));
      },
    },
  });
  const result = await world.run();
  assert.deepEqual([result.outcome, world.kinds.filter((kind) => kind === 'unit.requeued a').length, world.asked.filter(({ unit }) => unit === 'a').length], ['complete', 1, 3]);
});
