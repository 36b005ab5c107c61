import type { Expression, Statement } from '../../../../../ast/syntax.ts';
import { walkSyntax } from '../../../../../ast/walkSyntax.ts';
import { finding, type Check } from '../check.ts';

/** Loops that nothing ends. */
export const checkLoops: Check = (candidate) => candidate.nodes.flatMap(({ node }) => {
  if (node.kind !== 'while' && node.kind !== 'for') return [];
  const why = endless(node);
  return why === undefined ? [] : [finding(candidate, 'security', 'DM5047', { why }, node.start)];
});

function endless(loop: Extract<Statement, { readonly kind: 'while' | 'for' }>): string | undefined {
  const { test, body } = loop;
  if (leaves(body)) return undefined;
  if (test === undefined || (test.kind === 'literal' && Boolean(test.value))) return 'nothing in it leaves it';
  const read = plainNames(test);
  if (read === undefined || read.length === 0) return undefined;
  const changed = changedIn([...body, ...(loop.kind === 'for' && loop.update !== undefined ? [asStatement(loop.update)] : [])]);
  return read.some((name) => changed.has(name)) ? undefined : `nothing in it changes ${read.join(' or ')}`;
}

/** Whether something in the body ends the loop: functions in it end only themselves, inner loops and switches take breaks. */
function leaves(body: readonly Statement[]): boolean {
  let isLeft = false;
  walkSyntax(body, (node, around) => {
    if (around.some(({ kind }) => kind === 'function')) return;
    if (node.kind === 'return' || node.kind === 'throw') isLeft = true;
    if (node.kind === 'jump' && node.jump === 'break' && !around.some(({ kind }) => ['while', 'for', 'forOf', 'switch'].includes(kind))) isLeft = true;
  });
  return isLeft;
}

/** The variables of a condition that only compares variables and literals; undefined for any other. */
function plainNames(test: Expression): readonly string[] | undefined {
  if (test.kind === 'identifier') return test.name === 'undefined' ? [] : [test.name];
  if (test.kind === 'literal') return [];
  if (test.kind === 'unary') return test.operator === '!' || test.operator === '-' ? plainNames(test.operand) : undefined;
  if (test.kind !== 'binary') return undefined;
  const [left, right] = [plainNames(test.left), plainNames(test.right)];
  return left === undefined || right === undefined ? undefined : [...left, ...right];
}

function changedIn(body: readonly Statement[]): ReadonlySet<string> {
  const names = new Set<string>();
  const note = (target: Expression): void => {
    if (target.kind === 'identifier') names.add(target.name);
    else if (target.kind === 'array') target.items.forEach((item) => { note(item.kind === 'spread' ? item.value : item); });
    else if (target.kind === 'object') for (const entry of target.entries) if (entry.kind === 'property') note(entry.value.kind === 'assign' ? entry.value.target : entry.value);
  };
  walkSyntax(body, (node) => {
    if (node.kind === 'assign') note(node.target);
    else if (node.kind === 'unary' && /\+\+|--/.test(node.operator)) note(node.operand);
  });
  return names;
}

function asStatement(value: Expression): Statement {
  return { kind: 'expression', start: value.start, end: value.end, value };
}
