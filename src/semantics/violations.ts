/**
 * Values that break a schema in exactly one constraint.
 *
 *     violationsOf(bodySchema, context, { base: body, key: 'Product' })
 *     // [{ label: 'below the minimum', key: 'Product.price.exclusiveMinimum', pointer: '/price', value: { ...body, price: '0.00' } }, ...]
 *
 * Each is the whole value with one place changed. Where a constraint cannot be broken alone (a pattern that fixes the length too), the
 * value breaks it together with the others. For parameters pass the parameter's schema and `name`; of the values only those whose text is
 * still wrong are violations in a URL: `readParameter(parameter, serialiseParameter(parameter, value), context).kind === 'broken'`.
 */
import type { Json } from '../base/json.ts';
import type { ArraySchema, DecimalSchema, EnumSchema, IntegerSchema, NumberSchema, ObjectSchema, Schema, StringSchema, UnionSchema } from '../ir/schema.ts';
import { type Candidate, listOfSize, longest, textOfLength } from './boundaries.ts';
import * as decimal from './decimal.ts';
import { deepEqual } from './evaluate.ts';
import { isValid, matches } from './matches.ts';
import { compilePattern, patternSample } from './pattern.ts';
import { type Place, type VariationOptions, baseOf, placesOf } from './places.ts';
import { below, withValueAt } from './pointers.ts';
import { extremes, stepOf } from './sampleNumber.ts';
import { sampleText } from './sampleText.ts';
import type { SchemaContext } from './schemaContext.ts';
import { codePoints } from './text.ts';
import type { LabelledValue } from './types.ts';

/** All single violations of a schema, or the first of them; empty when no valid value is known to start from. */
export function violationsOf(schema: Schema, context: SchemaContext, options: VariationOptions = {}): readonly LabelledValue[] {
  const base = baseOf(schema, context, options);
  if (base === undefined) return [];
  const results: LabelledValue[] = [];
  for (const place of placesOf(schema, context, base, options)) {
    for (const candidate of candidatesAt(place, context)) {
      const value = candidate.at === undefined ? withValueAt(base, place.pointer, candidate.value) : withValueAt(base, below(place.pointer, candidate.at), candidate.value);
      if (value === undefined || isValid(value, schema, context, 'request')) continue;
      const key = [place.key, candidate.at, candidate.constraint].filter((part) => part !== undefined && part !== '').join('.');
      if (results.some((known) => known.key === key && deepEqual(known.value, value))) continue;
      if (results.length === options.most) return results;
      results.push({ label: candidate.label, key, pointer: candidate.at === undefined ? place.pointer : below(place.pointer, candidate.at), value });
    }
  }
  return results;
}

interface Violation extends Candidate {
  /** The property of the place that the value goes to, when not the place itself. */
  readonly at?: string;
}

function candidatesAt(place: Place, context: SchemaContext): readonly Violation[] {
  const { schema } = place;
  if (schema.kind === 'any' || schema.kind === 'binary') return [];
  const ofNull: readonly Violation[] = schema.nullable ? [] : [{ label: 'null', constraint: 'nullable', value: null }];
  return [...ofNull, { label: 'of the wrong type', constraint: 'type', value: wrongType(schema) }, ...ownCandidates(place, context)];
}

function wrongType(schema: Schema): Json {
  switch (schema.kind) {
    case 'string':
    case 'decimal':
      return 12;
    case 'enum':
      return typeof schema.values[0] === 'string' ? 12 : 'no number';
    case 'integer':
    case 'number':
      return 'no number';
    case 'boolean':
      return 'yes';
    case 'array':
      return { 0: 'no list' };
    case 'object':
    case 'union':
    case 'intersection':
    case 'ref':
    case 'any':
    case 'binary':
      return 'no object';
  }
}

function ownCandidates({ schema, name, value }: Place, context: SchemaContext): readonly Violation[] {
  switch (schema.kind) {
    case 'string':
      return textViolations(schema, typeof value === 'string' ? value : undefined, name);
    case 'integer':
    case 'number':
    case 'decimal':
      return numberViolations(schema);
    case 'enum':
      return enumViolations(schema);
    case 'array':
      return listViolations(schema, name, Array.isArray(value) ? (value as readonly Json[]) : undefined, context);
    case 'object':
      return typeof value === 'object' && value !== null ? objectViolations(schema, value as Readonly<Record<string, Json>>) : [];
    case 'union':
      return unionViolations(schema, value);
    case 'boolean':
    case 'intersection':
    case 'any':
    case 'binary':
      return [];
  }
}

function textViolations(schema: StringSchema, valid: string | undefined, name: string): readonly Violation[] {
  const violations: Violation[] = [];
  if (schema.minLength !== undefined && schema.minLength > 0) {
    violations.push({ label: schema.minLength === 1 ? 'empty' : 'too short', constraint: 'minLength', value: textOfLength(schema, schema.minLength - 1) ?? 'a'.repeat(schema.minLength - 1) });
  }
  if (schema.maxLength !== undefined && schema.maxLength < longest) {
    violations.push({ label: 'too long', constraint: 'maxLength', value: textOfLength(schema, schema.maxLength + 1) ?? 'a'.repeat(schema.maxLength + 1) });
  }
  if (schema.format !== undefined) violations.push({ label: `no ${schema.format}`, constraint: 'format', value: brokenFormat(schema) });
  const text = valid ?? sampleText(schema, 0, name);
  const broken = schema.pattern === undefined || text === undefined ? undefined : brokenPattern(schema, schema.pattern, text);
  if (broken !== undefined) violations.push({ label: 'against the pattern', constraint: 'pattern', value: broken });
  return violations;
}

/** Text without the format, of an allowed length. */
function brokenFormat(schema: StringSchema): string {
  const least = Math.max(schema.minLength ?? 0, 1);
  const most = schema.maxLength ?? Number.POSITIVE_INFINITY;
  return `not ${schema.format ?? 'it'}!`.padEnd(least, '!').slice(0, Math.max(1, Math.min(most, longest)));
}

/** Text that obeys the lengths but not the pattern, as near to valid text as possible. */
function brokenPattern(schema: StringSchema, pattern: string, valid: string): string | undefined {
  const rest = { ...schema, pattern: '' };
  const points = codePoints(valid);
  const size = points.length;
  const near = ['!', ' ', 'a', 'A', '0', '~', '\u{1F600}', '\n'].flatMap((letter) => [
    [...points.slice(0, -1), letter].join(''), [letter, ...points.slice(1)].join(''), valid + letter, letter + valid, letter.repeat(Math.max(size, 1)),
  ]);
  const candidates = [...near, '', patternSample('^[^a-zA-Z0-9]+$', 0, { min: Math.max(1, schema.minLength ?? 1), max: schema.maxLength ?? longest })];
  const expression = compilePattern(pattern);
  const isolated = candidates.find((text) => text !== undefined && expression?.test(text) === false && matches(text, rest, new Map(), 'request').length === 0);
  return isolated ?? candidates.find((text) => text !== undefined && expression?.test(text) === false);
}

function numberViolations(schema: IntegerSchema | NumberSchema | DecimalSchema): readonly Violation[] {
  const { least, most } = extremes(schema);
  const step = stepOf(schema);
  const json = (text: string): Json => (schema.kind === 'decimal' ? decimal.toScale(text, Math.max(schema.scale, 0)) : Number(text));
  const violations: Violation[] = [];
  if (schema.minimum !== undefined && least !== undefined) violations.push({ label: 'below the minimum', constraint: 'minimum', value: json(decimal.subtract(least, step)) });
  if (schema.exclusiveMinimum !== undefined) violations.push({ label: 'the excluded minimum', constraint: 'exclusiveMinimum', value: json(decimal.decimalOf(schema.exclusiveMinimum)) });
  if (schema.maximum !== undefined && most !== undefined) violations.push({ label: 'above the maximum', constraint: 'maximum', value: json(decimal.add(most, step)) });
  if (schema.exclusiveMaximum !== undefined) violations.push({ label: 'the excluded maximum', constraint: 'exclusiveMaximum', value: json(decimal.decimalOf(schema.exclusiveMaximum)) });
  const inside = least ?? (most === undefined ? '0' : decimal.subtract(most, step));
  if (schema.multipleOf !== undefined) violations.push({ label: 'no multiple', constraint: 'multipleOf', value: json(decimal.add(inside, offGrid(schema, step))) });
  if (schema.kind === 'integer') violations.push({ label: 'no integer', constraint: 'integer', value: Number(decimal.add(inside, '0.5')) });
  if (schema.kind === 'integer' && schema.bits === 32 && schema.maximum === undefined && schema.exclusiveMaximum === undefined) violations.push({ label: 'more than 32 bits', constraint: 'bits', value: 2 ** 31 });
  if (schema.kind === 'decimal') violations.push(...digitViolations(schema, inside));
  return violations;
}

/** Less than a step and a multiple of what the type allows. */
function offGrid(schema: IntegerSchema | NumberSchema | DecimalSchema, step: string): string {
  if (schema.kind === 'integer') return '1';
  return schema.kind === 'decimal' ? decimal.toScale(decimal.divide(1, 10 ** schema.scale) ?? '1', schema.scale) : (decimal.divide(step, 2) ?? '0.5');
}

function digitViolations(schema: DecimalSchema, inside: string): readonly Violation[] {
  const tooFine = `${decimal.toScale(inside, schema.scale)}${schema.scale === 0 ? '.' : ''}1`;
  const tooLarge = decimal.toScale(decimal.decimalOf(10 ** (schema.precision - schema.scale)), schema.scale);
  return [
    { label: 'too many digits after the point', constraint: 'scale', value: tooFine },
    ...(schema.maximum === undefined && schema.exclusiveMaximum === undefined ? [{ label: 'too many digits', constraint: 'precision', value: tooLarge }] : []),
    { label: 'no number', constraint: 'decimal', value: 'twelve' },
  ];
}

function enumViolations(schema: EnumSchema): readonly Violation[] {
  const [first] = schema.values;
  if (typeof first === 'boolean') return [{ label: 'no member', constraint: 'enum', value: !first }];
  if (typeof first === 'number') {
    const numbers = schema.values.filter((value) => typeof value === 'number');
    return [{ label: 'no member', constraint: 'enum', value: Math.max(...numbers) + 1 }];
  }
  const stranger = ['not_a_member', 'NOT_A_MEMBER_2'].find((text) => !schema.values.includes(text));
  return [{ label: 'no member', constraint: 'enum', value: stranger ?? 'not_a_member_at_all' }];
}

function listViolations(schema: ArraySchema, name: string, value: readonly Json[] | undefined, context: SchemaContext): readonly Violation[] {
  const violations: Violation[] = [];
  const sized = (size: number): readonly Json[] | undefined => listOfSize(schema, size, name, context);
  if (schema.minItems !== undefined && schema.minItems > 0) violations.push({ label: 'too few items', constraint: 'minItems', value: sized(schema.minItems - 1) ?? [] });
  if (schema.maxItems !== undefined && schema.maxItems < 1000) {
    const items = sized(schema.maxItems + 1) ?? listOfSize({ ...schema, uniqueItems: false }, schema.maxItems + 1, name, context);
    if (items !== undefined) violations.push({ label: 'too many items', constraint: 'maxItems', value: items });
  }
  const item = value?.[0] ?? sized(1)?.[0];
  if (schema.uniqueItems && item !== undefined) {
    const rest = sized(Math.max(0, (schema.minItems ?? 0) - 1))?.filter((other) => !deepEqual(other, item)) ?? [];
    violations.push({ label: 'a duplicate', constraint: 'uniqueItems', value: [item, item, ...rest].slice(0, Math.max(2, schema.maxItems ?? Number.POSITIVE_INFINITY)) });
  }
  return violations;
}

function objectViolations(schema: ObjectSchema, value: Readonly<Record<string, Json>>): readonly Violation[] {
  const violations: Violation[] = [];
  for (const property of schema.properties) {
    if (property.required && !property.readOnly && Object.hasOwn(value, property.name)) violations.push({ label: `without ${property.name}`, constraint: 'required', at: property.name, value: undefined });
  }
  const names = Object.keys(value);
  if (schema.additional === 'reject') {
    const unknown = ['unknownKey', 'unknownKey2'].find((name) => !schema.properties.some((property) => property.name === name)) ?? 'unknownKey3';
    violations.push({ label: 'with an unknown key', constraint: 'additionalProperties', at: unknown, value: 'unknown' });
  }
  if (schema.maxProperties !== undefined && schema.additional === 'keep' && schema.maxProperties < 200) {
    const extra = Object.fromEntries(Array.from({ length: schema.maxProperties + 1 - names.length }, (_, index) => [`extra${index + 1}`, index]));
    violations.push({ label: 'with too many properties', constraint: 'maxProperties', value: { ...value, ...extra } });
  }
  if (schema.minProperties !== undefined && schema.minProperties > 0) {
    const required = new Set(schema.properties.filter((property) => property.required).map((property) => property.name));
    violations.push({ label: 'with too few properties', constraint: 'minProperties', value: Object.fromEntries(Object.entries(value).filter(([name]) => required.has(name)).slice(0, schema.minProperties - 1)) });
  }
  return violations;
}

function unionViolations(schema: UnionSchema, value: Json | undefined): readonly Violation[] {
  const { discriminator } = schema;
  const violations: Violation[] = [{ label: 'of no variant', constraint: 'variants', value: { noSuchVariant: true } }];
  if (discriminator === undefined || typeof value !== 'object' || value === null || Array.isArray(value)) return violations;
  return [...violations,
    { label: 'with an unknown discriminator', constraint: 'discriminator', at: discriminator.property, value: 'no-such-variant' },
    { label: 'without the discriminator', constraint: 'required', at: discriminator.property, value: undefined }];
}
