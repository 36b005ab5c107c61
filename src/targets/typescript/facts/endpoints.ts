import type { Span } from '../../../base/span.ts';
import type { EndpointFact } from '../../facts/appFacts.ts';
import { hashOf } from '../../facts/shortHash.ts';
import type { CallValue, FunctionValue, Value } from '../../facts/value.ts';
import { mentionsOf } from './mentions.ts';
import { object } from './objectValues.ts';
import type { Entry, Reading } from './reading.ts';
import { type Registration, RouteWalk, type RouteScope } from './routeWalk.ts';
import type { Shapes } from './shapeReading.ts';
import { atTop, Substitution } from './substitute.ts';
import type { Tracked } from './tracked.ts';
import * as make from './values.ts';

const hookNames = new Set([
  'onRequest', 'preParsing', 'preValidation', 'preHandler', 'preSerialization', 'onSend', 'onResponse', 'onError', 'onTimeout', 'onRequestAbort',
]);
/** Options that are facts of their own, or say what comes out. */
const own = new Set(['method', 'url', 'path', 'schema', 'handler']);

/** What is known as long as nothing changes that it depends on. */
export interface KnownRoutes {
  /** The way through the app to the calls that register routes. */
  readonly walk: Tracked<RouteWalk>;
  /** What the routes say that are registered by one call, wherever that is made. */
  readonly calls: Tracked<readonly RouteOfCall[]>;
  /** The same routes with what the plugins around them add. */
  readonly routes: Tracked<readonly EndpointFact[]>;
}

/** A route as the call that registers it says it. */
interface RouteOfCall extends Omit<EndpointFact, 'key' | 'path' | 'when'> {
  /** Without the prefix of the plugin. */
  readonly url: string;
}

/** Reads the endpoints that an application registers, whatever function, plugin or loop does it. */
export function readEndpoints(parts: { readonly reading: Reading; readonly shapes: Shapes; readonly known: KnownRoutes }, root: () => FunctionValue): readonly EndpointFact[] {
  const { reading, known } = parts;
  const walk = known.walk.get('', () => walkThrough(reading, root()));
  const { servers } = walk;
  const facts = walk.registrations.flatMap((registration) => {
    const own = `${placesOf(registration.call)} ${textOf(registration.call, reading)} ${servers}`;
    const key = [own, scopeText(registration.scope), placeText(registration.again), ...registration.when.map(placesOf)].join(' ');
    return known.routes.get(key, () => {
      const clean = cleaner(walk);
      const ofCall = known.calls.get(own, () => routesOf(registration, { ...parts, clean }));
      return ofCall.map((route) => inScope(route, registration, clean));
    });
  });
  const paths = new Set(facts.map(({ key }) => key));
  return facts.filter(({ method, path }) => method !== 'HEAD' || !paths.has(`GET ${path}`));
}

function walkThrough(reading: Reading, root: FunctionValue): RouteWalk {
  const walk = new RouteWalk(reading);
  walk.start(root);
  return walk;
}

const texts = new WeakMap<CallValue, string>();

/** Stands for the text of a call, which is looked at for the places of its parts. */
function textOf(call: CallValue, reading: Reading): string {
  const known = texts.get(call) ?? hashOf(reading.textOf(call.from ?? call.at));
  texts.set(call, known);
  return known;
}

const places = new WeakMap<Value, string>();

/** Tells values apart that say something else, or the same in different places. */
function placesOf(value: Value): string {
  const known = places.get(value) ?? hashOf([value.key, ...spansIn(value)].join('\n'));
  places.set(value, known);
  return known;
}

/** Where all that a value is made of stands. */
function spansIn(value: Value): readonly string[] {
  const spans: string[] = [];
  const seen = new Set<unknown>();
  const waiting: unknown[] = [value];
  while (waiting.length > 0) {
    const part = waiting.pop();
    if (typeof part !== 'object' || part === null || seen.has(part)) continue;
    seen.add(part);
    if ('file' in part && 'start' in part && 'end' in part) spans.push(`${String(part.file)} ${String(part.start)} ${String(part.end)}`);
    else waiting.push(...(Object.values(part) as unknown[]));
  }
  return spans;
}

function placeText(place: Span | undefined): string {
  return place === undefined ? '' : `${place.file} ${String(place.start)}`;
}

function scopeText(scope: RouteScope): string {
  const hooks = scope.hooks.map(({ name, value, at }) => `${name} ${placesOf(value)} ${at.file} ${String(at.start)}`).join(' ');
  return `${scope.prefix} ${hooks} ${scope.parent === undefined ? '' : scopeText(scope.parent)}`;
}

interface Parts {
  readonly reading: Reading;
  readonly shapes: Shapes;
  readonly clean: (value: Value) => Value;
}

function routesOf(registration: Registration, parts: Parts): readonly RouteOfCall[] {
  const { call, options, handler } = registration;
  const { reading, clean } = parts;
  const entries = options === undefined ? [] : reading.entries(options) ?? [];
  const find = (...names: readonly string[]): Entry | undefined => entries.find(({ name }) => names.includes(name));
  const url = registration.url ?? find('url', 'path')?.value;
  const methods = registration.method === undefined ? methodsOf(reading, find('method')?.value) : [registration.method];
  if (url === undefined) return [];
  const handled = handler ?? find('handler')?.value;
  const schema = find('schema');
  const does = clean(handled === undefined ? make.literal(undefined, call.at) : reading.resolve(handled));
  const rest = {
    inputs: schema === undefined ? [] : inputsOf(schema.value, parts),
    hooks: entries.filter(({ name }) => hookNames.has(name)).flatMap((entry) => hooksOf(reading, entry)).map((hook) => ({ ...hook, value: inOrder.value(clean(hook.value)) })),
    options: entries.filter(({ name }) => !own.has(name) && !hookNames.has(name)).map(({ name, value, at }) => ({ name, value: clean(reading.resolve(value)), at })),
    handler: does,
    calls: mentionsOf(does),
    at: call.from ?? call.at,
    pathAt: url.at,
    url: reading.text(url) ?? templateText(reading, url),
  };
  return methods.map(({ method, at }) => ({ method, ...rest, methodAt: at }));
}

/** A route where its call is made: with the prefix and the hooks of the plugins around it, and under conditions. */
function inScope({ url, ...route }: RouteOfCall, { scope, when, again }: Registration, clean: Parts['clean']): EndpointFact {
  const path = pathOf(scope.prefix, url);
  const hooks = [...inherited(scope).map((hook) => ({ ...hook, value: inOrder.value(clean(hook.value)) })), ...route.hooks];
  return { ...route, key: `${route.method} ${path}`, path, hooks, when: when.map(clean), at: again ?? route.at };
}

function methodsOf(reading: Reading, value: Value | undefined): readonly { readonly method: string; readonly at: Span }[] {
  if (value === undefined) return [];
  const list = reading.items(value) ?? [value];
  return list.map((item) => ({ method: (reading.text(item) ?? item.key).toUpperCase(), at: item.at }));
}

/** The whole path, parameters as `{id}`. */
function pathOf(prefix: string, text: string): string {
  const whole = `${prefix}${text === '/' && prefix !== '' ? '' : text}`.replaceAll(/\/{2,}/g, '/');
  const rooted = whole.startsWith('/') || whole === '*' ? whole : `/${whole}`;
  return rooted.replaceAll(/:([A-Za-z_]\w*)(?:\((?:[^()]|\([^()]*\))*\))?\??/g, '{$1}').replaceAll('::', ':');
}

function templateText(reading: Reading, url: Value): string {
  const resolved = reading.resolve(url);
  if (resolved.kind !== 'template') return resolved.key;
  return resolved.parts.map((part) => (typeof part === 'string' ? part : reading.text(part) ?? `\${${part.key}}`)).join('');
}

/** What a route's schema says for readers of a document; and what comes out, which is compared where it is made. */
const descriptive = new Set(['response', 'tags', 'summary', 'description', 'operationId', 'deprecated', 'security', 'hide', 'consumes', 'produces', 'externalDocs', '$id']);

function inputsOf(schema: Value, { reading, shapes }: Parts): EndpointFact['inputs'] {
  return (reading.entries(schema) ?? []).flatMap(({ name, value, at }) => {
    if (descriptive.has(name) || reading.resolve(value).key === 'undefined') return [];
    return [{ part: name === 'query' ? 'querystring' : name, shape: shapes.shape(value), at }];
  });
}

function hooksOf(reading: Reading, { name, value, at }: Pick<Entry, 'name' | 'value' | 'at'>): EndpointFact['hooks'] {
  const list = reading.items(value) ?? [value];
  return list.map((item) => ({ name, value: reading.resolve(item), at })).filter((hook) => hook.value.key !== 'undefined');
}

/** Scopes, and alternatives of schemes, are asked for in any order. */
const inOrder = new Substitution((value) => {
  if (value.kind === 'call' && value.args.length > 1 && value.args.every(isAlternative)) {
    const alternatives = sorted(value.args.map((arg) => inOrder.value(arg)));
    return alternatives.every((arg, index) => arg === value.args[index]) ? undefined : make.call(value.callee, alternatives, value.at);
  }
  if (value.kind !== 'object') return undefined;
  const scopes = entryNamed(value, 'scopes');
  const inside = scopes?.kind === 'array' ? make.array(sorted(scopes.items), scopes.at) : undefined;
  if (inside === undefined || inside.key === scopes?.key) return undefined;
  return object(value.entries.map((entry) => (entry.value === scopes ? { ...entry, value: inside } : entry)), value.at);
});

function sorted(values: readonly Value[]): readonly Value[] {
  return [...values].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

function entryNamed(value: Value, name: string): Value | undefined {
  return value.kind === 'object' ? value.entries.find((entry) => entry.kind === 'property' && entry.name === name)?.value : undefined;
}

function isAlternative(value: Value): boolean {
  return value.kind === 'array' && value.items.every((item) => entryNamed(item, 'scheme') !== undefined);
}

/** Hooks of the plugins around a route come before its own. What the server does in functions of its own for all routes is no matter of one of them. */
function inherited(scope: RouteScope): EndpointFact['hooks'] {
  return scope.parent === undefined ? scope.hooks.filter(({ value }) => value.kind !== 'function') : [...inherited(scope.parent), ...scope.hooks];
}

/** The server has one name in all routes, and so do a handler's parameters, however deep in plugins it stands. */
function cleaner(walk: RouteWalk): (value: Value) => Value {
  const server = (at: Span): Value => make.symbol('fastify#instance', at);
  const named = new Substitution((value) => {
    if (walk.isServer(value) || (value.kind === 'symbol' && value.id === 'this')) return server(value.at);
    return undefined;
  });
  const request = new Substitution((value) => (value.kind === 'member' && value.name === 'server' && /^param#1\.[01]$/.test(value.object.key) ? server(value.at) : undefined));
  return (value) => {
    const changed = named.value(value);
    return changed.kind === 'function' ? request.functionValue(atTop(changed)) : changed;
  };
}

