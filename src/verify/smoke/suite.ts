import type { Json } from '../../base/json.ts';
import type { ApplicationIR } from '../../ir/application.ts';
import type { CrudImplementation, Endpoint } from '../../ir/endpoint.ts';
import type { ObjectSchema, Schema } from '../../ir/schema.ts';
import { sentContent } from '../../semantics/bodies.ts';
import { objectOf } from '../../semantics/present.ts';
import { headerValue } from '../../semantics/headers.ts';
import { pageFacts } from '../../semantics/lists.ts';
import { serialiseParameter } from '../../semantics/parameters.ts';
import { sampleOf } from '../../semantics/samples.ts';
import { breakingAlone } from '../../semantics/scenarios/together.ts';
import { schemaContext, type SchemaContext } from '../../semantics/schemaContext.ts';
import type { Call, Caller, RowValues } from '../../semantics/types.ts';
import { isRecord } from './inspectResponse.ts';
import { entityNamed, type Scene, type Scenes } from './scenes.ts';
import type { NamedCall, Session } from './session.ts';

/** What all cases share. */
export interface Suite {
  readonly session: Session;
  readonly scenes: Scenes;
  readonly application: ApplicationIR;
  readonly context: SchemaContext;
  /** Whether the operation is among those that are asked for. */
  isWanted(operation: string): boolean;
  /** A number that no sample was made with yet. */
  nextNumber(): number;
  /** True the first time for each key: for checks that need not be made on every operation. */
  once(key: string): boolean;
}

export function createSuite(session: Session, scenes: Scenes, isWanted: (operation: string) => boolean = () => true): Suite {
  let number = 1000;
  const done = new Set<string>();
  return {
    session,
    scenes,
    application: session.application,
    context: schemaContext(session.application),
    isWanted,
    nextNumber: () => (number += 1),
    once: (key) => done.size < done.add(key).size,
  };
}

type Body = Readonly<Record<string, Json>>;

export type CrudEndpoint = Endpoint & { readonly implementation: CrudImplementation };

/** The endpoint that does `action` on the entity; the one without parents first. */
export function crudEndpoint(application: ApplicationIR, entity: string, action: CrudImplementation['action']): CrudEndpoint | undefined {
  const all = application.endpoints.filter((endpoint): endpoint is CrudEndpoint =>
    endpoint.implementation.kind === 'crud' && endpoint.implementation.entity === entity && endpoint.implementation.action === action);
  return all.find((endpoint) => endpoint.implementation.parents.length === 0) ?? all[0];
}

/** A call without query, headers and body. */
export function plainCall(suite: Suite, endpoint: Endpoint, caller: Caller | undefined, path: Readonly<Record<string, Json>>): Call {
  const needed = endpoint.parameters.filter(({ in: place, required }) => place === 'header' && required);
  const headers = needed.flatMap((parameter) => {
    const sampled = headerValue(parameter, suite.context, suite.nextNumber());
    return 'skipped' in sampled ? [] : Object.entries(serialiseParameter(parameter, sampled.value)).map(([name, value]) => [name.toLowerCase(), value] as const);
  });
  return { endpoint: endpoint.key, caller, path, query: {}, headers: Object.fromEntries(headers) };
}

/** The path parameters of a CRUD endpoint for one row. */
export function pathForRow(implementation: CrudImplementation, row: RowValues): Readonly<Record<string, Json>> {
  const parents = implementation.parents.map((parent) => [parent.parameter, row[parent.attribute] ?? null] as const);
  const { key } = implementation;
  return Object.fromEntries(key === undefined ? parents : [...parents, [key.parameter, row[key.attribute] ?? null] as const]);
}

/**
 * A call that reads, changes or deletes the row, or lists beside it, by its owner; undefined when the row is gone or
 * hangs on none of the rows that the path names.
 */
export function callOnRow(suite: Suite, endpoint: CrudEndpoint, scene: Scene): Call | undefined {
  const row = suite.scenes.values(scene);
  if (row === undefined) return undefined;
  const path = pathForRow(endpoint.implementation, row);
  return Object.values(path).includes(null) ? undefined : plainCall(suite, endpoint, scene.caller, path);
}

/** Schema of the body that is sent to the endpoint. */
export function bodySchema(endpoint: Endpoint): Schema | undefined {
  return sentContent(endpoint)?.schema;
}

/** The properties of the body, when it is an object. */
export function bodyObject(suite: Suite, endpoint: Endpoint): ObjectSchema | undefined {
  const schema = bodySchema(endpoint);
  return schema === undefined ? undefined : objectOf(schema, suite.context);
}

/**
 * A valid body for the row: new values in all attributes but references, which stay as they are in the row.
 * Tries further samples while the model refuses one (an invariant, a value that is taken); undefined when none is accepted.
 */
export function acceptedBody(suite: Suite, endpoint: CrudEndpoint, call: Call, options: { readonly row: RowValues; readonly fill: 'full' | 'minimal' }): Json | undefined {
  const isAccepted = (body: Json): boolean => suite.session.preview({ ...call, body }).status === endpoint.successStatus;
  for (let attempt = 0; attempt < 6; attempt += 1) {
    const body = bodyFor(suite, endpoint, options);
    if (body !== undefined && isAccepted(body)) return body;
  }
  const own = ownValues(suite, endpoint, options);
  return own === undefined || !isAccepted(own) ? undefined : renewed(own, bodyFor(suite, endpoint, options), isAccepted);
}

/** What the row has, in the form of a body. */
function ownValues(suite: Suite, endpoint: CrudEndpoint, { row, fill }: { readonly row: RowValues; readonly fill: 'full' | 'minimal' }): Body | undefined {
  const properties = bodyObject(suite, endpoint)?.properties.filter(({ name, readOnly, required }) => !readOnly && Object.hasOwn(row, name) && (required || fill === 'full'));
  return properties === undefined ? undefined : Object.fromEntries(properties.map(({ name }) => [name, row[name] ?? null]));
}

/** The body with each of the new values that leaves it acceptable: for rules that bind several values to each other. */
export function renewed(body: Body, values: Json | undefined, isAccepted: (body: Json) => boolean): Body {
  if (!isRecord(values)) return body;
  return Object.entries(values).reduce<Body>((made, [name, value]) => {
    const candidate = { ...made, [name]: value };
    return Object.hasOwn(made, name) && isAccepted(candidate) ? candidate : made;
  }, body);
}

/** Calls with valid bodies that one invariant refuses, one for each that is found: values that keep all others, then samples and outermost values. */
export function ruleBreakers(suite: Suite, endpoint: CrudEndpoint, call: Call, options: { readonly row: RowValues; readonly bodies: readonly Json[] }): readonly NamedCall[] {
  const found = new Map<string, NamedCall>();
  const samples = Array.from({ length: 6 }, () => bodyFor(suite, endpoint, { row: options.row, fill: 'full' }));
  const own = isRecord(call.body) ? call.body : undefined;
  const broken = own === undefined ? [] : breakingAlone(suite.application, endpoint.implementation.entity, { row: options.row, body: own, now: suite.session.model.now });
  for (const body of [...broken.map((values) => ({ ...own, ...values })), ...samples, ...options.bodies]) {
    if (body === undefined) continue;
    const candidate: Call = { ...call, body };
    const { code, otherCodes, status } = suite.session.preview(candidate);
    if (code?.startsWith('invariant_') === true && status === 422 && otherCodes === undefined && !found.has(code)) found.set(code, { check: `breaks ${code}`, call: candidate });
  }
  return [...found.values()];
}

function bodyFor(suite: Suite, endpoint: CrudEndpoint, options: { readonly row: RowValues; readonly fill: 'full' | 'minimal' }): Json | undefined {
  const schema = bodySchema(endpoint);
  if (schema === undefined) return undefined;
  const sampled = sampleOf(schema, suite.context, suite.nextNumber(), { fill: options.fill });
  if ('skipped' in sampled) return undefined;
  const { value } = sampled;
  if (!isRecord(value)) return value;
  const entity = entityNamed(suite.application, endpoint.implementation.entity);
  const references = entity.attributes.filter((attribute) => attribute.relation !== undefined && Object.hasOwn(value, attribute.name));
  return { ...value, ...Object.fromEntries(references.map((attribute) => [attribute.name, options.row[attribute.name] ?? null])) };
}

/** Reads the row through its read endpoint and compares it with the model; a row that is gone must be 404. */
export async function checkRow(suite: Suite, check: string, at: { readonly entity: string; readonly row: RowValues; readonly caller: Caller; readonly operation: string }): Promise<void> {
  const endpoint = crudEndpoint(suite.application, at.entity, 'read');
  if (endpoint === undefined) {
    await checkList(suite, check, at);
    return;
  }
  await suite.session.batch([{ check, call: plainCall(suite, endpoint, at.caller, pathForRow(endpoint.implementation, at.row)) }], at.operation);
}

/** Walks the whole list of the entity as the caller sees it and compares it with the model: no row too many, none missing. */
export async function checkList(suite: Suite, check: string, at: { readonly entity: string; readonly row: RowValues; readonly caller: Caller; readonly operation: string }): Promise<void> {
  const endpoint = crudEndpoint(suite.application, at.entity, 'list');
  if (endpoint === undefined) {
    suite.session.recorder.skip(at.operation, check, `${at.entity} has no endpoint that lists it`);
    return;
  }
  const call = plainCall(suite, endpoint, at.caller, pathForRow(endpoint.implementation, at.row));
  const { paging } = endpoint.implementation.list ?? {};
  const limit = paging === undefined || paging.kind === 'none' || paging.limit === undefined ? {} : { [paging.limit]: String(paging.max) };
  await walkList(suite, check, { ...call, query: limit }, at.operation);
}

/** Follows the pages of a list to its end, each compared with the model; gives the call of the second page, if there is one. */
export async function walkList(suite: Suite, check: string, first: Call, operation = first.endpoint, mostPages = 60): Promise<Call | undefined> {
  const endpoint = suite.session.endpoint(first.endpoint);
  const list = endpoint.implementation.kind === 'crud' || endpoint.implementation.kind === 'link' ? endpoint.implementation.list : undefined;
  let call: Call | undefined = first;
  let second: Call | undefined;
  let pages = 0;
  while (call !== undefined && pages < mostPages) {
    const { outcome } = await suite.session.call(pages === 0 ? check : `${check}, page ${pages + 1}`, call, operation);
    pages += 1;
    call = list === undefined || !hasMore(list, call, outcome.body) ? undefined : nextPage(list, call, outcome.body);
    if (pages === 1) second = call;
  }
  return second;
}

/** Whether the model says that a page follows, or cannot know without asking. */
function hasMore({ paging, envelope }: NonNullable<CrudImplementation['list']>, call: Call, body: Json | undefined): boolean {
  const record = isRecord(body) ? body : {};
  const items = envelope.kind === 'array' ? body : record[envelope.items];
  const count = Array.isArray(items) ? items.length : 0;
  switch (paging.kind) {
    case 'none': return false;
    case 'keyset': return envelope.kind === 'object' && envelope.nextCursor !== undefined && (pageFacts(envelope, body)[envelope.nextCursor] ?? null) !== null;
    case 'offset': case 'page': return count > 0 && count >= (paging.limit === undefined ? paging.default : Number(call.query[paging.limit] ?? paging.default));
  }
}

function nextPage({ paging, envelope }: NonNullable<CrudImplementation['list']>, call: Call, body: Json | undefined): Call | undefined {
  if (paging.kind === 'none') return undefined;
  if (paging.kind === 'keyset') {
    const cursor = envelope.kind === 'object' && envelope.nextCursor !== undefined ? pageFacts(envelope, body)[envelope.nextCursor] : undefined;
    return cursor === undefined || cursor === null ? undefined : { ...call, query: { ...call.query, [paging.cursor]: cursor } };
  }
  if (paging.kind === 'page') return { ...call, query: { ...call.query, [paging.page]: String(Number(call.query[paging.page] ?? paging.first) + 1) } };
  const limit = paging.limit === undefined ? paging.default : Number(call.query[paging.limit] ?? paging.default);
  return { ...call, query: { ...call.query, [paging.offset]: String(Number(call.query[paging.offset] ?? 0) + limit) } };
}
