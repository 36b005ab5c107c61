import type { Json } from '../../../base/json.ts';
import type { DecimalSchema, EnumSchema, NumericBounds, Property, Schema, StringSchema } from '../../../ir/schema.ts';
import { boundariesOf } from '../../../semantics/boundaries.ts';
import { toScale } from '../../../semantics/decimal.ts';
import { matches } from '../../../semantics/matches.ts';
import { schemaContext } from '../../../semantics/schemaContext.ts';
import { violationsOf } from '../../../semantics/violations.ts';
import type { TsFile } from '../code/tsFile.ts';
import { type ResolvedSchema, resolveSchema } from '../resolveSchema.ts';
import { literal, quoted } from './literal.ts';
import { sampleJson } from './requestBody.ts';
import type { TestModel } from './testModel.ts';

/** Longer texts are not tried: they say nothing about the constraint that shorter ones would not. */
const longest = 20_000;

/** `text('Mug', { min: 1, max: 200 })`: a good value with those at the edge of what is allowed and beyond; undefined for what has to be told value by value. */
export function simpleValues(file: TsFile, model: TestModel, declared: Schema, name: string): string | undefined {
  const schema = resolveSchema(model.application, declared);
  if (schema === undefined) return undefined;
  const good = sampleJson(model, declared, 0, name);
  switch (schema.kind) {
    case 'string':
      return typeof good === 'string' && isSimpleText(schema) ? `${file.use('test:text')}(${quoted(good)}${options(textOptions(schema))})` : undefined;
    case 'integer':
      return typeof good === 'number' && hasWholeBounds(schema, 1) ? `${file.use('test:whole')}(${good}${options([...boundOptions(schema), ...(schema.bits === 32 ? ['bits: 32'] : []), ...nullOption(schema)])})` : undefined;
    case 'decimal':
      return typeof good === 'string' && isSimpleDecimal(schema) ? `${file.use('test:decimal')}(${quoted(good)}, ${schema.precision}, ${schema.scale}${options([...boundOptions(schema), ...nullOption(schema)])})` : undefined;
    case 'boolean':
      return typeof good === 'boolean' ? `${file.use('test:flag')}(${good}${options(nullOption(schema))})` : undefined;
    case 'enum':
      return isOfWords(schema) && good === schema.values[0] ? `${file.use('test:oneOf')}(${literal(schema.values)}${options(nullOption(schema))})` : undefined;
    case 'number':
    case 'array':
    case 'object':
    case 'union':
    case 'intersection':
    case 'binary':
    case 'any':
      return undefined;
  }
}

/** How much a table of values told one by one may say: beyond, the compiler cannot follow. */
export class Room {
  #left = 200_000;

  /** How many rows of about that length there is room for. */
  rowsOf(length: number): number {
    return Math.max(1, Math.ceil(this.#left / length));
  }

  /** The rows that there is room for. */
  take(rows: readonly string[]): readonly string[] {
    return rows.filter((row) => (this.#left -= row.length) > 0);
  }
}

export interface ListingOptions {
  /** Values at the edge of what is allowed are wanted too. */
  readonly accepted: boolean;
  readonly room: Room;
  /** Names of the schemas that the same request has shown already. */
  readonly entered: Set<string>;
}

/** `listed(good, refused, accepted)`: every value is told. Undefined when no good value is known. */
export function listedValues(file: TsFile, model: TestModel, { schema, name }: Property, { accepted, room, entered }: ListingOptions): string | undefined {
  const context = schemaContext(model.application);
  const good = sampleJson(model, schema, 0, name);
  if (good === undefined) return undefined;
  const known = new Set(entered);
  const blamed = (value: Json, pointer: string): string => {
    const faults = matches(value, schema, context, 'request');
    return faults.some((fault) => fault.pointer === pointer) ? pointer : (faults[0]?.pointer ?? pointer);
  };
  const refused = violationsOf(schema, context, { base: good, key: '', name, entered, most: room.rowsOf(JSON.stringify(good).length) }).map(({ label, value, pointer }) => {
    const at = blamed(value, pointer);
    return at === '' ? literal([label, value]) : literal([label, value, at]);
  });
  const boundaries = accepted ? boundariesOf(schema, context, { base: good, key: '', name, entered: known }).map(({ label, value, pointer }) => {
    const shown = shownValue(model, schema, value);
    const named = pointer === '' ? label : `${pointer.slice(1).replaceAll('/', '.')}: ${label}`;
    return literal(shown === undefined ? [named, value] : [named, value, shown]);
  }) : [];
  const parts = [literal(good), `[${room.take(refused).join(', ')}]`, ...(boundaries.length === 0 ? [] : [`[${room.take(boundaries).join(', ')}]`])];
  return `${file.use('test:listed')}(${parts.join(', ')})`;
}

/** How the app shows a value that was sent; undefined when its form may differ. */
function shownValue(model: TestModel, declared: Schema, value: Json): Json | undefined {
  const schema: ResolvedSchema | undefined = resolveSchema(model.application, declared);
  if (value === null) return null;
  switch (schema?.kind) {
    case 'decimal':
      return typeof value === 'string' ? toScale(value, schema.scale) : undefined;
    case 'string':
      return schema.format === 'date-time' || schema.format === 'time' ? undefined : value;
    case 'integer':
    case 'number':
    case 'boolean':
    case 'enum':
      return value;
    case 'array':
    case 'object':
    case 'union':
    case 'intersection':
    case 'binary':
    case 'any':
    case undefined:
      return undefined;
  }
}

/** Texts whose lengths any letter can fill: no pattern, and no lengths beside a format. */
function isSimpleText({ pattern, format, minLength, maxLength }: StringSchema): boolean {
  if (pattern !== undefined || format === 'byte' || maxLength === 0) return false;
  return format === undefined || (minLength === undefined && maxLength === undefined);
}

function textOptions(schema: StringSchema): readonly string[] {
  const { format, minLength = 0, maxLength = longest } = schema;
  return [...(minLength > 0 ? [`min: ${minLength}`] : []), ...(maxLength < longest ? [`max: ${maxLength}`] : []), ...(format === undefined ? [] : [`format: ${quoted(format)}`]), ...nullOption(schema)];
}

function isSimpleDecimal(schema: DecimalSchema): boolean {
  return schema.precision <= 15 && schema.scale >= 0 && schema.scale <= schema.precision && hasWholeBounds(schema, 10 ** schema.scale);
}

/** Whether every bound is a whole number of units, and some value lies between them. */
function hasWholeBounds({ minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf }: NumericBounds, unit: number): boolean {
  if (multipleOf !== undefined) return false;
  const bounds = [minimum, maximum, exclusiveMinimum, exclusiveMaximum].flatMap((bound) => (bound === undefined ? [] : [bound * unit]));
  const least = minimum ?? (exclusiveMinimum === undefined ? Number.NEGATIVE_INFINITY : exclusiveMinimum + 1 / unit);
  const most = maximum ?? (exclusiveMaximum === undefined ? Number.POSITIVE_INFINITY : exclusiveMaximum - 1 / unit);
  return least <= most && bounds.every((bound) => Math.abs(bound) < 1e15 && Math.abs(bound - Math.round(bound)) < 1e-6);
}

function boundOptions({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: NumericBounds): readonly string[] {
  const named = { min: minimum, max: maximum, above: exclusiveMinimum, below: exclusiveMaximum };
  return Object.entries(named).flatMap(([name, bound]) => (bound === undefined ? [] : [`${name}: ${bound}`]));
}

function isOfWords({ values }: EnumSchema): boolean {
  return values.every((value) => typeof value === 'string' && value !== 'not_a_member');
}

function nullOption({ nullable }: Schema): readonly string[] {
  return nullable ? ['nullable: true'] : [];
}

function options(parts: readonly string[]): string {
  return parts.length === 0 ? '' : `, { ${parts.join(', ')} }`;
}
