import assert from 'node:assert/strict';
import type { EndpointFact } from '../../facts/appFacts.ts';
import { shapeKey } from './shapeFacts.ts';
import { createFactReader } from './typescriptFacts.ts';

type Files = Readonly<Record<string, string>>;

const support: Files = {
  'src/http/auth.ts': 'export function access(...alternatives) { return async (request) => { await request.server.authenticate(request, alternatives); }; }',
  'src/http/server.ts': 'import fastify from "fastify"; export function createServer(context) { const app = fastify({ logger: true }).withTypeProvider(); app.decorate("database", context.database); app.addHook("onRequest", (request, reply, done) => { reply.header("x", "y"); done(); }); return app; }',
  'src/schemas.ts': 'import { z } from "zod"; export const createSchema = z.strictObject({ name: z.string().min(1) }); export const noQuery = z.strictObject({});',
  'src/service.ts': 'export const service = { async create(context, body) { return context.insert(body); }, async read(context, id) { return context.find(id); } };',
  'src/transaction.ts': 'export async function inTransaction(database, caller, work) { return work({ database, caller }); }',
};
const shared = new Set(['access', 'createServer', 'createSchema', 'noQuery', 'service', 'service.create', 'service.read', 'inTransaction', 'buildApp']);

const imports = `import { z } from "zod";
import { access } from "./http/auth.ts";
import { createSchema, noQuery } from "./schemas.ts";
import { service } from "./service.ts";
import { inTransaction } from "./transaction.ts";
`;
const app = (body: string, more = ''): string => `import { createServer } from "./http/server.ts";\n${imports}${more}\nexport function buildApp(context) {\n  const app = createServer(context);\n${body}\n  return app;\n}\n`;

function endpointsOf(files: Files, names = shared): readonly EndpointFact[] {
  const reader = createFactReader();
  for (const [path, text] of Object.entries({ ...support, ...files })) reader.update(path, text);
  return reader.facts(names).endpoints;
}

/** All that the endpoints of an app say. */
function read(files: Files | string): string {
  return endpointsOf(typeof files === 'string' ? { 'src/app.ts': files } : files).map(endpointText).sort().join('\n');
}

function endpointText({ key, inputs, hooks, options, handler }: EndpointFact): string {
  const lines = [
    key, ...inputs.map(({ part, shape }) => `${part}: ${shapeKey(shape)}`).sort(), ...hooks.map(({ name, value }) => `${name} ${value.key}`), ...options.map(({ name, value }) => `${name} ${value.key}`).sort(),
    ...(handler.kind === 'function' ? handler.effects.map((effect) => effect.key) : [handler.key]),
  ];
  return lines.join('\n  ');
}

const handler = 'async (request, reply) => { const row = await inTransaction(app.database, request.caller, (context) => service.create(context, request.body)); return reply.code(201).send(row); }';
const read1 = 'async (request) => inTransaction(app.database, request.caller, (context) => service.read(context, request.params.id))';
const create = `{ method: "POST", url: "/things", schema: { querystring: noQuery, body: createSchema }, onRequest: access([{ scheme: "bearer", scopes: ["write"] }]), handler: ${handler} }`;
const one = `{ method: "GET", url: "/things/:id", schema: { params: z.strictObject({ id: z.guid() }) }, handler: ${read1} }`;
const expected = `GET /things/{id}
  params: object {id: string format guid} refused
  return app#inTransaction(fastify#instance.database, param#1.0.caller, => {return app#service.read(param#2.0, param#1.0.params.id)})
POST /things
  body: object {name: string minLength 1} refused
  querystring: object refused
  onRequest app#access([{"scheme": "bearer", "scopes": ["write"]}])
  await app#inTransaction(fastify#instance.database, param#1.0.caller, => {return app#service.create(param#2.0, param#1.0.body)})
  do param#1.1.code(201)\n  return RESULT`;

function assertSame(files: Files | string): void {
  assert.equal(read(files).replaceAll(/result:\w+/g, 'RESULT'), expected, JSON.stringify(files));
}

/** Ways to register the same two routes. */
const ways: Readonly<Record<string, readonly (Files | string)[]>> = {
  'literally, in a function, in several files': [
    app(`app.route(${create}); app.route(${one});`),
    app('things(app);', `function things(app) { app.route(${create}); app.route(${one}); }`),
    { 'src/app.ts': app('things(app);', 'import { things } from "./things.ts";'), 'src/things.ts': `${imports}import { readOne } from "./one.ts"; export function things(server) { server.route(${create.replaceAll('app.', 'server.')}); readOne(server); }`, 'src/one.ts': `${imports}export const readOne = (app) => { app.route(${one}); };` },
    app('[create, read].forEach((register) => register(app));', `const create = (app) => app.route(${create}); const read = (app) => app.route(${one});`),
    app(`app.route(${create}).route(${one});`),
  ],
  'through constants': [
    app(`app.route({ method: post, url: base, schema, onRequest: [write], handler: ${handler} }); app.route(${one.replace('"/things/:id"', '`${base}/:${"id"}`')});`, 'const base = "/things"; const post = "POST"; const schema = { body: createSchema, querystring: noQuery }; const write = access([{ scheme: "bearer", scopes: ["write"] }]);'),
    app(`app.route({ ...common, handler: ${handler} }); app.route({ ...read, handler: ${read1} });`, 'const common = { method: "POST", url: "/things", schema: { querystring: noQuery, body: createSchema }, onRequest: access([{ scheme: "bearer", scopes: ["write"] }]) } as const; const read = { url: "/things/" + ":id", method: "GET", schema: { params: z.object({ id: z.guid() }).strict() } };'),
    app(`const created = ${handler}; async function found(request) { return inTransaction(app.database, request.caller, (context) => service.read(context, request.params.id)); } app.route(${create.replace(handler, 'created')}); app.route(${one.replace(read1, 'found')});`),
  ],
  'with shorthands': [
    app(`app.post("/things", { schema: { querystring: noQuery, body: createSchema }, onRequest: access([{ scheme: "bearer", scopes: ["write"] }]) }, ${handler}); app.get("/things/:id", { schema: { params: z.strictObject({ id: z.guid() }) } }, ${read1});`),
    app(`app.post("/things", { schema: { querystring: noQuery, body: createSchema }, onRequest: access([{ scheme: "bearer", scopes: ["write"] }]), handler: ${handler} }); app.route({ ...${one}, method: ["GET"] });`),
  ],
  'in plugins': [
    app(`app.register(async (app) => { app.route(${create}); app.route(${one}); });`),
    app('app.register(things);', `async function things(app) { app.route(${create}); app.route(${one}); }`),
    app(`app.register(async (app) => { app.post("/", { schema: { querystring: noQuery, body: createSchema }, onRequest: access([{ scheme: "bearer", scopes: ["write"] }]) }, ${handler}); app.get("/:id", { schema: { params: z.strictObject({ id: z.guid() }) } }, ${read1}); }, { prefix: "/things" });`),
    { 'src/app.ts': app('app.register(things, { prefix });', 'import { things, prefix } from "./things.ts";'), 'src/things.ts': `${imports}import plugin from "fastify-plugin"; export const prefix = "/things"; export const things = async (outer) => { await outer.register(async function (app) { app.route(${one.replace('/things', '')}); }); outer.register(plugin(async (app) => { app.route(${create.replace('/things', '')}); })); };` },
    app(`app.register(async (one) => { one.register(async (app) => { app.route(${create.replace('"/things"', '""')}); app.route(${one.replace('/things', '')}); }, { prefix: "/things" }); });`),
    app(`app.register(async (app) => { app.addHook("onRequest", access([{ scheme: "bearer", scopes: ["write"] }])); app.route(${create.replace('onRequest: access([{ scheme: "bearer", scopes: ["write"] }]), ', '')}); }); app.route(${one});`),
    app(`app.after(() => { app.route(${create}); }); app.route(${one});`),
  ],
  'in loops': [
    app(`for (const route of [${create}, ${one}]) app.route(route);`),
    app(`const routes = [${create}, ${one}]; routes.forEach((route) => { app.route(route); });`),
    app(`for (const [url, options] of Object.entries({ "/things": ${create.replace('url: "/things", ', '')}, "/things/:id": ${one.replace('url: "/things/:id", ', '')} })) app.route({ ...options, url });`),
    { 'src/app.ts': app('for (const routes of [things, others]) for (const route of routes(app)) app.route(route);', 'import { things, others } from "./things.ts";'), 'src/things.ts': `${imports}export const things = (app) => [${create}]; export const others = (app) => [${one}];` },
  ],
  'through helpers': [
    app(`add(app, "POST", "", { schema: { querystring: noQuery, body: createSchema }, onRequest: access([{ scheme: "bearer", scopes: ["write"] }]) }, ${handler}); add(app, "GET", "/:id", { schema: { params: z.strictObject({ id: z.guid() }) } }, ${read1});`, 'function add(app, method, path, options, handler) { app.route({ method, url: `/things${path}`, ...options, handler }); }'),
    app(`secured(app, ${create.replace('onRequest: access([{ scheme: "bearer", scopes: ["write"] }]), ', '')}, "write"); secured(app, ${one});`, 'function secured(app, route, scope) { if (scope === undefined) { app.route(route); } else { app.route({ ...route, onRequest: access([{ scheme: "bearer", scopes: [scope] }]) }); } }'),
    app(`app.route({ ...${one}, handler: logged(${read1}) }); app.route(${create});`, 'const logged = (inner) => async (request, reply) => inner(request, reply);'),
    app('new Things(app).register();', `class Things { #app; constructor(app) { this.#app = app; } register() { const app = this.#app; app.route(${create}); this.one(); } one() { const app = this.#app; this.#app.route(${one}); } }`),
    app('Things.register(app);', `class Things { static register(app) { app.route(${create}); app.route(${one}); } }`),
  ],
  'with another name for the server': [
    app(`app.route(${create}); app.route(${one.replace('app.database', 'request.server.database')});`),
    app('').replace('const app = createServer(context);', `const server = createServer(context); server.route(${create.replaceAll('app.', 'server.')}); server.route(${one.replaceAll('app.', 'server.')}); const app = server;`),
  ],
};

for (const [name, list] of Object.entries(ways)) {
  it(`finds routes ${name}`, () => {
    for (const files of list) assertSame(files);
  });
}

it('finds routes of an app that is built at the top of its first module', () => {
  const files = { 'src/serve.ts': `import { createServer } from "./http/server.ts";\n${imports}const app = createServer({ database: undefined });\napp.route(${create});\nawait app.register(async (app) => { app.route(${one}); });\nawait app.listen({ port: 1 });` };
  assertSame(files);
  assertSame({ 'src/serve.ts': 'import { make } from "./make.ts"; const app = make({ database: undefined }); await app.listen({ port: 1 });', 'src/make.ts': app(`app.route(${create}); app.route(${one});`).replace('buildApp', 'make') });
});

it('sees that a spread object takes a hook away, and no order of scopes and alternatives', () => {
  const hook = 'onRequest: access([{ scheme: "bearer", scopes: ["write"] }])';
  const taken = `const open = { onRequest: undefined, logLevel: "info" }; app.route({ ...${create.replace(hook, hook)}, ...open });`;
  assert.equal(read(app(taken)).includes('access('), false);
  const both = (alternatives: string): string => read(app(`app.route(${create.replace(hook, `onRequest: access(${alternatives})`)});`));
  assert.equal(both('[{ scheme: "bearer", scopes: ["a", "b"] }], [{ scheme: "key", scopes: [] }]'), both('[{ scheme: "key", scopes: [] }], [{ scheme: "bearer", scopes: ["b", "a"] }]'));
  assert.notEqual(both('[{ scheme: "bearer", scopes: ["a", "b"] }]'), both('[{ scheme: "bearer", scopes: ["a"] }], [{ scheme: "bearer", scopes: ["b"] }]'));
});

it('tells apart what is not the same', () => {
  const changes: readonly (readonly [string, string])[] = [
    ['', ''], ['"POST"', '"PUT"'], ['"/things"', '"/thing"'], [':id', ':key'], ['noQuery, ', 'z.object({}), '], ['body: createSchema', ''], ['onRequest: access([{ scheme: "bearer", scopes: ["write"] }]), ', ''], ['"write"', '"read"'], ['onRequest', 'preHandler'],
    ['z.guid()', 'z.uuid()'], ['params: z', 'headers: z'], ['code(201)', 'code(200)'], ['service.create', 'service.read'], ['request.body', 'request.query'], ['method: "POST",', 'method: "POST", bodyLimit: 10,'], ['method: "POST",', 'method: "POST", config: { mediaTypes: ["text/csv"] },'],
  ];
  const texts = changes.map(([from, to]) => read(app(`app.route(${create}); app.route(${one});`.replace(from, to))));
  assert.equal(new Set(texts).size, texts.length);
  assert.equal(read(app(`app.route(${create}); function never(app) { app.route(${one}); }`)).includes('GET'), false);
  assert.equal(read(app(`if (false) { app.route(${one}); }`)), '');
});

it('reads several methods of a route, and leaves out the HEAD of a GET', () => {
  const keys = (body: string): readonly string[] => endpointsOf({ 'src/app.ts': app(body) }).map(({ key }) => key).sort();
  assert.deepEqual(keys('app.route({ method: ["get", "HEAD", "POST"], url: "/a", handler: () => 1 });'), ['GET /a', 'POST /a']);
  assert.deepEqual(keys('app.all("/a/*", () => 1); app.head("/b", () => 1); app.get("/c/:id(\\\\d+)", () => 1);'), ['ALL /a/*', 'GET /c/{id}', 'HEAD /b']);
});

it('takes no call for a route that is none', () => {
  assert.equal(read(app('const map = new Map(); map.get("/a"); map.delete("/a", 1 > 2); context.cache.get("key", { ttl: 1 }); app.log.info("/x"); fetch.get(context.url, {});')), '');
});

it('knows where a route says what', () => {
  const text = app(`app.route(${create}); app.get("/a", () => 1);`);
  const [post, get] = endpointsOf({ 'src/app.ts': text });
  const at = (span: EndpointFact['at'] | undefined): string => text.slice(span?.start, span?.end);
  assert.deepEqual([post?.pathAt, post?.methodAt, post?.hooks[0]?.at, post?.inputs[1]?.at, get?.methodAt, get?.pathAt, get?.at].map(at), [
    '"/things"', '"POST"', 'onRequest: access([{ scheme: "bearer", scopes: ["write"] }])', 'body: createSchema', 'get', '"/a"', 'app.get("/a", () => 1)',
  ]);
});

it('ends on plugins and functions that call themselves', () => {
  assert.equal(read(app('app.register(loop); again(app);', 'async function loop(app) { app.register(loop); app.get("/a", () => 1); } function again(app) { again(app); }')).includes('GET /a'), true);
});
