import type { ASTNode } from '@marcbachmann/cel-js';
import { nearest } from '../../base/nearest.ts';
import type { BinaryOperator, Expression, ExpressionType } from '../../ir/expression.ts';
import { asTime, coerce } from './celCoerce.ts';
import { type CelContext, replaceLiteral } from './celContext.ts';
import { factsOf } from './celFacts.ts';
import { badTimeIn } from './celFunctions.ts';
import { type Scope, withFacts } from './celScope.ts';
import { isNumeric, membersOf, nullableAs, scalar, showType, statedTime, unify, unknownType } from './celTypes.ts';

type Binary = Extract<ASTNode, { op: Exclude<BinaryOperator, '&&' | '||'> }>;

/** Checks `a && b` and `a || b`; the right side knows what the left side has settled. */
export function checkLogical(context: CelContext, node: ASTNode & { readonly op: '&&' | '||' }, scope: Scope): Expression | undefined {
  const [leftNode, rightNode] = node.args;
  const left = checkCondition(context, leftNode, scope, `The left side of ${node.op}`);
  const right = checkCondition(context, rightNode, withFacts(scope, factsOf(leftNode, node.op === '&&' ? 'true' : 'false')), `The right side of ${node.op}`);
  if (left === undefined || right === undefined) return undefined;
  return { kind: 'binary', operator: node.op, left, right, type: scalar('bool'), span: context.spanOf(node) };
}

/** Checks an expression that must be true or false, and not null. */
export function checkCondition(context: CelContext, node: ASTNode, scope: Scope, what: string): Expression | undefined {
  const condition = context.check(node, scope);
  if (condition === undefined || condition.type === unknownType) return condition;
  if (condition.type.kind !== 'bool') {
    context.report('DM1305', condition.span, { what, expected: 'true or false', actual: showType(condition.type), advice: '' });
    return undefined;
  }
  return condition.type.nullable ? nullProblem(context, condition, what) : condition;
}

/** Checks comparisons, arithmetic and `in`. */
export function checkBinary(context: CelContext, node: Binary, scope: Scope): Expression | undefined {
  const left = context.check(node.args[0], scope);
  const right = context.check(node.args[1], scope);
  if (left === undefined || right === undefined) return undefined;
  switch (node.op) {
    case '==':
    case '!=': return checkEquality(context, node, left, right);
    case 'in': return checkMembership(context, node, left, right);
    case '<':
    case '<=':
    case '>':
    case '>=': return checkOrder(context, node, left, right);
    case '+':
    case '-':
    case '*':
    case '/':
    case '%': return checkArithmetic(context, node, left, right);
  }
}

function checkEquality(context: CelContext, node: Binary, left: Expression, right: Expression): Expression | undefined {
  const span = context.spanOf(node);
  const isNull = [left, right].find((side) => side.kind === 'literal' && side.value === null);
  if (isNull !== undefined) {
    const other = left === isNull ? right : left;
    if (!other.type.nullable) context.report('DM1311', span, { what: `"${textOf(context, other, node)}"`, result: node.op === '==' ? 'false' : 'true' });
    return binary(node.op, left, right, scalar('bool'), span);
  }
  const missingTime = [left, right].find(unknownTime);
  if (missingTime !== undefined) return nullProblem(context, missingTime, `"${textOf(context, missingTime, node)}"`);
  const [a, b] = alignSides(asTime(left), asTime(right));
  if (hasBadTime(context, a, b)) return undefined;
  if (!comparable(a.type, b.type)) return typeProblem(context, node, a, b);
  return checkMember(context, a, b) ? binary(node.op, a, b, scalar('bool'), span) : undefined;
}

/** Tells a text beside a time that states none. */
function hasBadTime(context: CelContext, ...sides: readonly Expression[]): boolean {
  const problem = sides.map(badTimeIn).find((found) => found !== undefined);
  if (problem !== undefined) context.report('DM1312', problem.at.span, { what: problem.name, example: problem.example, value: problem.value });
  return problem !== undefined;
}

/** A text that may be null cannot be read as the time that it states. */
function unknownTime({ type }: Expression): boolean {
  return type.nullable && statedTime(type) !== undefined;
}

/** A literal next to an enum must be one of its members. */
function checkMember(context: CelContext, a: Expression, b: Expression): boolean {
  const members = membersOf(a.type) ?? membersOf(b.type);
  const literal = [a, b].find((side) => side.kind === 'literal');
  if (members === undefined || literal?.kind !== 'literal' || typeof literal.value !== 'string' || members.includes(literal.value)) return true;
  const guess = nearest(literal.value, members);
  context.report('DM1307', literal.span, { value: literal.value, members: members.join(', '), advice: guess === undefined ? '' : `Did you mean "${guess}"?` }, {
    fixes: guess === undefined ? [] : [replaceLiteral(literal.span, literal.value, guess)],
  });
  return false;
}

function checkMembership(context: CelContext, node: Binary, left: Expression, right: Expression): Expression | undefined {
  if (right.type.kind !== 'list') {
    if (right.type === unknownType) return right;
    context.report('DM1305', right.span, { what: 'The right side of "in"', expected: 'a list', actual: showType(right.type), advice: '' });
    return undefined;
  }
  if (left.type.nullable || right.type.nullable) return nullProblem(context, left.type.nullable ? left : right, 'A side of "in"');
  const items = right.kind === 'list' ? right.items : [];
  if (!items.every((item) => checkMember(context, left, item))) return undefined;
  const list = coerce(right, { kind: 'list', items: left.type, nullable: false });
  const value = list.type.kind === 'list' ? coerce(left, list.type.items) : left;
  if (list.type.kind === 'list' && !comparable(value.type, list.type.items)) return typeProblem(context, node, left, right);
  return binary('in', value, list, scalar('bool'), context.spanOf(node));
}

function checkOrder(context: CelContext, node: Binary, left: Expression, right: Expression): Expression | undefined {
  const missingTime = [left, right].find(unknownTime);
  if (missingTime !== undefined) return nullProblem(context, missingTime, `"${textOf(context, missingTime, node)}"`);
  const [a, b] = alignSides(asTime(left), asTime(right));
  if (hasBadTime(context, a, b)) return undefined;
  const ordered = (type: ExpressionType) => isNumeric(type) || ['string', 'timestamp', 'date', 'duration'].includes(type.kind);
  if (!ordered(a.type) || !ordered(b.type) || !comparable(a.type, b.type)) return typeProblem(context, node, a, b);
  const missing = [a, b].find((side) => side.type.nullable);
  if (missing !== undefined) return nullProblem(context, missing, `"${textOf(context, missing, node)}"`);
  return binary(node.op, a, b, scalar('bool'), context.spanOf(node));
}

function checkArithmetic(context: CelContext, node: Binary, left: Expression, right: Expression): Expression | undefined {
  const missingTime = [left, right].find(unknownTime);
  if (missingTime !== undefined) return nullProblem(context, missingTime, `"${textOf(context, missingTime, node)}"`);
  const [a, b] = left.type.kind === 'list' ? alignLists(left, right) : alignSides(asTime(left), asTime(right));
  if (hasBadTime(context, a, b)) return undefined;
  const type = arithmeticType(node.op, a.type, b.type);
  if (type === undefined) return typeProblem(context, node, a, b);
  const missing = [a, b].find((side) => side.type.nullable);
  if (missing !== undefined) return nullProblem(context, missing, `"${textOf(context, missing, node)}"`);
  return binary(node.op, a, b, type, context.spanOf(node));
}

function arithmeticType(operator: BinaryOperator, a: ExpressionType, b: ExpressionType): ExpressionType | undefined {
  if (isNumeric(a) && isNumeric(b)) {
    const type = unify(nullableAs(a, false), nullableAs(b, false));
    return operator === '%' && type?.kind !== 'int' ? undefined : type;
  }
  if (operator === '+' && a.kind === 'string' && b.kind === 'string') return scalar('string');
  if (operator === '+' && a.kind === 'list' && b.kind === 'list') return unify(nullableAs(a, false), nullableAs(b, false));
  const pair = `${a.kind} ${operator} ${b.kind}`;
  switch (pair) {
    case 'timestamp + duration':
    case 'duration + timestamp':
    case 'timestamp - duration': return scalar('timestamp');
    case 'date + duration':
    case 'duration + date':
    case 'date - duration': return scalar('date');
    case 'timestamp - timestamp':
    case 'date - date':
    case 'duration + duration':
    case 'duration - duration':
    case 'duration * int':
    case 'int * duration':
    case 'duration / int': return scalar('duration');
    default: return undefined;
  }
}

/** Both lists with items of the type that holds those of both. */
function alignLists(left: Expression, right: Expression): readonly [Expression, Expression] {
  const type = unify(nullableAs(left.type, false), nullableAs(right.type, false));
  return type === undefined ? [left, right] : [coerce(left, type), coerce(right, type)];
}

/** Both sides in the types in which they meet: decimals when one is a decimal, timestamps when one is a timestamp. */
function alignSides(left: Expression, right: Expression): readonly [Expression, Expression] {
  const timeMeetsText = (side: ExpressionType, other: ExpressionType) => ['timestamp', 'date', 'duration'].includes(side.kind) && other.kind === 'string';
  if (timeMeetsText(left.type, right.type) || left.type.kind === 'decimal' || (left.type.kind === 'timestamp' && right.type.kind === 'date')) return [left, coerce(right, left.type)];
  if (timeMeetsText(right.type, left.type) || right.type.kind === 'decimal' || (right.type.kind === 'timestamp' && left.type.kind === 'date')) return [coerce(left, right.type), right];
  return [left, right];
}

function comparable(a: ExpressionType, b: ExpressionType): boolean {
  return a.kind !== 'entity' && b.kind !== 'entity' && unify(a, b) !== undefined;
}

function binary(operator: BinaryOperator, left: Expression, right: Expression, type: ExpressionType, span: Expression['span']): Expression {
  return { kind: 'binary', operator, left, right, type, span };
}

function typeProblem(context: CelContext, node: Binary, a: Expression, b: Expression): Expression | undefined {
  if (a.type === unknownType || b.type === unknownType) return undefined;
  context.report('DM1304', context.spanOf(node), { what: `"${node.op}"`, left: showType(a.type), right: showType(b.type), advice: adviceFor(a.type, b.type) });
  return undefined;
}

function adviceFor(a: ExpressionType, b: ExpressionType): string {
  const kinds = [a.kind, b.kind];
  if ((a.kind === 'timestamp' || a.kind === 'date') && (b.kind === 'int' || b.kind === 'double')) return 'A time moves by a duration: `now + duration("24h")`.';
  if (a.kind === 'bool' && (b.kind === 'int' || b.kind === 'double' || b.kind === 'decimal')) return 'Two comparisons are joined: `a < b && b < c`.';
  if (a.kind === 'list' && b.kind !== 'list') return 'To add an item, write a list: `list + [item]`.';
  if (kinds.includes('entity')) return 'Compare a key or another attribute: `order.id`.';
  if (kinds.includes('decimal') && kinds.includes('double')) return 'Convert one side: `decimal(string(x))` is exact.';
  if (kinds.includes('string') && kinds.some((kind) => kind !== 'string')) return 'Convert it: `string(x)`.';
  return 'Convert one side so that both have one type.';
}

/** Reports that a value may be null where it must not, with what to do. */
export function nullProblem(context: CelContext, expression: Expression, what: string): Expression | undefined {
  const path = context.source === '' ? 'x' : shortPath(expression);
  context.report('DM1306', expression.span, { what, advice: `Guard it: \`${path} != null && ...\`, \`${path} != null ? ${path} : ...\`, or \`require: ${path} != null\` before.` });
  return undefined;
}

function shortPath(expression: Expression): string {
  if (expression.kind === 'name') return expression.name;
  return expression.kind === 'select' ? `${shortPath(expression.target)}.${expression.member}` : 'x';
}

function textOf(context: CelContext, expression: Expression, node: Binary): string {
  const side = node.args.find((part) => context.spanOf(part).start === expression.span.start) ?? node;
  return context.source.slice(side.start, side.end);
}
