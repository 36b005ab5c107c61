import type { Json } from '../../../base/json.ts';
import { capitalise, words } from '../../../base/names.ts';
import type { DecimalSchema, IntegerSchema, NumberSchema, StringFormat, StringSchema } from '../../../ir/schema.ts';
import type { Imports } from './imports.ts';
import type { ResolvedSchema } from '../resolveSchema.ts';
import { literal, quoted } from './literal.ts';
import { type ShapePart, shapeOfPattern, varietyOf } from './shapeOfPattern.ts';

const alphabets: readonly (readonly [name: string, characters: string])[] = [
  ['digits', '0123456789'],
  ['upper', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'],
  ['lower', 'abcdefghijklmnopqrstuvwxyz'],
];

/** Values are counted through: with so many, the rows of one test file hardly meet. */
const leastVariety = 30;

/**
 * An expression that gives another value at each call, in this run and the next ones; undefined when the schema has too few
 * values or a form that cannot be varied.
 */
export function uniqueValue(file: Imports, schema: ResolvedSchema, name: string): string | undefined {
  switch (schema.kind) {
    case 'string':
      return uniqueString(file, schema, name);
    case 'integer':
    case 'number':
      return uniqueWhole(file, schema);
    case 'decimal':
      return uniqueDecimal(file, schema);
    case 'boolean':
    case 'enum':
    case 'array':
    case 'object':
    case 'union':
    case 'intersection':
    case 'binary':
    case 'any':
      return undefined;
  }
}

/** Goes through the values one by one; undefined when there are not two. */
export function uniqueMember(file: Imports, values: readonly Json[]): string | undefined {
  return values.length < 2 ? undefined : `${file.use('test:uniqueOf')}(${literal(values)})`;
}

/** How many values the schema has, as far as they can be told apart from endless ones. */
export function varietyOfSchema(schema: ResolvedSchema): number {
  switch (schema.kind) {
    case 'string': {
      const { pattern, format, minLength, maxLength = Number.POSITIVE_INFINITY } = schema;
      if (format !== undefined) return Number.POSITIVE_INFINITY;
      if (pattern === undefined) return 36 ** maxLength;
      const shape = shapeOfPattern(pattern, minLength, maxLength);
      return shape === undefined ? 0 : varietyOf(shape);
    }
    case 'integer':
    case 'number':
    case 'decimal': {
      const unit = schema.multipleOf ?? (schema.kind === 'decimal' ? 10 ** -schema.scale : 1);
      const [low, high] = range(schema, unit, Number.POSITIVE_INFINITY);
      return high - low + 1;
    }
    case 'enum':
      return schema.values.length;
    case 'boolean':
      return 2;
    case 'array':
    case 'object':
    case 'union':
    case 'intersection':
    case 'binary':
    case 'any':
      return Number.POSITIVE_INFINITY;
  }
}

function uniqueString(file: Imports, schema: StringSchema, name: string): string | undefined {
  const { format, pattern, minLength, maxLength } = schema;
  if (pattern !== undefined) {
    const shape = shapeOfPattern(pattern, minLength, maxLength);
    return shape === undefined || format !== undefined || varietyOf(shape) < leastVariety ? undefined : shapeCall(file, shape);
  }
  return format === undefined ? uniqueLabel(file, schema, name) : uniqueFormat(file, format);
}

function uniqueLabel(file: Imports, { minLength = 0, maxLength = 200 }: StringSchema, name: string): string | undefined {
  if (maxLength < 2) return undefined;
  const label = `${capitalise(words(name).join(' '))} `;
  const prefix = minLength > 11 ? label.padEnd(minLength - 9, 'x') : label;
  return `${file.use('test:uniqueText')}(${quoted(prefix)}${maxLength < 40 ? `, ${maxLength}` : ''})`;
}

function uniqueFormat(file: Imports, format: StringFormat): string | undefined {
  const text = (): string => file.use('test:uniqueText');
  switch (format) {
    case 'uuid':
      return `${file.importFrom('node:crypto', 'randomUUID')}()`;
    case 'email':
      return `\`\${${text()}('user')}@example.com\``;
    case 'uri':
      return `\`https://example.com/\${${text()}('page')}\``;
    case 'hostname':
      return `\`\${${text()}('host')}.example.com\``;
    case 'date':
      return `${file.use('test:uniqueDate')}()`;
    case 'date-time':
      return `${file.use('test:uniqueTimestamp')}()`;
    case 'byte':
      return shapeCall(file, [{ alphabet: alphabets.map(([, characters]) => characters).join(''), length: 12 }]);
    case 'ipv4':
      return shapeCall(file, ['10.1', { alphabet: '0123456789', length: 2 }, '.1', { alphabet: '0123456789', length: 2 }, '.1', { alphabet: '0123456789', length: 2 }]);
    case 'ipv6':
      return shapeCall(file, ['2001:db8::1', { alphabet: '0123456789', length: 3 }, ':1', { alphabet: '0123456789', length: 3 }]);
    case 'time':
    case 'duration':
      return undefined;
  }
}

function shapeCall(file: Imports, shape: readonly ShapePart[]): string {
  const parts = shape.map((part) => (typeof part === 'string' ? quoted(part) : `[${alphabet(file, part.alphabet)}, ${part.length}]`));
  return `${file.use('test:uniqueShape')}(${parts.join(', ')})`;
}

/** `upper + digits` where the alphabet is made of the usual ones, else the characters. */
function alphabet(file: Imports, characters: string): string {
  const sorted = Array.from(characters).sort().join('');
  const names = alphabets.filter(([, all]) => all.split('').every((character) => characters.includes(character)));
  const covered = names.map(([, all]) => all).join('');
  if (names.length === 0 || Array.from(covered).sort().join('') !== sorted) return quoted(characters);
  return names.map(([name]) => file.use(`test:${name}`)).join(' + ');
}

function uniqueWhole(file: Imports, schema: IntegerSchema | NumberSchema): string | undefined {
  const step = schema.multipleOf ?? 1;
  if (!Number.isInteger(step)) return undefined;
  const [low, high] = numberRange(schema);
  if (high - low < leastVariety) return undefined;
  const call = `${file.use('test:uniqueInteger')}(${low}, ${high})`;
  return step === 1 ? call : `${call} * ${step}`;
}

function uniqueDecimal(file: Imports, schema: DecimalSchema): string | undefined {
  const { scale } = schema;
  if (schema.multipleOf !== undefined) return undefined;
  const [low, high] = numberRange(schema);
  return low < 0 || high - low < leastVariety ? undefined : `${file.use('test:uniqueDecimal')}(${scale}, ${low}, ${high})`;
}

/** Between which counts of their steps unique numbers of the schema lie. */
export function numberRange(schema: IntegerSchema | NumberSchema | DecimalSchema): readonly [number, number] {
  if (schema.kind !== 'decimal') return range(schema, schema.multipleOf ?? 1, 2_000_000_000);
  return range(schema, 10 ** -schema.scale, Math.min(10 ** schema.precision - 1, 9_000_000_000_000));
}

/** The lowest and highest number of steps within the bounds, from 1 up unless the bounds say otherwise. */
function range(schema: IntegerSchema | NumberSchema | DecimalSchema, step: number, most: number): readonly [number, number] {
  const { minimum, exclusiveMinimum, maximum, exclusiveMaximum } = schema;
  const high = Math.min(most, maximum === undefined ? most : Math.floor(maximum / step), exclusiveMaximum === undefined ? most : Math.ceil(exclusiveMaximum / step) - 1);
  const lowest = minimum === undefined ? undefined : Math.ceil(minimum / step);
  const above = exclusiveMinimum === undefined ? undefined : Math.floor(exclusiveMinimum / step) + 1;
  return [lowest ?? above ?? Math.min(1, high - 1000), high];
}
