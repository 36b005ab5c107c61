import assert from 'node:assert/strict';
import type { ComplianceReport, Gap } from '../compliance/gap.ts';
import type { RepairStep } from '../compliance/repair/repairAll.ts';
import type { AppChecker } from './appChecker.ts';
import { repairAllGated, type TypeGate } from './gatedRepair.ts';

const at = { file: 'src/a.ts', start: 0, end: 0 };

function gap(key: string): Gap {
  return { code: 'DM4003', kind: 'missing', severity: 'error', key, message: key, at, fileExists: true, spec: at, expected: at, actual: undefined, related: [] };
}

const gaps = ['A', 'B', 'C', 'D'].map(gap);

/** A checker whose repairs each append the gap's key to one file. */
const checker: AppChecker = {
  updateFile: () => undefined,
  check: () => ({ gaps }) as unknown as ComplianceReport,
  repair: () => ({ kind: 'refused', reason: '' }),
  repairAll: (options) => {
    const steps: RepairStep[] = [];
    const refused: { key: string; reason: string }[] = [];
    let text = '';
    for (const one of gaps) {
      const reason = options?.refuse?.(one);
      if (reason !== undefined) {
        refused.push({ key: one.key, reason });
        continue;
      }
      text += one.key;
      steps.push({ gap: one, files: new Map([['src/a.ts', text]]) });
    }
    return { rounds: 1, fixed: steps.map((step) => step.gap.key), remaining: [], files: new Map(steps.length === 0 ? [] : [['src/a.ts', text]]), refused, steps };
  },
};

/** Complains of each of these letters in the text, beside an error that was always there. */
function gateFor(letters: string): TypeGate {
  return {
    problems: (files) => Promise.resolve([
      { file: 'src/old.ts', line: 1, code: 'TS1', message: 'An old one.' },
      ...Array.from(files.get('src/a.ts') ?? '').filter((letter) => letters.includes(letter)).map((letter) => ({ file: 'src/a.ts', line: 3, code: 'TS2322', message: `No ${letter}.` })),
    ]),
  };
}

it('applies every repair when no type error comes with them', async () => {
  const outcome = await repairAllGated(checker, { removeUnrequested: false }, gateFor(''));
  assert.deepEqual([outcome.fixed, outcome.refused], [['A', 'B', 'C', 'D'], []]);
});

it('leaves out the repairs that add type errors, and says which error', async () => {
  const outcome = await repairAllGated(checker, { removeUnrequested: false }, gateFor('BD'));
  assert.deepEqual([outcome.fixed, outcome.files.get('src/a.ts')], [['A', 'C'], 'AC']);
  assert.deepEqual(outcome.refused, [
    { key: 'B', reason: 'It would add a type error: src/a.ts:3 TS2322 No B.' }, { key: 'D', reason: 'It would add a type error: src/a.ts:3 TS2322 No D.' },
  ]);
});

it('applies nothing when every repair adds a type error', async () => {
  const outcome = await repairAllGated(checker, { removeUnrequested: false }, gateFor('ABCD'));
  assert.deepEqual([outcome.fixed, outcome.files.size, outcome.refused.length], [[], 0, 4]);
});

it('asks no compiler when there is none', async () => {
  assert.deepEqual((await repairAllGated(checker, { removeUnrequested: false }, undefined)).fixed, ['A', 'B', 'C', 'D']);
});
