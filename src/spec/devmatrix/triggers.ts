import { camelCase, isName } from '../../base/names.ts';
import type { Span } from '../../base/span.ts';
import type { HttpMethod } from '../../ir/endpoint.ts';
import type { Property } from '../../ir/schema.ts';
import { asNumber, asString, entriesOf, valueOf, type SourceEntry, type SourceNode } from '../source.ts';
import { type Context, didYouMean } from './context.ts';
import { cronProblem } from './cron.ts';
import { endpointKeys } from './languageBehavior.ts';
import { readProperties, type SchemaReader } from './schemas.ts';

/** A flow as declared: its trigger is read, its steps are not yet. */
export interface FlowDraft {
  readonly name: string;
  readonly specName: string;
  readonly node: SourceNode;
  readonly span: Span;
  readonly trigger: TriggerDraft;
}

export type TriggerDraft =
  | { readonly kind: 'http'; readonly http: HttpTrigger; readonly span: Span }
  | { readonly kind: 'event'; readonly event: string; readonly span: Span }
  | { readonly kind: 'schedule'; readonly cron: string; readonly span: Span }
  | { readonly kind: 'call'; readonly arguments: readonly Property[]; readonly span: Span };

/** What an endpoint states beside its steps; also that of a custom endpoint. */
export interface HttpTrigger {
  readonly method: HttpMethod;
  readonly path: string;
  /** The map that holds status, access, returns and the like. */
  readonly node: SourceNode;
  readonly status: number | undefined;
  readonly pathNames: readonly string[];
  readonly params: readonly Property[];
  readonly query: readonly Property[];
  readonly body: readonly Property[] | undefined;
  readonly span: Span;
}

const methods: readonly HttpMethod[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Reads the names and triggers of `flows`. */
export function readFlowDrafts(root: SourceNode, reader: SchemaReader): readonly FlowDraft[] {
  return entriesOf(valueOf(root, 'flows')).flatMap((entry) => {
    const trigger = readTrigger(entry, reader);
    return trigger === undefined ? [] : [{ name: camelCase(entry.key), specName: entry.key, node: entry.value, span: entry.keySpan, trigger }];
  });
}

function readTrigger(entry: SourceEntry, reader: SchemaReader): TriggerDraft | undefined {
  const node = valueOf(entry.value, 'trigger');
  if (node === undefined) return undefined;
  const { span } = node;
  const beside = entriesOf(entry.value).filter(({ key }) => key !== 'returns' && Object.hasOwn(endpointKeys, key));
  if (valueOf(node, 'http') === undefined) for (const { key, keySpan } of beside) reader.context.report('DM1100', keySpan, { place: 'A flow that no request starts', key, advice: '' });
  if (asString(node) === 'call') return { kind: 'call', arguments: [], span };
  const http = valueOf(node, 'http');
  if (http !== undefined) {
    const stated = http.kind === 'map' && valueOf(http, 'path') !== undefined ? merged(node, http) : node;
    const read = readHttp(http, beside.length === 0 ? stated : { kind: 'map', span, entries: [...entriesOf(stated), ...beside] }, reader);
    return read === undefined ? undefined : { kind: 'http', http: read, span };
  }
  const event = valueOf(node, 'event');
  if (event !== undefined) return { kind: 'event', event: asString(event) ?? '', span: event.span };
  const schedule = valueOf(node, 'schedule');
  if (schedule !== undefined) return { kind: 'schedule', cron: readCron(schedule, reader.context), span: schedule.span };
  const call = valueOf(node, 'call');
  return call === undefined ? undefined : { kind: 'call', arguments: readProperties(call, undefined, reader), span };
}

/** `http: { method, path, status, ... }` may hold what otherwise stands beside `http`. */
function merged(node: SourceNode, http: SourceNode): SourceNode {
  return { kind: 'map', span: node.span, entries: [...entriesOf(http), ...entriesOf(node)] };
}

function readCron(node: SourceNode, context: Context): string {
  const cron = (asString(node) ?? '').trim();
  const problem = cronProblem(cron);
  if (problem !== undefined) context.report('DM1160', node.span, { text: cron, problem });
  return cron;
}

/** Reads `http: POST /orders/{id}/pay` or `{ method, path }`; `node` holds what else is said about the endpoint. */
function readHttp(http: SourceNode, node: SourceNode, reader: SchemaReader): HttpTrigger | undefined {
  const text = http.kind === 'map' ? `${asString(valueOf(http, 'method')) ?? ''} ${asString(valueOf(http, 'path')) ?? ''}` : (asString(http) ?? '');
  return readRoute(text, http.span, node, reader);
}

/** Reads a method and a path. */
export function readRoute(text: string, span: Span, node: SourceNode, reader: SchemaReader): HttpTrigger | undefined {
  const match = /^\s*([A-Za-z]+)\s+(\/[^\s?#]*)\s*$/.exec(text);
  const method = methods.find((candidate) => candidate === match?.[1]?.toUpperCase());
  const path = (match?.[2] ?? '').replace(/(.)\/+$/, '$1');
  if (method === undefined || path === '' || /\{[^}]*$|\{\}|\}[^/]|[^/]\{/.test(path)) {
    const word = match?.[1] ?? '';
    const quotes = (span.end - span.start - text.length) / 2;
    const at = { ...span, start: span.start + quotes + text.indexOf(word), end: span.start + quotes + text.indexOf(word) + word.length };
    const { advice, extras } = match !== null && method === undefined ? didYouMean(word, methods, at) : { advice: 'Write for example `POST /orders/{id}/pay`.', extras: { fixes: [] } };
    const isExact = extras.fixes.length > 0 && (quotes === 0 || quotes === 1);
    reader.context.report('DM1132', isExact ? at : span, { text: text.trim(), advice }, isExact ? extras : { fixes: [] });
    return undefined;
  }
  if (/\/:[\p{L}\p{N}_]/u.test(path)) {
    reader.context.report('DM1132', span, { text: text.trim(), advice: `Parameters of a path stand in braces: \`${path.replace(/\/:([\p{L}\p{N}_]+)/gu, '/{$1}')}\`.` });
    return undefined;
  }
  const pathNames = parametersOf(path);
  const unusable = pathNames.find((name) => !isName(name));
  if (unusable !== undefined) {
    const advice = `A parameter has a name that expressions can read, of letters, digits and _: \`${path.replaceAll(`{${unusable}}`, `{${camelCase(`p ${unusable}`).replace(/^p(?=\D)/, '')}}`)}\`.`;
    reader.context.report('DM1132', span, { text: text.trim(), advice });
    return undefined;
  }
  const bodyNode = valueOf(node, 'body');
  const http: HttpTrigger = {
    method, path, node, span, status: asNumber(valueOf(node, 'status')), pathNames,
    params: readProperties(valueOf(node, 'params'), undefined, reader),
    query: readProperties(valueOf(node, 'query'), undefined, reader),
    body: bodyNode === undefined ? undefined : readProperties(bodyNode, undefined, reader),
  };
  checkNames(http, reader.context);
  return http;
}

/** The names of the parameters of a path, in their order. */
export function parametersOf(path: string): readonly string[] {
  return [...path.matchAll(/\{([^{}]+)\}/g)].map(([, name = '']) => name);
}

function checkNames(http: HttpTrigger, context: Context): void {
  for (const property of http.params) {
    if (!http.pathNames.includes(property.name)) context.report('DM1135', property.span, { problem: `The path has no parameter {${property.name}}.` });
  }
  if (http.body !== undefined && (http.method === 'GET' || http.method === 'DELETE')) context.report('DM1135', valueOf(http.node, 'body')?.span ?? http.span, { problem: `A ${http.method} request has no body; use \`query\`.` });
  const seen = new Set<string>();
  for (const name of [...http.pathNames, ...http.query.map((property) => property.name), ...(http.body ?? []).map((property) => property.name)]) {
    if (seen.has(name)) context.report('DM1135', http.span, { problem: `"${name}" is given twice: in the path, the query and the body each name stands once.` });
    seen.add(name);
  }
}
