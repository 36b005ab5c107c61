import assert from 'node:assert/strict';
import { compareTemplates } from './compareTemplates.ts';
import type { WaveEvent } from './runEvent.ts';

const start: WaveEvent = { kind: 'run.started', plan: 'p', application: 'a', spec: 's', atoms: [], tasks: 0, strata: { template: 0, ast: 0, llm: 0 }, template: 'v1,v1b' };
const finding = { code: 'DM5030', level: 'names', message: 'Unknown.' } as const;

/** What a log holds of a unit that needs so many codes. */
function unit(name: string, template: string, codes: number, isDone = true): readonly WaveEvent[] {
  const answer = (ask: 'cases' | 'code', attempt: number): WaveEvent =>
    ({ kind: 'unit.answer', unit: name, ask, attempt, outcome: 'ok', microUsd: 100, inputTokens: 4000, outputTokens: 500, totalMs: 1, template });
  const attempts = Array.from({ length: codes }, (_, index) => index + 1).flatMap((attempt): readonly WaveEvent[] => [
    answer('code', attempt), { kind: 'unit.attempt', unit: name, ask: 'code', attempt, findings: isDone && attempt === codes ? [] : [finding] },
  ]);
  const written = { unit: name, task: '', code: '', helpers: [], cases: [], status: 'complete', model: 'p/m' } as const;
  return [answer('cases', 1), { kind: 'unit.cases', unit: name, cases: [] }, ...attempts, ...(isDone ? [{ kind: 'unit.done', unit: name, written, attempts: codes } as const] : [])];
}

it('counts units, first tries, attempts and costs of each template', () => {
  const { templates } = compareTemplates([start, ...unit('a', 'v1', 1), ...unit('b', 'v1', 3), ...unit('c', 'v1', 4, false), ...unit('d', 'v1b', 1)]);
  const [first, second] = templates;
  assert.deepEqual(first && [first.template, first.units, first.done, first.firstTry, first.attempts, first.calls, first.microUsd, first.microUsdPerDone], ['v1', 3, 2, 1, 8, 11, 1100, 550]);
  assert.deepEqual(second && [second.template, second.units, second.firstTryRate.rate, second.microUsdPerDone], ['v1b', 1, 1, 200]);
});

it('says that a template is better only when there are enough units to be sure', () => {
  const share = (template: string, good: number, bad: number): readonly WaveEvent[] => [
    ...Array.from({ length: good }, (_, index) => unit(`${template}g${String(index)}`, template, 1)), ...Array.from({ length: bad }, (_, index) => unit(`${template}b${String(index)}`, template, 2)),
  ].flat();
  const few = compareTemplates([start, ...share('v1', 7, 3), ...share('v1b', 9, 1)]).differences[0];
  assert.deepEqual(few && [few.better, few.than, few.isSure], ['v1b', 'v1', false]);
  const many = compareTemplates([start, ...share('v1', 140, 60), ...share('v1b', 180, 20)]).differences[0];
  assert.deepEqual(many && [many.better, many.isSure, many.difference.toFixed(2)], ['v1b', true, '0.20']);
  assert.ok(many !== undefined && many.low > 0.1 && many.high < 0.3);
});

it('counts a unit once in a run, again in another run, and anew when the spec says something else', () => {
  const sentBack: WaveEvent = { kind: 'unit.requeued', unit: 'a', level: 'file', findings: [finding] };
  const once = compareTemplates([start, ...unit('a', 'v1', 1), sentBack, ...unit('a', 'v1', 1)]).templates[0];
  assert.deepEqual(once && [once.units, once.done, once.firstTry, once.attempts], [1, 1, 1, 2]);
  const twice = compareTemplates([start, ...unit('a', 'v1', 1), start, ...unit('a', 'v1', 2)]).templates[0];
  assert.deepEqual(twice && [twice.units, twice.done, twice.firstTry], [2, 2, 1]);
  const changed = compareTemplates([start, ...unit('a', 'v1', 1), { kind: 'unit.changed', unit: 'a' }, ...unit('a', 'v1', 1)]).templates[0];
  assert.equal(changed?.units, 2);
});

it('says nothing of prices that are unknown', () => {
  const events = unit('a', 'v1', 1).map((event) => (event.kind === 'unit.answer' && event.ask === 'code' ? { ...event, microUsd: undefined } : event)) as readonly WaveEvent[];
  const [only] = compareTemplates([start, ...events]).templates;
  assert.deepEqual(only && [only.pricedCalls, only.calls, 'microUsdPerDone' in only], [1, 2, false]);
});
