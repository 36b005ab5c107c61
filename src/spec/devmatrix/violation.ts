import type { Json } from '../../base/json.ts';
import type { NumericBounds, Schema, StringSchema } from '../../ir/schema.ts';

/** Why a value breaks a schema without references, in words; undefined when it keeps it. */
export function violation(value: Json, schema: Schema): string | undefined {
  if (value === null) return schema.nullable ? undefined : 'null is not allowed';
  switch (schema.kind) {
    case 'string': return typeof value === 'string' ? textViolation(value, schema) : 'it is not text';
    case 'integer': return Number.isInteger(value) ? boundViolation(Number(value), schema) : 'it is not an integer';
    case 'number': return typeof value === 'number' ? boundViolation(value, schema) : 'it is not a number';
    case 'decimal': return decimalViolation(value, schema.precision, schema.scale) ?? boundViolation(Number(value), schema);
    case 'boolean': return typeof value === 'boolean' ? undefined : 'it is not true or false';
    case 'enum': return schema.values.some((member) => member === value) ? undefined : `it is not one of ${schema.values.join(', ')}`;
    case 'array': return Array.isArray(value) ? listViolation(value, schema) : 'it is not a list';
    case 'object': return objectViolation(value, schema);
    case 'any':
    case 'union':
    case 'intersection':
    case 'ref':
    case 'binary': return undefined;
  }
}

function textViolation(value: string, schema: StringSchema): string | undefined {
  const length = Array.from(value).length;
  if (schema.minLength !== undefined && length < schema.minLength) return `it is shorter than ${schema.minLength}`;
  if (schema.maxLength !== undefined && length > schema.maxLength) return `it is longer than ${schema.maxLength}`;
  if (schema.pattern !== undefined && !new RegExp(schema.pattern, 'u').test(value)) return `it does not match ${schema.pattern}`;
  const format = schema.format === undefined ? undefined : formatPatterns[schema.format];
  return format === undefined || format.test(value) ? undefined : `it is not a valid ${schema.format ?? ''}`;
}

const formatPatterns: Readonly<Partial<Record<string, RegExp>>> = {
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  email: /^[^\s@]+@[^\s@]+\.[^\s@]+$/,
  uri: /^[a-z][a-z0-9+.-]*:\S+$/i,
  date: /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/,
  'date-time': /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
  time: /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?$/,
  duration: /^-?P(?!$)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?!$)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$/,
  ipv4: /^(\d{1,3}\.){3}\d{1,3}$/,
};

function boundViolation(value: number, bounds: NumericBounds): string | undefined {
  if (bounds.minimum !== undefined && value < bounds.minimum) return `it is less than ${bounds.minimum}`;
  if (bounds.exclusiveMinimum !== undefined && value <= bounds.exclusiveMinimum) return `it is not more than ${bounds.exclusiveMinimum}`;
  if (bounds.maximum !== undefined && value > bounds.maximum) return `it is more than ${bounds.maximum}`;
  if (bounds.exclusiveMaximum !== undefined && value >= bounds.exclusiveMaximum) return `it is not less than ${bounds.exclusiveMaximum}`;
  const quotient = bounds.multipleOf === undefined ? 0 : value / bounds.multipleOf;
  return Math.abs(quotient - Math.round(quotient)) > 1e-9 ? `it is no multiple of ${bounds.multipleOf ?? 1}` : undefined;
}

function decimalViolation(value: Json, precision: number, scale: number): string | undefined {
  const match = typeof value === 'string' ? /^-?(\d+)(?:\.(\d+))?$/.exec(value) : null;
  if (match === null) return 'it is not a decimal';
  if ((match[2] ?? '').length > scale) return `it has more than ${scale} digits after the point`;
  return (match[1] ?? '').replace(/^0+/, '').length > precision - scale ? `it has more than ${precision - scale} digits before the point` : undefined;
}

function listViolation(value: readonly Json[], schema: Schema & { readonly kind: 'array' }): string | undefined {
  if (schema.minItems !== undefined && value.length < schema.minItems) return `it has fewer than ${schema.minItems} items`;
  if (schema.maxItems !== undefined && value.length > schema.maxItems) return `it has more than ${schema.maxItems} items`;
  if (schema.uniqueItems && new Set(value.map((item) => JSON.stringify(item))).size < value.length) return 'its items are not unique';
  return value.map((item) => violation(item, schema.items)).find((problem) => problem !== undefined);
}

function objectViolation(value: Json, schema: Schema & { readonly kind: 'object' }): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'it is not an object';
  const given = new Map(Object.entries(value as Readonly<Record<string, Json>>));
  for (const property of schema.properties) {
    const item = given.get(property.name);
    if (item === undefined && property.required) return `"${property.name}" is missing`;
    const problem = item === undefined ? undefined : violation(item, property.schema);
    if (problem !== undefined) return `"${property.name}": ${problem}`;
  }
  const extra = [...given.keys()].find((key) => !schema.properties.some(({ name }) => name === key));
  return extra !== undefined && schema.additional === 'reject' ? `"${extra}" is not declared` : undefined;
}
