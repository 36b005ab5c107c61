import type { AskKind } from '../../src/waves/runEvent.ts';
import type { AtomPrompt, AtomWorkshop, AttemptPlan } from '../../src/waves/workshop.ts';
import { chanceOf } from '../../test/provider-server/seeded.ts';

const instructions = 'You write one function of a backend, exactly as it is asked for, and nothing else. '.repeat(120);

function prompt(ask: AskKind, unit: string, plan: AttemptPlan): AtomPrompt {
  return {
    system: [{ text: `${ask}: ${instructions}`, stable: true }], messages: [{ role: 'user', parts: [{ text: questionOf(ask, unit, plan.attempt), stable: false }] }],
    maxOutputTokens: 400, template: 'v1', inputTokens: 2600,
  };
}

/** The question of a call, by which a server tells calls apart. */
export function questionOf(ask: AskKind, unit: string, attempt: number): string {
  return `${ask} ${unit} ${attempt}`;
}

/** What the played model answers: one code in four is wrong at first, always the same ones. */
export function answerTo(question: string): string {
  const [ask = '', unit = '', attempt = '1'] = question.split(' ');
  if (ask === 'cases') return 'cases';
  const wrongTimes = Math.floor(chanceOf('waves', unit) * 8) - 5;
  return `export function ${unit}(): void {} // ${Number(attempt) <= wrongTimes ? 'wrong' : 'right'} ${attempt}`;
}

/** Validators that believe what an answer says of itself. */
export const saidWorkshop: AtomWorkshop = {
  casesPrompt: ({ id }, plan) => prompt('cases', id, plan),
  codePrompt: ({ id }, _cases, plan) => prompt('code', id, plan),
  disputePrompt: ({ id }, _disputed, plan) => prompt('dispute', id, plan),
  readCases: (_atom, answer) => ({ cases: answer === 'cases' ? [{ name: 'one', rows: [], arguments: {}, expect: {} }] : [], findings: [] }),
  readDispute: () => 'holds',
  judge: (_atom, answer) => Promise.resolve({ code: { code: answer, helpers: [] }, findings: answer.includes('wrong') ? [{ code: 'DM5060', level: 'types', message: 'It is wrong.' }] : [], timingsMs: {} }),
  partial: () => undefined,
  taskDigest: ({ id }) => id,
};
