/**
 * Values at the edge of what a schema allows: each is valid as a whole and extreme in one place.
 *
 *     boundariesOf(bodySchema, context, { base: body, key: 'Product' })
 *     // [{ label: 'the least value', key: 'Product.price.exclusiveMinimum', pointer: '/price', value: { ...body, price: '0.01' } }, ...]
 *
 * For a parameter pass its schema and `name`; `serialiseParameter` makes text of the values.
 */
import type { Json } from '../base/json.ts';
import type { ArraySchema, DecimalSchema, IntegerSchema, NumberSchema, Schema, StringSchema } from '../ir/schema.ts';
import * as decimal from './decimal.ts';
import { deepEqual } from './evaluate.ts';
import { isValid } from './matches.ts';
import { compilePattern, patternSample } from './pattern.ts';
import { type Place, type VariationOptions, baseOf, placesOf } from './places.ts';
import { withValueAt } from './pointers.ts';
import { extremes } from './sampleNumber.ts';
import { fitsText, lengthsOf } from './sampleText.ts';
import { sampleOf } from './samples.ts';
import type { SchemaContext } from './schemaContext.ts';
import { codePoints } from './text.ts';
import type { LabelledValue } from './types.ts';

/** A candidate for one place: what is extreme about it, the constraint that it touches, the value; undefined leaves it out. */
export interface Candidate {
  readonly label: string;
  readonly constraint: string;
  readonly value: Json | undefined;
}

/** Longer texts and lists are not tried: they say nothing about the constraint that shorter ones would not. */
export const longest = 20_000;

/** All boundary values of a schema; empty when no valid value is known. */
export function boundariesOf(schema: Schema, context: SchemaContext, options: VariationOptions = {}): readonly LabelledValue[] {
  const base = baseOf(schema, context, options);
  if (base === undefined) return [];
  const results: LabelledValue[] = [];
  for (const place of placesOf(schema, context, base, options)) {
    for (const candidate of candidatesAt(place, context)) {
      const value = withValueAt(base, place.pointer, candidate.value);
      if (value === undefined || deepEqual(value, base) || !isValid(value, schema, context, 'request')) continue;
      if (results.some((known) => deepEqual(known.value, value))) continue;
      results.push({ label: candidate.label, key: `${place.key}${place.key === '' ? '' : '.'}${candidate.constraint}`, pointer: place.pointer, value });
    }
  }
  return results;
}

function candidatesAt(place: Place, context: SchemaContext): readonly Candidate[] {
  const shared: Candidate[] = [];
  if (place.schema.nullable) shared.push({ label: 'null', constraint: 'nullable', value: null });
  if (!place.required) shared.push({ label: 'left out', constraint: 'optional', value: undefined });
  return [...shared, ...ownCandidates(place, context)];
}

function ownCandidates({ schema, name }: Place, context: SchemaContext): readonly Candidate[] {
  switch (schema.kind) {
    case 'string':
      return textCandidates(schema);
    case 'integer':
    case 'number':
    case 'decimal':
      return numberCandidates(schema);
    case 'boolean':
      return [true, false].map((value) => ({ label: String(value), constraint: 'type', value }));
    case 'enum':
      return schema.values.map((value) => ({ label: `the member ${value}`, constraint: 'enum', value }));
    case 'array':
      return listCandidates(schema, name, context);
    case 'union':
      return schema.variants.flatMap((variant, index) => {
        const sampled = sampleOf(variant, context, 0, { name });
        const tag = schema.discriminator?.mapping.find((entry) => entry.variant === index);
        return 'value' in sampled ? [{ label: `variant ${tag?.value ?? index + 1}`, constraint: 'variants', value: sampled.value }] : [];
      });
    case 'object':
    case 'intersection':
    case 'any':
    case 'binary':
      return [];
  }
}

function textCandidates(schema: StringSchema): readonly Candidate[] {
  const { min, max } = lengthsOf(schema);
  const candidates: Candidate[] = [];
  const least = textOfLength(schema, min);
  if (least !== undefined) candidates.push({ label: min === 0 ? 'empty' : `the least length, ${min}`, constraint: 'minLength', value: least });
  const most = max <= longest ? textOfLength(schema, max) : undefined;
  if (most !== undefined) candidates.push({ label: `the greatest length, ${max}`, constraint: 'maxLength', value: most });
  if (schema.format === undefined && schema.pattern === undefined) {
    const astral = '\u{1F600}'.repeat(Math.min(Math.max(min, 1), max, longest));
    candidates.push({ label: 'astral characters', constraint: 'type', value: astral });
    if (max <= longest && max > 1) candidates.push({ label: `${max} astral characters`, constraint: 'maxLength', value: '\u{1F600}'.repeat(max) });
  }
  return candidates;
}

/** Text of exactly that length that obeys everything else; undefined when none was found. */
export function textOfLength(schema: StringSchema, length: number): string | undefined {
  const free = { ...schema, minLength: 0, maxLength: Number.POSITIVE_INFINITY };
  const candidates = [plainText(schema, length), schema.pattern === undefined ? undefined : patternSample(schema.pattern, 0, { min: length, max: length })];
  return candidates.find((text) => text !== undefined && codePoints(text).length === length && fitsText(free, text));
}

function plainText(schema: StringSchema, length: number): string {
  if (schema.format === 'email') return length < 13 ? '' : emailOfLength(length);
  if (schema.format === 'uri') return `https://example.com/${'a'.repeat(Math.max(0, length - 20))}`;
  const filler = ['a', 'A', '1'].find((letter) => schema.pattern === undefined || (compilePattern(schema.pattern)?.test(letter.repeat(length)) ?? false));
  return (filler ?? 'a').repeat(length);
}

/** A local part has at most 64 characters, a label of the domain 63. */
function emailOfLength(length: number): string {
  const local = 'a'.repeat(Math.min(64, length - 12));
  let rest = length - local.length - '@'.length - '.com'.length;
  const labels: string[] = [];
  while (rest > 0) {
    const size = rest > 63 ? Math.min(63, rest - 2) : rest;
    labels.push('b'.repeat(size));
    rest -= size + 1;
  }
  return `${local}@${labels.join('.')}.com`;
}

function numberCandidates(schema: IntegerSchema | NumberSchema | DecimalSchema): readonly Candidate[] {
  const { least, most } = extremes(schema);
  const json = (text: string): Json => (schema.kind === 'decimal' ? decimal.toScale(text, schema.scale) : Number(text));
  const candidates: Candidate[] = [];
  if (least !== undefined) candidates.push({ label: `the least value, ${least}`, constraint: schema.exclusiveMinimum === undefined ? 'minimum' : 'exclusiveMinimum', value: json(least) });
  if (most !== undefined) candidates.push({ label: `the greatest value, ${most}`, constraint: greatest(schema), value: json(most) });
  if (schema.kind === 'decimal' && schema.scale > 0) {
    const whole = decimal.toScale(least ?? '0', 0);
    candidates.push({ label: 'without digits after the point', constraint: 'scale', value: decimal.compare(whole, least ?? '0') < 0 ? decimal.add(whole, 1) : whole });
  }
  return candidates;
}

function greatest(schema: IntegerSchema | NumberSchema | DecimalSchema): string {
  if (schema.maximum !== undefined) return 'maximum';
  return schema.exclusiveMaximum === undefined ? 'precision' : 'exclusiveMaximum';
}

function listCandidates(schema: ArraySchema, name: string, context: SchemaContext): readonly Candidate[] {
  const sizes = [...new Set([schema.minItems ?? 0, schema.maxItems].filter((size): size is number => size !== undefined && size <= 200))];
  return sizes.flatMap((size) => {
    const items = listOfSize(schema, size, name, context);
    return items === undefined ? [] : [{ label: `${size} items`, constraint: size === schema.maxItems ? 'maxItems' : 'minItems', value: items }];
  });
}

/** A list of exactly that many different items; undefined when there are not so many. */
export function listOfSize(schema: ArraySchema, size: number, name: string, context: SchemaContext): readonly Json[] | undefined {
  const items: Json[] = [];
  for (let n = 0; items.length < size && n < size + 50; n += 1) {
    const sampled = sampleOf(schema.items, context, n, { name });
    if (!('value' in sampled)) return undefined;
    if (!schema.uniqueItems || !items.some((item) => deepEqual(item, sampled.value))) items.push(sampled.value);
  }
  return items.length === size ? items : undefined;
}
