/**
 * Validates JSON values against schemas.
 *
 *     matches(body, response.schema, schemaContext(application), 'response')   // [] or [{ pointer, message }]
 *
 * In a request a `readOnly` property counts as an unknown key and decimals may have fewer digits than their scale; in a
 * response a `writeOnly` property must not stand and decimals have exactly their scale. Cyclic schemas cost time linear
 * in the value times the number of schemas.
 */
import { assertNever } from '../base/assertNever.ts';
import type { Json } from '../base/json.ts';
import type { ArraySchema, DecimalSchema, NumericBounds, ObjectSchema, Schema, StringSchema, UnionSchema } from '../ir/schema.ts';
import * as decimal from './decimal.ts';
import { deepEqual } from './evaluate.ts';
import { hasFormat } from './formats.ts';
import { compilePattern } from './pattern.ts';
import { below } from './pointers.ts';
import type { Direction, SchemaContext } from './schemaContext.ts';
import { codePoints } from './text.ts';
import type { Mismatch } from './types.ts';

/** All places where the value breaks the schema; empty when it matches. */
export function matches(value: Json, schema: Schema, context: SchemaContext, direction: Direction): readonly Mismatch[] {
  return check(value, schema, '', { context, direction, known: new Map() });
}

/** True when the value breaks nothing. */
export function isValid(value: Json, schema: Schema, context: SchemaContext, direction: Direction): boolean {
  return matches(value, schema, context, direction).length === 0;
}

interface Checker {
  readonly context: SchemaContext;
  readonly direction: Direction;
  /** Findings by reference and pointer; `undefined` while they are being made, which ends circles that consume nothing. */
  readonly known: Map<string, readonly Mismatch[] | undefined>;
}

function check(value: Json, schema: Schema, pointer: string, checker: Checker): readonly Mismatch[] {
  if (value === null && schema.nullable) return [];
  if (schema.kind === 'ref') return checkRef(value, schema.name, pointer, checker);
  if (schema.kind === 'any') return [];
  if (schema.kind === 'union') return checkUnion(value, schema, pointer, checker);
  if (schema.kind === 'intersection') return schema.members.flatMap((member) => check(value, member, pointer, checker));
  if (value === null) return [{ pointer, message: 'must not be null' }];
  if (schema.kind === 'binary') return typeof value === 'string' ? [] : [{ pointer, message: 'must be bytes' }];
  return checkValue(value, schema, pointer, checker);
}

function checkValue(value: Exclude<Json, null>, schema: Exclude<Schema, { kind: 'ref' | 'any' | 'binary' | 'union' | 'intersection' }>, pointer: string, checker: Checker): readonly Mismatch[] {
  const wrong = (what: string): readonly Mismatch[] => [{ pointer, message: `must be ${what}` }];
  switch (schema.kind) {
    case 'string':
      return typeof value === 'string' ? found(pointer, textFaults(value, schema)) : wrong('a string');
    case 'integer':
      if (typeof value !== 'number' || !Number.isSafeInteger(value)) return wrong('an integer');
      return found(pointer, [...(schema.bits === 32 && (value < -(2 ** 31) || value > 2 ** 31 - 1) ? ['must fit in 32 bits'] : []), ...boundFaults(value, schema)]);
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? found(pointer, boundFaults(value, schema)) : wrong('a number');
    case 'decimal':
      return typeof value === 'string' && decimal.isDecimalText(value) ? found(pointer, decimalFaults(value, schema, checker.direction)) : wrong('a decimal number as a string');
    case 'boolean':
      return typeof value === 'boolean' ? [] : wrong('a boolean');
    case 'enum':
      return schema.values.some((member) => member === value) ? [] : wrong(`one of ${schema.values.join(', ')}`);
    case 'array':
      return Array.isArray(value) ? checkArray(value as readonly Json[], schema, pointer, checker) : wrong('an array');
    case 'object':
      return typeof value === 'object' && !Array.isArray(value) ? checkObject(value as Readonly<Record<string, Json>>, schema, pointer, checker) : wrong('an object');
    default:
      return assertNever(schema);
  }
}

function found(pointer: string, messages: readonly string[]): readonly Mismatch[] {
  return messages.map((message) => ({ pointer, message }));
}

function textFaults(value: string, schema: StringSchema): readonly string[] {
  const faults: string[] = [];
  const length = schema.minLength === undefined && schema.maxLength === undefined ? 0 : codePoints(value).length;
  if (schema.minLength !== undefined && length < schema.minLength) faults.push(`must have at least ${schema.minLength} characters`);
  if (schema.maxLength !== undefined && length > schema.maxLength) faults.push(`must have at most ${schema.maxLength} characters`);
  if (schema.pattern !== undefined && !(compilePattern(schema.pattern)?.test(value) ?? true)) faults.push(`must match ${schema.pattern}`);
  if (schema.format !== undefined && !hasFormat(value, schema.format)) faults.push(`must be a valid ${schema.format}`);
  return faults;
}

function boundFaults(value: string | number, bounds: NumericBounds): readonly string[] {
  const faults: string[] = [];
  const order = (bound: number): number => (typeof value === 'number' ? Math.sign(value - bound) : decimal.compare(value, bound));
  if (bounds.minimum !== undefined && order(bounds.minimum) < 0) faults.push(`must be at least ${bounds.minimum}`);
  if (bounds.exclusiveMinimum !== undefined && order(bounds.exclusiveMinimum) <= 0) faults.push(`must be greater than ${bounds.exclusiveMinimum}`);
  if (bounds.maximum !== undefined && order(bounds.maximum) > 0) faults.push(`must be at most ${bounds.maximum}`);
  if (bounds.exclusiveMaximum !== undefined && order(bounds.exclusiveMaximum) >= 0) faults.push(`must be less than ${bounds.exclusiveMaximum}`);
  if (bounds.multipleOf !== undefined && decimal.compare(decimal.remainder(value, bounds.multipleOf) ?? '0', 0) !== 0) faults.push(`must be a multiple of ${bounds.multipleOf}`);
  return faults;
}

function decimalFaults(value: string, schema: DecimalSchema, direction: Direction): readonly string[] {
  const faults: string[] = [];
  const written = value.split('.')[1]?.length ?? 0;
  if (direction === 'response' && written !== schema.scale) faults.push(`must have exactly ${schema.scale} digits after the point`);
  if (direction === 'request' && written > schema.scale) faults.push(`must have at most ${schema.scale} digits after the point`);
  if (decimal.digitsOf(value).whole > schema.precision - schema.scale) faults.push(`must have at most ${schema.precision - schema.scale} digits before the point`);
  return [...faults, ...boundFaults(value, schema)];
}

function checkArray(value: readonly Json[], schema: ArraySchema, pointer: string, checker: Checker): readonly Mismatch[] {
  const faults: Mismatch[] = [];
  if (schema.minItems !== undefined && value.length < schema.minItems) faults.push({ pointer, message: `must have at least ${schema.minItems} items` });
  if (schema.maxItems !== undefined && value.length > schema.maxItems) faults.push({ pointer, message: `must have at most ${schema.maxItems} items` });
  if (schema.uniqueItems && value.some((item, index) => value.slice(0, index).some((other) => deepEqual(item, other)))) faults.push({ pointer, message: 'must have no duplicates' });
  for (const [index, item] of value.entries()) faults.push(...check(item, schema.items, below(pointer, index), checker));
  return faults;
}

function checkObject(value: Readonly<Record<string, Json>>, schema: ObjectSchema, pointer: string, checker: Checker): readonly Mismatch[] {
  const faults: Mismatch[] = [];
  const seen = new Set<string>();
  for (const property of schema.properties) {
    const hidden = checker.direction === 'request' ? property.readOnly : property.writeOnly;
    if (hidden) continue;
    seen.add(property.name);
    const item = Object.hasOwn(value, property.name) ? value[property.name] : undefined;
    if (item !== undefined) faults.push(...check(item, property.schema, below(pointer, property.name), checker));
    else if (property.required) faults.push({ pointer: below(pointer, property.name), message: 'is missing' });
  }
  const keys = Object.keys(value);
  for (const key of keys) {
    if (seen.has(key)) continue;
    const at = below(pointer, key);
    const writeOnly = checker.direction === 'response' && schema.properties.some((property) => property.name === key);
    if (schema.additional === 'reject' || writeOnly) faults.push({ pointer: at, message: 'is not allowed here' });
    else if (typeof schema.additional === 'object') faults.push(...check(value[key] ?? null, schema.additional, at, checker));
  }
  if (schema.minProperties !== undefined && keys.length < schema.minProperties) faults.push({ pointer, message: `must have at least ${schema.minProperties} properties` });
  if (schema.maxProperties !== undefined && keys.length > schema.maxProperties) faults.push({ pointer, message: `must have at most ${schema.maxProperties} properties` });
  return faults;
}

function checkUnion(value: Json, schema: UnionSchema, pointer: string, checker: Checker): readonly Mismatch[] {
  const tagged = taggedVariant(value, schema);
  if (tagged !== undefined) return check(value, tagged, pointer, checker);
  const { discriminator } = schema;
  if (discriminator !== undefined && typeof value === 'object' && value !== null && !Array.isArray(value)) return [{ pointer: below(pointer, discriminator.property), message: 'must name one of the variants' }];
  const results = schema.variants.map((variant) => check(value, variant, pointer, checker));
  const matching = results.filter((faults) => faults.length === 0).length;
  if (matching === 0) return results.length === 1 ? (results[0] ?? []) : [{ pointer, message: 'must match one of the variants' }];
  return schema.exclusive && schema.discriminator === undefined && matching > 1 ? [{ pointer, message: 'must match exactly one of the variants' }] : [];
}

function taggedVariant(value: Json, schema: UnionSchema): Schema | undefined {
  if (schema.discriminator === undefined || typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const tag = (value as Readonly<Record<string, Json>>)[schema.discriminator.property];
  const entry = schema.discriminator.mapping.find((candidate) => candidate.value === tag);
  return entry === undefined ? undefined : schema.variants[entry.variant];
}

function checkRef(value: Json, name: string, pointer: string, checker: Checker): readonly Mismatch[] {
  const target = checker.context.get(name);
  if (target === undefined) return [];
  const key = `${name}\n${pointer}`;
  if (checker.known.has(key)) return checker.known.get(key) ?? [];
  checker.known.set(key, undefined);
  const faults = check(value, target, pointer, checker);
  checker.known.set(key, faults);
  return faults;
}
