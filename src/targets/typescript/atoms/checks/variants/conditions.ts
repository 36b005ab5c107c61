import type { ArrayNode, CallNode, Expression, FunctionNode, LiteralNode, Statement } from '../../../../../ast/syntax.ts';
import type { SyntaxNode } from '../../../../../ast/walkSyntax.ts';
import { shown, type Place, type Places, type Reading } from './place.ts';

/** A condition of a repository's `where`. */
export interface RepositoryCondition {
  readonly name: string;
  readonly operator: LiteralNode & { readonly value: string };
  readonly value: Expression;
}

/** `["quantity", ">=", 5]`. */
export function conditionOf({ items }: ArrayNode): RepositoryCondition | undefined {
  const [name, operator, value] = items;
  if (items.length !== 3 || name?.kind !== 'literal' || operator?.kind !== 'literal' || value === undefined || typeof name.value !== 'string' || typeof operator.value !== 'string') return undefined;
  return /^(?:[=!]=|[<>]=?|in)$/.test(operator.value) ? { name: name.value, operator: { ...operator, value: operator.value }, value } : undefined;
}

const choosing: ReadonlySet<string> = new Set(['filter', 'find', 'findLast', 'findIndex', 'some', 'every']);
const queryConditions: ReadonlySet<string> = new Set(['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'inArray', 'notInArray', 'isNull', 'isNotNull', 'between', 'like', 'ilike', 'or', 'not', 'exists', 'notExists']);

/** Each condition left out: of queries, of what chooses among rows, of what decides between two ways. Whether something is there at all is left alone. */
export const conditionPlaces: Places = (node, around, reading) => [...queryPlaces(node, around, reading), ...partPlaces(node, around, reading), ...wholePlaces(node, around, reading)];

/** Of `where(context, [a, b])`, and of `and(a, b)` in a query. */
function queryPlaces(node: SyntaxNode, around: readonly SyntaxNode[], { candidate }: Reading): readonly Place[] {
  const parent = around.at(-1);
  if (node.kind === 'array' && conditionOf(node) !== undefined && parent?.kind === 'array') {
    return [{ start: node.start, end: node.end, others: [''], form: 'leaveOut', what: `whether a row counts for which \`${shown(candidate.textOf(node))}\` does not hold` }];
  }
  if (node.kind !== 'call' || node.callee.kind !== 'identifier' || !queryConditions.has(node.callee.name) || parent?.kind !== 'call') return [];
  const isPart = (parent.callee.kind === 'identifier' && parent.callee.name === 'and') || (parent.callee.kind === 'member' && parent.callee.name === 'where');
  return isPart ? [{ start: node.start, end: node.end, others: ['undefined'], what: `whether a row counts for which \`${shown(candidate.textOf(node))}\` does not hold` }] : [];
}

/** Of `a && b` and `a || b`. */
function partPlaces(node: SyntaxNode, around: readonly SyntaxNode[], { candidate }: Reading): readonly Place[] {
  const parent = around.at(-1);
  if (parent?.kind !== 'binary' || (parent.operator !== '&&' && parent.operator !== '||') || !isTest(parent, around.slice(0, -1)) || !isPlainTest(node)) return [];
  const text = shown(candidate.textOf(node));
  return [{ start: node.start, end: node.end, others: [parent.operator === '&&' ? 'true' : 'false'], what: parent.operator === '&&' ? `what happens where \`${text}\` alone does not hold` : `what happens where \`${text}\` alone holds` }];
}

/** Of the only condition of a callback, or of an `if`. */
function wholePlaces(node: SyntaxNode, around: readonly SyntaxNode[], { candidate }: Reading): readonly Place[] {
  const parent = around.at(-1);
  if (parent === undefined || isLogical(node) || !isPlainTest(node)) return [];
  const text = shown(candidate.textOf(node));
  const place = (other: string, what: string): readonly Place[] => [{ start: node.start, end: node.end, others: [other], what }];
  if (parent.kind === 'return' && isChosenBy(parent, around.slice(0, -1))) return place('true', `whether something counts for which \`${text}\` does not hold`);
  if (parent.kind === 'if' && parent.test === node) return leaves(parent.then) ? place('false', `what happens where \`${text}\` holds`) : place('true', `what happens where \`${text}\` does not hold`);
  return [];
}

function isLogical(node: SyntaxNode): boolean {
  return node.kind === 'binary' && (node.operator === '&&' || node.operator === '||');
}

/** Whether an expression, or the conditions that it is a part of, decides something. */
function isTest(node: SyntaxNode, around: readonly SyntaxNode[]): boolean {
  const parent = around.at(-1);
  if (parent === undefined) return false;
  if (isLogical(parent) || (parent.kind === 'unary' && parent.operator === '!')) return isTest(parent, around.slice(0, -1));
  if (parent.kind === 'if' || parent.kind === 'conditional') return parent.test === node;
  if (parent.kind === 'return') return isChosenBy(parent, around.slice(0, -1));
  return parent.kind === 'variables' && parent.declarations.some(({ init, pattern }) => init === node && pattern.kind === 'name' && /^(?:is|has|can|may|was|are|should)[A-Z]/.test(pattern.name));
}

/** Whether a statement gives what `filter` and the like choose by. */
function isChosenBy(statement: SyntaxNode, around: readonly SyntaxNode[]): boolean {
  const [call, made] = around.slice(-2) as readonly (CallNode | FunctionNode)[];
  return statement.kind === 'return' && made?.kind === 'function' && call?.kind === 'call' && call.callee.kind === 'member' && choosing.has(call.callee.name) && call.args[0] === made;
}

/** Whether a condition says more than that a row or an argument is there. */
function isPlainTest(node: SyntaxNode): boolean {
  if (node.kind === 'identifier' || node.kind === 'literal' || node.kind === 'assign') return false;
  if (node.kind === 'unary' && node.operator === '!') return isPlainTest(node.operand);
  if (node.kind !== 'binary' || !/^[!=]==?$/.test(node.operator)) return true;
  const sides = [node.left, node.right];
  return !(sides.some(isNothing) && sides.some(({ kind }) => kind === 'identifier' || kind === 'await' || kind === 'index' || kind === 'call')) && !sides.some((side) => side.kind === 'identifier' && side.name === 'undefined');
}

function isNothing(node: Expression): boolean {
  return (node.kind === 'identifier' && node.name === 'undefined') || (node.kind === 'literal' && node.value === null);
}

function leaves(body: readonly Statement[]): boolean {
  const last = body.at(-1);
  return last !== undefined && (last.kind === 'return' || last.kind === 'throw' || last.kind === 'jump' || (last.kind === 'block' && leaves(last.body)));
}
