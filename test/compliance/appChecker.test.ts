import assert from 'node:assert/strict';
import { readTemplates } from '../../src/node/templates.ts';
import { nodePorts } from '../../src/node/nodePorts.ts';
import { specFiles } from '../../src/node/specFiles.ts';
import { type AppChecker, openAppChecker } from '../../src/pipeline/appChecker.ts';
import { type LoadedSpec, loadSpec } from '../../src/pipeline/loadSpec.ts';
import { createTypescriptTarget } from '../../src/targets/typescript/typescriptTarget.ts';

/** An edit of a file: what is replaced and by what; null takes the file away. */
type Edit = readonly [file: string, from: string | RegExp | null, to: string];

let checker: AppChecker;
let spec: LoadedSpec;
let texts: ReadonlyMap<string, string>;

before(async () => {
  const target = createTypescriptTarget(readTemplates('templates/typescript'));
  spec = loadSpec(specFiles('examples/shop/shop.devmatrix.yaml'));
  const { application } = spec;
  assert.ok(application !== undefined);
  checker = await openAppChecker({ application, spec, target: { name: target.name, load: () => Promise.resolve(target) } }, nodePorts);
  texts = new Map(await Promise.all([...target.emit(application, 'app')].map(async ({ file }) =>
    [file.path, file.formatted ? file.text : await nodePorts.formatter.format(file)] as const)));
  for (const [path, text] of texts) checker.updateFile(path, text);
});

function apply(edits: readonly Edit[]): void {
  const changed = new Map<string, string | undefined>();
  for (const [file, from, to] of edits) {
    const text = changed.get(file) ?? texts.get(file);
    const next = from === null ? undefined : text?.replace(from, to);
    assert.notEqual(next, text, `nothing to replace in ${file}: ${String(from)}`);
    changed.set(file, next);
  }
  for (const [file, text] of changed) checker.updateFile(file, text);
}

/** The gaps that edits make, each as its code, kind, key and the line of the spec. */
function gapsOf(edits: readonly Edit[]): readonly string[] {
  apply(edits);
  const told = checker.check().gaps.map(({ code, kind, key, spec: place }) => `${code} ${kind} ${key} ${String(spec.locate(place).start.line)}`);
  for (const [file] of edits) checker.updateFile(file, texts.get(file));
  return told;
}

const product = 'src/models/entities/product.ts';
const schemas = 'src/models/schemas/product.ts';
const routes = 'src/api/routes/productRoutes.ts';
const service = 'src/services/productService.ts';
const machine = 'src/state-machines/orderStatus.ts';
const checkout = 'src/workflows/checkout.ts';
const migration = 'migrations/0001_init.sql';

const mistakes: Readonly<Record<string, readonly [edits: readonly Edit[], told: readonly string[]]>> = {
  'routes that are there only under a condition': [[[routes, 'export function productRoutes(app: App): void {\n', 'export function productRoutes(app: App): void {\n  if (process.env.CATALOG === "off") return;\n']], ['DM4221 contradicts GET /products 27']],
  'a call that nobody waits for': [[[service, 'await checkReferences(context, body);\n    return', 'void checkReferences(context, body);\n    return']], ['DM4513 contradicts POST /products 27']],
  'a failure that is swallowed': [[[service, 'await checkReferences(context, body);\n    return', 'try { await checkReferences(context, body); } catch {}\n    return']], ['DM4515 contradicts POST /products 27']],
  'work that is done twice': [[[routes, '      await inTransaction(app.database, request.caller, (context) =>\n        productService.remove(', '      await inTransaction(app.database, request.caller, (context) => productService.remove(context, request.params.id, undefined));\n      await inTransaction(app.database, request.caller, (context) =>\n        productService.remove(']], ['DM4220 unrequested DELETE /products/{id} 27']],
  'no beginning': [[['src/main.ts', null, '']], ['DM4561 missing runtime:main.ts 1']],
  'no migrations at the start': [[['src/serve.ts', 'await migrate(database);\n', '']], ['DM4562 partial runtime:main.ts 1']],
  'a refusal with another status': [[['src/http/auth.ts', 'status: 403', 'status: 400']], ['DM4563 contradicts runtime:access 1']],
  'a problem that forgets its status': [[['src/http/problem.ts', 'this.status = options.status', 'this.status = 500']], ['DM4563 contradicts runtime:Problem.constructor 1']],
  'a constant with another value': [[['src/shared/context.ts', 'isAdmin: true', 'isAdmin: false']], ['DM4602 contradicts setting:constants.systemCaller.isAdmin 1']],
  'a column that is gone, with its check': [[[product, /    price: numeric.*\n/, ''], [product, /    check\("products__price.*\n/, '']], ['DM4003 partial Product.price 33']],
  'a column that may be null': [[[product, 'text("name").notNull()', 'text("name")']], ['DM4006 contradicts Product.name.nullable 31']],
  'another default': [[[product, 'default(0)', 'default(5)']], ['DM4007 contradicts Product.stock.default 34']],
  'another type': [[[product, 'integer("stock")', 'text("stock")']], ['DM4005 contradicts Product.stock.type 34']],
  'a column more': [[[product, '    stock:', '    extra: text("extra"),\n    stock:']], ['DM4004 unrequested Product.extra 27']],
  'values that are not unique': [[[product, /    unique\(.*\n/, '']], ['DM4008 partial Product.sku.unique 30']],
  'a relation that cascades': [[[product, '.onDelete("set null")', '.onDelete("cascade")']], ['DM4011 contradicts Product.category 37']],
  'a check with another bound': [[[product, '"stock" >= 0', '"stock" >= 1']], ['DM4015 contradicts Product.stock.minimum 34']],
  'an entity without a file': [[[product, null, '']], ['DM4001 partial Product 27']],
  'a link table without a file': [[['src/models/entities/productRelated.ts', null, '']], ['DM4012 partial Product.related 38']],
  'a migration without a column': [[[migration, '  "price" numeric(12, 2) not null,\n', '']], ['DM4103 partial Product.price 33']],
  'a migration without a unique constraint': [[[migration, /  constraint "products__sku__key".*\n/, '']], ['DM4108 partial Product.sku.unique 30']],
  'a migration of another type': [[[migration, '"price" numeric(12, 2)', '"price" numeric(10, 2)']], ['DM4105 contradicts Product.price.type 33']],
  'a constraint that one schema lacks': [[[schemas, /(productCreateSchema[\s\S]*?min\(1\))\.max\(200\)/, '$1']], ['DM4301 partial Product.name.maxLength 31']],
  'a constraint that every schema of a file lacks': [[[schemas, /\.max\(200\)/g, '']], ['DM4301 partial Product.name.maxLength 31']],
  'a bound of a decimal': [[[schemas, /(productUpdateSchema[\s\S]*?exclusiveMinimum: )0/, '$15']], ['DM4302 contradicts Product.price.exclusiveMinimum 33']],
  'a property that is not accepted': [[[schemas, /(productCreateSchema[\s\S]*?) {2}price:.*\n/, '$1']], ['DM4205 partial Product.price 33']],
  'a property more': [[[schemas, /(productCreateSchema = z.strictObject\(\{\n)/, '$1  note: z.string(),\n']], ['DM4206 unrequested Product.note 27']],
  'unknown properties that are dropped': [[[schemas, 'productCreateSchema = z.strictObject', 'productCreateSchema = z.object']], ['DM4211 contradicts POST /products body.additionalProperties 27']],
  'a limit of a list': [[[schemas, /(listProductsQuerySchema[\s\S]*?max\()100/, '$1500']], ['DM4302 contradicts GET /products query.limit.maximum 44']],
  'a check that all routes share': [[['src/models/schemas/support.ts', 'noQuery = z.strictObject', 'noQuery = z.object']], ['DM4211 contradicts POST /carts query.additionalProperties 62']],
  'the check of another endpoint': [[[routes, 'body: productUpdateSchema', 'body: productCreateSchema']], ['DM4207 contradicts PATCH /products/{id} body 27']],
  'a route that is gone': [[[routes, /  app\.route\(\{\n    method: "POST"[\s\S]*?\n  \}\);\n/, '']], ['DM4201 missing POST /products 27']],
  'a route with another path': [[[routes, '"/products/:id/related"', '"/products/:id/others"']], ['DM4201 missing GET /products/{id}/related 27', 'DM4202 unrequested GET /products/{id}/others 1']],
  'a route that everybody may call': [[[routes, /    onRequest: access.*\n/, '']], ['DM4212 missing POST /products access 42']],
  'a route with another scope': [[[routes, '["catalog:write"]', '["catalog:read"]']], ['DM4213 contradicts POST /products access 42']],
  'a route with another status': [[[routes, 'status: 201', 'status: 200']], ['DM4216 contradicts POST /products status 27']],
  'a handler that calls something else': [[[routes, 'productService.replace(', 'productService.update(']], ['DM4218 contradicts PUT /products/{id} 27']],
  'a service that checks nothing': [[[service, '    await checkReferences(context, body);\n', '']], ['DM4512 partial POST /products 27']],
  'a helper that all operations use': [[[service, 'if (row === undefined) throw notFound("Product", id);\n  return row;', 'return row as ProductRow;']], ['DM4512 partial GET /products/{id} 27']],
  'a service without a file': [[[service, null, '']], ['DM4511 missing Product 27']],
  'an answer without a property': [[['src/models/presenters/product.ts', /    price: .*\n/, '']], ['DM4521 partial Product.price 33']],
  'a state that is gone': [[[machine, '"SHIPPED", "DELIVERED"', '"DELIVERED"']], ['DM4403 missing Order.status:SHIPPED 133']],
  'a transition to another state': [[[machine, 'from: "PAID", to: "SHIPPED"', 'from: "PAID", to: "DELIVERED"']], ['DM4407 contradicts Order.status:PAID->SHIPPED 136']],
  'a guard that is gone': [[[machine, /  if \(event === "refund"[\s\S]*?\n  \}\n/, '']], ['DM4409 missing Order.status:refund.guard 142']],
  'a guard with another operator': [[[machine, '"0") <= 0', '"0") < 0']], ['DM4410 contradicts Order.status:refund.guard 142']],
  'an invariant that is not checked': [[['src/validators/orderItemValidator.ts', /  if \(compare[\s\S]*?\n  \}\n/, '']], ['DM4531 missing invariant:lineTotalMatches 152']],
  'a step that is gone': [[[checkout, /  if \(items\.length === 0\) \{[\s\S]*?\n  \}\n/, '']], ['DM4502 missing flow:checkout.steps[3] 170']],
  'a step in a loop': [[[checkout, 'product.stock - item.quantity', 'product.stock + item.quantity']], ['DM4503 contradicts flow:checkout.steps[6].steps[2] 190']],
  'a step under a condition': [[[checkout, '  await fireCartStatus(', '  if (items.length > 1) await fireCartStatus(']], ['DM4505 contradicts flow:checkout.steps[8] 201']],
  'an event that is not emitted': [[[checkout, /  await emitEvent\([\s\S]*?\}\);\n/, '']], ['DM4502 missing flow:checkout.steps[9] 203']],
  'a write that nobody asked for': [[[checkout, '  return order;', '  await orderRepository.update(context, order, { total: "1.00" });\n  return order;']], ['DM4506 unrequested flow:checkout 156']],
  'a flow without a file': [[[checkout, null, '']], ['DM4501 missing flow:checkout 156']],
  'a handler of another event': [[['src/events/handlers.ts', '"order.placed"', '"order.paid"']], ['DM4542 contradicts flow:greetCustomer.trigger 257']],
  'a schedule at another time': [[['src/events/schedules.ts', '0 3 * * *', '0 4 * * *']], ['DM4552 contradicts flow:abandonStaleCarts.trigger 270']],
  'routes that are registered twice': [[['src/app.ts', '  productRoutes(app);\n', '  cartRoutes(app);\n  productRoutes(app);\n']], ['DM4202 unrequested GET /customers/{id}/carts 1']],
  'a variable of the environment that is gone': [[['src/config.ts', '  PORT: z.coerce', '  HTTP_PORT: z.coerce'], ['src/config.ts', 'environment.PORT', 'environment.HTTP_PORT']], ['DM4601 missing setting:environment.PORT 1', 'DM4563 contradicts runtime:loadConfig 1']],
  'another port': [[['src/application.ts', 'port: 3000', 'port: 4000']], ['DM4602 contradicts setting:application.port 1']],
};

for (const [name, [edits, told]] of Object.entries(mistakes)) {
  it(`tells once: ${name}`, () => {
    assert.deepEqual(gapsOf(edits), told);
  });
}

/** Edits that people make and that leave the app as it is. */
const harmless: Readonly<Record<string, readonly Edit[]>> = {
  'a row that is missing when it is falsy': [[service, 'if (row === undefined) throw notFound("Product", id);', 'if (!row) throw notFound("Product", id);']],
  'a service that a factory makes': [[service, 'export const productService = {', 'const createProductService = () => ({'], [service, /\n};\n/, '\n});\n\nexport const productService = createProductService();\n']],
  'a path of imports': [['package.json', '"scripts"', '"imports": { "#services/*": "./src/services/*" },\n  "scripts"'], [routes, '"../../services/productService.ts"', '"#services/productService.ts"']],
  'an answer that is sent': [[routes, /return presentProduct\(row\);/, 'return reply.send(presentProduct(row));']],
  'what runs at the start in one file': [['src/main.ts', 'await import("./serve.ts")', 'await start();\nasync function start(): Promise<void> { await import("./serve.ts"); }']],
  'a status in a constant': [[routes, 'status: 201', 'status: created'], [routes, 'export function', 'const created = 201;\n\nexport function']],
  'a path with a prefix': [[routes, 'url: "/products",', 'url: `${prefix}`,'], [routes, 'export function', 'const prefix = "/products";\n\nexport function']],
  'a handler with a name': [[routes, 'handler: async (request, reply) => {\n      await inTransaction', 'handler: async function remove(request, reply) {\n      await inTransaction']],
  'fields that schemas share': [[schemas, /(productCreateSchema = z.strictObject\(\{[\s\S]*?)name: z\.string\(\)\.min\(1\)\.max\(200\)/, '$1name'], [schemas, '/** Something that can be bought. */', 'const name = z.string().min(1).max(200);\n\n/** Something that can be bought. */']],
  'a message of a constraint': [[schemas, '.max(200)', '.max(200, "That is too long.")']],
  'a local name': [[checkout, /\bitem\b/g, 'line']],
  'a variable of the environment more': [['src/config.ts', '  PGLITE_IMAGE:', '  ALERT_URL: z.url().optional(),\n  PGLITE_IMAGE:'], ['src/config.ts', '    seed: environment.SEED,', '    seed: environment.SEED,\n    alertUrl: environment.ALERT_URL,']],
  'logging': [[checkout, '  let total', '  console.log("checkout", cart.id);\n  let total']],
  'a guard more': [[checkout, '  let total', '  if (items.length > 100) throw failure(422, "too_many", "Too many lines.");\n  let total']],
  'a header more': [[routes, '            etag: etagOf(row.rowVersion),', '            etag: etagOf(row.rowVersion),\n            "x-made-by": "hand",']],
  'an index more': [[product, '    index("products__category_id__idx")', '    index("products__name__idx").on(table.name),\n    index("products__category_id__idx")']],
  'methods in another order': [[service, /( {2}async list\([\s\S]*?\n {2}\},\n)\n( {2}async create\([\s\S]*?\n {2}\},\n)/, '$2\n$1']],
  'a service of its own for something else': [[service, '  async list(', '  async count(): Promise<number> {\n    return 1;\n  },\n\n  async list(']],
};

for (const [name, edits] of Object.entries(harmless)) {
  it(`finds nothing wrong with ${name}`, () => {
    assert.deepEqual(gapsOf(edits), []);
  });
}

it('scores the generated app 100 %, and counts what the spec asks for', () => {
  const { strict, relaxed, expected, implemented, gaps } = checker.check();
  assert.deepEqual([strict, relaxed, gaps.length], [1, 1, 0]);
  assert.deepEqual(implemented, expected);
  assert.deepEqual([expected.entities, expected.endpoints, expected.states, expected.transitions, expected.flows], [8, 52, 9, 10, 10]);
});

it('counts a partial gap half in the relaxed score and unrequested code not at all', () => {
  apply([[product, /    check\("products__stock.*\n/, ''], [product, '    stock:', '    extra: text("extra"),\n    stock:']]);
  const { strict, relaxed, nodes } = checker.check();
  checker.updateFile(product, texts.get(product));
  assert.ok(Math.abs((1 - strict) * nodes.length - 2) < 1e-6);
  assert.ok(Math.abs((1 - relaxed) * nodes.length - 0.5) < 1e-6);
});

it('keeps what a file said while it does not parse, and says so', () => {
  apply([[checkout, 'return order;', 'return order..;']]);
  const { gaps, unreadable } = checker.check();
  checker.updateFile(checkout, texts.get(checkout));
  assert.deepEqual([gaps.length, unreadable.map(({ file }) => file)], [0, [checkout]]);
});

it('gives the edits that close a gap, and says what it would not do', () => {
  apply([[routes, 'status: 201', 'status: 200'], [product, '    stock:', '    extra: text("extra"),\n    stock:']]);
  const outcome = checker.repairAll();
  assert.deepEqual([outcome.fixed, outcome.remaining.map(({ key }) => key), outcome.files.get(routes)], [['POST /products status'], ['Product.extra'], texts.get(routes)]);
  assert.equal(checker.check().gaps.length, 2, 'the app stays as it is');
  for (const file of [routes, product]) checker.updateFile(file, texts.get(file));
});

it('closes a gap that a file has in several places in all of them', () => {
  apply([[schemas, /\.max\(200\)/g, '.max(2000)']]);
  const [gap] = checker.check().gaps;
  assert.ok(gap !== undefined && gap.related.length > 0);
  const outcome = checker.repair(gap);
  assert.equal(outcome.kind === 'edits' ? outcome.files.get(schemas) : outcome.reason, texts.get(schemas));
  checker.updateFile(schemas, texts.get(schemas));
});

it('takes back what a later migration takes away', () => {
  apply([[product, /    unique\(.*\n/, '']]);
  checker.updateFile('migrations/0002_later.sql', '-- why\ncreate index concurrently "own" on "products" ("name");\nalter table products drop constraint products__sku__key;\n');
  const { files, remaining } = checker.repairAll();
  assert.deepEqual(remaining, []);
  assert.equal(files.get('migrations/0002_later.sql'), '-- why\ncreate index concurrently "own" on "products" ("name");\n');
  checker.updateFile('migrations/0002_later.sql', undefined);
  checker.updateFile(product, texts.get(product));
});

it('takes back what a later migration changes and renames, and leaves the migration before it alone', () => {
  for (const later of [
    'alter table products rename to goods;\n',
    'alter table products drop constraint products__stock__minimum;\nalter table products add constraint products__stock__minimum check (stock >= -5);\n',
  ]) {
    checker.updateFile('migrations/0002_later.sql', `${later}create index "own" on "customers" ("email");\n`);
    assert.notDeepEqual(checker.check().gaps, []);
    const { files, remaining } = checker.repairAll({ removeUnrequested: true });
    assert.deepEqual(remaining, []);
    assert.deepEqual([...files].filter(([path, text]) => texts.get(path) !== text), [['migrations/0002_later.sql', 'create index "own" on "customers" ("email");\n']]);
  }
  checker.updateFile('migrations/0002_later.sql', undefined);
});

it('turns an endpoint that nobody asked for into the one that is missing, and keeps what a person wrote in it', () => {
  const byHand = (text: string): string => text.replaceAll('    schema: {', '    // by hand\n    schema: {');
  const wanted = byHand(texts.get(routes) ?? '');
  checker.updateFile(routes, wanted.replace('method: "POST"', 'method: "PUT"'));
  const { gaps } = checker.check();
  assert.deepEqual(gaps.map(({ code }) => code).sort(), ['DM4201', 'DM4202']);
  for (const gap of gaps) {
    const outcome = checker.repair(gap);
    assert.equal(outcome.kind === 'edits' ? outcome.files.get(routes) : outcome.reason, wanted);
  }
  checker.updateFile(routes, texts.get(routes));
});
