import { assertNever } from '../../../base/assertNever.ts';
import type { ObjectSchema, Schema } from '../../../ir/schema.ts';
import { propertyKey } from '../code/identifiers.ts';
import { type Role, shownProperties } from './schemaRoles.ts';

/** The TypeScript type of values of a schema, as zod would infer it from the emitted schema. */
export function tsType(schema: Schema, role: Role, nameOf: (schema: string, role: Role) => string): string {
  const type = bareType(schema, role, nameOf);
  return schema.nullable && type !== 'unknown' ? `${type} | null` : type;
}

function bareType(schema: Schema, role: Role, nameOf: (schema: string, role: Role) => string): string {
  const inner = (part: Schema): string => tsType(part, role === 'patch' ? 'request' : role, nameOf);
  switch (schema.kind) {
    case 'string':
    case 'decimal':
      return 'string';
    case 'integer':
    case 'number':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'enum':
      return schema.values.map((value) => JSON.stringify(value)).join(' | ');
    case 'array':
      return `${parenthesised(inner(schema.items))}[]`;
    case 'object':
      return objectType(schema, role, inner);
    case 'union':
      return schema.variants.length === 0 ? 'unknown' : schema.variants.map(inner).join(' | ');
    case 'intersection':
      return schema.members.map((part) => parenthesised(inner(part))).join(' & ');
    case 'ref':
      return nameOf(schema.name, role);
    case 'binary':
      return 'string';
    case 'any':
      return 'unknown';
    default:
      return assertNever(schema);
  }
}

function objectType(schema: ObjectSchema, role: Role, inner: (part: Schema) => string): string {
  const { additional } = schema;
  const properties = shownProperties(schema, role).map(({ name, schema: part, required }) => {
    const present = required || (role === 'request' && part.default !== undefined);
    return `${propertyKey(name)}${present ? '' : '?'}: ${inner(part)}${present ? '' : ' | undefined'}`;
  });
  const index = typeof additional === 'object' ? inner(additional) : additional === 'keep' ? 'unknown' : undefined;
  if (properties.length === 0) return index === undefined ? 'Record<string, never>' : `Record<string, ${index}>`;
  if (index === undefined || index === 'unknown') {
    return `{ ${[...properties, ...(index === undefined ? [] : ['[key: string]: unknown'])].join('; ')} }`;
  }
  return `{ ${properties.join('; ')} } & Record<string, ${index}>`;
}

function parenthesised(type: string): string {
  return / [|&] /.test(type) ? `(${type})` : type;
}
