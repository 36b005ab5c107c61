import type { Json } from '../../base/json.ts';
import type { NumericBounds, Schema } from '../../ir/schema.ts';

/** Why a value breaks a schema, in a few words; undefined when it fits. References are taken as satisfied unless `resolve` knows them. */
export function violationOf(value: Json, schema: Schema, resolve: (name: string) => Schema | undefined = () => undefined, depth = 0): string | undefined {
  if (value === null) return schema.nullable || schema.kind === 'any' || schema.kind === 'ref' || schema.kind === 'union' ? undefined : 'it is null';
  if (depth > 20) return undefined;
  switch (schema.kind) {
    case 'string': return typeof value === 'string' ? textViolation(value, schema) : 'it is no text';
    case 'decimal': return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? boundViolation(Number(value), schema) : 'it is no decimal number in quotes';
    case 'integer': return Number.isInteger(value) ? boundViolation(value as number, schema) : 'it is no integer';
    case 'number': return typeof value === 'number' ? boundViolation(value, schema) : 'it is no number';
    case 'boolean': return typeof value === 'boolean' ? undefined : 'it is neither true nor false';
    case 'enum': return schema.values.some((candidate) => candidate === value) ? undefined : 'it is none of the values of the enum';
    case 'array': return Array.isArray(value) ? listViolation(value as readonly Json[], schema, resolve, depth) : 'it is no list';
    case 'object': return objectViolation(value, schema, resolve, depth);
    case 'ref': {
      const target = resolve(schema.name);
      return target === undefined ? undefined : violationOf(value, target, resolve, depth + 1);
    }
    case 'union': return schema.variants.some((variant) => violationOf(value, variant, resolve, depth + 1) === undefined) ? undefined : 'it fits no variant';
    case 'intersection': return schema.members.map((member) => violationOf(value, member, resolve, depth + 1)).find((reason) => reason !== undefined);
    case 'binary': case 'any': return undefined;
  }
}

function textViolation(value: string, schema: Schema & { kind: 'string' }): string | undefined {
  const length = Array.from(value).length;
  if (length < (schema.minLength ?? 0)) return 'it is too short';
  if (length > (schema.maxLength ?? Number.POSITIVE_INFINITY)) return 'it is too long';
  // A pattern is not run on the text: a spec may hold one that takes for ever.
  return undefined;
}

function boundViolation(value: number, bounds: NumericBounds): string | undefined {
  if (value < (bounds.minimum ?? value) || value <= (bounds.exclusiveMinimum ?? Number.NEGATIVE_INFINITY)) return 'it is too small';
  if (value > (bounds.maximum ?? value) || value >= (bounds.exclusiveMaximum ?? Number.POSITIVE_INFINITY)) return 'it is too large';
  return undefined;
}

type Resolve = (name: string) => Schema | undefined;

function listViolation(value: readonly Json[], schema: Schema & { kind: 'array' }, resolve: Resolve, depth: number): string | undefined {
  if (value.length < (schema.minItems ?? 0)) return 'it has too few items';
  if (value.length > (schema.maxItems ?? Number.POSITIVE_INFINITY)) return 'it has too many items';
  return value.map((item) => violationOf(item, schema.items, resolve, depth + 1)).find((reason) => reason !== undefined);
}

function objectViolation(value: Json, schema: Schema & { kind: 'object' }, resolve: Resolve, depth: number): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'it is no object';
  const given = value as Readonly<Record<string, Json>>;
  for (const property of schema.properties) {
    const item = Object.hasOwn(given, property.name) ? given[property.name] : undefined;
    if (item === undefined && property.required) return `"${property.name}" is missing`;
    const reason = item === undefined ? undefined : violationOf(item, property.schema, resolve, depth + 1);
    if (reason !== undefined) return `"${property.name}": ${reason}`;
  }
  return undefined;
}
