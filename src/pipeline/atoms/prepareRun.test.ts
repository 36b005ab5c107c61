import assert from 'node:assert/strict';
import { isAtom } from '../../ir/atom.ts';
import type { UnitEvent } from '../../waves/runEvent.ts';
import { RunState } from '../../waves/runState.ts';
import { atomUnit } from '../../waves/testing/waveWorld.ts';
import { taskDigest } from '../unitBook.ts';
import { callsLeft } from './prepareRun.ts';

const hash = { sha256: (text: string) => text };
const atoms = ['fresh', 'asked', 'exampled', 'answered', 'good', 'further', 'done', 'changed'].map((id) => atomUnit(id)).filter(isAtom);
const calls = atoms.map(({ id }) => ({ unit: id, sharedTokens: 10, casesTokens: 30, codeTokens: 40, casesOutput: 5, codeOutput: 6 }));

it('prices a run that goes on by what its log does not have yet', () => {
  const state = new RunState();
  const tell = (...events: readonly UnitEvent[]): void => { for (const event of events) state.apply(event); };
  const answer = { kind: 'unit.answer', attempt: 1, outcome: 'ok', answer: 'code', totalMs: 1, template: 'v1' } as const;
  for (const { id, task } of atoms.slice(1)) tell({ kind: 'unit.started', unit: id, task: id === 'changed' ? 'other words' : taskDigest(task, hash) });
  tell({ ...answer, unit: 'asked', ask: 'cases' });
  for (const unit of ['exampled', 'answered', 'good', 'further', 'done', 'changed']) tell({ kind: 'unit.cases', unit, cases: [] });
  tell({ ...answer, unit: 'exampled', ask: 'code' }, { kind: 'unit.attempt', unit: 'exampled', ask: 'code', attempt: 1, findings: [{ code: 'DM5060', level: 'types', message: 'no' }] });
  tell({ ...answer, unit: 'answered', ask: 'code' }, { kind: 'unit.incomplete', unit: 'done', reason: 'none', attempts: 4 });
  const undecided = [{ code: 'DM5093', level: 'examples', message: 'bound' }] as const;
  for (const unit of ['good', 'further']) tell({ ...answer, unit, ask: 'code' }, { kind: 'unit.attempt', unit, ask: 'code', attempt: 1, findings: [], undecided });
  tell({ ...answer, unit: 'further', ask: 'cases', attempt: 3 });
  assert.deepEqual(callsLeft({ open: atoms, calls }, state, hash).map(({ unit, casesTokens, codeTokens }) => [unit, casesTokens, codeTokens]), [
    ['fresh', 30, 40], ['asked', 0, 40], ['exampled', 0, 40], ['answered', 0, 0], ['good', 30, 0], ['further', 0, 0], ['changed', 30, 40],
  ]);
});
