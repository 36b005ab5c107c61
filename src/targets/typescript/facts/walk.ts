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

/** Lists and objects of these statements that get items outside of loops, and are used otherwise only behind that, or are only spread. */
export function grownLists(code: readonly Statement[]): ReadonlySet<string> {
  const known = grown.get(code);
  if (known !== undefined) return known;
  const begun = code.flatMap((statement) => (statement.kind === 'variables' ? statement.declarations : []))
    .flatMap(({ pattern, init }) => (pattern.kind === 'name' && (init?.kind === 'array' || init?.kind === 'object') ? [{ name: pattern.name, init }] : []));
  const names = new Set(begun.filter(({ name, init }) => (init.kind === 'array' && isOnlyGrown(code, name)) || isGrownFirst(code, name, init.kind === 'array' ? isPush : isWritten)).map(({ name }) => name));
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

function isPush(node: Part, list: string): boolean {
  return node.kind === 'call' && node.callee.kind === 'member' && node.callee.name === 'push' && node.callee.object.kind === 'identifier' && node.callee.object.name === list;
}

/** `object.name = value`. */
function isWritten(node: Part, object: string): boolean {
  return node.kind === 'assign' && node.operator === '=' && node.target.kind === 'member' && node.target.object.kind === 'identifier' && node.target.object.name === object;
}

/** Are items or properties added in some statements, which say nothing else of the list, and is it used only in those behind them? */
function isGrownFirst(code: readonly Statement[], name: string, adds: (node: Part, name: string) => boolean): boolean {
  const isAdded = (node: Part): boolean => adds(node, name);
  const pushes = code.map((statement) => count([statement], isAdded));
  const last = pushes.findLastIndex((found) => found > 0);
  const growing = code.slice(0, last + 1);
  const uses = count(growing, (node) => node.kind === 'identifier' && node.name === name);
  const isRepeated = growing.some((statement) => count([statement], (node) => (node.kind === 'forOf' || node.kind === 'for' || node.kind === 'while' || node.kind === 'function') && count([node as Statement], isAdded) > 0) > 0);
  return last >= 0 && !isRepeated && uses === pushes.reduce((sum, found) => sum + found, 0);
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

const retrying = new WeakMap<FunctionNode, number | undefined>();

/** Which parameter of a function is a function that it only tries again and again, until it gives something, or throws for good; undefined for any other function. */
export function retriedParameter(node: FunctionNode): number | undefined {
  if (!retrying.has(node)) retrying.set(node, retriedIn(node));
  return retrying.get(node);
}

function retriedIn({ body, params }: FunctionNode): number | undefined {
  const loops = body.filter((statement) => statement.kind === 'for' || statement.kind === 'while' || statement.kind === 'forOf');
  const [loop, ...more] = loops;
  const [attempt, ...others] = (loop?.body ?? []).filter(({ kind }) => kind === 'try');
  if (attempt?.kind !== 'try' || attempt.catch === undefined || more.length > 0 || others.length > 0) return undefined;
  const last = attempt.body.at(-1);
  const given = last?.kind === 'return' && last.value?.kind === 'await' && last.value.value.kind === 'call' ? last.value.value : undefined;
  const { callee } = given ?? {};
  const index = callee?.kind === 'identifier' ? params.findIndex(({ pattern }) => pattern.kind === 'name' && pattern.name === callee.name) : -1;
  if (callee?.kind !== 'identifier' || index === -1 || (given?.args.length ?? 0) > 0 || returnsIn(body) > 1) return undefined;
  return count(body, (part) => part.kind === 'identifier' && part.name === callee.name) === 1 && count(attempt.catch.body, (part) => part.kind === 'throw') + count(body.slice(-1), (part) => part.kind === 'throw') > 0 ? index : undefined;
}

/** How often a function returns, those in it aside. */
function returnsIn(body: readonly Statement[]): number {
  let found = 0;
  walk(body, (node) => {
    if (node.kind === 'return') found += 1;
    return node.kind !== 'function';
  });
  return found;
}

function count(code: readonly Statement[], matches: (node: Part) => boolean): number {
  let found = 0;
  walk(code, (node) => {
    if (matches(node)) found += 1;
    return true;
  });
  return found;
}
