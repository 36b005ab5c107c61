import { assertNever } from '../../../base/assertNever.ts';
import type { Json } from '../../../base/json.ts';
import type { NumericBounds, ObjectSchema, Schema, UnionSchema } from '../../../ir/schema.ts';

export type JsonObject = Readonly<Record<string, Json>>;

/** The schema in the dialect of OpenAPI 3.1. */
export function jsonSchemaOf(schema: Schema): JsonObject {
  return { ...shapeOf(schema), ...annotationsOf(schema) };
}

function shapeOf(schema: Schema): JsonObject {
  switch (schema.kind) {
    case 'string':
      return { type: nullable(schema, 'string'), ...defined({ format: schema.format ?? schema.annotation, minLength: schema.minLength, maxLength: schema.maxLength, pattern: schema.pattern }) };
    case 'integer':
      return { type: nullable(schema, 'integer'), format: `int${String(schema.bits)}`, ...boundsOf(schema) };
    case 'number':
      return { type: nullable(schema, 'number'), format: 'double', ...boundsOf(schema) };
    case 'decimal':
      return { type: nullable(schema, 'string'), format: 'decimal', pattern: decimalPattern(schema.precision, schema.scale) };
    case 'boolean':
      return { type: nullable(schema, 'boolean') };
    case 'enum':
      return { ...enumType(schema.values, schema.nullable), enum: schema.nullable ? [...schema.values, null] : schema.values };
    case 'array':
      return { type: nullable(schema, 'array'), items: jsonSchemaOf(schema.items), ...defined({ minItems: schema.minItems, maxItems: schema.maxItems, uniqueItems: schema.uniqueItems || undefined }) };
    case 'object':
      return objectOf(schema);
    case 'union':
      return unionOf(schema);
    case 'intersection':
      return orNull(schema, { allOf: schema.members.map(jsonSchemaOf) });
    case 'ref':
      return orNull(schema, { $ref: reference(schema.name) });
    case 'binary':
      return { type: nullable(schema, 'string'), format: 'binary' };
    case 'any':
      return {};
    default:
      return assertNever(schema);
  }
}

function annotationsOf(schema: Schema): JsonObject {
  const scale = schema.kind === 'decimal' ? decimalBounds(schema) : undefined;
  const description = [schema.description, scale].filter((text) => text !== undefined).join(' ');
  return defined({ description: description === '' ? undefined : description, default: schema.default, examples: schema.example === undefined ? undefined : [schema.example] });
}

/** Bounds of a decimal have no keyword: it travels as a string. */
function decimalBounds(bounds: NumericBounds): string | undefined {
  const parts = [
    bounds.minimum === undefined ? [] : [`at least ${String(bounds.minimum)}`],
    bounds.exclusiveMinimum === undefined ? [] : [`more than ${String(bounds.exclusiveMinimum)}`],
    bounds.maximum === undefined ? [] : [`at most ${String(bounds.maximum)}`],
    bounds.exclusiveMaximum === undefined ? [] : [`less than ${String(bounds.exclusiveMaximum)}`],
    bounds.multipleOf === undefined ? [] : [`a multiple of ${String(bounds.multipleOf)}`],
  ].flat();
  return parts.length === 0 ? undefined : `A decimal, ${parts.join(', ')}.`;
}

function objectOf(schema: ObjectSchema): JsonObject {
  const properties = schema.properties.map(({ name, schema: property, readOnly, writeOnly }) => [
    name,
    { ...jsonSchemaOf(property), ...(readOnly ? { readOnly } : {}), ...(writeOnly ? { writeOnly } : {}) },
  ] as const);
  const required = schema.properties.filter((property) => property.required).map(({ name }) => name);
  return {
    type: nullable(schema, 'object'),
    ...defined({ properties: properties.length === 0 ? undefined : Object.fromEntries(properties), required: required.length === 0 ? undefined : required }),
    ...additionalOf(schema),
    ...defined({ minProperties: schema.minProperties, maxProperties: schema.maxProperties }),
  };
}

function additionalOf({ additional }: ObjectSchema): JsonObject {
  if (additional === 'strip') return {};
  return { additionalProperties: additional === 'reject' ? false : additional === 'keep' ? true : jsonSchemaOf(additional) };
}

function unionOf(schema: UnionSchema): JsonObject {
  const { discriminator, exclusive, variants } = schema;
  if (variants.length === 0) return orNull(schema, { not: {} });
  const mapping = discriminator?.mapping.flatMap(({ value, variant }) => {
    const target = variants[variant];
    return target?.kind === 'ref' ? [[value, reference(target.name)] as const] : [];
  });
  return orNull(schema, {
    [exclusive ? 'oneOf' : 'anyOf']: variants.map(jsonSchemaOf),
    ...(discriminator === undefined ? {} : { discriminator: { propertyName: discriminator.property, ...(mapping?.length === variants.length ? { mapping: Object.fromEntries(mapping) } : {}) } }),
  });
}

function orNull({ nullable: canBeNull }: Schema, shape: JsonObject): JsonObject {
  return canBeNull ? { anyOf: [shape, { type: 'null' }] } : shape;
}

function nullable(schema: Schema, type: string): Json {
  return schema.nullable ? [type, 'null'] : type;
}

function enumType(values: readonly (string | number | boolean)[], canBeNull: boolean): JsonObject {
  const types = [...new Set(values.map((value) => (typeof value === 'number' && Number.isInteger(value) ? 'integer' : typeof value)))];
  const all = canBeNull ? [...types, 'null'] : types;
  return { type: all.length === 1 ? (all[0] ?? 'string') : all };
}

function decimalPattern(precision: number, scale: number): string {
  const whole = Math.max(precision - scale, 1);
  const fraction = scale === 0 ? '' : `(\\.\\d{1,${String(scale)}})?`;
  return `^-?\\d{1,${String(whole)}}${fraction}$`;
}

function boundsOf({ minimum, exclusiveMinimum, maximum, exclusiveMaximum, multipleOf }: NumericBounds): JsonObject {
  return defined({ minimum, exclusiveMinimum, maximum, exclusiveMaximum, multipleOf });
}

function reference(name: string): string {
  return `#/components/schemas/${name}`;
}

/** The entries that have a value. */
export function defined(entries: Readonly<Record<string, Json | undefined>>): JsonObject {
  const result: Record<string, Json> = {};
  for (const name in entries) {
    const value = entries[name];
    if (value !== undefined) result[name] = value;
  }
  return result;
}
