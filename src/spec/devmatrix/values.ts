import type { Expression, ExpressionType } from '../../ir/expression.ts';
import { assign } from '../cel/celAssign.ts';
import { atRest } from '../cel/celCoerce.ts';
import { compileCel, type Compiled } from '../cel/compileCel.ts';
import type { Scope } from '../cel/celScope.ts';
import { nothing, nullableAs, nullType, scalar, unify } from '../cel/celTypes.ts';
import type { SourceNode, SourceScalar } from '../source.ts';
import type { Context } from './context.ts';

/** Reads a value of a step: text is CEL, numbers, booleans and null are themselves, lists and maps hold values. */
export function readValue(node: SourceNode, scope: Scope, context: Context): Expression | undefined {
  const { span } = node;
  if (node.kind === 'seq') {
    const items = node.items.map((item) => readValue(item, scope, context));
    const known = items.filter((item) => item !== undefined).map(atRest);
    if (known.length < items.length) return undefined;
    const type = known.reduce<ExpressionType>((joined, item) => unify(joined, item.type) ?? { kind: 'json', nullable: true }, nothing);
    return { kind: 'list', items: known, type: { kind: 'list', items: known.length > 0 && known.every((item) => !item.type.nullable) ? nullableAs(type, false) : type, nullable: false }, span };
  }
  if (node.kind === 'map') {
    const fields = node.entries.flatMap((entry) => {
      const value = readValue(entry.value, scope, context);
      return value === undefined ? [] : [{ name: entry.key, value: atRest(value) }];
    });
    return fields.length < node.entries.length ? undefined : { kind: 'record', fields, type: { kind: 'record', fields: fields.map(({ name, value }) => ({ name, type: value.type })), nullable: false }, span };
  }
  // An empty text cannot be meant as an expression.
  if (node.value === '') return { kind: 'literal', value: '', type: scalar('string'), span };
  if (typeof node.value === 'string') return compiled(node, scope, context)?.expression;
  if (node.value === null) return { kind: 'literal', value: null, type: nullType, span };
  if (typeof node.value === 'boolean') return { kind: 'literal', value: node.value, type: scalar('bool'), span };
  return { kind: 'literal', value: node.value, type: scalar(/^[-+]?\d+$/.test(node.text) ? 'int' : 'double'), span };
}

/** Reads a value of a wanted type; `what` names it in diagnostics. */
export function readValueOf(node: SourceNode, wanted: ExpressionType, what: string, scope: Scope, context: Context): Expression | undefined {
  const value = readValue(node, scope, context);
  return value === undefined ? undefined : assign(value, wanted, what, context.diagnostics);
}

/** Reads a condition: CEL that is true or false and never null. */
export function readCondition(node: SourceNode, what: string, scope: Scope, context: Context): Compiled | undefined {
  if (node.kind !== 'scalar') return undefined;
  const read = compiled(node, scope, context);
  if (read === undefined) return undefined;
  const expression = assign(read.expression, scalar('bool'), what, context.diagnostics);
  return expression === undefined ? undefined : { ...read, expression };
}

function compiled(node: SourceScalar, scope: Scope, context: Context): Compiled | undefined {
  const read = compileCel(node, scope, context.diagnostics);
  context.observer?.expression(node, scope, read?.expression);
  return read;
}
