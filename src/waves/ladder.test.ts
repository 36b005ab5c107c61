import assert from 'node:assert/strict';
import { newAtom, type AtomState } from './atomState.ts';
import { fitPlan, planAttempt } from './ladder.ts';
import { waveDefaults } from './settings.ts';

const abilities = { temperature: false, efforts: [], structuredOutput: false, promptCache: 'none' as const };
const failed: AtomState = { ...newAtom('a'), cases: [], codeTries: [{ attempt: 1, outcome: 'truncated', findings: [{ code: 'DM5001', level: 'answer', message: 'cut' }] }], attempts: 1 };

it('asks with a temperature where the model has one, else with an effort, else with neither', () => {
  const { plan } = planAttempt(newAtom('a'), { kind: 'ask', ask: 'code', attempt: 1 }, waveDefaults);
  assert.deepEqual([plan.temperature, plan.effort], [0.7, 'low']);
  const fitted = [{ ...abilities, temperature: true, efforts: ['low'] }, { ...abilities, efforts: ['low', 'high'] }, abilities].map((each) => fitPlan(plan, each));
  assert.deepEqual(fitted.map(({ temperature, effort }) => [temperature, effort]), [[0.7, undefined], [undefined, 'low'], [undefined, undefined]]);
});

it('lets an answer that was cut be twice as long, and makes a prompt that was too large simple', () => {
  const after = (outcome: string): ReturnType<typeof planAttempt> => planAttempt({ ...failed, codeTries: failed.codeTries.map((tried) => ({ ...tried, outcome })) }, { kind: 'ask', ask: 'code', attempt: 2 }, waveDefaults);
  assert.deepEqual([after('truncated').outputFactor, after('tooLarge').outputFactor, after('truncated').plan.context, after('tooLarge').plan.context], [2, 1, 'full', 'simple']);
});

it('stays on the last rung', () => {
  const { plan, escalation } = planAttempt({ ...failed, attempts: 8, round: 2 }, { kind: 'ask', ask: 'code', attempt: 9 }, waveDefaults);
  assert.deepEqual([plan.temperature, plan.effort, plan.context, escalation], [0.3, 'high', 'full', 7]);
});
