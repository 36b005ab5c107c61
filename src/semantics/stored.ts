import type { Json } from '../base/json.ts';
import type { Attribute } from '../ir/entity.ts';
import type { Schema } from '../ir/schema.ts';
import * as decimal from './decimal.ts';
import { isValid } from './matches.ts';
import { type SchemaContext, resolveSchema } from './schemaContext.ts';
import { instantOf, instantText } from './time.ts';

/** The value as the database gives it back: decimals with their whole scale, instants in UTC with milliseconds, uuids in lower case. */
export function stored(value: Json, schema: Schema, context: SchemaContext): Json {
  const resolved = resolveSchema(schema, context);
  if (value === null || resolved === undefined) return value;
  if (resolved.kind === 'decimal' && (typeof value === 'string' || typeof value === 'number')) return decimal.toScale(value, resolved.scale);
  if (resolved.kind === 'string' && typeof value === 'string') {
    if (resolved.format === 'date-time') return Number.isNaN(instantOf(value)) ? value : instantText(instantOf(value));
    if (resolved.format === 'uuid') return value.toLowerCase();
  }
  return typeof value === 'object' ? withScales(value, resolved, context) : value;
}

/** Lists and objects, which are stored as JSON, with their decimals in scale. */
function withScales(value: Json & object, schema: Schema, context: SchemaContext): Json {
  const part = (item: Json, of: Schema): Json => {
    const resolved = resolveSchema(of, context);
    if (resolved?.kind === 'decimal' && typeof item === 'string') return decimal.toScale(item, resolved.scale);
    return resolved === undefined || item === null || typeof item !== 'object' ? item : withScales(item, resolved, context);
  };
  if (schema.kind === 'array' && Array.isArray(value)) return (value as readonly Json[]).map((item) => part(item, schema.items));
  if (schema.kind !== 'object' || Array.isArray(value)) return value;
  const properties = new Map(schema.properties.map((property) => [property.name, property.schema]));
  return Object.fromEntries(Object.entries(value as Readonly<Record<string, Json>>).map(([key, item]) => {
    const of = properties.get(key);
    return [key, of === undefined ? item : part(item, of)];
  }));
}

/** Whether the type of the column has the stored value at all: the database says so before it looks at any constraint. */
export function fitsType(value: Json, attribute: Attribute, context: SchemaContext): boolean {
  const schema = resolveSchema(attribute.schema, context);
  if (schema?.kind === 'decimal') return typeof value !== 'string' || decimal.digitsOf(value).whole <= schema.precision - schema.scale;
  return schema?.kind !== 'integer' || typeof value !== 'number' || schema.bits !== 32 || isInt32(value);
}

function isInt32(value: number): boolean {
  return value >= -(2 ** 31) && value < 2 ** 31;
}

/**
 * Whether the column of the attribute takes a stored value: what the database checks when a flow writes what no request
 * was validated for. Keys, values of the server and what lies inside of JSON are not checked.
 */
export function fitsColumn(value: Json, attribute: Attribute, context: SchemaContext): boolean {
  const schema = resolveSchema(attribute.schema, context);
  if (value === null || schema === undefined || attribute.relation !== undefined || (attribute.generated !== undefined && attribute.generated !== 'flow')) return true;
  switch (schema.kind) {
    case 'integer':
    case 'number':
    case 'decimal':
    case 'enum':
      return isValid(value, schema, context, 'response');
    case 'string':
      return schema.format !== undefined || isValid(value, schema, context, 'response');
    case 'array':
      return !Array.isArray(value) || ((schema.minItems ?? 0) <= value.length && value.length <= (schema.maxItems ?? value.length));
    case 'boolean':
    case 'object':
    case 'union':
    case 'intersection':
    case 'binary':
    case 'any':
      return true;
  }
}

/** A request's value after validation: unknown keys dropped where they are stripped, defaults and missing digits of decimals filled in. */
export function cleaned(value: Json, schema: Schema, context: SchemaContext): Json {
  const resolved = resolveSchema(schema, context);
  if (resolved?.kind === 'decimal' && typeof value === 'string') return decimal.toScale(value, resolved.scale);
  if (value === null || resolved === undefined || typeof value !== 'object') return value;
  if (resolved.kind === 'array' && Array.isArray(value)) return (value as readonly Json[]).map((item) => cleaned(item, resolved.items, context));
  if (resolved.kind === 'union') {
    const variant = resolved.variants.find((candidate) => isValid(value, candidate, context, 'request'));
    return variant === undefined ? value : cleaned(value, variant, context);
  }
  if (resolved.kind !== 'object' || Array.isArray(value)) return value;
  const given = value as Readonly<Record<string, Json>>;
  const result: Record<string, Json> = {};
  for (const property of resolved.properties) {
    if (property.readOnly) continue;
    const item = Object.hasOwn(given, property.name) ? given[property.name] : property.schema.default;
    if (item !== undefined) result[property.name] = cleaned(item, property.schema, context);
  }
  if (resolved.additional === 'strip' || resolved.additional === 'reject') return result;
  const known = new Set(resolved.properties.map((property) => property.name));
  for (const [key, item] of Object.entries(given)) if (!known.has(key)) result[key] = item;
  return result;
}
