import assert from 'node:assert/strict';
import type { Span } from '../../base/span.ts';
import type { Endpoint } from '../../ir/endpoint.ts';
import type { Outcome } from '../../semantics/types.ts';
import { Explainer, findingOf } from './explain.ts';

const at = (line: number): Span => ({ file: 'shop.yaml', start: line, end: line + 1 });
const explainer = (): Explainer => new Explainer((span) => `${span.file}:${String(span.start)}`);
const answered: Outcome = { status: 200, paths: [], headers: {}, reason: '', changes: [], events: [] };
const read = { implementation: { kind: 'crud', action: 'read', entity: 'Product' } } as unknown as Endpoint;

it('names the call and the assignment that a differing value of a row comes from', () => {
  const told = explainer();
  told.note(() => 'POST /checkout', { ...answered, changes: [{ kind: 'updated', entity: 'Product', values: {}, cause: { span: at(3), attributes: new Map([['stock', at(4)]]) } }] });
  assert.deepEqual(told.explain(read, answered, [{ pointer: '/items/0/stock', message: 'is 1; expected 2' }], told.last), { after: 'POST /checkout', because: 'shop.yaml:4' });
  assert.deepEqual(told.explain(read, answered, [{ pointer: '/name', message: 'is missing' }], told.last), { after: 'POST /checkout', because: 'shop.yaml:3' });
});

it('names the step that has to refuse a call', () => {
  assert.deepEqual(explainer().explain(read, { ...answered, status: 409, cause: { span: at(9) } }, [], undefined), { because: 'shop.yaml:9' });
});

it('says nothing of what has nothing to do with the row', () => {
  const told = explainer();
  told.note(() => 'POST /checkout', { ...answered, changes: [{ kind: 'created', entity: 'Order', values: {}, cause: { span: at(3) } }] });
  assert.deepEqual(told.explain(read, answered, [{ pointer: '/stock', message: 'is 1; expected 2' }], told.last), {});
});

it('tells what had to be there and what is', () => {
  assert.deepEqual(findingOf({ pointer: '/stock', message: 'is 1; expected 2' }), { expected: '/stock 2', actual: '/stock is 1' });
  assert.deepEqual(findingOf({ pointer: '', message: 'header etag is "1"; expected "2"' }), { expected: 'header etag "2"', actual: 'header etag is "1"' });
  assert.deepEqual(findingOf({ pointer: '/extra', message: 'is unexpected: 1' }), { expected: 'no /extra', actual: '/extra is unexpected: 1' });
});
