import assert from 'node:assert/strict';
import type { WrittenUnits } from '../../../src/ir/target.ts';
import { nodePorts } from '../../../src/node/nodePorts.ts';
import { bookStateOf, taskDigest } from '../../../src/pipeline/unitBook.ts';
import { applicationOf, bookOf, readingTarget, wordsAnswers, wordsSpec } from './wordsApp.ts';

const target = readingTarget();
const before = applicationOf(wordsSpec);
const digests = new Map(target.atoms(before).map(({ id, task }) => [id, taskDigest(task, nodePorts.hash)]));
const book: WrittenUnits = new Map([...bookOf(target, before, wordsAnswers)].map(([id, unit]) => [id, { ...unit, task: digests.get(id) ?? '' }]));
const step = 'Give the member a point for every day, unless the loan is not back.';

/** The flow of the app and the state of its steps when that step of the spec says something else. */
function after(words: string, written: WrittenUnits = book): { readonly flow: string; readonly states: readonly string[] } {
  const application = applicationOf(wordsSpec.replace(step, words));
  const usable = target.usable(application, written);
  const steps = target.atoms(application).filter(({ task }) => task.category === 'flow');
  const flow = [...target.emit(application, 'app', written)].find(({ file }) => file.path === 'src/workflows/settle.ts')?.file.text ?? '';
  return { flow, states: steps.map((atom) => bookStateOf(atom, { written, usable }, nodePorts.hash)) };
}

it('code of a step stays in the app, under its new name, when its first words change', () => {
  const { flow, states } = after('Credit the member a point for every whole day, unless the loan is not back.');
  assert.deepEqual(states, ['stale', 'complete']);
  assert.match(flow, /export async function creditTheMemberAPointForStep\(/);
  assert.doesNotMatch(flow, /giveTheMember|notImplemented/i);
});

it('code of a step is not taken over by one that is called otherwise, has its own, or gives something else', () => {
  assert.deepEqual(after('Tell the workshop that the tool is back.').states, ['missing', 'complete']);
  assert.match(after('Tell the workshop that the tool is back.').flow, /throw notImplemented\(/);
  assert.deepEqual(after(step).states, ['complete', 'complete']);
  const [unit] = [...book.values()].filter(({ unit: id }) => id.includes('giveTheMember'));
  assert.ok(unit !== undefined);
  const other = new Map([...book, [unit.unit, { ...unit, code: unit.code.replace('Promise<void>', 'Promise<number>') }]]);
  assert.deepEqual(after('Credit the member a point for every whole day.', other).states, ['missing', 'complete']);
});

it('code of a step is taken over by none where two could', () => {
  const { states } = after(`Credit the member a point for every day."\n      - do: "Award the member a point for every day.`);
  assert.deepEqual(states, ['missing', 'missing', 'complete']);
});
