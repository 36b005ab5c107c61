import type { Span } from '../../base/span.ts';
import type { Filter, ListBehavior, Parameter } from '../../ir/endpoint.ts';
import type { Attribute, Entity } from '../../ir/entity.ts';
import type { Schema } from '../../ir/schema.ts';
import { asNumber, asString, itemsOf, valueOf, type SourceNode } from '../source.ts';
import { type Context, didYouMean } from './context.ts';
import { queryParameter } from './endpointParts.ts';
import { attributeFor, attributeNames } from './attributeNames.ts';

/** How one list is filtered, sorted and paged, with the query parameters for it. */
export interface ListPart {
  readonly behavior: ListBehavior;
  readonly parameters: readonly Parameter[];
}

type FilterOperator = Filter['operator'];

/** Reads `endpoints.list` of an entity; without it the usual filters and sorts apply. */
export function readList(entity: Entity, node: SourceNode | undefined, context: Context): ListPart {
  const span = node?.span ?? entity.span;
  const filterNode = valueOf(node, 'filter');
  const filters = filterNode === undefined
    ? entity.attributes.filter(isUsualFilter).map((attribute): Filter => ({ parameter: attribute.name, attribute: attribute.name, operator: 'eq' }))
    : chosen(filterNode, entity, 'filter', context).flatMap((attribute) => operatorsOf(attribute.schema).map((operator) => filterOf(attribute, operator)));
  const sortNode = valueOf(node, 'sort');
  const sorts = sortNode === undefined ? ['createdAt', 'updatedAt'] : chosen(sortNode, entity, 'sort', context).map(({ name }) => name);
  const standard = defaultSort(valueOf(node, 'default'), sorts, entity, context);
  const maximum = asNumber(valueOf(node, 'maxPageSize')) ?? 100;
  const size = Math.min(asNumber(valueOf(node, 'pageSize')) ?? 20, maximum);
  const behavior: ListBehavior = {
    paging: { kind: 'keyset', limit: 'limit', cursor: 'cursor', default: size, max: maximum },
    envelope: { kind: 'object', items: 'items', nextCursor: 'nextCursor' },
    filters,
    ...(sorts.length === 0 ? {} : { sort: { parameter: 'sort', attributes: sorts, ...(standard === undefined ? {} : { default: standard }) } }),
  };
  return { behavior, parameters: [...pagingParameters(size, maximum, span), ...sortParameter(sorts, span), ...filters.map((filter) => filterParameter(filter, entity, span))] };
}

/** `default: -price`: one of the attributes that the list can be sorted by. */
function defaultSort(node: SourceNode | undefined, sorts: readonly string[], entity: Entity, context: Context): string | undefined {
  const text = asString(node);
  if (node === undefined || text === undefined) return undefined;
  const attribute = attributeFor(text.replace(/^-/, ''), entity.attributes, entity.relations)?.name;
  if (attribute !== undefined && sorts.includes(attribute)) return text.startsWith('-') ? `-${attribute}` : attribute;
  const { advice, extras } = didYouMean(text, sorts.flatMap((name) => [name, `-${name}`]), node.span);
  context.report('DM1134', node.span, { name: text, entity: entity.name, use: 'sort', problem: `\`sort\` does not name it. ${advice}`.trim() }, extras);
  return undefined;
}

/** A list that can only be paged: the links of a `manyToMany` relation. */
export function plainList(span: Span): ListPart {
  return {
    behavior: { paging: { kind: 'keyset', limit: 'limit', cursor: 'cursor', default: 20, max: 100 }, envelope: { kind: 'object', items: 'items', nextCursor: 'nextCursor' }, filters: [] },
    parameters: pagingParameters(20, 100, span),
  };
}

function chosen(node: SourceNode, entity: Entity, use: 'filter' | 'sort', context: Context): readonly Attribute[] {
  return itemsOf(node).flatMap((item) => {
    const name = asString(item) ?? '';
    const attribute = attributeFor(name, entity.attributes, entity.relations);
    if (attribute === undefined) {
      const { advice, extras } = didYouMean(name, attributeNames(entity.attributes, entity.relations), item.span);
      context.report('DM1121', item.span, { entity: entity.name, kind: 'attribute or relation', name, advice }, extras);
      return [];
    }
    const problem = attribute.secret ? 'it is secret.' : operatorsOf(attribute.schema).length === 0 ? 'it holds objects or lists.' : undefined;
    if (problem !== undefined) context.report('DM1134', item.span, { name, entity: entity.name, use, problem });
    return problem === undefined ? [attribute] : [];
  });
}

function isUsualFilter(attribute: Attribute): boolean {
  if (attribute.secret || attribute.primaryKey) return false;
  if (attribute.relation !== undefined || attribute.generated === 'state') return true;
  return attribute.schema.kind === 'enum' || attribute.schema.kind === 'boolean' || (attribute.unique && attribute.schema.kind === 'string');
}

const ranges: readonly FilterOperator[] = ['eq', 'gt', 'gte', 'lt', 'lte'];

function operatorsOf(schema: Schema): readonly FilterOperator[] {
  switch (schema.kind) {
    case 'integer':
    case 'number':
    case 'decimal': return ranges;
    case 'string': return schema.format === 'date' || schema.format === 'date-time' || schema.format === 'time' ? ranges : schema.format === undefined ? ['eq', 'contains', 'startsWith'] : ['eq'];
    case 'boolean':
    case 'enum': return ['eq'];
    case 'array':
    case 'object':
    case 'union':
    case 'intersection':
    case 'ref':
    case 'binary':
    case 'any': return [];
  }
}

/** Parameters that every list has: a filter for an attribute of that name is `limit[eq]`. */
const pagingNames = new Set(['limit', 'cursor', 'sort']);

function filterOf(attribute: Attribute, operator: FilterOperator): Filter {
  const plain = operator === 'eq' && !pagingNames.has(attribute.name);
  return { parameter: plain ? attribute.name : `${attribute.name}[${operator}]`, attribute: attribute.name, operator };
}

function filterParameter(filter: Filter, entity: Entity, span: Span): Parameter {
  const attribute = entity.attributes.find(({ name }) => name === filter.attribute);
  const schema: Schema = attribute === undefined ? { kind: 'string', nullable: false, span } : filterSchema(attribute.schema, filter.operator);
  return queryParameter(filter.parameter, schema, `Only rows whose ${filter.attribute} ${words[filter.operator]} the value.`, span);
}

const words: Readonly<Record<FilterOperator, string>> = { eq: 'is', ne: 'is not', gt: 'is more than', gte: 'is at least', lt: 'is less than', lte: 'is at most', in: 'is one of', contains: 'contains', startsWith: 'starts with' };

/** The attribute's type without what only stored values must keep. */
function filterSchema(schema: Schema, operator: FilterOperator): Schema {
  const { span } = schema;
  switch (schema.kind) {
    case 'string': return operator === 'contains' || operator === 'startsWith' || schema.format === undefined ? { kind: 'string', nullable: false, minLength: operator === 'eq' ? 0 : 1, maxLength: 1000, span } : { kind: 'string', format: schema.format, nullable: false, span };
    case 'integer': return { kind: 'integer', bits: schema.bits, nullable: false, span };
    case 'number': return { kind: 'number', nullable: false, span };
    case 'decimal': return { kind: 'decimal', precision: schema.precision, scale: schema.scale, nullable: false, span };
    case 'enum': return { kind: 'enum', values: schema.values, nullable: false, span };
    case 'boolean': return { kind: 'boolean', nullable: false, span };
    case 'array':
    case 'object':
    case 'union':
    case 'intersection':
    case 'ref':
    case 'binary':
    case 'any': return { kind: 'string', nullable: false, span };
  }
}

function pagingParameters(size: number, maximum: number, span: Span): readonly Parameter[] {
  return [
    queryParameter('limit', { kind: 'integer', bits: 32, minimum: 1, maximum, default: size, nullable: false, span }, 'How many rows a page has at most.', span),
    queryParameter('cursor', { kind: 'string', minLength: 1, maxLength: 2000, nullable: false, span }, 'The `nextCursor` of the page before.', span),
  ];
}

function sortParameter(names: readonly string[], span: Span): readonly Parameter[] {
  if (names.length === 0) return [];
  const values = names.flatMap((name) => [name, `-${name}`]);
  return [queryParameter('sort', { kind: 'enum', values, nullable: false, span }, 'The attribute to sort by; with `-` the other way round.', span)];
}
