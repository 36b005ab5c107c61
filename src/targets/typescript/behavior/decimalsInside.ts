import type { ApplicationIR } from '../../../ir/application.ts';
import type { Expression } from '../../../ir/expression.ts';
import type { Schema } from '../../../ir/schema.ts';
import { resolveSchema } from '../resolveSchema.ts';

/**
 * The value with the decimals inside of its lists and records in the scale of their schemas. A column brings its own decimal
 * to scale; what lies inside of JSON is stored as it is given.
 */
export function decimalsInside(value: Expression, schema: Schema | undefined, application: ApplicationIR): Expression {
  if (schema === undefined || (value.kind !== 'list' && value.kind !== 'record' && value.kind !== 'macro' && value.kind !== 'conditional')) return value;
  const resolved = resolveSchema(application, schema);
  const part = (inner: Expression, of: Schema | undefined): Expression => inScale(inner, of, application);
  if (value.kind === 'conditional') return { ...value, then: decimalsInside(value.then, schema, application), otherwise: decimalsInside(value.otherwise, schema, application) };
  if (value.kind === 'list') return resolved?.kind === 'array' ? { ...value, items: value.items.map((item) => part(item, resolved.items)) } : value;
  if (value.kind === 'macro') return resolved?.kind === 'array' && value.macro === 'map' ? { ...value, body: part(value.body, resolved.items) } : value;
  if (resolved?.kind !== 'object') return value;
  const properties = new Map(resolved.properties.map((property) => [property.name, property.schema]));
  return { ...value, fields: value.fields.map((field) => ({ name: field.name, value: part(field.value, properties.get(field.name)) })) };
}

function inScale(value: Expression, schema: Schema | undefined, application: ApplicationIR): Expression {
  const resolved = schema === undefined ? undefined : resolveSchema(application, schema);
  if (resolved?.kind !== 'decimal' || value.type.kind !== 'decimal' || value.type.nullable || isExact(value, resolved.scale)) return decimalsInside(value, schema, application);
  const digits: Expression = { kind: 'literal', value: resolved.scale, type: { kind: 'int', nullable: false }, span: value.span };
  return { kind: 'call', function: 'round', arguments: [value, digits], type: value.type, span: value.span };
}

/** Whether the value is rounded to that scale already. */
function isExact(value: Expression, scale: number): boolean {
  const digits = value.kind === 'call' && value.function === 'round' ? value.arguments[1] : undefined;
  return digits?.kind === 'literal' && digits.value === scale;
}
