import assert from 'node:assert/strict';
import { integerPlaceholder, uuidPlaceholder } from '../../semantics/placeholders.ts';
import type { Call, Outcome } from '../../semantics/types.ts';
import { Learned } from './learned.ts';
import type { Ticket } from './traffic.ts';

const ticket: Ticket = { number: 1, isDone: () => false, done: Promise.resolve() };
const created = (id: string | number): Outcome => ({ status: 201, paths: [], headers: {}, reason: '', changes: [], events: [], body: { id } });
const call = (path: Call['path'], query: Call['query'] = {}): Call => ({ endpoint: 'GET /books/{id}', caller: undefined, path, query, headers: {} });

it('puts what an answer has told into a call, also where it is written out', () => {
  const learned = new Learned();
  const [uuid, integer] = [uuidPlaceholder(1), integerPlaceholder(2)];
  learned.promise(created(uuid), ticket);
  learned.promise(created(integer), ticket);
  const wanted = call({ id: uuid }, { shelf: String(integer), tags: [`a ${uuid}`] });
  const needs = learned.needsOf(wanted);
  assert.deepEqual(needs.tellers, [ticket, ticket]);
  assert.equal(learned.resolved(wanted, needs), undefined);
  learned.known.set(uuid, '01900000-0000-7000-8000-000000000001').set(integer, 7);
  assert.deepEqual(learned.resolved(wanted, needs), call({ id: '01900000-0000-7000-8000-000000000001' }, { shelf: 7, tags: ['a 01900000-0000-7000-8000-000000000001'] }));
});

it('leaves alone what nobody has promised to tell', () => {
  const learned = new Learned();
  const wanted = call({ id: uuidPlaceholder(3) }, { number: String(integerPlaceholder(4)) });
  assert.equal(learned.resolved(wanted, learned.needsOf(wanted)), wanted);
  assert.ok(learned.isUntold(uuidPlaceholder(3)));
});
