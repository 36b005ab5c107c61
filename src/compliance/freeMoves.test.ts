import assert from 'node:assert/strict';
import type { Effect, Value } from '../targets/facts/value.ts';
import { isFreeToMove } from './freeMoves.ts';

const at = { file: 'run.ts', start: 0, end: 0 };
const name = (id: string): Value => ({ kind: 'symbol', id, key: id, at });
const called = (callee: string): Effect => {
  const value: Value = { kind: 'call', callee: name(callee), args: [], construct: false, key: `${callee}()`, at };
  return { kind: 'call', value, awaited: true, key: `await ${value.key}`, at };
};
const guard = (inner: Effect): Effect => ({ kind: 'if', test: name('param#1.0'), then: [inner], else: [], key: `if (param#1.0) {${inner.key}}`, at });
const thrown: Effect = { kind: 'throw', value: name('lib#error'), key: 'throw lib#error', at };
const look = called('app#doctorRepository.find');
const write = called('app#doctorRepository.insert');

it('lets a look at the database pass guards that only throw, and other looks', () => {
  const actual = [look, called('app#roomRepository.where'), guard(thrown)];
  assert.equal(isFreeToMove(actual, [2, 0], [[0, 1], [1, 2]]), true);
});

it('lets no look pass a write, or what may write', () => {
  assert.equal(isFreeToMove([look, write], [1, 0], [[0, 1]]), false);
  assert.equal(isFreeToMove([look, guard(write)], [1, 0], [[0, 1]]), false);
});

it('lets no write pass anything', () => {
  assert.equal(isFreeToMove([write, guard(thrown)], [1, 0], [[0, 1]]), false);
});

it('lets a sum pass what does not read it', () => {
  const variable = name('variable#1.0');
  const sum: Effect = { kind: 'set', target: variable, value: name('param#1.0'), key: 'variable#1.0 = param#1.0', at };
  const reading: Effect = { kind: 'return', value: variable, key: 'return variable#1.0', at };
  assert.equal(isFreeToMove([sum, write], [1, 0], [[0, 1]]), true);
  assert.equal(isFreeToMove([sum, reading], [1, 0], [[0, 1]]), false);
});
