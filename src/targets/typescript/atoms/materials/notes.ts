import type { Schema } from '../../../../ir/schema.ts';

/** How the spec's reader states a decimal without digits of its own in an answer. */
const decimalPattern = '^-?[0-9]+(\\.[0-9]+)?$';

/** What a value must be beside its TypeScript type, in few words. */
export function notesOf(schema: Schema): readonly string[] {
  switch (schema.kind) {
    case 'string':
      if (schema.pattern === decimalPattern) return ['decimal as text'];
      return [...formatNotes(schema.format), ...rangeNotes('length', schema.minLength, schema.maxLength), ...(schema.pattern === undefined || schema.pattern.length > 60 ? [] : [`matches ${JSON.stringify(schema.pattern)}`])];
    case 'decimal':
      return [`decimal as text with ${String(schema.scale)} digits after the point`, ...bounds(schema)];
    case 'integer':
      return ['whole', ...bounds(schema)];
    case 'number':
      return bounds(schema);
    case 'array':
      return rangeNotes('items', schema.minItems, schema.maxItems);
    case 'boolean':
    case 'enum':
    case 'object':
    case 'union':
    case 'intersection':
    case 'ref':
    case 'binary':
    case 'any':
      return [];
  }
}

function formatNotes(format: string | undefined): readonly string[] {
  if (format === 'date') return ['"YYYY-MM-DD"'];
  if (format === 'date-time') return ['ISO 8601'];
  return format === undefined ? [] : [format];
}

function bounds({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Extract<Schema, { kind: 'integer' | 'number' | 'decimal' }>): readonly string[] {
  const parts = [[minimum, '>='], [exclusiveMinimum, '>'], [maximum, '<='], [exclusiveMaximum, '<']] as const;
  return parts.flatMap(([bound, sign]) => (bound === undefined || Math.abs(bound) >= 2 ** 31 - 1 ? [] : [`${sign} ${String(bound)}`]));
}

function rangeNotes(what: string, least: number | undefined, most: number | undefined): readonly string[] {
  if (least === undefined && most === undefined) return [];
  return [`${what} ${String(least ?? 0)}..${most === undefined ? '' : String(most)}`];
}
