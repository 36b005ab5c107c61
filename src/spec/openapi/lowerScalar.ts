import type { DecimalSchema, EnumSchema, IntegerSchema, NumericBounds, Schema, StringFormat, StringSchema } from '../../ir/schema.ts';
import { asNumber, valueOf } from '../source.ts';
import type { SpecSchema, SpecType } from './model.ts';

const formats: readonly string[] = ['uuid', 'email', 'uri', 'date', 'date-time', 'time', 'duration', 'hostname', 'ipv4', 'ipv6', 'byte'] satisfies readonly StringFormat[];
const int32 = { minimum: -(2 ** 31), maximum: 2 ** 31 - 1 };

/** A value that is no object and no list; enums of other values are any value. */
export function lowerScalar(spec: SpecSchema, type: SpecType | undefined): Schema {
  const base = { span: spec.span, nullable: false };
  if (spec.enum !== undefined) {
    const values = spec.enum.map(({ value }) => value);
    return values.every(isScalar) ? ({ ...base, kind: 'enum', values } satisfies EnumSchema) : { ...base, kind: 'any' };
  }
  switch (type) {
    case 'string': return lowerString(spec, base);
    case 'integer': return lowerInteger(spec, base);
    case 'number': return { ...base, kind: 'number', ...boundsOf(spec) };
    case 'boolean': return { ...base, kind: 'boolean' };
    case 'array': case 'object': case undefined: return { ...base, kind: 'any' };
  }
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

type Base = Pick<Schema, 'span' | 'nullable'>;

function lowerString(spec: SpecSchema, base: Base): Schema {
  const { format, minLength, maxLength, pattern } = spec;
  if (format === 'binary' || (spec.contentMediaType !== undefined && spec.contentEncoding === undefined && !/json|text/.test(spec.contentMediaType))) return { ...base, kind: 'binary' };
  const decimal = decimalOf(spec);
  if (decimal !== undefined) return { ...base, kind: 'decimal', ...decimal, ...boundsOf(spec) };
  const known = spec.contentEncoding === 'base64' ? 'byte' : format;
  return {
    ...base,
    kind: 'string',
    ...(known === undefined ? {} : formats.includes(known) ? { format: known as StringFormat } : { annotation: known }),
    ...(minLength === undefined ? {} : { minLength }),
    ...(maxLength === undefined ? {} : { maxLength }),
    ...(pattern === undefined ? {} : { pattern }),
  } satisfies StringSchema;
}

/**
 * Text that is clearly an exact decimal: `x-devmatrix: { decimal: { precision, scale } }`, or `format: decimal` with a pattern
 * of plain digits that says how many stand after the point, such as `^\d{1,10}\.\d{2}$`.
 */
function decimalOf(spec: SpecSchema): Pick<DecimalSchema, 'precision' | 'scale'> | undefined {
  const stated = valueOf(spec.extension, 'decimal');
  if (stated !== undefined) {
    const scale = clamp(asNumber(valueOf(stated, 'scale')) ?? 2, 0, 15);
    return { precision: clamp(asNumber(valueOf(stated, 'precision')) ?? 12, Math.max(1, scale), 15), scale };
  }
  if (spec.format !== 'decimal' || spec.pattern === undefined) return undefined;
  const match = /^\^(?:-\?)?(?:\\d|\[0-9\])(?:\+|\{\d+(?:,(\d+))?\})(\(\?:|\()?\\\.(?:\\d|\[0-9\])\{(?:\d+,)?(\d+)\}(?:\)\??)?\$$/.exec(spec.pattern);
  const scale = Number(match?.[3] ?? Number.NaN);
  if (!Number.isInteger(scale) || scale > 10) return undefined;
  const whole = match?.[1] === undefined ? 15 - scale : Number(match[1]);
  return whole + scale > 15 ? undefined : { precision: whole + scale, scale };
}

function clamp(value: number, low: number, high: number): number {
  return Number.isInteger(value) ? Math.min(high, Math.max(low, value)) : low;
}

/** Without a format an integer has 64 bits, unless its bounds say that 32 suffice. */
function lowerInteger(spec: SpecSchema, base: Base): IntegerSchema {
  const bounds = boundsOf(spec);
  const low = bounds.minimum ?? bounds.exclusiveMinimum ?? Number.NEGATIVE_INFINITY;
  const high = bounds.maximum ?? bounds.exclusiveMaximum ?? Number.POSITIVE_INFINITY;
  const small = low >= int32.minimum && high <= int32.maximum;
  return { ...base, kind: 'integer', bits: spec.format === 'int32' || (spec.format !== 'int64' && small) ? 32 : 64, ...bounds };
}

const boundKeys = ['minimum', 'exclusiveMinimum', 'maximum', 'exclusiveMaximum', 'multipleOf'] as const;

function boundsOf(spec: SpecSchema): NumericBounds {
  return Object.fromEntries(boundKeys.flatMap((key) => (spec[key] === undefined ? [] : [[key, spec[key]]])));
}
