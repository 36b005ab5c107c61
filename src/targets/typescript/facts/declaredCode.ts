import type { ClassNode, Expression, FunctionNode, Module, Pattern, PatternEntry, Statement } from '../../../ast/syntax.ts';

/** From a value to what stands in it under a name or an index, or to what is left over without these names. */
export type Step = string | number | { readonly without: readonly string[] };

/** The code of a name that a module declares at its top level. */
export interface DeclaredCode {
  /** The name in its module. */
  readonly name: string;
  /** Under which it is exported; undefined when it is not. */
  readonly exported: string | undefined;
  readonly start: number;
  readonly end: number;
  readonly is:
    | { readonly kind: 'function'; readonly node: FunctionNode }
    | { readonly kind: 'class'; readonly node: ClassNode }
    /** `path` leads from the value of the initializer to the name, for names in patterns. */
    | { readonly kind: 'constant'; readonly init: Expression; readonly path: readonly Step[] }
    | { readonly kind: 'variable' };
}

const codes = new WeakMap<Module, ReadonlyMap<string, DeclaredCode>>();

/** What a module declares at its top level, by its names there. */
export function codeOf(module: Module): ReadonlyMap<string, DeclaredCode> {
  const known = codes.get(module);
  if (known !== undefined) return known;
  const declared = declaredIn(module);
  codes.set(module, declared);
  return declared;
}

function declaredIn(module: Module): ReadonlyMap<string, DeclaredCode> {
  const exported = new Map<string, string>();
  for (const node of module.exports) {
    if (node.from !== undefined) continue;
    // What a module gives by default is known by its own name, too.
    for (const { local, exported: name } of node.names) exported.set(local, name === 'default' ? local : name);
  }
  const declared = new Map<string, DeclaredCode>();
  const add = (name: string, isExported: boolean, rest: Pick<DeclaredCode, 'start' | 'end' | 'is'>): void => {
    declared.set(name, { name, exported: isExported ? name : exported.get(name), ...rest });
  };
  for (const statement of module.statements) declare(statement, add);
  for (const node of module.exports) {
    if (node.value === undefined || node.value.kind === 'identifier') continue;
    const { start, end, value } = node;
    declared.set('default', { name: 'default', exported: 'default', start, end, is: { kind: 'constant', init: thawed(value), path: [] } });
  }
  return declared;
}

type Declare = (name: string, exported: boolean, rest: Pick<DeclaredCode, 'start' | 'end' | 'is'>) => void;

function declare(statement: Statement, add: Declare): void {
  const { start, end } = statement;
  if (statement.kind === 'functionDeclaration') {
    add(statement.function.name ?? 'default', statement.exported, { start, end, is: { kind: 'function', node: statement.function } });
  } else if (statement.kind === 'classDeclaration') {
    add(statement.class.name ?? 'default', statement.exported, { start, end, is: { kind: 'class', node: statement.class } });
  } else if (statement.kind === 'variables') {
    for (const { pattern, init } of statement.declarations) {
      for (const { name, path } of namesOf(pattern)) {
        const is = statement.constant && init !== undefined && path !== undefined ? { kind: 'constant' as const, init: thawed(init), path } : { kind: 'variable' as const };
        add(name, statement.exported, { start, end, is });
      }
    }
  }
}

/** The names that a pattern binds, each with its way from the value; undefined where a default, a computed name or the rest of a list is on the way. */
function namesOf(pattern: Pattern): readonly { readonly name: string; readonly path: readonly Step[] | undefined }[] {
  if (pattern.kind === 'name') return [{ name: pattern.name, path: [] }];
  const below = (inner: Pattern, step: Step | undefined): ReturnType<typeof namesOf> =>
    namesOf(inner).map(({ name, path }) => ({ name, path: step === undefined || path === undefined ? undefined : [step, ...path] }));
  if (pattern.kind === 'arrayPattern') {
    return pattern.items.flatMap((item, index) => item === undefined ? [] : below(item.pattern, item.rest || item.default !== undefined ? undefined : index));
  }
  return [
    ...pattern.entries.flatMap((entry) => below(entry.pattern, typeof entry.key.name === 'string' && entry.default === undefined ? entry.key.name : undefined)),
    ...(pattern.rest === undefined ? [] : below(pattern.rest, restOf(pattern.entries))),
  ];
}

/** What an object pattern leaves over; undefined when it takes what has a computed name. */
function restOf(entries: readonly PatternEntry[]): Step | undefined {
  const names = entries.flatMap(({ key }) => (typeof key.name === 'string' ? [key.name] : []));
  return names.length === entries.length ? { without: names } : undefined;
}

/** `Object.freeze(x)` is `x`. */
function thawed(node: Expression): Expression {
  if (node.kind !== 'call' || node.callee.kind !== 'member' || node.callee.object.kind !== 'identifier') return node;
  const [first] = node.args;
  return node.callee.object.name === 'Object' && (node.callee.name === 'freeze' || node.callee.name === 'seal') && first !== undefined ? thawed(first) : node;
}
