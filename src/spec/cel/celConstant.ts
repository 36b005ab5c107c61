import type { Json } from '../../base/json.ts';
import type { Span } from '../../base/span.ts';
import type { Expression, ExpressionType } from '../../ir/expression.ts';
import { coerce } from './celCoerce.ts';
import { nullType, scalar } from './celTypes.ts';

/** A JSON value as the expression that would state it where a value of the type is wanted. */
export function constantOf(value: Json, type: ExpressionType, span: Span): Expression {
  if (value === null) return { kind: 'literal', value, type: nullType, span };
  if (Array.isArray(value)) {
    const items = type.kind === 'list' ? type.items : scalar('json');
    return { kind: 'list', items: (value as readonly Json[]).map((item) => constantOf(item, items, span)), type: { kind: 'list', items, nullable: false }, span };
  }
  if (typeof value === 'object') {
    const fields = Object.entries(value as Readonly<Record<string, Json>>).map(([name, item]) => {
      const field = type.kind === 'record' ? type.fields.find((candidate) => candidate.name === name) : undefined;
      return { name, value: constantOf(item, field?.type ?? scalar('json'), span) };
    });
    return { kind: 'record', fields, type: { kind: 'record', fields: fields.map((field) => ({ name: field.name, type: field.value.type })), nullable: false }, span };
  }
  const kind = typeof value === 'string' ? 'string' : typeof value === 'boolean' ? 'bool' : Number.isInteger(value) ? 'int' : 'double';
  if (type.kind === 'decimal') return { kind: 'literal', value: String(value), type: scalar('decimal'), span };
  return coerce({ kind: 'literal', value, type: scalar(kind), span }, type);
}
