import type { ASTNode } from '@marcbachmann/cel-js';
import type { Condition } from '../../ir/behavior.ts';
import type { Entity } from '../../ir/entity.ts';
import type { Expression } from '../../ir/expression.ts';
import { assign } from '../cel/celAssign.ts';
import { checkCel } from '../cel/celCheck.ts';
import { spanWithin } from '../cel/celPosition.ts';
import type { Scope } from '../cel/celScope.ts';
import { nullableAs, scalar, statedTime } from '../cel/celTypes.ts';
import { parseCel } from '../cel/compileCel.ts';
import type { SourceNode, SourceScalar } from '../source.ts';
import { type Context, didYouMean } from './context.ts';
import { attributeFor, attributeNames } from './attributeNames.ts';
import { typeOfSchema } from './typeOfSchema.ts';

interface Where {
  readonly scalarNode: SourceScalar;
  readonly source: string;
  readonly entity: Entity;
  readonly scope: Scope;
  readonly context: Context;
}

type Operator = Condition['operator'];
const flipped: Readonly<Record<Exclude<Operator, 'in'>, Operator>> = { '==': '==', '!=': '!=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

/** Reads `where`: `attribute operator value`, joined with `&&`. Names on the left are attributes, those on the right are bindings. */
export function readConditions(node: SourceNode | undefined, entity: Entity, scope: Scope, context: Context): readonly Condition[] {
  if (node?.kind !== 'scalar') return [];
  const source = typeof node.value === 'string' ? node.value : node.text;
  const ast = parseCel(node, source, context.diagnostics);
  context.observer?.expression(node, scope, undefined);
  if (ast === undefined) return [];
  const where: Where = { scalarNode: node, source, entity, scope, context };
  return conjuncts(ast).flatMap((part) => readConjunct(part, where));
}

function conjuncts(node: ASTNode): readonly ASTNode[] {
  return node.op === '&&' ? node.args.flatMap(conjuncts) : [node];
}

function readConjunct(node: ASTNode, where: Where): readonly Condition[] {
  if (node.op === 'id') return flag(node, true, node, where);
  if (node.op === '!_') return flag(node.args, false, node, where);
  if (node.op === 'in') return comparison(node, node.args[0], 'in', node.args[1], where);
  if (node.op === '==' || node.op === '!=' || node.op === '<' || node.op === '<=' || node.op === '>' || node.op === '>=') {
    const [left, right] = node.args;
    if (isAttribute(left, where) || !isAttribute(right, where)) return comparison(node, left, node.op, right, where);
    return comparison(node, right, flipped[node.op], left, where);
  }
  return refuse(node, `"${textOf(node, where)}" is none. What it cannot say is chosen after loading: \`list.filter(row, condition)\``, where);
}

function isAttribute(node: ASTNode, where: Where): boolean {
  return node.op === 'id' && attributeFor(node.args, where.entity.attributes, where.entity.relations) !== undefined;
}

/** Attributes of the rows that are loaded stand alone. */
function adviceFor(left: ASTNode, where: Where): string {
  const name = left.op === '.' ? left.args[1] : '';
  return attributeFor(name, where.entity.attributes, where.entity.relations) === undefined ? '' : `; write \`${name}\` alone`;
}

/** `active` and `!active`. */
function flag(node: ASTNode, value: true | false, whole: ASTNode, where: Where): readonly Condition[] {
  const attribute = node.op === 'id' ? attributeFor(node.args, where.entity.attributes, where.entity.relations) : undefined;
  if (attribute?.schema.kind !== 'boolean') return node.op === 'id' && attribute === undefined ? unknown(node, node.args, where) : refuse(whole, `"${textOf(whole, where)}" is not a true-or-false attribute`, where);
  const span = spanWithin(where.scalarNode, whole.start, whole.end);
  return [{ attribute: attribute.name, operator: '==', value: { kind: 'literal', value, type: scalar('bool'), span }, span }];
}

function comparison(node: ASTNode, left: ASTNode, operator: Operator, right: ASTNode, where: Where): readonly Condition[] {
  if (left.op !== 'id') return refuse(left, `"${textOf(left, where)}" is not an attribute of ${where.entity.name}${adviceFor(left, where)}`, where);
  const attribute = attributeFor(left.args, where.entity.attributes, where.entity.relations);
  if (attribute === undefined) return unknown(left, left.args, where);
  const type = typeOfSchema(attribute.schema);
  const checked = checkCel(right, where.scalarNode, where.source, where.scope, where.context.diagnostics);
  where.context.observer?.expression(where.scalarNode, where.scope, checked);
  if (checked === undefined) return [];
  const isNull = checked.kind === 'literal' && checked.value === null;
  if (isNull && operator !== '==' && operator !== '!=') return refuse(node, 'null goes with == and != only', where);
  const nullable = operator === '==' || operator === '!=';
  if (!nullable && statedTime(type) === 'duration') return refuse(node, 'durations go with == and != only', where);
  const wanted = operator === 'in' ? { kind: 'list' as const, items: { ...type, nullable: false }, nullable: false } : nullableAs(type, nullable);
  const value: Expression | undefined = isNull ? checked : assign(checked, wanted, `What "${left.args}" is compared with`, where.context.diagnostics);
  return value === undefined ? [] : [{ attribute: attribute.name, operator, value, span: spanWithin(where.scalarNode, node.start, node.end) }];
}

function unknown(node: ASTNode, name: string, where: Where): readonly Condition[] {
  const span = spanWithin(where.scalarNode, node.start, node.end);
  const { advice, extras } = didYouMean(name, attributeNames(where.entity.attributes, where.entity.relations), span);
  where.context.report('DM1121', span, { entity: where.entity.name, kind: 'attribute or relation', name, advice }, extras);
  return [];
}

function refuse(node: ASTNode, problem: string, where: Where): readonly Condition[] {
  where.context.report('DM1154', spanWithin(where.scalarNode, node.start, node.end), { problem });
  return [];
}

function textOf(node: ASTNode, where: Where): string {
  return where.source.slice(node.start, node.end);
}
