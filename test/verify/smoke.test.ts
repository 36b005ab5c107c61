import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Json } from '../../src/base/json.ts';
import type { ApplicationIR } from '../../src/ir/application.ts';
import { specFiles } from '../../src/node/specFiles.ts';
import { systemClock, systemCrypto } from '../../src/node/verify/systemPorts.ts';
import { loadSpec } from '../../src/pipeline/loadSpec.ts';
import type { Call } from '../../src/semantics/types.ts';
import type { World } from '../../src/semantics/world.ts';
import type { HttpResponse } from '../../src/verify/ports.ts';
import type { SmokeReport, VerifyEvent } from '../../src/verify/report.ts';
import { runSmoke } from '../../src/verify/smoke/runSmoke.ts';
import { type Fault, worldApp } from '../support/worldApp.ts';

const specs = {
  library: fileURLToPath(new URL('library.devmatrix.yaml', import.meta.url)),
  shop: fileURLToPath(new URL('../../examples/shop/shop.devmatrix.yaml', import.meta.url)),
};

function load(spec: string): ApplicationIR {
  const { application, diagnostics } = loadSpec(specFiles(spec));
  assert.ok(application !== undefined, JSON.stringify(diagnostics.slice(0, 3)));
  return application;
}

function smoke(application: ApplicationIR, fault?: Fault): Promise<SmokeReport> {
  const secret = 'a-secret-of-at-least-thirty-two-characters';
  return runSmoke({
    application, secret, baseUrl: 'http://app', openApiText: '{}', clock: systemClock, crypto: systemCrypto,
    http: worldApp(application, secret, '{}', fault), isRunning: () => true, signal: new AbortController().signal,
  });
}

for (const [name, spec] of Object.entries(specs)) {
  it(`finds nothing wrong with an app that does what the model says: ${name}`, async () => {
    const report = await smoke(load(spec));
    assert.deepEqual(report.operations.flatMap((operation) => operation.failures.map((failure) => `${operation.operation}: ${failure.check}: ${failure.expected} | ${failure.actual}`)).slice(0, 10), []);
    assert.ok(report.operations.every((operation) => operation.checks >= 3), 'each operation is checked');
  });
}

it('lets nothing that changes the app overtake what only reads', async () => {
  const application = load(specs.library);
  const secret = 'a-secret-of-at-least-thirty-two-characters';
  const app = worldApp(application, secret, '{}');
  const request = async (sent: Parameters<typeof app.request>[0]): Promise<HttpResponse> => {
    // Reads take a moment, writes none.
    if (sent.method === 'GET') await setTimeout(1);
    return app.request(sent);
  };
  const report = await runSmoke({ application, secret, baseUrl: 'http://app', openApiText: '{}', clock: systemClock, crypto: systemCrypto, http: { request }, isRunning: () => true, signal: new AbortController().signal });
  assert.deepEqual(report.operations.flatMap(({ operation, failures }) => failures.map(({ check }) => `${operation}: ${check}`)), []);
});

it('tells of each operation when it begins and when it is done, and runs only those that are asked for', async () => {
  const application = load(specs.library);
  const secret = 'a-secret-of-at-least-thirty-two-characters';
  const wanted = new Set(['app', 'POST /books', 'GET /books', ...application.stateMachines.map(({ name }) => `machine:${name}`)]);
  const events: VerifyEvent[] = [];
  const report = await runSmoke({
    application, secret, baseUrl: 'http://app', openApiText: '{}', clock: systemClock, crypto: systemCrypto, http: worldApp(application, secret, '{}'), isRunning: () => true,
    signal: new AbortController().signal, operations: wanted, onEvent: (event) => events.push(event),
  });
  const started = events.flatMap((event) => (event.kind === 'operationStarted' ? [event.operation] : []));
  assert.deepEqual(new Set(started), wanted);
  const done = new Map(events.flatMap((event) => (event.kind === 'operationDone' ? [[event.report.operation, event.report]] : [])));
  assert.deepEqual(new Set(report.operations.map(({ operation }) => operation)), wanted);
  for (const { operation, failures } of report.operations) assert.deepEqual(done.get(operation)?.failures, failures);
  assert.equal(report.failed, 0);
});

const without = (query: Call['query'], name: string): Call['query'] => Object.fromEntries(Object.entries(query).filter(([key]) => key !== name));
const ignoringQuery = (name: string): Fault => ({ call: (call, endpoint) => (endpoint.method === 'GET' ? { ...call, query: without(call.query, name) } : call) });
const withoutHeader = (name: string): Fault => ({ response: (response) => ({ ...response, headers: Object.fromEntries(Object.entries(response.headers).filter(([key]) => key !== name)) }) });
const withStatus = (from: number, to: number): Fault => ({ response: (response) => (response.status === from ? { ...response, status: to } : response) });
const ignoringRequestHeader = (name: string): Fault => ({ call: (call) => ({ ...call, headers: Object.fromEntries(Object.entries(call.headers).filter(([key]) => key !== name)) }) });
const ignoringBodyProperty = (property: string): Fault => ({ call: (call) => (isObject(call.body) && property in call.body && call.endpoint.startsWith('PATCH') ? { ...call, body: Object.fromEntries(Object.entries(call.body).filter(([key]) => key !== property)) } : call) });

function isObject(value: Json | undefined): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Does the call, answers as if it had, and takes it back. */
function forgetting(method: string): Fault {
  return {
    predict: (world, call, endpoint) => {
      const before = world.snapshot();
      const outcome = world.predict(call);
      if (endpoint.method === method && outcome.status < 300) world.restore(before);
      return outcome;
    },
  };
}

/** Refuses as it must and does it all the same, for the calls that `as` turns into accepted ones. */
function refusingButDoing(as: (call: Call, world: World) => Call): Fault {
  return {
    predict: (world, call) => {
      const outcome = world.predict(call);
      if (outcome.status >= 400) world.predict(as(call, world));
      return outcome;
    },
  };
}

function asAdmin(call: Call): Call {
  return call.caller === undefined ? call : { ...call, caller: { ...call.caller, scopes: [...call.caller.scopes, 'admin'] } };
}

function changedBody(change: (body: Readonly<Record<string, Json>>) => Json, applies: (key: string) => boolean): Fault {
  return {
    response: (response, _request, endpoint): HttpResponse => {
      if (endpoint === undefined || !applies(endpoint.key) || response.status >= 300 || response.body === '') return response;
      return { ...response, body: JSON.stringify(change(JSON.parse(response.body) as Readonly<Record<string, Json>>)) };
    },
  };
}

function changedQuery(change: (name: string, value: string) => readonly [string, string]): Fault {
  const turn = ([name, value]: [string, Json]): readonly [string, Json] => (typeof value === 'string' ? change(name, value) : [name, value]);
  return { call: (call) => ({ ...call, query: Object.fromEntries(Object.entries(call.query).map(turn)) }) };
}

/** The path parameters in each other's place. */
function turned(call: Call): Call {
  const [first, second] = Object.entries(call.path);
  return first === undefined || second === undefined ? call : { ...call, path: { [first[0]]: second[1], [second[0]]: first[1] } };
}

/** Keys are kept for each caller alone, whatever the operation. */
function sharedKeys(): Fault {
  const operations = new Map<string, string>();
  return {
    predict: (world, call, endpoint) => {
      const outcome = world.predict(call);
      const key = call.headers['idempotency-key'];
      if (key === undefined) return outcome;
      const slot = JSON.stringify([call.caller?.subject ?? null, key]);
      const operation = operations.get(slot) ?? endpoint.key;
      operations.set(slot, operation);
      return operation === endpoint.key ? outcome : { status: 422, code: 'idempotency_key_reused', paths: [], headers: {}, reason: 'used before', changes: [], events: [] };
    },
  };
}

const faults: Readonly<Record<string, Fault>> = {
  'limit is ignored': ignoringQuery('limit'),
  'the cursor is ignored': ignoringQuery('cursor'),
  'a filter is ignored': ignoringQuery('pages'),
  'the order is ignored': ignoringQuery('sort'),
  'rows of others are readable': { call: (call, endpoint) => (endpoint.method === 'GET' ? asAdmin(call) : call) },
  'rows of others are changeable': { call: (call, endpoint) => (endpoint.method === 'PATCH' ? asAdmin(call) : call) },
  'rows of others are deletable': { call: (call, endpoint) => (endpoint.method === 'DELETE' ? asAdmin(call) : call) },
  'flows work on rows of others': { call: (call, endpoint) => (endpoint.implementation.kind === 'flow' ? asAdmin(call) : call) },
  'scopes are not asked for': { call: (call) => (call.caller === undefined ? call : { ...call, caller: { ...call.caller, scopes: [...call.caller.scopes, 'staff'] } }) },
  'a refused write is done all the same': refusingButDoing(asAdmin),
  'PUT is not stored': forgetting('PUT'),
  'PATCH is not stored': forgetting('PATCH'),
  'POST is not stored': forgetting('POST'),
  'DELETE does nothing': forgetting('DELETE'),
  'If-Match is ignored': ignoringRequestHeader('if-match'),
  'If-None-Match is ignored': ignoringRequestHeader('if-none-match'),
  'Idempotency-Key is ignored': ignoringRequestHeader('idempotency-key'),
  'no ETag': withoutHeader('etag'),
  'no Location': withoutHeader('location'),
  'no WWW-Authenticate': withoutHeader('www-authenticate'),
  'no Allow': withoutHeader('allow'),
  'created answers 200': withStatus(201, 200),
  'conflict answers 400': withStatus(409, 400),
  'broken body answers 400': withStatus(422, 400),
  'forbidden answers 404': withStatus(403, 404),
  'a property is missing': changedBody(({ title, ...rest }) => (title === undefined ? rest : rest), (key) => key === 'GET /books/{id}'),
  'a property too many': changedBody((body) => ({ ...body, secret: 'x' }), (key) => key === 'GET /readers/{id}'),
  'a decimal as number': changedBody((body) => ({ ...body, price: Number(body['price']) }), (key) => key === 'GET /books/{id}'),
  'PATCH ignores an attribute': ignoringBodyProperty('note'),
  'a stack trace leaks': { response: (response) => (response.status === 404 ? { ...response, body: response.body.replace('Detail.', 'Error: x at find (/app/src/services/book.ts:10:5)') } : response) },
  'errors are plain JSON': { response: (response) => (response.status === 422 ? { ...response, headers: { ...response.headers, 'content-type': 'application/json' } } : response) },
  'errors name no place': { response: (response) => (response.status === 422 ? { ...response, body: JSON.stringify({ ...(JSON.parse(response.body) as object), errors: [] }) } : response) },
  'unknown query parameters are accepted': { call: (call) => ({ ...call, query: without(call.query, 'no-such-parameter') }) },
  'HEAD is refused': { response: (response, request) => (request.method === 'HEAD' ? { ...response, status: 405 } : response) },
  'answers may be sniffed': withoutHeader('x-content-type-options'),
  'answers name no request': withoutHeader('x-request-id'),
  'timestamps are local': changedBody((body) => (typeof body['createdAt'] === 'string' ? { ...body, createdAt: new Date(Date.parse(body['createdAt']) + 3_600_000).toISOString() } : body), (key) => key === 'GET /books/{id}'),
  'an Idempotency-Key belongs to all operations': sharedKeys(),
  'a range excludes its ends': changedQuery((name, value) => (name === 'pages[gte]' ? ['pages[gt]', value] : [name, value])),
  'a filter looks at upper and lower case': changedQuery((name, value) => [name, name === 'title[contains]' && value !== value.toLowerCase() && value === value.toUpperCase() ? 'nothing' : value]),
  'a link points the other way': { call: (call) => (call.endpoint.startsWith('PUT /books/{id}/similar/') ? turned(call) : call) },
  'the rest of a list starts anew': changedQuery((name, value) => (name === 'sort' ? ['sort', value.replace('-', '')] : [name, value])),
  'a default is another': changedBody((body) => (body['pages'] === 100 ? { ...body, pages: 101 } : body), (key) => key === 'POST /books'),
};

for (const [fault, wrapper] of Object.entries(faults)) {
  it(`notices that ${fault}`, async () => {
    const report = await smoke(load(specs.library), wrapper);
    assert.ok(report.failed > 0, 'no check failed');
  });
}

it('notices that a schedule does nothing', async () => {
  const application = load(specs.shop);
  const secret = 'a-secret-of-at-least-thirty-two-characters';
  const failedWith = async (fault: Fault): Promise<readonly string[]> => {
    const report = await runSmoke({
      application, secret, baseUrl: 'http://app', openApiText: '{}', clock: systemClock, crypto: systemCrypto, http: worldApp(application, secret, '{}', fault), isRunning: () => true,
      signal: new AbortController().signal, operations: new Set(['schedule:abandonStaleCarts']),
    });
    assert.ok((report.operations[0]?.checks ?? 0) >= 2);
    return report.operations.flatMap(({ failures }) => failures.map(({ check, after }) => `${check} ${after?.split(' at ')[0] ?? ''}`));
  };
  assert.deepEqual(await failedWith({}), []);
  assert.deepEqual(await failedWith({ schedule: () => ({ status: 204 }) }), ['runs: the Cart afterwards the schedule abandonStaleCarts, run']);
});
