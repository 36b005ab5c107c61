import type { Json } from '../base/json.ts';
import type { Endpoint, Envelope, Filter, ListBehavior, Paging } from '../ir/endpoint.ts';
import type { ExpressionType } from '../ir/expression.ts';
import type { Schema } from '../ir/schema.ts';
import { compareValues, deepEqual, equalValues } from './evaluate.ts';
import type { EntityModel } from './model.ts';
import { anything, cursorPlaceholder } from './placeholders.ts';
import { below, valueAt } from './pointers.ts';
import { objectOf, presentRow, successSchema } from './present.ts';
import { Refused } from './refused.ts';
import { instantOf, isClockText } from './time.ts';
import { type SchemaContext, resolveSchema } from './schemaContext.ts';
import type { Row } from './state.ts';
import type { Transaction } from './transaction.ts';
import type { ListedRow, RowValues, UnsureOrder } from './types.ts';

/** Where a page ended; what a cursor stands for. */
export interface Position {
  readonly value: Json;
  readonly row: RowValues;
  readonly sequence: number;
  /** The order of the list, as it was asked for. */
  readonly order: string;
}

/** The cursors that lists have given. */
export interface Cursors {
  find(text: string): Position | undefined;
  issue(position: Position, text: (n: number) => string): string;
}

/** The body of a list of these rows: filtered, sorted, cut into a page, in its envelope. Throws Refused for a bad cursor or order. */
export function listBody(tx: Transaction, endpoint: Endpoint, entity: EntityModel, rows: readonly Row[], behavior: ListBehavior, query: Readonly<Record<string, Json>>, cursors: Cursors): { readonly body: Json; readonly unsure?: UnsureOrder } {
  const context = tx.model.context;
  const filtered = rows.filter((row) => behavior.filters.every((filter) => passes(filter, entity, row, query[filter.parameter], context)));
  const order = orderOf(entity, behavior, query, context);
  const sorted = [...filtered].sort(order.compare);
  const page = pageOf(behavior.paging, sorted, order, query, cursors);
  const schema = successSchema(endpoint);
  const present = (row: Row): Json => presentRow(tx.model, entity, row.values, itemSchema(schema, behavior.envelope, context));
  const body = wrapped(behavior.envelope, page.rows.map(present), page, sorted.length, schema, context);
  const unsure = unsureAround(page, sorted, entity, order);
  if (unsure === undefined) return { body };
  const pointer = behavior.envelope.kind === 'array' ? '' : below('', behavior.envelope.items);
  const listed = unsure.rows.map(({ row, run }): ListedRow => ({ item: present(row), key: row.values[entity.key.name] ?? null, value: valueOf(row, order), run }));
  return { body, unsure: { pointer, attribute: order.attribute, descending: order.descending, key: entity.key.name, byKey: entity.key.generated !== undefined, start: unsure.start, rows: listed } };
}

/** The type that expressions see in values of a schema. */
export function typeOf(schema: Schema | undefined, context: SchemaContext): ExpressionType {
  const resolved = schema === undefined ? undefined : resolveSchema(schema, context);
  switch (resolved?.kind) {
    case 'string':
      return { kind: resolved.format === 'date-time' ? 'timestamp' : resolved.format === 'date' ? 'date' : 'string', nullable: true };
    case 'integer':
      return { kind: 'int', nullable: true };
    case 'number':
      return { kind: 'double', nullable: true };
    case 'decimal':
      return { kind: 'decimal', nullable: true };
    case 'boolean':
      return { kind: 'bool', nullable: true };
    case 'enum':
      return { kind: typeof resolved.values[0] === 'number' ? 'double' : 'string', nullable: true };
    case 'array':
    case 'object':
    case 'union':
    case 'intersection':
    case 'any':
    case 'binary':
    case undefined:
      return { kind: 'json', nullable: true };
  }
}

function passes(filter: Filter, entity: EntityModel, row: Row, wanted: Json | undefined, context: SchemaContext): boolean {
  if (wanted === undefined) return true;
  const type = typeOf(entity.attributes.get(filter.attribute)?.schema, context);
  const value = row.values[filter.attribute] ?? null;
  if (value === null || wanted === null) return filter.operator === 'eq' && value === wanted;
  if (typeof value === 'object') return (Array.isArray(wanted) ? (wanted as readonly Json[]) : [wanted]).every((item) => Object.values(value).some((held: Json) => deepEqual(held, item)));
  const order = (): number => compareValues(value, wanted, type, type);
  switch (filter.operator) {
    case 'eq':
      return equalValues(value, wanted, type, type);
    case 'ne':
      return !equalValues(value, wanted, type, type);
    case 'gt':
      return order() > 0;
    case 'gte':
      return order() >= 0;
    case 'lt':
      return order() < 0;
    case 'lte':
      return order() <= 0;
    case 'in':
      return (Array.isArray(wanted) ? (wanted as readonly Json[]) : [wanted]).some((item) => equalValues(value, item, type, type));
    case 'contains':
      return textOf(value).includes(textOf(wanted));
    case 'startsWith':
      return textOf(value).startsWith(textOf(wanted));
  }
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value.toLowerCase() : JSON.stringify(value);
}

interface Order {
  /** As it was asked for: `-price`. */
  readonly name: string;
  /** The attribute that rows are sorted by, before their key. */
  readonly attribute: string | undefined;
  readonly descending: boolean;
  readonly compare: (a: Pick<Row, 'values' | 'sequence'>, b: Pick<Row, 'values' | 'sequence'>) => number;
}

function orderOf(entity: EntityModel, behavior: ListBehavior, query: Readonly<Record<string, Json>>, context: SchemaContext): Order {
  const asked = behavior.sort === undefined ? undefined : (query[behavior.sort.parameter] ?? behavior.sort.default);
  const text = typeof asked === 'string' ? asked : undefined;
  const descending = text?.startsWith('-') === true;
  const attribute = text === undefined ? undefined : descending ? text.slice(1) : text;
  if (attribute !== undefined && attribute !== entity.key.name && behavior.sort?.attributes.includes(attribute) !== true) {
    throw new Refused(400, `The list cannot be sorted by ${attribute}.`);
  }
  const type = typeOf(attribute === undefined ? undefined : entity.attributes.get(attribute)?.schema, context);
  return {
    name: text ?? '',
    attribute,
    descending,
    compare: (a, b) => {
      const byAttribute = attribute === undefined ? 0 : compareNullable(a.values[attribute] ?? null, b.values[attribute] ?? null, type);
      const order = byAttribute === 0 ? compareKeys(entity, a, b) : byAttribute;
      return descending ? -order : order;
    },
  };
}

/** Null comes last, as in PostgreSQL's ascending order. */
function compareNullable(a: Json, b: Json, type: ExpressionType): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return compareValues(a, b, type, type);
}

/** Generated keys ascend with the creation of their rows; stated keys by value. */
export function compareKeys(entity: EntityModel, a: Pick<Row, 'values' | 'sequence'>, b: Pick<Row, 'values' | 'sequence'>): number {
  if (entity.key.generated !== undefined) return a.sequence - b.sequence;
  const [x, y] = [a.values[entity.key.name] ?? null, b.values[entity.key.name] ?? null];
  return compareValues(x, y, { kind: 'json', nullable: true }, { kind: 'json', nullable: true });
}

/** The page with the whole runs of rows in which it starts and ends, when the order of some is not known. */
function unsureAround(page: Page, sorted: readonly Row[], entity: EntityModel, order: Order): { readonly start: number; readonly rows: readonly { readonly row: Row; readonly run: number }[] } | undefined {
  const meets = (index: number): boolean => {
    const [before, row] = [sorted[index - 1], sorted[index]];
    return before !== undefined && row !== undefined && isUnsure(before, row, entity, order);
  };
  let [from, to] = [page.start, page.start + page.rows.length];
  if (from === to) return undefined;
  while (meets(from)) from -= 1;
  while (meets(to)) to += 1;
  let run = 0;
  const rows = sorted.slice(from, to).map((row, index) => ({ row, run: index > 0 && meets(from + index) ? run : (run += 1) }));
  return run === rows.length ? undefined : { start: page.start - from, rows };
}

/** Instants that were taken so near to each other may have been taken in any order. */
const roughlyMs = 3_600_000;

/** Whether handlers that ended in any order decide which of the neighbours comes first. */
function isUnsure(a: Row, b: Row, entity: EntityModel, order: Order): boolean {
  if (a.handled === undefined || b.handled === undefined) return false;
  const [x, y] = [valueOf(a, order), valueOf(b, order)];
  if (typeof x === 'string' && typeof y === 'string' && isClockText(x) && isClockText(y)) return a.handled.changedIn === b.handled.changedIn && Math.abs(instantOf(x) - instantOf(y)) < roughlyMs;
  const isTie = order.attribute === undefined || order.attribute === entity.key.name || deepEqual(x, y);
  return isTie && entity.key.generated !== undefined && a.handled.madeIn !== undefined && a.handled.madeIn === b.handled.madeIn;
}

function valueOf(row: Row, { attribute }: Order): Json {
  return attribute === undefined ? null : (row.values[attribute] ?? null);
}

interface Page {
  readonly rows: readonly Row[];
  /** The place of the first row among all. */
  readonly start: number;
  readonly more: boolean;
  readonly nextCursor: Json;
  readonly limit: number;
  readonly offset: number;
  readonly page: number;
}

function pageOf(paging: Paging, rows: readonly Row[], order: Order, query: Readonly<Record<string, Json>>, cursors: Cursors): Page {
  const asked = (parameter: string | undefined): number | undefined => {
    const value = parameter === undefined ? undefined : query[parameter];
    return typeof value === 'number' ? value : undefined;
  };
  const limit = paging.kind === 'none' ? paging.max : Math.min(asked(paging.limit) ?? paging.default, paging.max);
  if (paging.kind === 'keyset') return keysetPage(rows, order, limit, query[paging.cursor], cursors);
  const page = paging.kind === 'page' ? (asked(paging.page) ?? paging.first) : 1;
  const offset = paging.kind === 'offset' ? (asked(paging.offset) ?? 0) : paging.kind === 'page' ? (page - paging.first) * limit : 0;
  return { rows: rows.slice(offset, offset + limit), start: Math.min(offset, rows.length), more: rows.length > offset + limit, nextCursor: null, limit, offset, page };
}

function keysetPage(rows: readonly Row[], order: Order, limit: number, cursor: Json | undefined, cursors: Cursors): Page {
  let rest = rows;
  if (cursor !== undefined && cursor !== null) {
    const position = typeof cursor === 'string' ? cursors.find(cursor) : undefined;
    if (position?.order !== order.name) throw new Refused(400, 'The cursor was not given by this list in this order.');
    rest = rows.filter((row) => order.compare(row, { values: position.row, sequence: position.sequence }) > 0);
  }
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  const more = rest.length > page.length;
  const nextCursor = more && last !== undefined
    ? cursors.issue({ value: order.attribute === undefined ? null : (last.values[order.attribute] ?? null), row: last.values, sequence: last.sequence, order: order.name }, cursorPlaceholder)
    : null;
  return { rows: page, start: rows.length - rest.length, more, nextCursor, limit, offset: 0, page: 1 };
}

function itemSchema(schema: Schema | undefined, envelope: Envelope, context: SchemaContext): Schema | undefined {
  if (schema === undefined) return undefined;
  const listed = envelope.kind === 'array' ? schema : objectOf(schema, context)?.properties.find((property) => property.name === envelope.items)?.schema;
  const resolved = listed === undefined ? undefined : resolveSchema(listed, context);
  return resolved?.kind === 'array' ? resolved.items : undefined;
}

function wrapped(envelope: Envelope, items: readonly Json[], page: Page, total: number, schema: Schema | undefined, context: SchemaContext): Json {
  if (envelope.kind === 'array') return items;
  const body: Record<string, Json> = { [envelope.items]: items };
  const object = schema === undefined ? undefined : objectOf(schema, context);
  const holder = object?.properties.find(({ name }) => name === envelope.within)?.schema;
  const factual = envelope.within === undefined ? object : holder === undefined ? undefined : objectOf(holder, context);
  const facts: Record<string, Json> = {};
  const put = (name: string | undefined, value: Json): void => {
    if (name === undefined) return;
    const property = factual?.properties.find((candidate) => candidate.name === name);
    if (value !== null || property === undefined || property.required || property.schema.nullable) facts[name] = value;
  };
  put(envelope.nextCursor, page.nextCursor);
  put(envelope.total, total);
  put(envelope.limit, page.limit);
  put(envelope.offset, page.offset);
  put(envelope.page, page.page);
  put(envelope.pages, Math.ceil(total / Math.max(page.limit, 1)));
  put(envelope.hasMore, page.more);
  Object.assign(body, envelope.within === undefined ? facts : { [envelope.within]: facts });
  for (const { property, value } of envelope.constants ?? []) body[property] = value;
  for (const property of object?.properties ?? []) if (!Object.hasOwn(body, property.name) && !Object.values(envelope).includes(property.name)) body[property.name] = anything;
  return body;
}

/** The facts of a page in the body of a list: in the object that holds them, else in the body itself. */
export function pageFacts(envelope: Envelope & { readonly kind: 'object' }, body: Json | undefined): Readonly<Record<string, Json>> {
  const holder = envelope.within === undefined ? body : valueAt(body, below('', envelope.within));
  return typeof holder === 'object' && holder !== null && !Array.isArray(holder) ? (holder as Readonly<Record<string, Json>>) : {};
}
