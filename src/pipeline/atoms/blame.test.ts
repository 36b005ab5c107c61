import assert from 'node:assert/strict';
import type { ApplicationIR } from '../../ir/application.ts';
import type { Atom } from '../../ir/atom.ts';
import type { Unit } from '../../ir/unit.ts';
import { Blame } from './blame.ts';

const file = 'tests/generated/words/order.test.ts';
const names = ['charge', 'chargeAll', 'ship', 'thank'];
const atoms = names.map((name) => ({ id: `src/workflows/order.ts#${name}`, name, file: 'src/workflows/order.ts', nodes: [] }) as unknown as Atom);
const tests = { id: `${file}#tests`, file, nodes: [], dependsOn: atoms.map(({ id }) => id) } as unknown as Unit;
const blame = new Blame({ endpoints: [] } as unknown as ApplicationIR, [tests], atoms, new Map());

it('a test of an example blames the one unit that its name begins with, however many its file is about', () => {
  assert.deepEqual(blame.ofTest({ name: 'charge: nothing is owed', file }), ['src/workflows/order.ts#charge']);
  assert.deepEqual(blame.ofTest({ name: 'chargeAll: charge: twice', file }), ['src/workflows/order.ts#chargeAll']);
});

it('a test that names no unit blames those of its file when they are few', () => {
  assert.deepEqual(blame.ofTest({ name: 'POST /orders answers', file }), []);
  const few = new Blame({ endpoints: [] } as unknown as ApplicationIR, [{ ...tests, dependsOn: names.slice(0, 2).map((name) => `src/workflows/order.ts#${name}`) }], atoms, new Map());
  assert.deepEqual(few.ofTest({ name: 'POST /orders answers', file }), ['src/workflows/order.ts#charge', 'src/workflows/order.ts#chargeAll']);
  assert.equal(blame.ofTestFile(file).length, 4);
});

it('a test that calls an endpoint blames what is behind it, when its file is about no unit', () => {
  const endpoint = (key: string, name: string): unknown => ({ key, name, implementation: { kind: 'words' } });
  const application = { endpoints: [endpoint('GET /orders', 'a'), endpoint('GET /orders/due', 'b')] } as unknown as ApplicationIR;
  const behind = ['GET /orders', 'GET /orders/due'].map((node, index) => ({ id: `u${String(index)}`, name: `f${String(index)}`, file: 'f.ts', nodes: [node] }) as unknown as Atom);
  const contract = { file: 'tests/generated/contract/order.test.ts', name: 'GET /orders/due answers within its contract' };
  assert.deepEqual(new Blame(application, [], behind, new Map()).ofTest(contract), ['u1']);
  assert.deepEqual(new Blame(application, [], behind, new Map()).ofTest({ ...contract, name: 'GET /nothing answers' }), []);
});
