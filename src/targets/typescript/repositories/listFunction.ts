import type { ApplicationIR } from '../../../ir/application.ts';
import type { CrudImplementation, Endpoint, Filter, ListBehavior, Paging } from '../../../ir/endpoint.ts';
import type { Entity, ManyToMany } from '../../../ir/entity.ts';
import type { Schema } from '../../../ir/schema.ts';
import { camelCase } from '../../../base/names.ts';
import { member, quote, valueName } from '../code/identifiers.ts';
import type { TsFile } from '../code/tsFile.ts';
import { columnOf } from '../columns.ts';
import { indexOf } from '../models/applicationIndex.ts';
import { hasQuery } from '../models/parameters.ts';
import type { Operation } from '../services/operations.ts';

/** What a list function gives beside its rows. */
export interface ListShape {
  readonly nextCursor: boolean;
  readonly total: boolean;
  readonly hasMore: boolean;
}

/** A parameter of a list function: the parent whose rows are listed. */
export interface ListParent {
  readonly name: string;
  readonly type: string;
}

/** The behaviour of a list operation; without one, all rows. */
export function behaviorOf({ implementation }: Operation): ListBehavior {
  return implementation.list ?? { paging: { kind: 'none', max: 1000 }, envelope: { kind: 'array' }, filters: [] };
}

/** What the list function of an operation gives beside its rows. */
export function listShape(operation: Operation): ListShape {
  const { paging, envelope } = behaviorOf(operation);
  if (envelope.kind === 'array') return { nextCursor: false, total: false, hasMore: false };
  return {
    nextCursor: paging.kind === 'keyset' && envelope.nextCursor !== undefined,
    total: envelope.total !== undefined || envelope.pages !== undefined,
    hasMore: envelope.hasMore !== undefined,
  };
}

/** The entity whose rows an operation lists. */
export function listedEntity(operation: Operation, application: ApplicationIR): Entity {
  const relation = linkRelation(operation);
  return relation === undefined ? operation.entity : indexOf(application).entity(relation.target);
}

function linkRelation({ implementation, entity }: Operation): ManyToMany | undefined {
  if (implementation.kind !== 'link') return undefined;
  return entity.relations.find((relation) => relation.kind === 'manyToMany' && relation.name === implementation.relation) as ManyToMany | undefined;
}

/** The keys that a list function takes before the query. */
export function listParents(operation: Operation, file: TsFile): readonly ListParent[] {
  const { implementation, entity } = operation;
  if (implementation.kind === 'link') return [{ name: 'id', type: `${file.use(`row:${entity.name}`)}[${quote(entity.attributes.find(({ primaryKey }) => primaryKey)?.name ?? implementation.key.attribute)}]` }];
  return parentsOf(operation).map((parent) => ({
    name: valueName(parent.attribute, 'Key'),
    type: valueType(entity, parent.attribute, file),
  }));
}

/** The type of an attribute's values, null aside. */
export function valueType(entity: Entity, attribute: string, file: TsFile): string {
  const type = `${file.use(`row:${entity.name}`)}[${quote(attribute)}]`;
  return entity.attributes.some(({ name, schema }) => name === attribute && schema.nullable) ? `NonNullable<${type}>` : type;
}

/** The parents in the path of an operation whose keys its rows hold. */
export function parentsOf({ implementation, entity }: Operation): CrudImplementation['parents'] {
  if (implementation.kind !== 'crud') return [];
  return implementation.parents.filter((parent) => entity.attributes.some(({ name }) => name === parent.attribute));
}

/** Whether the order of the list is needed as a value: it can be chosen, or cursors depend on it. */
function needsOrder({ paging, sort }: ListBehavior): boolean {
  return sort !== undefined || paging.kind === 'keyset';
}

/** The list function of an operation, as a method of the repository. */
export function listFunction(operation: Operation, application: ApplicationIR, file: TsFile): string {
  const listed = listedEntity(operation, application);
  const behavior = behaviorOf(operation);
  const { paging } = behavior;
  const shape = listShape(operation);
  const table = file.use(`table:${listed.name}`);
  const row = file.use(`row:${listed.name}`);
  const withQuery = hasQuery(operation.endpoint) && usesQuery(behavior);
  const query = withQuery ? [`query: ${file.use(`queryType:${operation.endpoint.operationId}`)}`] : [];
  const parameters = ['context: CallContext', ...listParents(operation, file).map(({ name, type }) => `${name}: ${type}`), ...query];
  file.use('runtime:CallContext');
  const base = baseConditions(operation, listed, application, file);
  const separate = shape.total;
  const lines = [
    ...orderLines(operation, listed, behavior, application, file),
    ...(separate ? [`const filter = ${conjunction(base, file)};`] : []),
    ...limitLines(operation.endpoint, paging),
  ];
  const own = separate ? ['filter'] : base;
  const after = paging.kind === 'keyset' ? [`${file.use('list:afterCursor')}(order, ${member('query', paging.cursor)})`] : [];
  const where = [...own, ...after];
  const order = needsOrder(behavior) ? `...${file.use('list:orderBy')}(order)` : `${file.importFrom('drizzle-orm', 'asc')}(${member(table, indexOf(application).key(listed).name)})`;
  const extra = shape.nextCursor || shape.hasMore ? ' + 1' : '';
  const offset = paging.kind === 'offset' || paging.kind === 'page' ? '.offset(offset)' : '';
  lines.push(
    `const rows = await context.tx.select().from(${table})${where.length === 0 ? '' : `.where(${conjunction(where, file)})`}.orderBy(${order}).limit(${limitName(operation.endpoint, paging)}${extra})${offset};`,
    ...(shape.total ? [`const total = await context.tx.$count(${table}, filter);`] : []),
    `return ${resultOf(operation, shape, file)};`,
  );
  return `async ${operation.method}(${parameters.join(', ')}): Promise<${resultType(shape, row, file)}> {\n${lines.map((line) => `    ${line}\n`).join('')}  }`;
}

function usesQuery({ paging, filters, sort }: ListBehavior): boolean {
  return paging.kind !== 'none' || filters.length > 0 || sort !== undefined;
}

/** Whether the list function of the operation reads the query. */
export function listTakesQuery(operation: Operation): boolean {
  return hasQuery(operation.endpoint) && usesQuery(behaviorOf(operation));
}

function conjunction(conditions: readonly string[], file: TsFile): string {
  const [only] = conditions;
  if (only !== undefined && conditions.length === 1) return only;
  return conditions.length === 0 ? 'undefined' : `${file.importFrom('drizzle-orm', 'and')}(${conditions.join(', ')})`;
}

function baseConditions(operation: Operation, listed: Entity, application: ApplicationIR, file: TsFile): readonly string[] {
  const { implementation, asksOwner } = operation;
  const table = file.use(`table:${listed.name}`);
  const parents = listParents(operation, file);
  const eq = (): string => file.importFrom('drizzle-orm', 'eq');
  const fixed = implementation.kind === 'link'
    ? [linkCondition(operation, listed, application, file)]
    : parentsOf(operation).map(({ attribute }, at) => `${eq()}(${member(table, attribute)}, ${parents[at]?.name ?? 'id'})`);
  const owned = asksOwner && listed.owner !== undefined ? [`${file.use(`repository:${listed.name}`)}.owned(context)`] : [];
  const filters = behaviorOf(operation).filters.map((filter) => filterCondition(filter, operation.endpoint, listed, application, file));
  return [...fixed, ...owned, ...filters];
}

function linkCondition(operation: Operation, listed: Entity, application: ApplicationIR, file: TsFile): string {
  const relation = linkRelation(operation);
  if (relation === undefined) return 'undefined';
  const table = file.use(`table:${listed.name}`);
  const links = file.use(`linkTable:${relation.through}`);
  const target = member(links, camelCase(relation.targetColumn));
  const key = indexOf(application).key(listed).name;
  file.importFrom('drizzle-orm', 'eq');
  return `${file.importFrom('drizzle-orm', 'inArray')}(${member(table, key)}, context.tx.select({ key: ${target} }).from(${links}).where(eq(${member(links, camelCase(relation.sourceColumn))}, id)))`;
}

function orderLines(operation: Operation, listed: Entity, behavior: ListBehavior, application: ApplicationIR, file: TsFile): readonly string[] {
  if (!needsOrder(behavior)) return [];
  const { sort } = behavior;
  const table = file.use(`table:${listed.name}`);
  const key = indexOf(application).key(listed).name;
  const make = file.use('list:listOrder');
  if (sort === undefined) return [`const order = ${make}(${table}, { key: ${quote(key)} });`];
  const given = member('query', sort.parameter);
  const parameter = operation.endpoint.parameters.find(({ name, in: place }) => place === 'query' && name === sort.parameter);
  const sorted = parameter === undefined ? (sort.default === undefined ? undefined : quote(sort.default)) : sort.default === undefined || parameter.schema.default !== undefined || parameter.required ? given : `${given} ?? ${quote(sort.default)}`;
  const options = [`key: ${quote(key)}`, ...(sorted === undefined ? [] : [`sort: ${sorted}`]), `sortable: [${sort.attributes.map(quote).join(', ')}]`];
  return [`const order = ${make}(${table}, { ${options.join(', ')} });`];
}

function parameterSchema(endpoint: Endpoint, name: string): Schema | undefined {
  return endpoint.parameters.find((parameter) => parameter.in === 'query' && parameter.name === name)?.schema;
}

/** The expression of a paging parameter, with its default and within its bounds. */
function bounded(endpoint: Endpoint, name: string | undefined, fallback: number, max: number | undefined): string {
  const parameter = endpoint.parameters.find((candidate) => candidate.in === 'query' && candidate.name === name);
  if (name === undefined || parameter === undefined) return String(fallback);
  const schema = parameterSchema(endpoint, name);
  const value = parameter.required || schema?.default !== undefined ? member('query', name) : `${member('query', name)} ?? ${String(fallback)}`;
  const limited = max === undefined || (schema !== undefined && 'maximum' in schema && schema.maximum <= max);
  return limited ? value : `Math.min(${value}, ${String(max)})`;
}

function limitName(endpoint: Endpoint, paging: Paging): string {
  if (paging.kind === 'none') return String(paging.max);
  const value = bounded(endpoint, paging.limit, paging.default, paging.max);
  return /^[\w.]+$/.test(value) ? value : 'limit';
}

function limitLines(endpoint: Endpoint, paging: Paging): readonly string[] {
  if (paging.kind === 'none') return [];
  const value = bounded(endpoint, paging.limit, paging.default, paging.max);
  const limit = limitName(endpoint, paging);
  const lines = limit === value ? [] : [`const limit = ${value};`];
  if (paging.kind === 'offset') lines.push(`const offset = ${bounded(endpoint, paging.offset, 0, undefined)};`);
  if (paging.kind === 'page') {
    const page = bounded(endpoint, paging.page, paging.first, undefined);
    const grouped = page.includes('??') ? `(${page})` : page;
    lines.push(`const offset = ${paging.first === 0 ? grouped : `(${page.includes('??') ? `(${page})` : page} - 1)`} * ${limit};`);
  }
  return lines;
}

function resultOf(operation: Operation, shape: ListShape, file: TsFile): string {
  const limit = limitName(operation.endpoint, behaviorOf(operation).paging);
  const total = shape.total ? ', total' : '';
  if (shape.nextCursor) return shape.total || shape.hasMore ? `{ ...${file.use('list:pageOf')}(rows, ${limit}, order)${total}${shape.hasMore ? `, hasMore: rows.length > ${limit}` : ''} }` : `${file.use('list:pageOf')}(rows, ${limit}, order)`;
  if (shape.hasMore) return `{ rows: rows.slice(0, ${limit}), hasMore: rows.length > ${limit}${total} }`;
  return `{ rows${total} }`;
}

/** The type that a list function of this shape resolves to. */
export function resultType(shape: ListShape, row: string, file: TsFile): string {
  const rest = [...(shape.hasMore ? ['hasMore: boolean'] : []), ...(shape.total ? ['total: number'] : [])];
  if (shape.nextCursor) return `${file.use('list:Page')}<${row}>${rest.length === 0 ? '' : ` & { ${rest.join('; ')} }`}`;
  return `{ ${[`rows: ${row}[]`, ...rest].join('; ')} }`;
}

function filterCondition(filter: Filter, endpoint: Endpoint, listed: Entity, application: ApplicationIR, file: TsFile): string {
  const parameter = endpoint.parameters.find(({ name, in: place }) => place === 'query' && name === filter.parameter);
  const value = member('query', filter.parameter);
  const test = filterTest(filter, value, parameter?.schema, listed, application, file);
  return parameter?.required === true || parameter?.schema.default !== undefined ? test : `${value} === undefined ? undefined : ${test}`;
}

function filterTest(filter: Filter, value: string, schema: Schema | undefined, listed: Entity, application: ApplicationIR, file: TsFile): string {
  const index = indexOf(application);
  const attribute = index.attribute(listed, filter.attribute);
  if (attribute === undefined) return 'undefined';
  const type = columnOf(application, listed, attribute).type;
  const column = member(file.use(`table:${listed.name}`), filter.attribute);
  const { operator } = filter;
  const given = schema === undefined ? undefined : index.resolve(schema);
  if (type.builder === 'jsonb') return `${file.importFrom('drizzle-orm', 'sql')}\`\${${column}} @> \${JSON.stringify([${value}].flat())}::jsonb\``;
  if (operator === 'contains' || operator === 'startsWith') {
    const pattern = file.use(operator === 'contains' ? 'list:containing' : 'list:startingWith');
    const text = type.builder === 'text' ? column : `${file.importFrom('drizzle-orm', 'sql')}\`\${${column}}::text\``;
    return `${file.importFrom('drizzle-orm', 'ilike')}(${text}, ${pattern}(${value}))`;
  }
  const many = given?.kind === 'array';
  const item = many ? index.resolve(given.items) : given;
  const convert = conversion(type.builder, item);
  const loose = type.row.includes('"') && item?.kind !== 'enum';
  if (many) {
    const list = convert === undefined ? value : `${value}.map((item) => ${convert('item')})`;
    const typed = loose ? `${list} as NonNullable<${file.use(`row:${listed.name}`)}[${quote(filter.attribute)}]>[]` : list;
    return `${file.importFrom('drizzle-orm', operator === 'ne' ? 'notInArray' : 'inArray')}(${column}, ${typed})`;
  }
  const single = convert === undefined ? value : convert(value);
  const typed = loose ? `${single} as NonNullable<${file.use(`row:${listed.name}`)}[${quote(filter.attribute)}]>` : single;
  return `${file.importFrom('drizzle-orm', operator === 'in' ? 'eq' : operator)}(${column}, ${typed})`;
}

function conversion(builder: string, schema: Schema | undefined): ((value: string) => string) | undefined {
  if (builder === 'timestamp') return (value) => `new Date(${value})`;
  const numeric = schema?.kind === 'integer' || schema?.kind === 'number';
  if (numeric && (builder === 'numeric' || builder === 'text' || builder === 'uuid')) return (value) => `String(${value})`;
  if (!numeric && schema?.kind === 'string' && (builder === 'integer' || builder === 'bigint' || builder === 'doublePrecision')) return (value) => `Number(${value})`;
  return undefined;
}
