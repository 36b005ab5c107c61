import assert from 'node:assert/strict';
import { openSpec } from '../../src/language/openSpec.ts';
import { referencesOf } from '../../src/language/referencesOf.ts';
import { declared, inPets, inShop } from './support.ts';

/** Checks the lines in which names are declared. */
function check(cases: readonly (readonly [string, string])[]): void {
  for (const [marked, wanted] of cases) assert.equal(declared(marked), wanted);
}

it('leads from the names of a spec to their declarations', () => {
  check([
    [inShop('step', '      - load: Cust|omer'), '[Customer]:'],
    [inShop('entity', '  A:\n    relations: { a: { belongsTo: Ord|er } }'), '[Order]:'],
    [inShop('entity', '').replace('via: customer', 'via: cust|omer'), '[customer]: { belongsTo: Customer }'],
    [inShop('entity', '    endpoints: { list: { sort: [to|tal] } }'), '[total]: decimal'],
    [inShop('entity', '    endpoints: { list: { default: -to|tal } }'), '[total]: decimal'],
    [inShop('entity', '').replace('owner: userId', 'owner: us|erId'), '[userId]: string'],
    [inShop('entity', '').replace('state: orderStatus', 'state: order|Status'), '[orderStatus]:'],
    [inShop('entity', '    endpoints: { access: { write: [st|aff] } }'), '[staff]: Sells.'],
    [inShop('transition', '      lose: { from: OP|EN, to: LOST }'), 'states: [[OPEN], PAID, LOST]'],
    [inShop('step', '      - transition: order\n        event: p|ay'), '[pay]: { from: OPEN, to: PAID }'],
    [inShop('step', '      - call: te|ll'), '[tell]:'],
    [inShop('flow', '  x:\n    trigger: { event: order.pa|id }'), '- emit: [order.paid]'],
    [inShop('flow', '  x:\n    trigger: { event: order.pa|id }\nevents:\n  order.paid: { orderId: string, amount: decimal }'), '[order.paid]: { orderId: string, amount: decimal }'],
    [inShop('step', '      - update: order\n        set: { to|tal: 1.00 }'), '[total]: decimal'],
    [inShop('step', '      - update: ord|er\n        set: { total: 1.00 }'), 'as: [order]'],
    [inShop('entity', '  A:\n    attributes: { a: Mon|ey }'), '[Money]: { type: decimal, precision: 10, scale: 2 }'],
  ]);
});

it('leads from expressions to what they read', () => {
  check([
    [inShop('step', '      - require: ord|er.total > 1.00'), 'as: [order]'],
    [inShop('step', '      - require: order.to|tal > 1.00'), '[total]: decimal'],
    [inShop('step', '      - require: order.customer|Id != ""'), '[customer]: { belongsTo: Customer }'],
    [inShop('step', '      - require: input.am|ount > 1.00'), "trigger: { http: 'POST /orders/{id}/pay', body: { [amount]: decimal } }"],
    [inShop('step', '      - let: { a: 1 }\n      - require: a| > 1'), '- let: { [a]: 1 }'],
    [inShop('step', '      - load: Order\n        many: true\n      - forEach: orders\n        as: one\n        steps:\n          - require: on|e.total > 1.00'), 'as: [one]'],
    [inShop('step', '      - load: Customer\n        where: ema|il == "a@b.c"'), '[email]: { type: email, unique: true }'],
    [inShop('invariant', '  b:\n    entity: Customer\n    rule: se|lf.email != ""'), '[Customer]:'],
    [inShop('invariant', '  b:\n    entity: Customer\n    rule: self.orders.all(o, o|.total > 0.00)'), 'rule: self.orders.all([o], o.total > 0.00)'],
    [inShop('step', '      - require: no|w > now'), 'nowhere'],
  ]);
});

it('leads along references and aliases', () => {
  check([
    [inPets('schema', "    A: { $ref: '#/components/schemas/P|et' }"), '[Pet]:'],
    [inPets('schema', "    A: { $ref: '#/components/schemas/Pet/properties/na|me' }"), '[name]: { type: string, maxLength: 40 }'],
    [inPets('operation', '    post: { security: [{ oau|th: [] }] }').replaceAll('\n', '\r\n'), '[oauth]: { type: oauth2, flows: { clientCredentials: { tokenUrl: \'https://a.b/t\', scopes: { \'pets:read\': Reads pets } } } }'],
    [inPets('schema', '    A: &shared { type: string }\n    B: *sha|red'), 'A: [&shared] { type: string }'],
    [inPets('schema', "    A: { $ref: '#/components/schemas/No|body' }"), 'nowhere'],
  ]);
  const others = { 'types/pets.yaml': 'Pet:\n  type: object\n' };
  assert.equal(declared(inPets('schema', "    A: { $ref: './types/pets.yaml#/P|et' }"), others), 'types/pets.yaml: [Pet]:');
});

it('leads on when the text is broken', () => {
  assert.equal(declared(inShop('step', '      - update: order\n        set: { total: ord|er.total')), 'as: [order]');
  assert.equal(declared(inShop('entity', '  A:\n    relations: { a: { belongsTo: Ord|er')), '[Order]:');
});

it('finds all places that name something', () => {
  const text = inShop('step', '      - require: order.total > 1.00');
  const document = openSpec({ path: 'spec.yaml', read: () => text });
  const lines = referencesOf(document, text.indexOf('total: decimal') + 1).map(({ start }) => text.slice(0, start).split('\n').length);
  const expected = [...text.matchAll(/\btotal\b/g)].map(({ index }) => text.slice(0, index).split('\n').length);
  assert.deepEqual(lines, expected);
});
