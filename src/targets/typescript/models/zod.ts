import { assertNever } from '../../../base/assertNever.ts';
import type { Json } from '../../../base/json.ts';
import type { ArraySchema, DecimalSchema, EnumSchema, IntegerSchema, NumericBounds, ObjectSchema, Property, Schema, StringSchema } from '../../../ir/schema.ts';
import { propertyKey, quote } from '../code/identifiers.ts';
import { shownProperties } from './schemaRoles.ts';
import type { ZodScope } from './zodScope.ts';
import { unionSchema } from './zodUnion.ts';

/** The zod expression of a schema, nullability included. */
export function zodOf(schema: Schema, scope: ZodScope): string {
  const expression = bare(schema, scope);
  return schema.nullable && scope.wire === 'json' ? `${expression}.nullable()` : expression;
}

/** The zod expression of a property or parameter: nullable, optional or with its default. */
export function zodOfProperty(schema: Schema, required: boolean, scope: ZodScope): string {
  const { default: fallback } = schema;
  const expression = bare(schema, innerScope(scope));
  const nullable = schema.nullable && scope.wire === 'json';
  if (fallback !== undefined && !required && scope.role === 'request') return `${expression}${nullable ? '.nullable()' : ''}.default(${jsonLiteral(fallback)})`;
  if (required) return `${expression}${nullable ? '.nullable()' : ''}`;
  return `${expression}${nullable ? '.nullish()' : '.optional()'}`;
}

/** The scope for what stands inside a schema: only the top of a patch is without defaults. */
function innerScope(scope: ZodScope): ZodScope {
  return scope.role === 'patch' ? { ...scope, role: 'request' } : scope;
}

function bare(schema: Schema, scope: ZodScope): string {
  const inner = innerScope(scope);
  switch (schema.kind) {
    case 'string':
      return stringSchema(schema, scope);
    case 'decimal':
      return decimalSchema(schema, scope);
    case 'integer':
      return fromText('integerText', integerSchema(schema), scope);
    case 'number':
      return fromText('numberText', `z.number()${bounds(schema)}`, scope);
    case 'boolean':
      return scope.wire !== 'json' ? scope.support('booleanText') : 'z.boolean()';
    case 'enum':
      return enumSchema(schema, scope);
    case 'array':
      return scope.wire !== 'json' ? `${scope.support('repeated')}(${arraySchema(schema, inner)})` : arraySchema(schema, inner);
    case 'object':
      return scope.wire !== 'json' ? `${scope.support('jsonText')}(${objectSchema(schema, { ...scope, wire: 'json' })})` : objectSchema(schema, scope);
    case 'union':
      return unionSchema(schema, inner, zodOf);
    case 'intersection':
      return schema.members.map((part) => zodOf(part, scope)).reduce((left, right) => `z.intersection(${left}, ${right})`);
    case 'ref': {
      if (scope.wire !== 'json') {
        if (scope.inside?.has(schema.name) === true) return 'z.unknown()';
        return bare(scope.schemaOf(schema.name), { ...scope, inside: new Set([...(scope.inside ?? []), schema.name]) });
      }
      const { expression, lazy } = scope.reference(schema.name, scope.role);
      return lazy ? `z.lazy(() => ${expression})` : expression;
    }
    case 'binary':
      return scope.wire === 'multipart' ? 'z.instanceof(Buffer)' : 'z.string()';
    case 'any':
      return 'z.unknown()';
    default:
      return assertNever(schema);
  }
}

function fromText(parse: 'integerText' | 'numberText', schema: string, scope: ZodScope): string {
  return scope.wire !== 'json' ? `${scope.support(parse)}.pipe(${schema})` : schema;
}

const formats: Readonly<Record<string, string>> = {
  uuid: 'z.guid()',
  email: 'z.email()',
  uri: 'z.url()',
  date: 'z.iso.date()',
  'date-time': 'z.iso.datetime({ offset: true })',
  duration: 'z.iso.duration()',
  hostname: 'z.hostname()',
  ipv4: 'z.ipv4()',
  ipv6: 'z.ipv6()',
  byte: 'z.base64()',
};

function stringSchema(schema: StringSchema, scope: ZodScope): string {
  const { format, minLength, maxLength, pattern } = schema;
  const base = format === undefined ? 'z.string()' : format === 'time' ? scope.support('time') : (formats[format] ?? 'z.string()');
  const parts = [base];
  if (minLength !== undefined && minLength > 0) parts.push(`min(${String(minLength)})`);
  if (maxLength !== undefined) parts.push(`max(${String(maxLength)})`);
  const expression = pattern === undefined ? undefined : regularExpression(pattern);
  if (expression !== undefined) parts.push(`regex(${expression})`);
  return parts.join('.');
}

/** The pattern as a regular expression, in Unicode mode where it allows that; undefined when it is none at all. */
function regularExpression(pattern: string): string | undefined {
  try {
    return `/${new RegExp(pattern, 'u').source}/u`;
  } catch {
    try {
      return `new RegExp(${quote(new RegExp(pattern).source)})`;
    } catch {
      return undefined;
    }
  }
}

function decimalSchema(schema: DecimalSchema, scope: ZodScope): string {
  const { precision, scale, minimum, exclusiveMinimum, maximum, exclusiveMaximum, multipleOf } = schema;
  const options = Object.entries({ precision, scale, minimum, exclusiveMinimum, maximum, exclusiveMaximum, multipleOf })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${String(value)}`);
  return `${scope.support('decimal')}({ ${options.join(', ')} })`;
}

function integerSchema(schema: IntegerSchema): string {
  return `${schema.bits === 32 ? 'z.int32()' : 'z.int()'}${bounds(schema)}`;
}

function bounds({ minimum, exclusiveMinimum, maximum, exclusiveMaximum, multipleOf }: NumericBounds): string {
  const checks: readonly (readonly [string, number | undefined])[] = [
    ['min', minimum], ['gt', exclusiveMinimum], ['max', maximum], ['lt', exclusiveMaximum], ['multipleOf', multipleOf],
  ];
  return checks.map(([name, bound]) => (bound === undefined ? '' : `.${name}(${String(bound)})`)).join('');
}

function enumSchema({ values }: EnumSchema, scope: ZodScope): string {
  const literals = values.map((value) => JSON.stringify(value));
  const [first] = literals;
  const schema = literals.length === 1 && first !== undefined ? `z.literal(${first})` : `z.literal([${literals.join(', ')}])`;
  if (values.every((value) => typeof value === 'string')) return literals.length === 1 ? schema : `z.enum([${literals.join(', ')}])`;
  if (scope.wire === 'json') return schema;
  if (values.every((value) => typeof value === 'boolean')) return `${scope.support('booleanText')}.pipe(${schema})`;
  return `${scope.support('numberText')}.pipe(${schema})`;
}

/** The zod expression of an array of values. */
export function arraySchema(schema: ArraySchema, scope: ZodScope): string {
  const { minItems, maxItems, uniqueItems } = schema;
  const parts = [`z.array(${zodOf(schema.items, scope)})`];
  if (minItems !== undefined && minItems > 0) parts.push(`min(${String(minItems)})`);
  if (maxItems !== undefined) parts.push(`max(${String(maxItems)})`);
  if (uniqueItems) parts.push(`refine(${scope.support('hasUniqueItems')}, "Items must differ from each other")`);
  return parts.join('.');
}

/** The zod expression of an object; each property in the wire form of the scope. */
export function objectSchema(schema: ObjectSchema, scope: ZodScope): string {
  const { additional, minProperties, maxProperties } = schema;
  const inner = innerScope(scope);
  const shown = shownProperties(schema, scope.role);
  const lines = shown.map((property) => propertyLine(property, scope));
  const shape = objectLiteral(lines);
  let made: string;
  if (typeof additional === 'object') {
    const rest = zodOf(additional, inner);
    made = shown.length === 0 ? `z.record(z.string(), ${rest})` : `z.object(${shape}).catchall(${rest})`;
  } else {
    made = `${{ reject: 'z.strictObject', strip: 'z.object', keep: 'z.looseObject' }[additional]}(${shape})`;
  }
  if (minProperties !== undefined && minProperties > 0) made += `.refine((value) => Object.keys(value).length >= ${String(minProperties)}, "Too few properties")`;
  if (maxProperties !== undefined) made += `.refine((value) => Object.keys(value).length <= ${String(maxProperties)}, "Too many properties")`;
  const inherited = shown.filter(({ name }) => name in Object.prototype);
  if (inherited.length === 0) return made;
  const own = `z.preprocess(${scope.support('ownProperties')}, ${made})`;
  const absent = inherited.filter(({ required }) => !required).map(({ name }) => `${propertyKey(name)}: undefined`);
  return scope.role === 'response' || absent.length === 0 ? own : `${own}.transform((value) => ({ ${absent.join(', ')}, ...value }))`;
}

/** An object literal of these lines; a short one stands on one line. */
export function objectLiteral(lines: readonly string[]): string {
  const [first] = lines;
  if (first === undefined) return '{}';
  return lines.length === 1 && first.length < 40 ? `{ ${first} }` : `{\n${lines.map((line) => `  ${line},\n`).join('')}}`;
}

/** A property whose schema is not known yet while this one is made stands in a getter. */
function propertyLine({ name, schema, required }: Property, scope: ZodScope): string {
  const put = { off: false };
  const direct: ZodScope = {
    ...scope,
    reference: (target, role) => {
      const found = scope.reference(target, role);
      put.off ||= found.lazy;
      return { ...found, lazy: false };
    },
  };
  const expression = zodOfProperty(schema, required, direct);
  return put.off ? `get ${propertyKey(name)}() {\n  return ${expression};\n}` : `${propertyKey(name)}: ${expression}`;
}

/** The JSON value as TypeScript. */
export function jsonLiteral(value: Json): string {
  if (Array.isArray(value)) return `[${value.map((item: Json) => jsonLiteral(item)).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{ ${Object.entries(value).map(([key, item]) => `${propertyKey(key)}: ${jsonLiteral(item)}`).join(', ')} }`;
}
