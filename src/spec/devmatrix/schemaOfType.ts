import type { Span } from '../../base/span.ts';
import { pascalCase } from '../../base/names.ts';
import type { ExpressionType } from '../../ir/expression.ts';
import type { NamedSchema, ObjectSchema, Schema } from '../../ir/schema.ts';
import { membersOf, statedTime } from '../cel/celTypes.ts';
import { refTo } from './namedSchemas.ts';

/** The schema of a response of that type; records become named schemas, added to `named`. */
export function schemaOfType(type: ExpressionType, name: string, span: Span, named: NamedSchema[]): Schema {
  const { nullable } = type;
  switch (type.kind) {
    case 'entity': return { ...refTo(type.entity, span), nullable };
    case 'list': return { kind: 'array', items: schemaOfType(type.items, `${name}Item`, span, named), uniqueItems: false, nullable, span };
    case 'record': return { ...record(type, name, span, named), nullable };
    case 'string': {
      const values = membersOf(type);
      const time = statedTime(type);
      if (time !== undefined) return { kind: 'string', format: time === 'timestamp' ? 'date-time' : 'duration', nullable, span };
      return values === undefined ? { kind: 'string', nullable, span } : { kind: 'enum', values, nullable, span };
    }
    case 'int': return { kind: 'integer', bits: 64, nullable, span };
    case 'double': return { kind: 'number', nullable, span };
    // Computed values have no declared scale, so any decimal text is admitted.
    case 'decimal': return { kind: 'string', pattern: '^-?[0-9]+(\\.[0-9]+)?$', nullable, span };
    case 'bool': return { kind: 'boolean', nullable, span };
    case 'timestamp': return { kind: 'string', format: 'date-time', nullable, span };
    case 'date': return { kind: 'string', format: 'date', nullable, span };
    case 'duration': return { kind: 'string', format: 'duration', nullable, span };
    case 'json':
    case 'null': return { kind: 'any', nullable: true, span };
  }
}

function record(type: ExpressionType & { readonly kind: 'record' }, name: string, span: Span, named: NamedSchema[]): Schema {
  const schema: ObjectSchema = {
    kind: 'object', additional: 'strip', nullable: false, span,
    properties: type.fields.map((field) => ({ name: field.name, schema: schemaOfType(field.type, `${name}${pascalCase(field.name)}`, span, named), required: true, readOnly: false, writeOnly: false, span })),
  };
  named.push({ kind: 'namedSchema', name, schema, cyclic: false, span });
  return refTo(name, span);
}
