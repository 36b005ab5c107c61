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
