import type { Expression, FunctionNode, Module, Statement } from '../../../ast/syntax.ts';

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

const inner = new WeakMap<FunctionNode, ReadonlySet<string>>();

/** Names that functions inside of a function assign: their values are not known at any moment. */
export function assignedInside(node: FunctionNode): ReadonlySet<string> {
  const known = inner.get(node);
  if (known !== undefined) return known;
  const names = new Set<string>();
  walk(node.body, (part) => {
    if (part.kind !== 'function') return true;
    for (const name of assignedNames(part.body)) names.add(name);
    return false;
  });
  inner.set(node, names);
  return names;
}

const uses = new WeakMap<Module, ReadonlySet<string>>();

/** Every `name.member` in a module, as text. */
export function memberUses(module: Module): ReadonlySet<string> {
  const known = uses.get(module);
  if (known !== undefined) return known;
  const found = new Set<string>();
  walk([module.statements, module.exports], (node) => {
    if (node.kind === 'member' && node.object.kind === 'identifier') found.add(`${node.object.name}.${node.name}`);
    return true;
  });
  uses.set(module, found);
  return found;
}

const words = new WeakMap<Module, ReadonlySet<string>>();

/** Does a name stand anywhere in a module: as a key, a member or a variable? */
export function mentions(module: Module, name: string): boolean {
  const known = words.get(module) ?? wordsOf(module);
  words.set(module, known);
  return known.has(name);
}

function wordsOf(module: Module): ReadonlySet<string> {
  const found = new Set<string>();
  walk([module.statements, module.exports], (node) => {
    if (node.kind === 'member' || node.kind === 'identifier') found.add(node.name);
    if (node.kind === 'object') {
      for (const entry of node.entries) if (entry.kind !== 'spread' && typeof entry.key.name === 'string') found.add(entry.key.name);
    }
    return true;
  });
  return found;
}
