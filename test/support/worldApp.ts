import { createHmac } from 'node:crypto';
import type { Json } from '../../src/base/json.ts';
import type { ApplicationIR } from '../../src/ir/application.ts';
import type { Endpoint } from '../../src/ir/endpoint.ts';
import type { Call, Caller, Outcome } from '../../src/semantics/types.ts';
import { createWorld, type World } from '../../src/semantics/world.ts';
import { apiKeyTable, keyedCallers } from '../../src/verify/smoke/credentials.ts';
import type { HttpPort, HttpRequest, HttpResponse } from '../../src/verify/ports.ts';

/** What a fault may change between a request and its answer. */
export interface Fault {
  /** Gives the call that the app understands instead. */
  readonly call?: (call: Call, endpoint: Endpoint) => Call;
  /** Runs instead of the model's own prediction. */
  readonly predict?: (world: World, call: Call, endpoint: Endpoint) => Outcome;
  /** Runs instead of a schedule. */
  readonly schedule?: (world: World, flow: string, at: string) => Pick<Outcome, 'status' | 'code'>;
  /** Runs before each request in place of the delivery of all events. */
  readonly deliver?: (world: World) => void;
  /** Gives the response that goes out instead. */
  readonly response?: (response: HttpResponse, request: HttpRequest, endpoint: Endpoint | undefined) => HttpResponse;
}

const protection = { 'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'none'", 'x-frame-options': 'DENY', 'x-request-id': '1' };

/** An app that is the reference model behind HTTP: what the contract says, and the given fault. */
export function worldApp(application: ApplicationIR, secret: string, openApiText: string, fault: Fault = {}): HttpPort & { readonly world: World } {
  const world = createWorld(application, { now: new Date().toISOString() });
  return {
    world,
    request: (request) => {
      if (fault.deliver === undefined) world.deliver();
      else fault.deliver(world);
      const { endpoint, response } = serve({ application, secret, openApiText, world, fault }, request);
      const bare = request.method === 'HEAD' ? { ...response, body: '' } : response;
      const whole = { ...bare, headers: { ...protection, ...bare.headers } };
      return Promise.resolve(fault.response?.(whole, request, endpoint) ?? whole);
    },
  };
}

interface Server {
  readonly application: ApplicationIR;
  readonly secret: string;
  readonly openApiText: string;
  readonly world: World;
  readonly fault: Fault;
}

interface Served {
  readonly endpoint?: Endpoint;
  readonly response: HttpResponse;
}

function serve(server: Server, request: HttpRequest): Served {
  const url = new URL(`http://app${request.path}`);
  const fixed = fixedAnswer(server, url.pathname);
  if (fixed !== undefined) return { response: fixed };
  const schedule = /^\/-\/schedules\/(\w+)$/.exec(url.pathname)?.[1];
  if (schedule !== undefined) return { response: runSchedule(server, schedule, url.searchParams.get('at') ?? '') };
  const matching = server.application.endpoints.flatMap((endpoint) => {
    const path = matchPath(server.application.basePath + endpoint.path, url.pathname);
    return path === undefined ? [] : [{ endpoint, path }];
  }).sort((a, b) => Object.keys(a.path).length - Object.keys(b.path).length);
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const route = matching.find(({ endpoint }) => endpoint.method === method);
  if (route === undefined) return { response: matching.length === 0 ? problem(404) : notAllowed(matching.map(({ endpoint }) => endpoint.method)) };
  const { endpoint, path } = route;
  const caller = callerOf(server, request);
  if (caller === 'forged') return { endpoint, response: problem(401) };
  for (const name of keysInQuery(server.application)) url.searchParams.delete(name);
  const call = readCall({ endpoint, path, url, request, caller });
  if (typeof call === 'number') {
    // Credentials and scopes come before the form of the body.
    const admitted = server.world.preview({ endpoint: endpoint.key, caller, path: realToModel(path) as Call['path'], query: {}, headers: {} });
    return { endpoint, response: problem(admitted.status === 401 || admitted.status === 403 ? admitted.status : call) };
  }
  if (endpoint.idempotencyKey && (request.headers['idempotency-key'] ?? '').length > 255) return { endpoint, response: problem(400) };
  const understood = server.fault.call?.(call, endpoint) ?? call;
  const outcome = server.fault.predict?.(server.world, understood, endpoint) ?? server.world.predict(understood);
  return { endpoint, response: responseOf(endpoint, outcome) };
}

function runSchedule({ world, fault }: Server, flow: string, at: string): HttpResponse {
  const { status, code } = fault.schedule?.(world, flow, at) ?? world.predictSchedule(flow, at);
  return status >= 400 ? problem(status, code) : { status, headers: {}, body: '' };
}

function readCall(parts: { readonly endpoint: Endpoint; readonly path: Readonly<Record<string, string>>; readonly url: URL; readonly request: HttpRequest; readonly caller: Caller | undefined }): Call | 400 | 413 | 415 {
  const { endpoint, path, url, request, caller } = parts;
  const query: Record<string, Json> = {};
  for (const name of new Set(url.searchParams.keys())) {
    const values = url.searchParams.getAll(name);
    query[name] = values.length === 1 ? (values[0] ?? '') : values;
  }
  const call: Call = { endpoint: endpoint.key, caller, path: realToModel(path) as Call['path'], query: realToModel(query) as Call['query'], headers: request.headers };
  if (request.body === undefined) return call;
  if (request.body.length > 1_048_576) return 413;
  const type = request.headers['content-type'] ?? '';
  if (endpoint.requestBody !== undefined && !endpoint.requestBody.contents.some((content) => content.mediaType === type)) return 415;
  try {
    return { ...call, body: realToModel(JSON.parse(request.body) as Json) };
  } catch {
    return 400;
  }
}

function matchPath(template: string, path: string): Readonly<Record<string, string>> | undefined {
  const names = [...template.matchAll(/\{([^}]+)\}/g)].map((match) => match[1] ?? '');
  const pattern = template.split(/\{[^}]+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('([^/]+)');
  const match = new RegExp(`^${pattern}$`).exec(path);
  return match === null ? undefined : Object.fromEntries(names.map((name, index) => [name, decodeURIComponent(match[index + 1] ?? '')]));
}

function callerOf(server: Server, request: HttpRequest): Caller | undefined | 'forged' {
  const header = request.headers['authorization'];
  if (header === undefined) return callerByKey(server, request);
  const [head = '', payload = '', signature] = header.replace(/^Bearer /, '').split('.');
  const right = createHmac('sha256', server.secret).update(`${head}.${payload}`).digest('base64url');
  if (!header.startsWith('Bearer ') || signature !== right) return 'forged';
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as { sub: string; scope: string; iss: string; aud: string; exp: number; nbf?: number };
  const now = Date.now() / 1000;
  const { name } = server.application;
  if (claims.exp < now || (claims.nbf ?? 0) > now || claims.iss !== name || claims.aud !== name) return 'forged';
  return { subject: claims.sub, scopes: claims.scope.split(' ').filter((scope) => scope !== '') };
}

function keysInQuery({ auth }: ApplicationIR): readonly string[] {
  return auth.schemes.flatMap((scheme) => (scheme.kind === 'apiKey' && scheme.in === 'query' ? [scheme.parameter] : []));
}

/** Who shows an API key in the query. */
function callerByKey({ application }: Server, { path }: HttpRequest): Caller | undefined | 'forged' {
  const query = new URL(`http://app${path}`).searchParams;
  const key = keysInQuery(application).flatMap((name) => query.getAll(name)).at(0);
  if (key === undefined) return undefined;
  const callers = keyedCallers(application);
  const keys = Object.keys(apiKeyTable(callers));
  return callers[keys.indexOf(key)] ?? 'forged';
}

function responseOf(endpoint: Endpoint, outcome: Outcome): HttpResponse {
  const headers = Object.fromEntries(Object.entries(outcome.headers).map(([name, value]) => [name, headerText(modelToReal(value))]));
  if (outcome.status >= 400) {
    const answer = problem(outcome.status, outcome.code, outcome.paths);
    return { ...answer, headers: { ...answer.headers, ...headers } };
  }
  if (outcome.body === undefined) return { status: outcome.status, headers, body: '' };
  const declared = endpoint.responses.find((response) => response.status === outcome.status)?.contents[0]?.mediaType ?? 'application/json';
  return { status: outcome.status, headers: { 'content-type': declared, ...headers }, body: JSON.stringify(modelToReal(outcome.body)) };
}

function problem(status: number, code = 'code', paths: readonly string[] = [], headers: Readonly<Record<string, string>> = {}): HttpResponse {
  const body = { type: 'about:blank', title: 'Title', status, detail: 'Detail.', instance: '/x', code, requestId: '1', errors: paths.map((path) => ({ path, message: 'is wrong' })) };
  return { status, headers: { 'content-type': 'application/problem+json; charset=utf-8', ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}), ...headers }, body: JSON.stringify(body) };
}

function notAllowed(methods: readonly string[]): HttpResponse {
  const allowed = [...new Set(methods.includes('GET') ? [...methods, 'HEAD'] : methods)].sort();
  return problem(405, 'method_not_allowed', [], { allow: allowed.join(', ') });
}

function fixedAnswer(server: Server, path: string): HttpResponse | undefined {
  switch (path) {
    case '/health/live': case '/health/ready': return { status: 200, headers: { 'content-type': 'application/json' }, body: '{}' };
    case '/metrics': return { status: 200, headers: { 'content-type': 'text/plain' }, body: '# TYPE up gauge\nup 1\n' };
    case '/docs': return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: '<html></html>' };
    case '/openapi.json': return { status: 200, headers: { 'content-type': 'application/json' }, body: server.openApiText };
    default: return undefined;
  }
}

/* The model's placeholders stand for real values; two models that talk to each other need them to look real. Keys must be uuids. */
const modelUuid = 'd0d0d0d0-0000-7000-8000-';
const realUuid = '01999999-0000-7000-8000-';

function headerText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function modelToReal(value: Json): Json {
  return JSON.parse(JSON.stringify(value).replaceAll(modelUuid, realUuid).replaceAll('cursor-d0d0d0d0-', 'page-')) as Json;
}

function realToModel(value: Json): Json {
  return JSON.parse(JSON.stringify(value).replaceAll(realUuid, modelUuid).replace(/"page-(\d+)"/g, '"cursor-d0d0d0d0-$1"')) as Json;
}
