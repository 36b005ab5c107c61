import type { Envelope, Filter, ListBehavior, PageFacts, Paging, Parameter } from '../../../ir/endpoint.ts';
import type { Attribute } from '../../../ir/entity.ts';
import type { Property, Schema } from '../../../ir/schema.ts';
import type { Refusal } from './refusal.ts';
import type { Candidate } from './resources.ts';
import { jsonOf } from './resources.ts';
import { loose } from './shapes.ts';
import type { Shapes } from './shapes.ts';
import { constantsOf } from './wrappers.ts';

const defaultSize = 20;
const maxSize = 100;
const names = {
  limit: /^(limit|perpage|pagesize|maxresults|pagelimit|resultsperpage|maxitems|itemsperpage)$/,
  /** Names that could be attributes: they count beside an offset, page or cursor only. */
  looseLimit: /^(size|count|top|first|take|rows|num|max|n|length)$/,
  offset: /^(offset|skip|pageoffset|startindex|startat|from|start)$/,
  page: /^(page|pagenumber|pageno|pageindex|p)$/,
  cursor: /^(cursor|pagetoken|nexttoken|continuationtoken|pagecursor|after|pageafter|nextcursor|marker|startingafter)$/,
  sort: /^(sort|sortby|orderby|order|sorting|ordering)$/,
  next: /^(nextcursor|next|cursor|nextpagetoken|nexttoken|continuationtoken|endcursor|after)$/,
  total: /^(total|totalcount|totalitems|count|totalresults|totalrows|totalelements|resultcount)$/,
  more: /^(hasmore|hasnext|hasnextpage|more)$/,
  pages: /^(totalpages|pages|pagecount|pagestotal|totalpagecount|numberofpages|numpages|lastpage)$/,
  /** Objects that tell about the page. */
  holder: /^(meta|metadata|pagination|paging|pageinfo|page|cursor|cursors)$/,
};

/** How a list operation pages, filters and sorts, and what is around its rows; a refusal when a part has no known meaning. */
export function listBehavior(candidate: Candidate, parameters: readonly Parameter[], attributes: readonly Attribute[], shapes: Shapes): ListBehavior | Refusal {
  const visible = attributes.filter(({ secret }) => !secret);
  const named = (pattern: RegExp, kind: 'integer' | 'string' = 'integer'): Parameter | undefined => parameters.find(({ name, schema }) => pattern.test(loose(name)) && !visible.some((attribute) => attribute.name === name) && fitsPaging(shapes.resolve(schema), kind));
  const cursor = named(names.cursor, 'string');
  const page = cursor === undefined ? named(names.page) : undefined;
  const offset = cursor === undefined && page === undefined ? named(names.offset) : undefined;
  const limit = named(names.limit) ?? (cursor ?? page ?? offset ? named(names.looseLimit) : undefined);
  const envelope = envelopeOf(candidate, shapes, cursor === undefined ? (page ?? offset) === undefined ? 'whole' : 'counted' : 'keyset');
  if ('reason' in envelope) return envelope;
  const paging = pagingOf({ cursor, page, offset, limit }, shapes);
  if (cursor !== undefined && (envelope.kind === 'array' || envelope.nextCursor === undefined)) return { reason: `the answer has no place for the next "${cursor.name}"` };
  const used = new Set([cursor, page, offset, limit]);
  if (cursor !== undefined && limit === undefined) return { reason: `no parameter beside "${cursor.name}" says how long a page is` };
  const sort = parameters.find((parameter) => !used.has(parameter) && names.sort.test(loose(parameter.name)) && !visible.some(({ name }) => name === parameter.name));
  const sorting = sort === undefined ? undefined : sortOf(sort, visible, shapes);
  if (sorting !== undefined && 'reason' in sorting) return sorting;
  const filters: Filter[] = [];
  for (const parameter of parameters) {
    if (used.has(parameter) || parameter === sort) continue;
    const filter = filterOf(parameter, visible, shapes) ?? searchOf(parameter, visible, shapes);
    if (filter === undefined) return { reason: `the query parameter "${parameter.name}" is neither paging nor sorting nor the name of an attribute` };
    filters.push(filter);
  }
  return { paging, envelope, filters, ...(sorting === undefined ? {} : { sort: sorting }) };
}

/** Cursors are text, everything else counts; `from` and `to` as dates are filters. */
function fitsPaging(schema: Schema, kind: 'integer' | 'string'): boolean {
  return kind === 'string' ? schema.kind === 'string' && schema.format === undefined : schema.kind === 'integer' || schema.kind === 'number';
}

interface PagingParameters {
  readonly cursor: Parameter | undefined;
  readonly page: Parameter | undefined;
  readonly offset: Parameter | undefined;
  readonly limit: Parameter | undefined;
}

function pagingOf({ cursor, page, offset, limit }: PagingParameters, shapes: Shapes): Paging {
  const schema = limit === undefined ? undefined : shapes.resolve(limit.schema);
  const stated = schema?.kind === 'integer' || schema?.kind === 'number' ? schema.maximum ?? (schema.exclusiveMaximum === undefined ? undefined : schema.exclusiveMaximum - 1) : undefined;
  const fallback = typeof schema?.default === 'number' ? schema.default : undefined;
  const max = stated ?? Math.max(maxSize, fallback ?? 0);
  const size = Math.min(fallback ?? defaultSize, max);
  const name = limit?.name;
  if (cursor !== undefined) return { kind: 'keyset', limit: name ?? 'limit', cursor: cursor.name, default: size, max };
  if (page !== undefined) return { kind: 'page', ...(name === undefined ? {} : { limit: name }), page: page.name, first: firstPage(shapes.resolve(page.schema)), default: size, max };
  if (offset !== undefined) return { kind: 'offset', ...(name === undefined ? {} : { limit: name }), offset: offset.name, default: size, max };
  return name === undefined ? { kind: 'none', max: 1000 } : { kind: 'none', max, limit: name, default: size };
}

function firstPage(schema: Schema): 0 | 1 {
  return schema.default === 0 || ((schema.kind === 'integer' || schema.kind === 'number') && schema.minimum === 0) ? 0 : 1;
}

/** How pages are told apart: by cursors, by counting, or not at all. */
type Cut = 'keyset' | 'counted' | 'whole';

type Facts = { -readonly [K in keyof PageFacts]: PageFacts[K] };

function envelopeOf({ draft, listProperty }: Candidate, shapes: Shapes, cut: Cut): Envelope | Refusal {
  if (listProperty === undefined) return { kind: 'array' };
  const schema = jsonOf(draft.responses.find(({ status }) => status === draft.successStatus)?.contents)?.schema;
  const properties = (shapes.objectOf(schema)?.properties ?? []).filter(({ name }) => name !== listProperty);
  const beside = factsAmong(properties, shapes, cut);
  const nested = nestedFacts(properties, shapes, cut);
  const isNested = nested !== undefined && (nested.holder.required || Object.keys(beside.facts).length === 0 || (beside.facts.nextCursor === undefined && nested.facts.nextCursor !== undefined));
  const others = isNested ? properties.filter((property) => property !== nested.holder) : beside.others;
  const constants = constantsOf(others, shapes);
  if ('reason' in constants) return constants;
  return { ...(isNested ? { ...nested.facts, within: nested.holder.name } : beside.facts), kind: 'object', items: listProperty, ...(constants.length === 0 ? {} : { constants }) };
}

/** What among properties tells about the page, and what else there is. */
function factsAmong(properties: readonly Property[], shapes: Shapes, cut: Cut): { readonly facts: Facts; readonly others: readonly Property[] } {
  const facts: Facts = {};
  const others: Property[] = [];
  for (const property of properties) {
    const role = envelopeRole(property, shapes, cut);
    if (role !== undefined && facts[role] === undefined) facts[role] = property.name;
    else others.push(property);
  }
  return { facts, others };
}

/** The object beside the items that tells about the page and requires nothing else. */
function nestedFacts(properties: readonly Property[], shapes: Shapes, cut: Cut): { readonly holder: Property; readonly facts: Facts } | undefined {
  for (const holder of properties) {
    const object = names.holder.test(loose(holder.name)) ? shapes.resolve(holder.schema) : undefined;
    if (object?.kind !== 'object') continue;
    const { facts, others } = factsAmong(object.properties, shapes, cut);
    if (Object.keys(facts).length > 0 && !others.some(({ required }) => required)) return { holder, facts };
  }
  return undefined;
}

function envelopeRole({ name, schema, required }: Property, shapes: Shapes, cut: Cut): keyof PageFacts | undefined {
  const word = loose(name);
  const value = shapes.resolve(schema);
  const integer = value.kind === 'integer' || value.kind === 'number';
  if (value.kind === 'string') return cut === 'keyset' && names.next.test(word) && value.format === undefined && (value.nullable || !required) ? 'nextCursor' : undefined;
  if (value.kind === 'boolean') return names.more.test(word) ? 'hasMore' : undefined;
  if (!integer) return undefined;
  if (names.total.test(word)) return 'total';
  if (names.pages.test(word)) return cut === 'counted' ? 'pages' : undefined;
  if (names.limit.test(word) || word === 'size') return 'limit';
  if (names.offset.test(word)) return 'offset';
  return names.page.test(word) ? 'page' : undefined;
}

function sortOf(parameter: Parameter, attributes: readonly Attribute[], shapes: Shapes): NonNullable<ListBehavior['sort']> | Refusal {
  const schema = shapes.resolve(parameter.schema);
  const sortable = attributes.filter(({ schema: stored }) => isScalar(stored)).map(({ name }) => name);
  if (schema.kind === 'string' && schema.pattern === undefined) return { parameter: parameter.name, attributes: sortable, ...defaultSort(schema, sortable) };
  if (schema.kind !== 'enum') return { reason: `the values of "${parameter.name}" say nothing about attributes` };
  const chosen = schema.values.map((value) => String(value).replace(/^-/, ''));
  const foreign = schema.values.find((_, index) => !sortable.includes(chosen[index] ?? ''));
  if (foreign !== undefined) return { reason: `the value "${foreign}" of "${parameter.name}" is no attribute` };
  return { parameter: parameter.name, attributes: [...new Set(chosen)], ...defaultSort(schema, sortable) };
}

function defaultSort(schema: Schema, sortable: readonly string[]): { readonly default?: string } {
  return typeof schema.default === 'string' && sortable.includes(schema.default.replace(/^-/, '')) ? { default: schema.default } : {};
}

const suffixes: readonly (readonly [RegExp, Filter['operator']])[] = [
  [/^(.+?)(?:\[gte\]|[_.]{1,2}gte|_from|_min|Min|From|_since|Since)$/, 'gte'], [/^(.+?)(?:\[lte\]|[_.]{1,2}lte|_to|_max|Max|To|_until|Until)$/, 'lte'],
  [/^(.+?)(?:\[gt\]|[_.]{1,2}gt|_after|After)$/, 'gt'], [/^(.+?)(?:\[lt\]|[_.]{1,2}lt|_before|Before)$/, 'lt'],
  [/^(.+?)(?:\[ne\]|[_.]{1,2}ne)$/, 'ne'], [/^(.+?)(?:\[contains\]|_contains|Contains|_like)$/, 'contains'], [/^(.+?)(?:\[in\]|__in)$/, 'in'],
  [/^(?:min[_-]?)(.+)$/, 'gte'], [/^(?:max[_-]?)(.+)$/, 'lte'],
];

function filterOf(parameter: Parameter, attributes: readonly Attribute[], shapes: Shapes): Filter | undefined {
  const exact = attributeLike(parameter.name, attributes);
  const schema = shapes.resolve(parameter.schema);
  if (exact !== undefined) {
    const list = schema.kind === 'array';
    const value = list ? shapes.resolve(schema.items) : schema;
    return comparable(exact.schema, value) ? { parameter: parameter.name, attribute: exact.name, operator: list ? 'in' : 'eq' } : undefined;
  }
  for (const [pattern, operator] of suffixes) {
    const attribute = attributeLike(pattern.exec(parameter.name)?.[1], attributes);
    if (attribute === undefined || !comparable(attribute.schema, operator === 'in' && schema.kind === 'array' ? shapes.resolve(schema.items) : schema)) continue;
    if (operator === 'contains' ? attribute.schema.kind === 'string' : operator === 'in' ? schema.kind === 'array' : operator === 'ne' || isOrdered(attribute.schema)) return { parameter: parameter.name, attribute: attribute.name, operator };
  }
  return undefined;
}

const searches = /^(q|query|search|searchterm|searchtext|keywords?|term|text)$/;

/** A search in one attribute: the only one with free text, or the only one that its description names. */
function searchOf(parameter: Parameter, attributes: readonly Attribute[], shapes: Shapes): Filter | undefined {
  if (!searches.test(loose(parameter.name)) || parameter.required || shapes.resolve(parameter.schema).kind !== 'string') return undefined;
  const texts = attributes.filter(({ schema, primaryKey, relation }) => schema.kind === 'string' && schema.format === undefined && !primaryKey && relation === undefined);
  const words: readonly string[] = (parameter.description ?? '').toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];
  const named = texts.filter(({ name }) => words.includes(name.toLowerCase()));
  const [attribute, ...others] = named.length > 0 ? named : texts;
  return attribute === undefined || others.length > 0 ? undefined : { parameter: parameter.name, attribute: attribute.name, operator: 'contains' };
}

/** `created_after` filters `createdAt` as `createdAt_after` does. */
function attributeLike(name: string | undefined, attributes: readonly Attribute[]): Attribute | undefined {
  if (name === undefined) return undefined;
  const wanted = loose(name);
  const candidates = attributes.filter(({ schema }) => isScalar(schema));
  return candidates.find((attribute) => attribute.name === name) ?? candidates.find((attribute) => loose(attribute.name) === wanted) ?? candidates.find((attribute) => [`${wanted}at`, `${wanted}on`, `${wanted}date`].includes(loose(attribute.name)));
}

function isScalar({ kind }: Schema): boolean {
  return ['string', 'integer', 'number', 'decimal', 'boolean', 'enum'].includes(kind);
}

function isOrdered(schema: Schema): boolean {
  return ['integer', 'number', 'decimal'].includes(schema.kind) || (schema.kind === 'string' && ['date', 'date-time', 'time'].includes(schema.format ?? ''));
}

/** Whether a value of the parameter can be compared with the attribute in SQL without a conversion that fails. */
function comparable(stored: Schema, given: Schema): boolean {
  if (stored.kind === 'enum') {
    const texts = stored.values.every((value) => typeof value === 'string');
    return given.kind === 'enum' ? given.values.every((value) => stored.values.includes(value)) : given.kind === 'string' && texts;
  }
  if (stored.kind === 'string') {
    const strict = stored.format !== undefined && ['uuid', 'date', 'date-time', 'time'].includes(stored.format);
    return given.kind === 'string' ? !strict || given.format === stored.format : given.kind === 'enum' && !strict && given.values.every((value) => typeof value === 'string');
  }
  if (stored.kind === 'integer') return given.kind === 'integer';
  if (stored.kind === 'number') return given.kind === 'number' || given.kind === 'integer';
  return stored.kind === given.kind;
}
