import type { Json } from '../base/json.ts';
import type { CrudImplementation, Endpoint } from '../ir/endpoint.ts';
import { type Cursors, listBody } from './lists.ts';
import type { EntityModel } from './model.ts';
import { isOwn } from './ownership.ts';
import { objectOf, presentAnswer, successSchema } from './present.ts';
import { Refused, notFound } from './refused.ts';
import { type Patch, insertRow, removeRow, sameKey, updateRow } from './rows.ts';
import type { Row } from './state.ts';
import type { Transaction } from './transaction.ts';
import type { UnsureOrder } from './types.ts';

/** A call whose parameters and body have been read and checked. */
export interface ReadCall {
  readonly endpoint: Endpoint;
  readonly path: Readonly<Record<string, Json>>;
  readonly query: Readonly<Record<string, Json>>;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, Json>>;
  readonly body: Json | undefined;
}

/** What an operation answers when it succeeds. */
export interface Answer {
  readonly status: number;
  readonly body?: Json;
  readonly headers: Readonly<Record<string, Json>>;
  readonly unsure?: UnsureOrder;
}

/** Runs one of the six operations on an entity's rows. Throws Refused. */
export function runCrud(tx: Transaction, call: ReadCall, crud: CrudImplementation, cursors: Cursors): Answer {
  const entity = tx.entity(crud.entity);
  const parents = parentKeys(tx, call, crud);
  switch (crud.action) {
    case 'list': {
      const rows = [...tx.rows(crud.entity)].filter((row) => under(row, parents) && isOwn(tx, crud.entity, row));
      const behavior = crud.list ?? { paging: { kind: 'none', max: rows.length }, envelope: { kind: 'array' }, filters: [] };
      return { status: call.endpoint.successStatus, ...listBody(tx, call.endpoint, entity, rows, behavior, call.query, cursors), headers: {} };
    }
    case 'create':
      return created(tx, call, entity, parents);
    case 'read': {
      const row = target(tx, call, crud, entity, parents);
      const noneMatch = call.headers['if-none-match'];
      if (noneMatch === '*' || tags(noneMatch).includes(etag(row))) return { status: 304, headers: { etag: etag(row) } };
      return shown(tx, call, entity, row);
    }
    case 'replace':
    case 'update': {
      const row = target(tx, call, crud, entity, parents);
      checkVersion(call, row);
      const patch = crud.action === 'update' ? changes(entity, bodyOf(call)) : replacement(tx, call, entity);
      return shown(tx, call, entity, updateRow(tx, crud.entity, row, patch, 'ownedReferences'));
    }
    case 'delete': {
      const row = target(tx, call, crud, entity, parents);
      checkVersion(call, row);
      removeRow(tx, crud.entity, row);
      const status = call.endpoint.successStatus;
      return successSchema(call.endpoint) === undefined ? { status, headers: {} } : { status, body: presentAnswer(tx.model, entity, row.values, call.endpoint), headers: {} };
    }
  }
}

/** The row that the path names. Throws 404 when there is none or it is somebody else's. */
export function findByKey(tx: Transaction, entity: EntityModel, attribute: string, value: Json): Row {
  const name = entity.entity.name;
  const row = attribute === entity.key.name ? tx.find(name, value) : [...tx.rows(name)].find((candidate) => sameKey(candidate.values[attribute] ?? null, value));
  if (row === undefined || !isOwn(tx, name, row)) throw notFound(name);
  return row;
}

interface ParentKey {
  readonly attribute: string;
  readonly value: Json;
}

function parentKeys(tx: Transaction, call: ReadCall, crud: CrudImplementation): readonly ParentKey[] {
  return crud.parents.map((parent) => {
    const value = call.path[parent.parameter] ?? null;
    const model = tx.entity(parent.entity);
    findByKey(tx, model, model.key.name, value);
    return { attribute: parent.attribute, value };
  });
}

function under(row: Row, parents: readonly ParentKey[]): boolean {
  return parents.every((parent) => sameKey(row.values[parent.attribute] ?? null, parent.value));
}

function target(tx: Transaction, call: ReadCall, crud: CrudImplementation, entity: EntityModel, parents: readonly ParentKey[]): Row {
  if (crud.key === undefined) throw new Refused(500, `${call.endpoint.key} names no row.`, { unpredictable: 'the endpoint has no key parameter' });
  const row = findByKey(tx, entity, crud.key.attribute, call.path[crud.key.parameter] ?? null);
  if (!under(row, parents)) throw notFound(crud.entity);
  return row;
}

function created(tx: Transaction, call: ReadCall, entity: EntityModel, parents: readonly ParentKey[]): Answer {
  const body = bodyOf(call);
  const given: Record<string, Json> = {};
  for (const attribute of entity.attributes.values()) {
    const value = body[attribute.name];
    if (value !== undefined && acceptsFromCaller(attribute.generated)) given[attribute.name] = value;
  }
  for (const parent of parents) given[parent.attribute] = parent.value;
  const row = insertRow(tx, entity.entity.name, given, 'ownedReferences');
  const answer = shown(tx, call, entity, row);
  const location = locationOf(tx, entity, row);
  return location === undefined ? answer : { ...answer, headers: { ...answer.headers, location } };
}

function acceptsFromCaller(generated: string | undefined): boolean {
  return generated === undefined;
}

function locationOf(tx: Transaction, entity: EntityModel, row: Row): string | undefined {
  for (const endpoint of tx.model.application.endpoints) {
    const { implementation } = endpoint;
    if (implementation.kind !== 'crud' || implementation.action !== 'read' || implementation.entity !== entity.entity.name) continue;
    if (implementation.key === undefined || implementation.parents.length > 0) continue;
    const key = row.values[implementation.key.attribute] ?? null;
    if (key === null || typeof key === 'object') return undefined;
    return tx.model.application.basePath + endpoint.path.replace(`{${implementation.key.parameter}}`, encodeURIComponent(String(key)));
  }
  return undefined;
}

function bodyOf(call: ReadCall): Patch {
  return typeof call.body === 'object' && call.body !== null && !Array.isArray(call.body) ? (call.body as Patch) : {};
}

function changes(entity: EntityModel, body: Patch): Patch {
  return Object.fromEntries(Object.entries(body).filter(([name]) => entity.attributes.get(name)?.updatable === true));
}

/** What PUT writes: each attribute that its body may name, absent ones as their default or null. */
function replacement(tx: Transaction, call: ReadCall, entity: EntityModel): Patch {
  const body = bodyOf(call);
  const schema = call.endpoint.requestBody?.contents[0]?.schema;
  const declared = schema === undefined ? undefined : objectOf(schema, tx.model.context);
  const patch: Record<string, Json | undefined> = {};
  for (const attribute of entity.attributes.values()) {
    const named = declared === undefined || declared.properties.some((property) => property.name === attribute.name && !property.readOnly);
    if (attribute.updatable && named) patch[attribute.name] = body[attribute.name] ?? attribute.schema.default ?? null;
  }
  return patch;
}

function shown(tx: Transaction, call: ReadCall, entity: EntityModel, row: Row): Answer {
  const status = call.endpoint.successStatus;
  return successSchema(call.endpoint) === undefined ? { status, headers: {} } : { status, body: presentAnswer(tx.model, entity, row.values, call.endpoint), headers: { etag: etag(row) } };
}

function etag(row: Row): string {
  return `"${row.version}"`;
}

function checkVersion(call: ReadCall, row: Row): void {
  const wanted = call.headers['if-match'];
  if (wanted === undefined || wanted === '*' || tags(wanted).includes(etag(row))) return;
  throw new Refused(412, 'If-Match is not the ETag of the row.');
}

function tags(header: Json | undefined): readonly string[] {
  return typeof header === 'string' ? header.split(',').map((tag) => tag.trim()) : [];
}
