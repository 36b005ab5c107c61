import type { Expression, FunctionNode, Statement } from '../../../ast/syntax.ts';

type Part = Statement | Expression | FunctionNode;

/** Visits every node below a value made of nodes, the value itself first; `visit` returning false leaves a node's inside out. */
function walk(value: unknown, visit: (node: Part) => boolean): void {
  if (Array.isArray(value)) {
    for (const item of value as readonly unknown[]) walk(item, visit);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if ('kind' in value && !visit(value as Part)) return;
  for (const inner of Object.values(value)) {
    if (typeof inner === 'object') walk(inner, visit);
  }
}

const assigned = new WeakMap<object, ReadonlySet<string>>();

/** Names that are assigned anywhere in a piece of code, functions in it included. */
export function assignedNames(code: readonly Statement[]): ReadonlySet<string> {
  const known = assigned.get(code);
  if (known !== undefined) return known;
  const names = new Set<string>();
  walk(code, (node) => {
    if (node.kind === 'assign' && node.target.kind === 'identifier') names.add(node.target.name);
    if (node.kind === 'unary' && node.operand.kind === 'identifier' && /^x?(\+\+|--)$/.test(node.operator)) names.add(node.operand.name);
    return true;
  });
  assigned.set(code, names);
  return names;
}

const grown = new WeakMap<object, ReadonlySet<string>>();

/** Lists of these statements that begin empty, get items outside of loops, and are only spread otherwise. */
export function grownLists(code: readonly Statement[]): ReadonlySet<string> {
  const known = grown.get(code);
  if (known !== undefined) return known;
  const begun = code.flatMap((statement) => (statement.kind === 'variables' ? statement.declarations : []))
    .flatMap(({ pattern, init }) => (pattern.kind === 'name' && init?.kind === 'array' && init.items.length === 0 ? [pattern.name] : []));
  const names = new Set(begun.filter((name) => isOnlyGrown(code, name)));
  grown.set(code, names);
  return names;
}

function isOnlyGrown(code: readonly Statement[], name: string): boolean {
  const isName = (node: Expression | undefined): boolean => node?.kind === 'identifier' && node.name === name;
  let uses = 0;
  let fitting = 0;
  let spreads = 0;
  const visit = (node: Part): boolean => {
    if (isName(node as Expression)) uses += 1;
    if (node.kind === 'spread' && isName(node.value)) spreads += 1;
    if (node.kind === 'call' && node.callee.kind === 'member' && node.callee.name === 'push' && isName(node.callee.object)) fitting += 1;
    // What a loop or a function adds cannot be said as one list.
    if (node.kind === 'forOf' || node.kind === 'for' || node.kind === 'while' || node.kind === 'function') {
      walk(node.body, (inner) => {
        if (inner.kind === 'call' && inner.callee.kind === 'member' && isName(inner.callee.object)) uses += 1_000;
        return true;
      });
    }
    return true;
  };
  walk(code, visit);
  return spreads > 0 && uses === fitting + spreads;
}

/** Is something awaited in it? */
export function awaits(code: Expression): boolean {
  let found = false;
  walk(code, (node) => {
    found ||= node.kind === 'await';
    return !found;
  });
  return found;
}

/** Is the name used in it? */
export function mentions(code: Expression, name: string): boolean {
  let found = false;
  walk(code, (node) => {
    found ||= node.kind === 'identifier' && node.name === name;
    return !found;
  });
  return found;
}
