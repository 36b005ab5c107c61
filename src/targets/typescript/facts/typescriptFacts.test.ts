import assert from 'node:assert/strict';
import type { AppFacts, FactReader } from '../../facts/appFacts.ts';
import { createFactMemory, createFactReader } from './typescriptFacts.ts';

type Files = Readonly<Record<string, string>>;

function readerOf(files: Files, memory = createFactMemory()): FactReader {
  const reader = createFactReader(memory);
  for (const [path, text] of Object.entries(files)) reader.update(path, text);
  return reader;
}

function factsOf(files: Files, shared: readonly string[] = []): AppFacts {
  return readerOf(files).facts(new Set(shared));
}

/** Facts without their places, as they are compared. */
function plain(facts: unknown): string {
  return JSON.stringify(facts, (key, value: unknown) => (key === 'at' || key === 'from' || key.endsWith('At') || key === 'parts' || key === 'body' ? undefined : value));
}

function assertSame(part: keyof AppFacts, ways: readonly (string | Files)[], shared: readonly string[] = []): void {
  const texts = ways.map((way) => plain(factsOf(typeof way === 'string' ? { 'src/a.ts': way } : way, shared)[part]));
  const [first, ...others] = texts;
  assert.notEqual(first, '[]');
  for (const [index, other] of others.entries()) assert.equal(other, first, JSON.stringify(ways[index + 1]));
}

const define = 'export function defineMachine(machine) { return machine; }\n';
const rows = '{ event: "pay", from: "OPEN", to: "PAID" }, { event: "refund", from: "PAID", to: "OPEN" }';

it('reads machines in all ways to write them', () => {
  assertSame('machines', [
    `${define}export const orderMachine = defineMachine({ name: "order", initial: "OPEN", states: ["OPEN", "PAID"], transitions: [${rows}] });`,
    `export const orderMachine = { initial: "OPEN", states: ["OPEN", "PAID"], transitions: [${rows}] };`,
    `export const orderMachine = Object.freeze({ name: "order", initial: "OPEN", states: ["OPEN", "PAID"], transitions: [${rows}] } as const);`,
    `${define}const open = "OPEN"; const states = { open, paid: "PAID" } as const; const pay = { event: "pay", from: states.open, to: states.paid }; const rest = [{ event: "refund", from: "PAID", to: open }]; export const orderMachine = defineMachine({ name: \`\${"order"}\`, initial: open, states: Object.values(states), transitions: [pay, ...rest] });`,
    `${define}const move = (event, from, to) => ({ event, from, to }); export const orderMachine = defineMachine({ name: "order", initial: "OPEN", states: ["OPEN", "PAID"], transitions: [move("pay", "OPEN", "PAID"), move("refund", "PAID", "OPEN")] });`,
    `${define}const table = { OPEN: { pay: "PAID" }, PAID: { refund: "OPEN" } } as const; export const orderMachine = defineMachine({ name: "order", initial: "OPEN", states: Object.keys(table), transitions: Object.entries(table).flatMap(([from, events]) => Object.entries(events).map(([event, to]) => ({ event, from, to }))) });`,
    'export const orderMachine = { name: "order", initial: "OPEN", states: ["OPEN", "PAID"], transitions: { OPEN: { pay: "PAID" }, PAID: { refund: { to: "OPEN" } } } };',
    'export const orderMachine = { name: "order", initial: "OPEN", states: { OPEN: {}, PAID: {} }, transitions: { pay: { from: "OPEN", to: "PAID" }, refund: [{ from: ["PAID"], to: "OPEN" }] } };',
    { 'src/machines/order.ts': `import { defineMachine } from "./machine.ts"; import { rows } from "./rows.ts"; export const orderMachine = defineMachine({ name: "order", initial: "OPEN", states: ["OPEN", "PAID"], transitions: rows });`, 'src/machines/machine.ts': define.replace('return machine;', 'const given = machine; return given;'), 'src/machines/rows.ts': `export const rows = [${rows}];` },
  ], ['defineMachine']);
});

it('places a transition that is made of a list at its item', () => {
  const code = 'export const m = { name: "m", initial: "A", states: ["A", "B", "C"], transitions: [...["A", "B"].map((from) => ({ event: "end", from, to: "C" }))] };';
  const [machine] = factsOf({ 'src/a.ts': code }).machines;
  assert.deepEqual(machine?.transitions.map(({ from, at }) => [from, code.slice(at.start, at.end)]), [['A', '"A"'], ['B', '"B"']]);
});

it('tells machines apart', () => {
  const machine = (initial: string, states: string, transitions: string): string => plain(factsOf({ 'src/a.ts': `export const m = { name: "m", initial: ${initial}, states: [${states}], transitions: [${transitions}] };` }).machines);
  const texts = [machine('"OPEN"', '"OPEN", "PAID"', rows), machine('"PAID"', '"OPEN", "PAID"', rows), machine('"OPEN"', '"OPEN"', rows), machine('"OPEN"', '"OPEN", "PAID"', rows.slice(0, rows.indexOf(', { event: "refund"'))), machine('"OPEN"', '"OPEN", "PAID"', rows.replace('pay', 'settle'))];
  assert.equal(new Set(texts).size, texts.length);
});

it('reads event handlers and schedules in all ways to write them', () => {
  const greet = { 'src/greet.ts': 'export async function greet(context, input) { await context.send(input.id); }' };
  const handlers = (code: string): Files => ({ ...greet, 'src/handlers.ts': `import { greet } from "./greet.ts";\n${code}` });
  assertSame('eventHandlers', [
    handlers('export const eventHandlers = [{ name: "greet", event: "order.placed", handle: async (context, payload) => { await greet(context, { id: payload.id }); } }];'),
    handlers('export const eventHandlers = [{ name: "greet", event: "order.placed", async handle(context, payload) { const { id } = payload; return greet(context, { id }); } }];'),
    handlers('const event = "order.placed"; const onPlaced = { name: "greet", event, handle: (context, { id }) => greet(context, { id }) }; export const eventHandlers = Object.freeze([onPlaced]);'),
    handlers('async function handle(context, payload) { await greet(context, { id: payload.id }); } const on = (event, name, handle) => ({ event, name, handle }); export const eventHandlers = [on("order.placed", "greet", handle)];'),
  ], ['greet']);
  const schedules = (code: string): Files => ({ ...greet, 'src/schedules.ts': `import { greet } from "./greet.ts";\n${code}` });
  assertSame('schedules', [
    schedules('export const schedules = [{ name: "nightly", cron: "0 3 * * *", run: greet }];'),
    schedules('const nightly = "0 3 * * *"; export const schedules = [{ name: "nightly", cron: nightly, run: (context, input) => greet(context, input) }];'),
    schedules('const list = { nightly: { name: "nightly", cron: "0 3 * * *", run: greet } }; export const schedules = Object.values(list);'),
  ], ['greet']);
});

it('reads the settings of the code and of the data beside it', () => {
  const files: Files = {
    'src/application.ts': 'const port = 3_000; export const application = { name: "shop", port }; export const securitySchemes = { bearer: { kind: "jwt" } } as const; export const adminScope: string | undefined = "admin";',
    'src/constraints.ts': 'const unique = (attribute, message) => ({ attributes: [attribute], code: `duplicate_${attribute}`, message }); export const constraints = { products__sku__key: unique("sku", "Sku is taken.") };',
    'src/config.ts': 'import { z } from "zod"; import { application } from "./application.ts"; const environmentSchema = z.object({ NODE_ENV: z.string().default("development"), PORT: z.coerce.number().int().default(application.port) });',
    'docker/compose.yaml': 'x-restart: &restart { restart: always }\nservices:\n  app:\n    <<: *restart\n    environment: ["A=1", "B=x=y"]\n    ports: ["80:80"]\n    depends_on: [database]\n',
    'docker/prometheus.yml': 'scrape_configs:\n  - job_name: shop\n    static_configs:\n      - targets: ["app:3000"]\n',
    'package.json': '{ "type": "module", "scripts": { "start": "node x" }, "dependencies": { "zod": "1.0.0" } }',
    'openapi.json': JSON.stringify({ openapi: '3.1.1', paths: { '/a': { get: { operationId: 'getA', summary: 'words', parameters: [{ name: 'q', in: 'query', description: 'words', schema: { type: 'string' } }], responses: { 200: { description: 'ok' } } } } }, components: { schemas: { A: { type: 'object', required: ['id'], properties: { id: { type: 'string', description: 'words' }, description: { type: 'string' } } } } } }),
  };
  assert.deepEqual(factsOf(files).settings.map(({ key, value }) => `${key} = ${value}`), [
    'application.name = "shop"', 'application.port = 3000', 'securitySchemes.bearer.kind = "jwt"', 'adminScope = "admin"',
    'constraints.products__sku__key.attributes = ["sku"]', 'constraints.products__sku__key.code = "duplicate_sku"', 'constraints.products__sku__key.message = "Sku is taken."',
    'environment.NODE_ENV = string ="development"', 'environment.PORT = integer =3000 other:coerced',
    'docker/compose.yaml#x-restart.restart = always', 'docker/compose.yaml#services.app.restart = always', 'docker/compose.yaml#services.app.environment.A = 1', 'docker/compose.yaml#services.app.environment.B = x=y',
    'docker/compose.yaml#services.app.ports[80:80] = there', 'docker/compose.yaml#services.app.depends_on.database.condition = service_started',
    'docker/prometheus.yml#scrape_configs[shop].job_name = shop', 'docker/prometheus.yml#scrape_configs[shop].static_configs[0].targets[app:3000] = there',
    'openapi.json#openapi = "3.1.1"', 'openapi.json#GET /a operationId = "getA"', 'openapi.json#GET /a query.q = {"in":"query","name":"q","schema":{"type":"string"}}', 'openapi.json#GET /a responses.200 = {}',
    'openapi.json#schemas.A = {"type":"object"}', 'openapi.json#schemas.A.id = {"type":"string"} required', 'openapi.json#schemas.A.description = {"type":"string"}',
    'package.json#type = module', 'package.json#scripts.start = node x', 'package.json#dependencies.zod = there',
  ]);
  assertSame('settings', [
    { 'docker/compose.yaml': 'services:\n  app:\n    build: ..\n    ports: ["127.0.0.1:1:2", "3:4/udp"]\n    volumes: ["data:/data", "./a:/a:ro"]\n    healthcheck: { test: ["CMD-SHELL", "ready -x"] }\n' },
    { 'docker/compose.yaml': 'services:\n  app:\n    build: { context: .. }\n    ports:\n      - { target: 2, published: "1", host_ip: 127.0.0.1, protocol: tcp }\n      - { target: 4, published: 3, protocol: udp }\n    volumes:\n      - { type: volume, source: data, target: /data }\n      - { type: bind, source: ./a, target: /a, read_only: true }\n    healthcheck:\n      test: ready -x\n' },
  ]);
  assertSame('settings', [
    { 'docker/compose.yaml': 'services:\n  app:\n    environment: { A: "1", B: x }\n    ports: ["1:1", "2:2"]\n' },
    { 'docker/compose.yml': '# comment\nservices:\n  app:\n    environment:\n      - A=1\n      - "B=x"\n    ports:\n      - "1:1"\n      - \'2:2\'\n' },
  ]);
});

it('knows where settings stand', () => {
  const files: Files = { 'docker/compose.yaml': 'services:\n  app:\n    restart: always # why\n', 'package.json': '{ "scripts": { "start": "node x" } }', 'src/application.ts': 'export const application = { port: 1 };' };
  assert.deepEqual(factsOf(files).settings.map(({ at }) => files[at.file]?.slice(at.start, at.end)), ['port: 1', 'restart: always', '"start": "node x"']);
});

it('names functions of objects and classes the same', () => {
  const body = '(context, id) { return context.find(id); }';
  const ways = [
    `export const service = { async read${body} };`, `export const service = { read: async (context, id) => context.find(id) };`, `class Service { async read${body} } export const service = new Service();`,
    `export class service { static async read${body} }`, `async function read${body} export const service = { read };`, `const read = async (context, id) => { return context.find(id); }; export const service = Object.freeze({ read: read });`,
    `const base = { async read${body} }; export const service = { ...base };`, `const service = { async read${body} }; export { service };`,
    `const logged = (work) => async (...args) => work(...args); export const service = { read: logged(async (context, id) => context.find(id)) };`,
  ];
  for (const way of ways) {
    const reader = readerOf({ 'src/a.ts': way });
    assert.equal(reader.names().declared.has('service.read'), true, way);
    const found = reader.facts(new Set(['service', 'service.read'])).functions.find(({ id }) => id === 'service.read');
    assert.equal(found?.value.effects.map(({ key }) => key).join('; '), 'return param#1.0.find(param#1.1)', way);
  }
});

it('tells which names are used and declared nowhere', () => {
  const { declared, missing } = readerOf({
    'src/a.ts': 'import { service, gone } from "./b.ts"; import { lost } from "./c.ts"; import type { Row } from "./b.ts"; import { z } from "zod"; export function run(row: Row) { service.read(row); service.write(row); gone(z); return lost; }',
    'src/b.ts': 'export interface Row { id: string } export const service = { read: (row) => row }; const inner = { a: 1 }; inner.toString();',
  }).names();
  assert.deepEqual([[...declared].sort(), [...missing].sort()], [['run', 'service', 'service.read'], ['gone', 'lost', 'service.write']]);
});

it('keeps what a file said while it does not parse', () => {
  const reader = readerOf({ 'src/a.ts': 'export const application = { port: 1 };', 'docker/compose.yaml': 'services: { app: { restart: always } }' });
  const before = plain(reader.facts(new Set()).settings);
  reader.update('src/a.ts', 'export const application = { port: 2, ');
  reader.update('docker/compose.yaml', 'services: { app: ');
  const broken = reader.facts(new Set());
  assert.equal(plain(broken.settings), before);
  assert.deepEqual(broken.unreadable.map(({ file }) => file), ['docker/compose.yaml', 'src/a.ts']);
  reader.update('src/a.ts', 'export const application = { port: 2 };');
  reader.update('docker/compose.yaml', undefined);
  const mended = reader.facts(new Set());
  assert.deepEqual([mended.settings.map(({ key, value }) => `${key} ${value}`), mended.unreadable], [['application.port 2'], []]);
});

const app: Files = {
  'src/app.ts': 'import { routes } from "./routes.ts"; import { createServer } from "./server.ts"; export function buildApp(context) { const app = createServer(context); routes(app); return app; }',
  'src/server.ts': 'import fastify from "fastify"; export function createServer() { return fastify(); }',
  'src/routes.ts': 'import { service } from "./service.ts"; import { nameSchema } from "./schemas.ts"; import { path } from "./paths.ts"; export function routes(app) { app.route({ method: "POST", url: path, schema: { body: nameSchema }, handler: (request) => service.create(request.body) }); }',
  'src/service.ts': 'import { things } from "./tables.ts"; import { limits } from "./limits.ts"; export const service = { create(body) { if (body.n > limits.most) throw new Error("no"); return insert(things, body); } };',
  'src/schemas.ts': 'import { z } from "zod"; import { limits } from "./limits.ts"; export const nameSchema = z.string().max(limits.most);',
  'src/limits.ts': 'export const limits = { most: 9 };',
  'src/paths.ts': 'export const path = "/a";',
  'src/tables.ts': 'import { pgTable, text } from "drizzle-orm/pg-core"; export const things = pgTable("things", { name: text("name") });',
  'src/machine.ts': 'export const m = { name: "m", initial: "A", states: ["A"], transitions: [{ event: "e", from: "A", to: "A" }] };',
};

it('says after any change the same as a reader that begins with the files as they are', () => {
  const files = new Map(Object.entries(app));
  const reader = readerOf(app);
  const changes: readonly (readonly [string, string | undefined])[] = [
    ['src/limits.ts', 'export const limits = { most: 10 };'], ['src/paths.ts', '// moved\nexport const path = "/b";'], ['src/tables.ts', app['src/tables.ts']?.replace('text("name")', 'text("name").notNull()')], ['src/schemas.ts', undefined],
    ['src/schemas.ts', 'export { nameSchema } from "./names.ts";'], ['src/names.ts', 'import { z } from "zod"; export const nameSchema = z.int();'], ['src/service.ts', app['src/service.ts']?.replace('create(body)', 'make(body)')], ['src/server.ts', 'const x ='],
    ['src/service.ts', app['src/service.ts']], ['src/other.ts', 'export const path = 1; export function routes() {}'], ['src/machine.ts', app['src/machine.ts']?.replace('"e"', '"f"')], ['src/other.ts', undefined], ['src/app.ts', `\n\n${app['src/app.ts'] ?? ''}`], ['src/server.ts', app['src/server.ts']],
  ];
  const broken = new Set<string>();
  for (const [path, text] of changes) {
    reader.update(path, text);
    if (text === 'const x =') broken.add(path);
    else if (text === undefined) files.delete(path);
    else files.set(path, text);
    const fresh = readerOf(Object.fromEntries(files));
    const names = [...fresh.names().declared].filter((name) => name !== 'limits' && name !== 'path');
    assert.deepEqual([...reader.names().declared].sort(), [...fresh.names().declared].sort());
    const [mine, other] = [reader, fresh].map((one) => one.facts(new Set(names)));
    for (const part of ['tables', 'endpoints', 'machines', 'functions', 'settings'] as const) assert.deepEqual(sorted(mine?.[part]), sorted(other?.[part]), `${path}: ${part}`);
  }
  assert.equal(broken.size, 1);
});

/** Facts with their places, in an order of their own. */
function sorted(facts: readonly unknown[] | undefined): readonly string[] {
  return (facts ?? []).map((fact) => JSON.stringify(fact)).sort();
}

it('reads other functions by name when both apps have others in common', () => {
  const reader = readerOf(app);
  const of = (names: readonly string[]): string | undefined => reader.facts(new Set(names)).endpoints[0]?.handler.key;
  assert.equal(of(['service', 'service.create']), '=> {return app#service.create(param#1.0.body)}');
  assert.match(of([]) ?? '', /throw new global#Error\("no"\)/);
  assert.equal(of(['service', 'service.create']), '=> {return app#service.create(param#1.0.body)}');
});

it('ends on every beginning of a file, on random texts, on imports in circles and on long files', () => {
  const reader = readerOf(app);
  for (const [path, text] of Object.entries(app)) {
    for (let end = 0; end <= text.length; end += 3) {
      reader.update(path, text.slice(0, end));
      reader.facts(reader.names().declared);
    }
    reader.update(path, text);
  }
  let seed = 3;
  const random = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below;
  for (let run = 0; run < 200; run += 1) {
    const path = ['src/routes.ts', 'openapi.json', 'docker/compose.yaml', 'migrations/1.sql', 'package.json', 'src/tables.ts'][run % 6] ?? '';
    reader.update(path, Array.from({ length: 60 }, () => String.fromCharCode(random(3) === 0 ? random(65_536) : 32 + random(95))).join(''));
    reader.facts(reader.names().declared);
  }
  const circle = readerOf({ 'src/a.ts': 'import { b } from "./b.ts"; export * from "./b.ts"; export const a = { ...b, x: b.x }; export function buildApp(app) { app.route(a); }', 'src/b.ts': 'import { a } from "./a.ts"; export * from "./a.ts"; export const b = { ...a, y: a.y }; export { c } from "./a.ts";' });
  assert.equal(circle.facts(new Set()).endpoints.length, 0);
  const many = Array.from({ length: 20_000 }, (_, index) => `  app.route({ method: "GET", url: "/a/${String(index % 4000)}", handler: async (request) => request.params.id });`);
  const long = factsOf({ ...app, 'src/app.ts': `import { createServer } from "./server.ts"; export function buildApp() { const app = createServer();\n${many.join('\n')}\n}` });
  assert.equal(long.endpoints.length > 0 || long.functions.length > 0, true);
}).timeout(120_000);

it('follows names through modules that give each other away, to where they are declared or to nowhere', () => {
  const circles: Files = {
    'src/a.ts': 'import { lost, limits } from "./b.ts"; export { lost, limits }; export * from "./c.ts"; export { default as first } from "./b.ts";',
    'src/b.ts': 'import { lost } from "./a.ts"; import first from "./c.ts"; import * as all from "./a.ts"; export { lost, first as default, all }; export * from "./a.ts"; export * from "./c.ts";',
    'src/c.ts': 'export * from "./b.ts"; export * from "./c.ts"; export { first as default } from "./a.ts"; export { limits } from "./limits.ts";',
    'src/limits.ts': 'export const limits = { most: 9 };',
    'src/app.ts': 'import { limits, lost, all } from "./a.ts"; import first from "./c.ts"; import { constant } from "./self.ts"; export function buildApp(app) { app.get("/" + all.limits.most, () => first(lost, limits.most, constant)); }',
    'src/self.ts': 'import { constant } from "./self.ts"; export { constant };',
  };
  const reader = readerOf(circles);
  assert.deepEqual([...reader.names().missing].sort(), ['constant', 'default', 'lost']);
  const [route] = reader.facts(new Set()).endpoints;
  assert.deepEqual([route?.path, route?.handler.key], ['/9', '=> {return app#default(app#lost, 9, app#constant)}']);
  reader.update('src/c.ts', circles['src/c.ts']?.replace('export { first as default } from "./a.ts";', 'export default (...all) => all.length;'));
  assert.deepEqual([...reader.names().missing].sort(), ['constant', 'lost']);
});

it('says with the memory of another reader what it says alone, whatever differs', () => {
  const memory = createFactMemory();
  const expected = readerOf(app, memory);
  const shared = expected.names().declared;
  const [first = ''] = Object.keys(app);
  for (const changed of [app, { ...app, [first]: `${app[first] ?? ''}\nexport const more = 1;\n` }, Object.fromEntries(Object.entries(app).slice(1)), { ...app, [first]: 'export const = ;' }]) {
    const beside = createFactReader(memory);
    for (const [path, text] of Object.entries(changed)) beside.update(path, text);
    assert.equal(plain(beside.facts(shared)), plain(readerOf(changed).facts(shared)));
  }
});
