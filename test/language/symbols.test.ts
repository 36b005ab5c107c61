import assert from 'node:assert/strict';
import { openSpec } from '../../src/language/openSpec.ts';
import { symbolsOf } from '../../src/language/symbolsOf.ts';
import type { SpecSymbol } from '../../src/language/types.ts';
import { inPets, inShop } from './support.ts';

/** The outline as indented lines: kind, name, detail. */
function outline(text: string): readonly string[] {
  const lines = (symbols: readonly SpecSymbol[], indent: string): readonly string[] => symbols.flatMap(({ kind, name, detail, children }) => [`${indent}${kind} ${name}${detail === '' ? '' : `: ${detail}`}`, ...lines(children, `${indent}  `)]);
  return lines(symbolsOf(openSpec({ path: 'spec.yaml', read: () => text })), '');
}

it('outlines a DevMatrix spec', () => {
  assert.deepEqual(outline(inShop('step', '      - forEach: []\n        steps:\n          - return: order\n')), [
    'section auth', '  scope staff: Sells.', '  scope admin: Everything.', 'section types', '  type Money: decimal',
    'section entities',
    '  entity Customer: A person who buys.', '    attribute userId: text', '    attribute email: email', '    relation orders: has many Order',
    '  entity Order', '    attribute number: text', '    attribute kind: one of GIFT, NORMAL', '    attribute total: decimal(12, 2)', '    attribute status: one of OPEN, PAID, LOST', '    attribute note: text, or null', '    relation customer: belongs to Customer',
    'section stateMachines', '  machine orderStatus: Order', '    state OPEN', '    state PAID', '    state LOST', '    transition pay: OPEN → PAID',
    'section invariants', '  invariant positive: self.total >= 0.00',
    'section flows', '  flow payOrder: POST /orders/{id}/pay', '    step load Order: as order', '    step forEach', '      step return order', '    step emit order.paid', '  flow tell: called',
  ]);
});

it('outlines an OpenAPI document', () => {
  assert.deepEqual(outline(inPets('operation', '    post: { summary: Adds one }')), [
    'section paths', '  path /pets', '    endpoint GET: listPets', '    endpoint POST: Adds one', '  path /pets/{petId}',
    'section components',
    '  section schemas', '    schema Pet: object', '      property id: integer', '      property name: string', '      property owner: Person', '    schema Person: object', '      property email: email',
    '  section parameters', '    component Limit: How many.', '  section securitySchemes', '    component bearer', '    component oauth',
  ]);
});

it('outlines what can be read of a broken text, and nothing of an empty one', () => {
  assert.ok(outline(`${inShop('entity', '')}  broken: { a: [`).includes('  entity Order'));
  assert.deepEqual(outline(''), []);
});
