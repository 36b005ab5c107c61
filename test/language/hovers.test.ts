import assert from 'node:assert/strict';
import { inPets, inShop, said } from './support.ts';

/** Checks what hovers say; `…` at the end leaves the rest open. */
function check(cases: readonly (readonly [string, string])[]): void {
  for (const [marked, wanted] of cases) {
    const hover = said(marked);
    assert.equal(wanted.endsWith('…') ? `${hover.slice(0, wanted.length - 1)}…` : hover, wanted);
  }
}

it('explains keys', () => {
  check([
    [inShop('entity', '    ind|exes: [[total]]'), 'indexes => **indexes**: Attributes or relations that are looked up together.'],
    [inShop('transition', '      lose: { fr|om: OPEN, to: LOST }'), 'from => **from** (required): The state or states that it leaves; "*" for all others.'],
    [inPets('schema', '    A: { minL|ength: 3 }'), 'minLength => **minLength**: Fewest characters.'],
    [inPets('operation', '    post:\n      operat|ionId: a'), 'operationId => **operationId**: A unique name for code: `listPets`.'],
    ['{"devmatrix": 1, "na|me": "a"}', '"name" => **name** (required): Name of the app in kebab-case; names the package, the database and the containers.'],
  ]);
});

it('sums up what is declared', () => {
  check([
    [inShop('entity', '').replace('Customer:\n', 'Custo|mer:\n'), 'Customer => **Customer**, table `customers` / A person who buys. / - `id`: uuid, key, made by the server / - `userId`: text, the id of the caller / - `email`: email, unique…'],
    [inShop('entity', '').replace('email: {', 'em|ail: {'), 'email => **Customer.email**: email, unique / Column `customers.email`'],
    [inShop('entity', '').replace('orders: {', 'ord|ers: {'), 'orders => **Customer.orders**: has many Order'],
    [inShop('entity', '').replace('payOrder:', 'pay|Order:'), 'payOrder => **payOrder**, 2 steps / Takes the money. / `POST /orders/{id}/pay`…'],
    [inShop('entity', '').replace('  orderStatus:', '  order|Status:'), 'orderStatus => **orderStatus** of Order, starts OPEN / - `pay`: OPEN → PAID'],
    [inShop('entity', '').replace('positive:', 'posi|tive:'), 'positive => **positive** of Order: checked on every write, in the database, too / Positive.'],
    [inShop('entity', '').replace('      pay:', '      p|ay:'), 'pay => **pay** / - OPEN → PAID'],
    [inShop('entity', '').replace('states: [OPEN', 'states: [OP|EN'), 'OPEN => **OPEN** / - to PAID by `pay`'],
    [inPets('operation', '').replace('    Pet:', '    P|et:'), 'Pet => **Pet** / A pet. / - `id`: integer / - `name`: string, at most 40 characters / - `owner`?: Person…'],
  ]);
  assert.match(said(inShop('entity', '').replace('Customer:\n', 'Custo|mer:\n')), /- `GET \/customers` list \/ - `POST \/customers` create/);
});

it('explains names where they are used', () => {
  check([
    [inShop('step', '      - load: Cust|omer'), 'Customer => **Customer**, table `customers`…'],
    [inShop('entity', '    endpoints: { list: { filter: [to|tal] } }'), 'total => **total**: decimal(12, 2)'],
    [inShop('entity', '    endpoints: { access: st|aff }'), 'staff => **staff** / Sells.'],
    [inShop('step', '      - call: te|ll'), 'tell => **tell**, 0 steps / Writes a letter. / Called by other flows. / - `input.text`: text, argument / - `input.urgent`: true or false, argument'],
    [inShop('flow', '  x:\n    trigger: { event: order.pa|id }'), 'order.paid => **order.paid** / - `orderId`: text / - `amount`: a decimal / Starts x.'],
    [inShop('entity', '').replace("'POST /orders", "'POST /or|ders"), "'POST /orders/{id}/pay' => `POST /orders/{id}/pay` Takes the money / Answers…"],
    [inPets('schema', "    A: { $ref: '#/components/schemas/P|et' }"), "'#/components/schemas/Pet' => **Pet** / A pet.…"],
    [inPets('operation', '    post: { tags: [pe|ts] }'), 'pets => **pets** / All about pets.'],
  ]);
});

it('tells the types of expressions', () => {
  check([
    [inShop('step', '      - require: ord|er.total > 1.00'), 'order => **order**: a row of Order'],
    [inShop('step', '      - require: order.to|tal > 1.00'), 'total => **Order.total**: decimal(12, 2)'],
    [inShop('step', '      - require: input.am|ount > 1.00'), 'amount => **amount**: a decimal'],
    [inShop('step', '      - require: si|ze("a") > 1'), 'size => `size(list or text): integer` / How many items or characters it has.'],
    [inShop('step', '      - load: Order\n        where: sta|tus == "OPEN"'), 'status => **Order.status**: one of OPEN, PAID, LOST, changed by events only, default "OPEN"'],
    [inShop('invariant', '  b:\n    entity: Customer\n    rule: self.orders.all(o, o|.total > 0.00)'), 'o => **o**: a row of Order'],
    [inShop('step', '      - load: Order\n        as: th|at\n        by: input.id'), 'that => **that**: a row of Order'],
    [inShop('step', '      - require: n|ow > timestamp("2026-01-01T00:00:00Z")'), 'now => **now**: a timestamp / The moment at which the flow began.'],
    [inShop('step', '      - require: nobo|dy > 1'), 'nothing'],
  ]);
});

it('says what is made of an operation, and why', () => {
  const operation = said(inPets('operation', '').replace('    get:', '    g|et:'));
  assert.match(operation, /^get => `GET \/pets` .*Answers 200 The pets.*Callers: everybody \/ Generated: .*\*Inferred:\*/);
});

it('is quiet over words for people and over comments', () => {
  check([
    [inShop('entity', '    description: Any|thing'), 'nothing'], [inShop('entity', '    # own|er'), 'nothing'], [inShop('entity', '    plural: Ord|ers'), 'nothing'],
  ]);
});
