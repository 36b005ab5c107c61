import assert from 'node:assert/strict';
import type { WrittenUnit } from '../../ir/atom.ts';
import type { WrittenUnits } from '../../ir/target.ts';
import type { UnitEvent } from '../../waves/runEvent.ts';
import { RunState } from '../../waves/runState.ts';
import { bookAfterRun, type EndedRun } from './bookAfterRun.ts';

const unit = (id: string, task: string, code: string, status: WrittenUnit['status'] = 'complete'): WrittenUnit => ({ unit: id, task, code, helpers: [], cases: [], status, model: 'p/m' });
const bookOf = (...units: readonly WrittenUnit[]): WrittenUnits => new Map(units.map((each) => [each.unit, each]));

function after(book: WrittenUnits, run: Partial<EndedRun> & { readonly events?: readonly UnitEvent[] }): Readonly<Record<string, string>> {
  const state = new RunState();
  for (const event of run.events ?? []) state.apply(event);
  const result = bookAfterRun(book, { before: bookOf(), usable: book, result: { written: [], incomplete: [] }, state, ...run });
  return Object.fromEntries([...result].map(([id, { code }]) => [id, code]));
}

const started = (id: string): UnitEvent => ({ kind: 'unit.started', unit: id, task: 'now' });

it('adds what was written to what came into the book meanwhile', () => {
  const known = unit('known', 'now', 'as it was');
  const book = bookOf(unit('known', 'now', 'as somebody changed it'), unit('other', 'now', 'of a colleague'));
  assert.deepEqual(after(book, { before: bookOf(known), result: { written: [known, unit('new', 'now', 'new')], incomplete: [] } }), { known: 'as somebody changed it', other: 'of a colleague', new: 'new' });
});

it('leaves code for older words until there is newer code, and takes a stub where none can stand', () => {
  const old = unit('a', 'before', 'old');
  const stub = unit('a', 'now', 'stub', 'partial');
  const incomplete = [{ unit: 'a', reason: 'cancelled' }];
  const events = [started('a')];
  assert.deepEqual(after(bookOf(old), { result: { written: [stub], incomplete }, events }), { a: 'old' });
  assert.deepEqual(after(bookOf(old), { usable: bookOf(), result: { written: [stub], incomplete }, events }), { a: 'stub' });
  assert.deepEqual(after(bookOf(unit('a', 'before', 'old stub', 'partial')), { result: { written: [stub], incomplete }, events }), { a: 'stub' });
  assert.deepEqual(after(bookOf(old), { result: { written: [unit('a', 'now', 'new')], incomplete: [] }, events }), { a: 'new' });
  // The book has it under the name that it had before its words changed.
  assert.deepEqual(after(bookOf(unit('b', 'before', 'old')), { usable: bookOf(old), result: { written: [stub], incomplete }, events }), { b: 'old' });
});

it('takes back what an earlier start of the run wrote and a check refused since, not what is only not reached again', () => {
  const kept = bookOf(unit('a', 'now', 'wrong'), unit('b', 'now', 'fine'), unit('c', 'now', 'wrong'));
  const finding = { code: 'DM5091', level: 'milestone', message: 'fails' } as const;
  const events: readonly UnitEvent[] = [
    started('a'), { kind: 'unit.incomplete', unit: 'a', reason: 'fails', attempts: 2 },
    started('b'),
    started('c'), { kind: 'unit.done', unit: 'c', written: unit('c', 'now', 'wrong'), attempts: 1 }, { kind: 'unit.requeued', unit: 'c', level: 'milestone', findings: [finding] },
  ];
  const incomplete = ['a', 'b', 'c'].map((id) => ({ unit: id, reason: 'fails' }));
  assert.deepEqual(after(kept, { result: { written: [unit('c', 'now', 'stub', 'partial')], incomplete }, events }), { b: 'fine', c: 'stub' });
});
