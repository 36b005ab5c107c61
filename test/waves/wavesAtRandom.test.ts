import assert from 'node:assert/strict';
import type { Unit } from '../../src/ir/unit.ts';
import { atomUnit, finding, WaveWorld, type WaveWorldOptions } from '../../src/waves/testing/waveWorld.ts';
import type { LevelVerdict } from '../../src/waves/workshop.ts';
import { chanceOf } from '../provider-server/seeded.ts';

const milestones = ['model', 'service', 'api'] as const;

/** Some atoms with some dependencies, circles among them, in some files of some milestones. */
function unitsOf(seed: string): readonly Unit[] {
  const count = 3 + Math.floor(chanceOf(seed, 'count') * 14);
  return Array.from({ length: count }, (_, index) => {
    const dependsOn = Array.from({ length: count }, (_other, other) => other).filter((other) => other !== index && chanceOf(seed, 'edge', String(index), String(other)) < (other < index ? 0.2 : 0.03));
    const file = Math.floor(chanceOf(seed, 'file', String(index)) * 5);
    return atomUnit(`a${index}`, dependsOn.map((other) => `a${other}`), { file: `f${file}.ts`, milestone: milestones[file % 3] ?? 'api' });
  });
}

/** A world in which everything that can go wrong does so, always the same way for the same question. */
function storyOf(seed: string): WaveWorldOptions {
  const asked = new Set<string>();
  const chance = (...of: readonly string[]): number => chanceOf(seed, ...of);
  const verdict = (level: 'file' | 'milestone' | 'application', codes: readonly { readonly unit: string; readonly code: string; readonly status: string }[]): Promise<LevelVerdict> => {
    const failures = codes.filter(({ unit, code, status }) => status === 'complete' && chance(level, unit, code) < 0.06).map(({ unit }) => ({ unit, finding: finding('does not fit', { level }) }));
    return Promise.resolve({ ok: failures.length === 0, failures, ms: 1 });
  };
  return {
    units: unitsOf(seed),
    model: ({ ask, unit, plan }) => {
      const question = `${ask} ${unit} ${plan.attempt}`;
      if (chance('busy', question) < 0.1 && !asked.has(question)) {
        asked.add(question);
        return { kind: 'overloaded' };
      }
      if (chance('refused', question) < 0.08) return { kind: 'refused' };
      if (ask === 'cases') return chance('cases', question) < 0.25 ? 'nonsense' : 'cases one,two,three';
      return ask === 'dispute' ? (chance('dispute', question) < 0.5 ? 'withdrawn' : 'holds') : question;
    },
    judge: (unit, answer, cases) => {
      if (chance('wrong', unit, answer) < 0.3) return [finding(`wrong ${answer}`)];
      return cases.filter(({ name }) => chance('broken', unit, name) < 0.12).map(({ name }) => finding('expected 409', { level: 'examples', example: name }));
    },
    levels: {
      task: (_file, written) => verdict('file', written),
      milestone: (name, written) => verdict('milestone', written.filter(({ unit }) => milestones[Number(unitsOf(seed).find(({ id }) => id === unit)?.file.slice(1, 2)) % 3] === name)),
      application: (written) => verdict('application', written),
    },
    workshop: { partial: ({ id }) => (chance('partial', id) < 0.5 ? { code: `part of ${id}`, helpers: [] } : undefined) },
    options: { settings: { atOnce: 1 + Math.floor(chance('atOnce') * 6) } },
  };
}

/** What was asked and got an answer that counts. */
function answersIn(world: WaveWorld): readonly string[] {
  return world.log.logged.flatMap(({ event }) => (event.kind === 'unit.answer' && event.outcome !== 'overloaded' ? [`${event.ask} ${event.unit} ${event.attempt}`] : []));
}

it('ends whatever goes wrong, asks each question once, and ends the same after crashes', async () => {
  let [requeued, disputed, incomplete] = [0, 0, 0];
  for (let number = 0; number < 60; number += 1) {
    const seed = `waves ${number}`;
    const world = new WaveWorld(storyOf(seed));
    const result = await world.run();
    const kinds = world.heard.map(({ event }) => event.kind);
    requeued += kinds.filter((kind) => kind === 'unit.requeued').length;
    disputed += kinds.filter((kind) => kind === 'unit.dispute').length;
    incomplete += result.incomplete.length;
    assert.equal(result.outcome === 'complete', result.incomplete.length === 0 && world.heard.at(-1)?.event.kind === 'run.done' && result.reason === undefined, seed);
    const answers = answersIn(world).filter((answer) => !answer.startsWith('dispute'));
    assert.equal(new Set(answers).size, answers.length, seed);
    for (let crash = 0; crash < 4; crash += 1) {
      const crashed = new WaveWorld(storyOf(seed));
      crashed.log.events = world.log.events.slice(0, Math.floor(chanceOf(seed, 'crash', String(crash)) * world.log.events.length));
      // It is killed again on the way, and a third process ends it.
      const stop = new AbortController();
      const opened = await crashed.open({ signal: stop.signal });
      assert.ok(opened.kind === 'running', seed);
      await crashed.time.advance(0);
      const last = new WaveWorld(storyOf(seed));
      last.log.events = [...crashed.log.events].slice(0, crashed.log.events.length - (crash % 2));
      assert.deepEqual(await last.run(), result, `${seed}, crash ${crash}`);
      assert.deepEqual([...answersIn(last)].sort(), [...answersIn(world)].sort(), `${seed}, crash ${crash}`);
      stop.abort();
    }
  }
  assert.ok(requeued > 20 && disputed > 5 && incomplete > 10, `${requeued} sent back, ${disputed} doubted, ${incomplete} incomplete`);
});
