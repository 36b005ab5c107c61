import type { IntegerSchema, NumberSchema, NumericBounds, ObjectSchema, Property, Schema, StringSchema } from '../../ir/schema.ts';

type Bounds = { -readonly [K in keyof NumericBounds]?: number };

/** The schema of the values that satisfy both; undefined when it cannot be said in one schema. */
export function mergeSchemas(left: Schema, right: Schema): Schema | undefined {
  const merged = mergeKinds(left, right);
  if (merged === undefined) return undefined;
  return { ...left, ...right, ...merged, ...texts(left, right), nullable: left.nullable && right.nullable, span: right.span };
}

function texts(left: Schema, right: Schema): { description?: string } {
  const description = right.description ?? left.description;
  return description === undefined ? {} : { description };
}

function mergeKinds(left: Schema, right: Schema): Schema | undefined {
  if (left.kind === 'any') return right;
  if (right.kind === 'any') return left;
  if (left.kind === 'object' && right.kind === 'object') return mergeObjects(left, right);
  if (left.kind === 'ref' && right.kind === 'ref' && left.name === right.name) return right;
  if (left.kind === 'string' && right.kind === 'string') return mergeStrings(left, right);
  if (isNumeric(left) && isNumeric(right)) return mergeNumbers(left, right);
  if (left.kind === 'enum' || right.kind === 'enum') return mergeEnums(left, right);
  if (left.kind === 'boolean' && right.kind === 'boolean') return right;
  if (left.kind === 'binary' && right.kind === 'binary') return right;
  if (left.kind === 'array' && right.kind === 'array') return mergeArrays(left, right);
  return undefined;
}

/** All properties of both; an extension of free-form objects keeps what the other one says about unknown keys. */
function mergeObjects(left: ObjectSchema, right: ObjectSchema): ObjectSchema {
  const properties = new Map(left.properties.map((property) => [property.name, property]));
  for (const property of right.properties) {
    const other = properties.get(property.name);
    properties.set(property.name, other === undefined ? property : mergeProperties(other, property));
  }
  const minimum = larger(left.minProperties, right.minProperties);
  const maximum = smaller(left.maxProperties, right.maxProperties);
  return {
    ...left,
    ...right,
    properties: [...properties.values()],
    additional: mergeAdditional(left, right),
    ...(minimum === undefined ? {} : { minProperties: minimum }),
    ...(maximum === undefined ? {} : { maxProperties: maximum }),
  };
}

function mergeAdditional(left: ObjectSchema, right: ObjectSchema): ObjectSchema['additional'] {
  if (left.properties.length === 0 && left.additional === 'keep') return right.additional;
  if (right.properties.length === 0 && right.additional === 'keep') return left.additional;
  const both = [left.additional, right.additional];
  if (both.includes('reject')) return 'reject';
  return both.find((value) => typeof value === 'object') ?? (both.includes('keep') ? 'keep' : 'strip');
}

function mergeProperties(left: Property, right: Property): Property {
  const schema = mergeSchemas(left.schema, right.schema) ?? intersect(left.schema, right.schema);
  return {
    ...right,
    schema,
    required: left.required || right.required,
    readOnly: left.readOnly || right.readOnly,
    writeOnly: left.writeOnly || right.writeOnly,
  };
}

/** Both must hold, said as data. */
export function intersect(left: Schema, right: Schema): Schema {
  const members = [left, right].flatMap((schema) => (schema.kind === 'intersection' ? schema.members : [schema]));
  return { kind: 'intersection', members, nullable: left.nullable && right.nullable, span: right.span, ...texts(left, right) };
}

function isNumeric(schema: Schema): schema is IntegerSchema | NumberSchema {
  return schema.kind === 'integer' || schema.kind === 'number';
}

function mergeStrings(left: StringSchema, right: StringSchema): StringSchema | undefined {
  if (left.format !== undefined && right.format !== undefined && left.format !== right.format) return undefined;
  if (left.pattern !== undefined && right.pattern !== undefined && left.pattern !== right.pattern) return undefined;
  const minLength = larger(left.minLength, right.minLength);
  const maxLength = smaller(left.maxLength, right.maxLength);
  return { ...left, ...right, ...(minLength === undefined ? {} : { minLength }), ...(maxLength === undefined ? {} : { maxLength }) };
}

function mergeNumbers(left: IntegerSchema | NumberSchema, right: IntegerSchema | NumberSchema): Schema | undefined {
  if (left.multipleOf !== undefined && right.multipleOf !== undefined && left.multipleOf !== right.multipleOf) return undefined;
  const bounds: Bounds = { ...lowerBound(left, right), ...upperBound(left, right) };
  const multipleOf = left.multipleOf ?? right.multipleOf;
  if (multipleOf !== undefined) bounds.multipleOf = multipleOf;
  const { span, nullable } = right;
  const bits = [left, right].some((schema) => schema.kind === 'integer' && schema.bits === 32) ? 32 : 64;
  return left.kind === 'integer' || right.kind === 'integer'
    ? { kind: 'integer', bits, ...bounds, span, nullable }
    : { kind: 'number', ...bounds, span, nullable };
}

function lowerBound(left: NumericBounds, right: NumericBounds): Bounds {
  const inclusive = larger(left.minimum, right.minimum);
  const exclusive = larger(left.exclusiveMinimum, right.exclusiveMinimum);
  if (exclusive !== undefined && (inclusive === undefined || exclusive >= inclusive)) return { exclusiveMinimum: exclusive };
  return inclusive === undefined ? {} : { minimum: inclusive };
}

function upperBound(left: NumericBounds, right: NumericBounds): Bounds {
  const inclusive = smaller(left.maximum, right.maximum);
  const exclusive = smaller(left.exclusiveMaximum, right.exclusiveMaximum);
  if (exclusive !== undefined && (inclusive === undefined || exclusive <= inclusive)) return { exclusiveMaximum: exclusive };
  return inclusive === undefined ? {} : { maximum: inclusive };
}

function mergeEnums(left: Schema, right: Schema): Schema | undefined {
  const [choice, other] = left.kind === 'enum' ? [left, right] : [right, left];
  if (choice.kind !== 'enum') return undefined;
  const values = choice.values.filter((value) => (other.kind === 'enum' ? other.values.includes(value) : typeOf(value).includes(other.kind)));
  return values.length === 0 ? undefined : { ...choice, values };
}

function typeOf(value: string | number | boolean): readonly string[] {
  return typeof value === 'number' ? (Number.isInteger(value) ? ['integer', 'number'] : ['number']) : [typeof value];
}

function mergeArrays(left: Schema & { kind: 'array' }, right: Schema & { kind: 'array' }): Schema {
  const minItems = larger(left.minItems, right.minItems);
  const maxItems = smaller(left.maxItems, right.maxItems);
  return {
    ...left,
    ...right,
    items: mergeSchemas(left.items, right.items) ?? intersect(left.items, right.items),
    uniqueItems: left.uniqueItems || right.uniqueItems,
    ...(minItems === undefined ? {} : { minItems }),
    ...(maxItems === undefined ? {} : { maxItems }),
  };
}

function larger(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : b === undefined ? a : Math.max(a, b);
}

function smaller(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : b === undefined ? a : Math.min(a, b);
}
