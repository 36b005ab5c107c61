import { assertNever } from '../../base/assertNever.ts';
import type { Json } from '../../base/json.ts';
import { camelCase } from '../../base/names.ts';
import type { ApplicationIR } from '../../ir/application.ts';
import type { Attribute, Entity, ManyToMany } from '../../ir/entity.ts';
import type { EnumSchema, Schema } from '../../ir/schema.ts';
import { resolveSchema, type ResolvedSchema } from './resolveSchema.ts';
import { quoteText, sqlName } from './sqlNames.ts';

/** Functions of `drizzle-orm/pg-core` that make columns. */
type ColumnBuilder = 'uuid' | 'text' | 'integer' | 'bigint' | 'doublePrecision' | 'numeric' | 'boolean' | 'date' | 'timestamp' | 'jsonb';

/** How values of a schema are stored. */
interface ColumnType {
  readonly builder: ColumnBuilder;
  /** Second argument of the builder, as TypeScript. */
  readonly options?: string;
  /** `numeric(12, 2)`. */
  readonly sql: string;
  /** Set when the builder's own type is wider than the values: the drizzle column is narrowed to `row`. */
  readonly narrowed?: true;
  /** Type of the value in a row, null aside; `unknown` for `jsonb`, which the table narrows by `$type`. */
  readonly row: string;
}

/** One column of a table: what the migration creates and what the drizzle table says about it. */
export interface Column {
  /** Key of the column in the drizzle table and in rows; not always an identifier. */
  readonly property: string;
  /** Name in the database. */
  readonly name: string;
  readonly type: ColumnType;
  readonly nullable: boolean;
  readonly primaryKey: boolean;
  readonly identity: boolean;
  /** The default as SQL and as the call that drizzle needs: `0` and `default(0)`, `now()` and `defaultNow()`. */
  readonly default?: { readonly sql: string; readonly drizzle: string };
  /** Absent for system columns and link tables. */
  readonly attribute?: Attribute;
}

/** Column of every entity table that counts the writes to a row; ETags come from it. */
const rowVersionColumn: Column = {
  property: 'rowVersion',
  name: 'row_version',
  type: { builder: 'integer', sql: 'integer', row: 'number' },
  nullable: false,
  primaryKey: false,
  identity: false,
  default: { sql: '1', drizzle: 'default(1)' },
};

/** All columns of the entity's table in order, the row version last. */
export function columnsOf(application: ApplicationIR, entity: Entity): readonly Column[] {
  return [...entity.attributes.map((attribute) => columnOf(application, entity, attribute)), rowVersionColumn];
}

/** Columns that were asked for before: several emitters ask for each. An attribute belongs to one application. */
const known = new WeakMap<Attribute, Column>();

/** The column of an attribute; a foreign key has the type of the key that it refers to. */
export function columnOf(application: ApplicationIR, entity: Entity, attribute: Attribute): Column {
  const column = known.get(attribute) ?? makeColumn(application, entity, attribute);
  known.set(attribute, column);
  return column;
}

function makeColumn(application: ApplicationIR, entity: Entity, attribute: Attribute): Column {
  const type = storedType(application, entity, attribute, new Set());
  const fallback = defaultOf(application, entity, attribute, type);
  return {
    property: attribute.name,
    name: sqlName(attribute.column),
    type,
    nullable: !attribute.primaryKey && (resolveSchema(application, attribute.schema)?.nullable ?? attribute.schema.nullable),
    primaryKey: attribute.primaryKey,
    identity: attribute.generated === 'identity',
    ...(fallback === undefined ? {} : { default: fallback }),
    attribute,
  };
}

/** The two columns of a link table, source first. */
export function linkColumns(application: ApplicationIR, source: Entity, relation: ManyToMany): readonly [Column, Column] {
  const target = application.entities.find((entity) => entity.name === relation.target);
  return [linkColumn(application, source, relation.sourceColumn), linkColumn(application, target ?? source, relation.targetColumn)];
}

/** The primary key of the entity; every entity has one. */
export function primaryKeyOf(entity: Entity): Attribute {
  const key = entity.attributes.find((attribute) => attribute.primaryKey);
  if (key === undefined) throw new Error(`The entity ${entity.name} has no primary key.`);
  return key;
}

/** The whole call that makes the column in a drizzle table: `numeric("price", { precision: 12, scale: 2 }).notNull()`. */
export function drizzleColumn(column: Column): string {
  const { builder, options } = column.type;
  const parts = [`${builder}(${JSON.stringify(column.name)}${options === undefined ? '' : `, ${options}`})`];
  if (column.type.narrowed === true) parts.push(`$type<${column.type.row}>()`);
  if (column.primaryKey) parts.push('primaryKey()');
  else if (!column.nullable) parts.push('notNull()');
  if (column.identity) parts.push('generatedByDefaultAsIdentity()');
  else if (column.default !== undefined) parts.push(column.default.drizzle);
  return parts.join('.');
}

function linkColumn(application: ApplicationIR, entity: Entity, name: string): Column {
  const type = columnOf(application, entity, primaryKeyOf(entity)).type;
  return { property: camelCase(name), name: sqlName(name), type, nullable: false, primaryKey: false, identity: false };
}

function storedType(application: ApplicationIR, entity: Entity, attribute: Attribute, seen: Set<string>): ColumnType {
  const relation = entity.relations.find((candidate) => candidate.kind === 'belongsTo' && candidate.attribute === attribute.name);
  const target = application.entities.find((candidate) => candidate.name === relation?.target);
  if (target === undefined || seen.has(entity.name)) return columnType(resolveSchema(application, attribute.schema));
  return storedType(application, target, primaryKeyOf(target), seen.add(entity.name));
}

/** How values of the schema are stored. */
function columnType(schema: ResolvedSchema | undefined): ColumnType {
  if (schema === undefined) return jsonb;
  switch (schema.kind) {
    case 'string':
      return stringTypes[schema.format ?? ''] ?? text;
    case 'binary':
      return text;
    case 'integer':
      return schema.bits === 32 ? integer : bigint;
    case 'number':
      return double;
    case 'decimal': {
      const { precision, scale } = schema;
      return { builder: 'numeric', options: `{ precision: ${String(precision)}, scale: ${String(scale)} }`, sql: `numeric(${String(precision)}, ${String(scale)})`, row: 'string' };
    }
    case 'boolean':
      return boolean;
    case 'enum':
      return enumType(schema);
    case 'array':
    case 'object':
    case 'union':
    case 'intersection':
    case 'any':
      return jsonb;
    default:
      return assertNever(schema);
  }
}

const text: ColumnType = { builder: 'text', sql: 'text', row: 'string' };
const integer: ColumnType = { builder: 'integer', sql: 'integer', row: 'number' };
const bigint: ColumnType = { builder: 'bigint', options: '{ mode: "number" }', sql: 'bigint', row: 'number' };
const double: ColumnType = { builder: 'doublePrecision', sql: 'double precision', row: 'number' };
const boolean: ColumnType = { builder: 'boolean', sql: 'boolean', row: 'boolean' };
const jsonb: ColumnType = { builder: 'jsonb', sql: 'jsonb', row: 'unknown' };
const stringTypes: Readonly<Record<string, ColumnType>> = {
  uuid: { builder: 'uuid', sql: 'uuid', row: 'string' },
  date: { builder: 'date', sql: 'date', row: 'string' },
  // Milliseconds, as a JavaScript Date has them, so that a value compares equal after a round trip.
  'date-time': { builder: 'timestamp', options: '{ withTimezone: true, precision: 3 }', sql: 'timestamp(3) with time zone', row: 'Date' },
};

function enumType(schema: EnumSchema): ColumnType {
  const { values } = schema;
  const row = values.map((value) => JSON.stringify(value)).join(' | ');
  if (values.every((value) => typeof value === 'string')) return { ...text, options: `{ enum: [${values.map((value) => JSON.stringify(value)).join(', ')}] }`, row };
  if (values.every((value) => typeof value === 'boolean')) return { ...boolean, row, narrowed: true };
  if (values.every((value) => Number.isSafeInteger(value))) return { ...bigint, row, narrowed: true };
  if (values.every((value) => typeof value === 'number')) return { ...double, row, narrowed: true };
  return jsonb;
}

function defaultOf(application: ApplicationIR, entity: Entity, attribute: Attribute, type: ColumnType): Column['default'] {
  if (attribute.primaryKey) return undefined;
  if (attribute.generated === 'createdAt' || attribute.generated === 'updatedAt') return { sql: 'now()', drizzle: 'defaultNow()' };
  const machine = application.stateMachines.find((candidate) => candidate.entity === entity.name && candidate.attribute === attribute.name);
  const value = machine?.initial ?? defaultValue(application, attribute.schema);
  return value === undefined || value === null ? undefined : literalDefault(type, value);
}

function defaultValue(application: ApplicationIR, schema: Schema): Json | undefined {
  return schema.default ?? resolveSchema(application, schema)?.default;
}

function literalDefault(type: ColumnType, value: Json): Column['default'] {
  const drizzle = (expression: string): string => `default(${expression})`;
  switch (type.builder) {
    case 'jsonb':
      return { sql: `${quoteText(JSON.stringify(value))}::jsonb`, drizzle: drizzle(JSON.stringify(value)) };
    case 'timestamp':
      return typeof value === 'string' ? { sql: `${quoteText(value)}::timestamptz`, drizzle: drizzle(`new Date(${JSON.stringify(value)})`) } : undefined;
    case 'numeric':
      return typeof value === 'string' || typeof value === 'number' ? { sql: String(value), drizzle: drizzle(JSON.stringify(String(value))) } : undefined;
    case 'integer':
    case 'bigint':
    case 'doublePrecision':
    case 'boolean':
      return typeof value === 'number' || typeof value === 'boolean' ? { sql: String(value), drizzle: drizzle(String(value)) } : undefined;
    case 'uuid':
    case 'text':
    case 'date':
      return typeof value === 'string' ? { sql: quoteText(value), drizzle: drizzle(JSON.stringify(value)) } : undefined;
    default:
      return assertNever(type.builder);
  }
}
