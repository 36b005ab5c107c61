import assert from 'node:assert/strict';
import type { Json } from '../../src/base/json.ts';
import type { ApplicationIR } from '../../src/ir/application.ts';
import type { Call, Caller, Outcome } from '../../src/semantics/types.ts';
import { Footprint } from '../../src/semantics/footprint.ts';
import { createWorld, type World } from '../../src/semantics/world.ts';
import { parseSpec } from '../../src/spec/parseSpec.ts';
import { exampleApplication } from './exampleApplication.ts';

function specOf(text: string): ApplicationIR {
  const { value, diagnostics } = parseSpec({ main: 'app.devmatrix.yaml', read: () => text });
  assert.ok(value !== undefined, JSON.stringify(diagnostics));
  return value;
}

const shop = exampleApplication('shop/shop.devmatrix.yaml');
const seller: Caller = { subject: 'seller', scopes: ['catalog:write', 'orders:manage'] };
const ada: Caller = { subject: 'ada', scopes: [] };
const bob: Caller = { subject: 'bob', scopes: [] };

interface Sent {
  readonly path?: Readonly<Record<string, Json>>;
  readonly query?: Readonly<Record<string, Json>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Json;
}

function send(world: World, endpoint: string, caller: Caller | undefined, sent: Sent = {}): Outcome {
  const call: Call = { endpoint, caller, path: sent.path ?? {}, query: sent.query ?? {}, headers: sent.headers ?? {}, ...(sent.body === undefined ? {} : { body: sent.body }) };
  return world.predict(call);
}

function field(outcome: Outcome, name: string): Json {
  assert.ok(outcome.status < 300, outcome.reason);
  return (outcome.body as Record<string, Json>)[name] ?? null;
}

/** A cart of Ada with three mugs at 9.90 and two shirts at 24.50. */
function filledCart(world: World): { readonly cart: Json; readonly mug: Json; readonly shirt: Json } {
  const mug = field(send(world, 'POST /products', seller, { body: { sku: 'MUG-1', name: 'Mug', price: '9.9', stock: 10 } }), 'id');
  const shirt = field(send(world, 'POST /products', seller, { body: { sku: 'TEE-1', name: 'Shirt', price: '24.50', stock: 5 } }), 'id');
  const customer = field(send(world, 'POST /customers', ada, { body: { email: 'ada@example.com', fullName: 'Ada' } }), 'id');
  const cart = field(send(world, 'POST /carts', ada, { body: { customerId: customer } }), 'id');
  send(world, 'POST /cart-items', ada, { body: { cartId: cart, productId: mug, quantity: 3 } });
  send(world, 'POST /cart-items', ada, { body: { cartId: cart, productId: shirt, quantity: 2 } });
  return { cart, mug, shirt };
}

it('checks out a cart: total of the lines, goods out of stock, cart closed, customer greeted', () => {
  const world = createWorld(shop);
  const { cart, mug, shirt } = filledCart(world);
  const order = send(world, 'POST /carts/{id}/checkout', ada, { path: { id: cart } });
  assert.equal(order.status, 201, order.reason);
  assert.equal(field(order, 'total'), '78.70');
  assert.equal(field(order, 'status'), 'PENDING');
  assert.deepEqual(world.rows('OrderItem').map((row) => row['lineTotal']), ['29.70', '49.00']);
  assert.equal(field(send(world, 'GET /products/{id}', undefined, { path: { id: mug } }), 'stock'), 7);
  assert.equal(field(send(world, 'GET /products/{id}', undefined, { path: { id: shirt } }), 'stock'), 3);
  assert.equal(field(send(world, 'GET /carts/{id}', ada, { path: { id: cart } }), 'status'), 'CHECKED_OUT');
  assert.deepEqual(order.events.map((event) => event.name), ['order.placed']);
  assert.deepEqual(world.deliver().failures, []);
  const [placed] = world.rows('Order');
  assert.ok(typeof placed?.['number'] === 'string');
  assert.equal(world.rows('Notification')[0]?.['text'], `Thank you for order ${placed['number']}`);
});

it('takes note of what a call looks at and changes', () => {
  const world = createWorld(shop);
  const { cart, mug } = filledCart(world);
  const printOf = (call: Pick<Call, 'endpoint' | 'path'>): Footprint => {
    const footprint = new Footprint();
    world.predict({ caller: ada, query: {}, headers: {}, ...call }, footprint);
    return footprint;
  };
  const read = printOf({ endpoint: 'GET /carts/{id}', path: { id: cart } });
  assert.deepEqual([[...read.scans], [...read.reads.keys()], [...read.writes.keys()]], [[], ['Cart', 'Customer'], []]);
  const listed = printOf({ endpoint: 'GET /products', path: {} });
  assert.deepEqual([[...listed.scans], [...listed.reads.keys()], [...listed.writes.keys()]], [['Product'], [], []]);
  const checkout = printOf({ endpoint: 'POST /carts/{id}/checkout', path: { id: cart } });
  assert.deepEqual([...checkout.writes.keys()].sort(), ['Cart', 'Order', 'OrderItem', 'Product']);
  assert.ok(typeof mug === 'string' && checkout.writes.get('Product')?.has(mug));
});

it('undoes everything when a step of a flow fails', () => {
  const world = createWorld(shop);
  const { cart, shirt } = filledCart(world);
  assert.equal(send(world, 'PATCH /products/{id}', seller, { path: { id: shirt }, body: { stock: 1 } }).status, 200);
  const before = world.rows('Product');
  const outcome = send(world, 'POST /carts/{id}/checkout', ada, { path: { id: cart } });
  assert.deepEqual([outcome.status, outcome.code, outcome.changes.length], [422, 'out_of_stock', 0]);
  assert.deepEqual(world.rows('Product'), before);
  assert.deepEqual(world.rows('Order'), []);
});

it('puts goods back in stock when an order is cancelled, and refuses what the machine forbids', () => {
  const world = createWorld(shop);
  const { cart, mug } = filledCart(world);
  const id = field(send(world, 'POST /carts/{id}/checkout', ada, { path: { id: cart } }), 'id');
  const wrong = send(world, 'POST /orders/{id}/pay', ada, { path: { id }, body: { paymentReference: 'R', amount: '78.71' } });
  assert.deepEqual([wrong.status, wrong.code], [422, 'amount_differs']);
  assert.equal(send(world, 'POST /orders/{id}/pay', ada, { path: { id }, body: { paymentReference: 'R', amount: '78.7' } }).status, 200);
  assert.equal(send(world, 'POST /orders/{id}/cancel', ada, { path: { id } }).status, 200);
  assert.equal(field(send(world, 'GET /products/{id}', undefined, { path: { id: mug } }), 'stock'), 10);
  const again = send(world, 'POST /orders/{id}/cancel', ada, { path: { id } });
  assert.deepEqual([again.status, again.code], [409, 'illegal_transition']);
});

it('hides rows from other callers and refuses references to them', () => {
  const world = createWorld(shop);
  const { cart, mug } = filledCart(world);
  assert.equal(send(world, 'GET /carts/{id}', bob, { path: { id: cart } }).status, 404);
  assert.deepEqual(field(send(world, 'GET /carts', bob), 'items'), []);
  assert.equal((field(send(world, 'GET /carts', { subject: 'root', scopes: ['admin'] }), 'items') as Json[]).length, 1);
  assert.equal(send(world, 'POST /cart-items', bob, { body: { cartId: cart, productId: mug, quantity: 1 } }).status, 422);
  assert.equal(send(world, 'GET /carts/{id}', undefined, { path: { id: cart } }).status, 401);
  assert.equal(send(world, 'POST /products', bob, { body: {} }).status, 403);
});

it('refuses duplicates of single and composite unique values', () => {
  const world = createWorld(shop);
  const { cart, mug } = filledCart(world);
  assert.equal(send(world, 'POST /products', seller, { body: { sku: 'MUG-1', name: 'Mug', price: '1.00' } }).status, 409);
  assert.equal(send(world, 'POST /cart-items', ada, { body: { cartId: cart, productId: mug, quantity: 1 } }).status, 409);
  assert.equal(send(world, 'POST /customers', ada, { body: { email: 'other@example.com', fullName: 'Ada' } }).status, 409);
});

it('counts versions and honours If-Match and If-None-Match', () => {
  const world = createWorld(shop);
  const { mug } = filledCart(world);
  const changed = send(world, 'PATCH /products/{id}', seller, { path: { id: mug }, headers: { 'if-match': '"1"' }, body: { name: 'Cup' } });
  assert.deepEqual([changed.status, changed.headers['etag']], [200, '"2"']);
  assert.equal(send(world, 'PATCH /products/{id}', seller, { path: { id: mug }, headers: { 'if-match': '"1"' }, body: { name: 'Bowl' } }).status, 412);
  assert.equal(send(world, 'GET /products/{id}', undefined, { path: { id: mug }, headers: { 'if-none-match': '"2"' } }).status, 304);
});

it('follows onDelete: cascade, setNull and restrict', () => {
  const world = createWorld(shop);
  const { cart, mug } = filledCart(world);
  const parent = field(send(world, 'POST /categories', seller, { body: { name: 'Kitchen' } }), 'id');
  const child = field(send(world, 'POST /categories', seller, { body: { name: 'Mugs', parentId: parent } }), 'id');
  assert.equal(send(world, 'DELETE /products/{id}', seller, { path: { id: mug } }).status, 409);
  assert.equal(send(world, 'DELETE /categories/{id}', seller, { path: { id: parent } }).status, 204);
  assert.equal(field(send(world, 'GET /categories/{id}', undefined, { path: { id: child } }), 'parentId'), null);
  assert.equal(send(world, 'DELETE /carts/{id}', ada, { path: { id: cart } }).status, 204);
  assert.deepEqual(world.rows('CartItem'), []);
  assert.equal(send(world, 'DELETE /products/{id}', seller, { path: { id: mug } }).status, 204);
  assert.equal(send(world, 'GET /products/{id}', undefined, { path: { id: mug } }).status, 404);
});

it('lets rows that leave together refer to each other', () => {
  const world = createWorld(exampleApplication('../test/semantics/league.devmatrix.yaml'));
  const made = (path: string, body: Json): Json => field(send(world, `POST ${path}`, undefined, { body }), 'id');
  const seasonId = made('/seasons', { begins: '2030-01-01', fee: '1.00' });
  const [homeId, awayId] = ['A', 'B'].map((name) => made('/teams', { name, seasonId }));
  const outside = made('/games', { day: '2030-02-01', homeId: homeId ?? null, awayId: awayId ?? null });
  assert.equal(send(world, 'DELETE /seasons/{id}', undefined, { path: { id: seasonId } }).status, 409);
  assert.equal(send(world, 'PATCH /games/{id}', undefined, { path: { id: outside }, body: { seasonId } }).status, 200);
  assert.equal(send(world, 'DELETE /seasons/{id}', undefined, { path: { id: seasonId } }).status, 204);
  assert.deepEqual([...world.rows('Team'), ...world.rows('Game')], []);
});

it('pages through a sorted, filtered list', () => {
  const world = createWorld(shop);
  for (const [sku, price] of [['AAA', '3.00'], ['BBB', '1.00'], ['CCC', '2.00'], ['DDD', '2.00']] as const) {
    assert.equal(send(world, 'POST /products', seller, { body: { sku, name: sku, price, active: sku !== 'AAA' } }).status, 201);
  }
  const skus = (outcome: Outcome): Json[] => (field(outcome, 'items') as Record<string, Json>[]).map((item) => item['sku'] ?? null);
  const first = send(world, 'GET /products', undefined, { query: { sort: 'price', limit: '2' } });
  assert.deepEqual(skus(first), ['BBB', 'CCC']);
  assert.deepEqual(skus(send(world, 'GET /products', undefined, { query: { sort: 'price', limit: '2', cursor: field(first, 'nextCursor') } })), ['DDD', 'AAA']);
  assert.deepEqual(skus(send(world, 'GET /products', undefined, { query: { sort: '-price', active: 'true' } })), ['DDD', 'CCC', 'BBB']);
  assert.equal(send(world, 'GET /products', undefined, { query: { cursor: 'nonsense' } }).status, 400);
  assert.equal(send(world, 'GET /products', undefined, { query: { colour: 'red' } }).status, 400);
  assert.equal(send(world, 'GET /products', undefined, { query: { limit: '0' } }).status, 400);
});

it('learns generated values from real answers and finds what differs', () => {
  const world = createWorld(shop);
  const outcome = send(world, 'POST /categories', seller, { body: { name: 'Kitchen' } });
  const id = '0190b2a0-1111-7222-8333-444455556666';
  const real = { ...(outcome.body as Record<string, Json>), id, createdAt: '2026-05-05T10:00:00.000Z', updatedAt: '2026-05-05T10:00:00.000Z' };
  assert.deepEqual(world.learn(outcome, { status: 201, headers: { etag: '"1"', location: `/categories/${id}` }, body: real }), []);
  assert.equal(field(send(world, 'GET /categories/{id}', undefined, { path: { id } }), 'id'), id);
  const read = send(world, 'GET /categories/{id}', undefined, { path: { id } });
  const faults = world.learn(read, { status: 200, headers: { etag: '"2"' }, body: { ...real, name: 'Cellar', extra: 1 } });
  assert.deepEqual(faults.map((fault) => fault.pointer).sort(), ['', '/extra', '/name']);
});

it('replays the first answer to an idempotency key and refuses it with another body', () => {
  const world = createWorld(shop);
  const sent = { headers: { 'idempotency-key': 'k1' }, body: { name: 'Kitchen' } };
  const first = send(world, 'POST /categories', seller, sent);
  const second = send(world, 'POST /categories', seller, sent);
  assert.deepEqual([second.status, second.body, second.headers['idempotency-replayed']], [201, first.body, 'true']);
  assert.equal(world.rows('Category').length, 1);
  assert.equal(send(world, 'POST /categories', seller, { ...sent, body: { name: 'Cellar' } }).code, 'idempotency_key_reused');
});

it('adds, lists and removes links, each as often as one likes', () => {
  const world = createWorld(shop);
  const { mug, shirt } = filledCart(world);
  const link = shop.endpoints.filter((endpoint) => endpoint.implementation.kind === 'link');
  const key = (action: string): string => link.find((endpoint) => endpoint.implementation.kind === 'link' && endpoint.implementation.action === action)?.key ?? '';
  const add = shop.endpoints.find((endpoint) => endpoint.key === key('add'));
  assert.ok(add?.implementation.kind === 'link' && add.implementation.target !== undefined);
  const path = { [add.implementation.key.parameter]: mug, [add.implementation.target.parameter]: shirt };
  for (let times = 0; times < 2; times += 1) assert.equal(send(world, key('add'), seller, { path }).status, add.successStatus);
  const listed = send(world, key('list'), seller, { path: { [add.implementation.key.parameter]: mug } });
  assert.equal((field(listed, 'items') as Json[]).length, 1);
  for (let times = 0; times < 2; times += 1) assert.ok(send(world, key('remove'), seller, { path }).status < 300);
});

it('runs schedules by the clock of the world', () => {
  const world = createWorld(shop, { now: '2026-01-01T00:00:00.000Z' });
  const { cart } = filledCart(world);
  assert.equal(world.runSchedule('abandonStaleCarts'), undefined);
  assert.equal(field(send(world, 'GET /carts/{id}', ada, { path: { id: cart } }), 'status'), 'OPEN');
  world.now = '2026-02-15T00:00:00.000Z';
  assert.equal(world.runSchedule('abandonStaleCarts'), undefined);
  assert.equal(field(send(world, 'GET /carts/{id}', ada, { path: { id: cart } }), 'status'), 'ABANDONED');
});

const fleet = exampleApplication('../test/semantics/fleet.devmatrix.yaml');

/** A vehicle with that many kilometres, on the road. */
function onTheRoad(world: World, odometer: number): Json {
  const boss: Caller = { subject: 'boss', scopes: ['boss', 'workshop', 'driver'] };
  const depotId = field(send(world, 'POST /depots', boss, { body: { name: 'North', bays: 4 } }), 'id');
  const id = field(send(world, 'POST /vehicles', boss, { body: { plate: 'B-AB 12', vin: 'WVWZZZ1JZXW000001', odometer, depotId } }), 'id');
  return send(world, 'POST /vehicles/{id}/trips', { subject: 'ada', scopes: ['driver'] }, { path: { id } }).body ?? null;
}

it('gives the properties of a body that is left out their defaults', () => {
  assert.equal((onTheRoad(createWorld(fleet), 10) as Record<string, Json>)['purpose'], 'DELIVERY');
});

it('refuses what a flow writes and the column does not take', () => {
  const end = (odometer: number): Outcome => {
    const world = createWorld(fleet);
    const trip = onTheRoad(world, odometer) as Record<string, Json>;
    return send(world, 'POST /trips/{id}/end', { subject: 'ada', scopes: ['driver'] }, { path: { id: trip['id'] ?? null }, body: { km: 5 } });
  };
  assert.equal(end(1_999_995).status, 200);
  assert.deepEqual([end(1_999_996).status, end(1_999_996).code], [422, 'invalid_value']);
});

it('knows durations between instants of its clock roughly', () => {
  const world = createWorld(fleet, { clockToleranceMs: 500 });
  const trip = onTheRoad(world, 10) as Record<string, Json>;
  const outcome = send(world, 'POST /trips/{id}/end', { subject: 'ada', scopes: ['driver'] }, { path: { id: trip['id'] ?? null }, body: { km: 5 } });
  const near = { ...(outcome.body as Record<string, Json>), took: 'PT0.4S' };
  assert.deepEqual(world.learn(outcome, { status: 200, headers: {}, body: near }).filter(({ pointer }) => pointer === '/took'), []);
  assert.deepEqual(world.learn(outcome, { status: 200, headers: {}, body: { ...near, took: 'PT2H' } }).filter(({ pointer }) => pointer === '/took').length, 1);
});

it('shows all entries of an object that may have any', () => {
  const world = createWorld(specOf(`devmatrix: 1
name: notes
entities:
  Note:
    attributes: { lines: { type: object, additionalProperties: string, default: {}, generated: flow } }
    endpoints: { only: [list] }
flows:
  write:
    trigger: { http: 'POST /notes' }
    steps:
      - create: Note
        values: { lines: '{"first": "a", "second": "b"}' }
      - return: note
`));
  assert.deepEqual(field(send(world, 'POST /notes', undefined), 'lines'), { first: 'a', second: 'b' });
});
