import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { Footprint } from '../../semantics/footprint.ts';
import { type Errand, Traffic } from './traffic.ts';

/** Errands that end when they are told to, and those that are under way. */
function errands(most = 8): { readonly traffic: Traffic; readonly under: Set<string>; readonly add: (name: string, errand?: Partial<Errand>) => void; readonly finish: (name: string) => Promise<void> } {
  const traffic = new Traffic(most);
  const under = new Set<string>();
  const ends = new Map<string, () => void>();
  traffic.open();
  return {
    traffic, under,
    add: (name, errand = {}) => {
      traffic.add({ group: '', ...errand, run: () => new Promise((resolve) => { under.add(name); ends.set(name, resolve); }) });
    },
    finish: async (name) => {
      under.delete(name);
      ends.get(name)?.();
      await setImmediate();
    },
  };
}

function touching(touch: (footprint: Footprint) => void): Partial<Errand> {
  const footprint = new Footprint();
  touch(footprint);
  return { footprint };
}

it('reads a row between the same two writes, and lets everything else go on', async () => {
  const { add, finish, under } = errands();
  add('writes 1', touching((print) => { print.write('Book', '1'); }));
  add('reads 1', touching((print) => { print.read('Book', '1'); }));
  add('reads 2', touching((print) => { print.read('Book', '2'); }));
  add('writes 1 again', touching((print) => { print.write('Book', '1'); }));
  add('writes a shelf', touching((print) => { print.write('Shelf', '1'); }));
  assert.deepEqual([...under], ['writes 1', 'reads 2', 'writes a shelf']);
  await finish('writes 1');
  assert.deepEqual([...under], ['reads 2', 'writes a shelf', 'reads 1']);
  await finish('reads 1');
  assert.deepEqual([...under], ['reads 2', 'writes a shelf', 'writes 1 again']);
});

it('writes to a table one after the other, and goes through it in between', async () => {
  const { add, finish, under } = errands();
  add('makes 1', touching((print) => { print.write('Book', '1'); }));
  add('lists', touching((print) => { print.scan('Book'); }));
  add('makes 2', touching((print) => { print.write('Book', '2'); }));
  assert.deepEqual([...under], ['makes 1']);
  await finish('makes 1');
  assert.deepEqual([...under], ['lists']);
  await finish('lists');
  assert.deepEqual([...under], ['makes 2']);
});

it('lets a write to every row wait for each reader, and each later reader for it', async () => {
  const { add, finish, under } = errands();
  add('reads 1', touching((print) => { print.read('Book', '1'); }));
  add('writes all', touching((print) => { print.writeAll('Book'); }));
  add('reads 2', touching((print) => { print.read('Book', '2'); }));
  assert.deepEqual([...under], ['reads 1']);
  await finish('reads 1');
  assert.deepEqual([...under], ['writes all']);
  await finish('writes all');
  assert.deepEqual([...under], ['reads 2']);
});

it('keeps what is fenced off, and what has to be alone, apart', async () => {
  const { add, finish, under, traffic } = errands();
  add('refused', { group: 'a' });
  traffic.fence('a');
  add('looks', { group: 'a' });
  add('of another group', { group: 'b' });
  assert.deepEqual([...under], ['refused', 'of another group']);
  add('alone', { alone: true });
  add('later');
  await finish('refused');
  await finish('looks');
  assert.deepEqual([...under], ['of another group']);
  await finish('of another group');
  assert.deepEqual([...under], ['alone']);
  await finish('alone');
  assert.deepEqual([...under], ['later']);
});

it('has no more under way than it may, the earliest first', async () => {
  const { add, finish, under, traffic } = errands(2);
  for (const name of ['1', '2', '3', '4']) add(name);
  assert.deepEqual([...under], ['1', '2']);
  await finish('2');
  assert.deepEqual([...under], ['1', '3']);
  assert.equal(traffic.pending, 3);
});

it('begins with what most has to wait for, and keeps room for it', () => {
  const traffic = new Traffic(4);
  const begun: string[] = [];
  const add = (name: string, errand: Partial<Errand> = {}): void => { traffic.add({ group: '', ...errand, run: () => new Promise(() => { begun.push(name); }) }); };
  for (let number = 1; number <= 60; number += 1) add(`waited for by nobody ${number}`);
  for (let number = 1; number <= 3; number += 1) add(`writes ${number}`, touching((print) => { print.write('Book', String(number)); }));
  traffic.open();
  assert.deepEqual(begun, ['writes 1', 'waited for by nobody 1']);
});
