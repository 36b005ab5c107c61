import assert from 'node:assert/strict';
import { RunProgress } from './runProgress.ts';
import { atomUnit, finding, WaveWorld } from './testing/waveWorld.ts';

it('counts each atom once, also when the run was killed after any of its events and goes on', async () => {
  const units = ['a', 'b', 'c'].map((id) => atomUnit(id));
  const levels = { task: (file: string, written: readonly { readonly code: string }[]) => Promise.resolve(file === 'b.ts' && written[0]?.code === 'code 1' ? { ok: false as const, failures: [{ unit: 'b', finding: finding('no', { level: 'file' }) }], ms: 1 } : { ok: true as const, failures: [], ms: 1 }) };
  const options = { units, levels, model: ({ ask, plan }: { readonly ask: string; readonly plan: { readonly attempt: number } }) => (ask === 'cases' ? 'cases one' : `code ${plan.attempt}`) };
  const whole = new WaveWorld(options);
  assert.equal((await whole.run()).outcome, 'complete');
  assert.ok(whole.kinds.includes('unit.requeued b'));
  for (let cut = 1; cut < whole.log.events.length; cut += 1) {
    const world = new WaveWorld(options);
    world.log.events = whole.log.events.slice(0, cut);
    const progress = new RunProgress();
    for (const logged of world.log.logged) progress.apply(logged);
    const events = (logged: (typeof world.heard)[number]): void => {
      progress.apply(logged);
      const { written, incomplete, all } = progress.view;
      assert.ok(all === 3 && written + incomplete <= all, `${cut}: ${written} and ${incomplete} of ${all}`);
    };
    await world.run({ events });
    assert.deepEqual([progress.view.written, progress.view.incomplete, progress.view.all], [3, 0, 3], String(cut));
  }
});

it('adds up what answers cost over all starts, and knows whether the run is paused', () => {
  const progress = new RunProgress();
  const answer = { kind: 'unit.answer', unit: 'a', ask: 'code', attempt: 1, outcome: 'ok', totalMs: 1, template: 'v1' } as const;
  progress.apply({ event: { kind: 'run.started', plan: 'p', application: 'a', spec: 's', atoms: ['a', 'b'], tasks: 1, strata: { template: 0, ast: 0, llm: 2 }, template: 'v1' } });
  assert.deepEqual([progress.apply({ event: { ...answer, microUsd: 30 } }), progress.apply({ event: answer })], [true, false]);
  progress.apply({ event: { kind: 'unit.incomplete', unit: 'a', reason: 'none', attempts: 4 } });
  progress.apply({ event: { kind: 'run.paused', reason: 'lunch' } });
  assert.deepEqual(progress.view, { written: 0, incomplete: 1, all: 2, microUsd: 30, isPaused: true });
  progress.apply({ event: { kind: 'run.resumed' } });
  progress.apply({ event: { kind: 'unit.changed', unit: 'a' } });
  progress.apply({ event: { ...answer, microUsd: 12 } });
  assert.deepEqual(progress.view, { written: 0, incomplete: 0, all: 2, microUsd: 42, isPaused: false });
});
