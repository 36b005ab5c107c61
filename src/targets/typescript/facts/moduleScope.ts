import type { ClassNode, Expression, FunctionNode, ImportedName, Module, Pattern, Statement } from '../../../ast/syntax.ts';
import { hashOf } from '../../facts/shortHash.ts';

/** A name that a module declares at its top level. */
export interface Declaration {
  readonly module: Module;
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
    | { readonly kind: 'constant'; readonly init: Expression; readonly path: readonly (string | number)[] }
    | { readonly kind: 'variable' };
}

export interface ModuleScope {
  readonly declarations: ReadonlyMap<string, Declaration>;
  /** By the names that they have in the app; see `ownId`. */
  readonly byId: ReadonlyMap<string, Declaration>;
  readonly imports: ReadonlyMap<string, { readonly from: string; readonly imported: string }>;
}

const scopes = new WeakMap<Module, ModuleScope>();

/** What a module declares and imports. */
export function scopeOf(module: Module): ModuleScope {
  const known = scopes.get(module);
  if (known !== undefined) return known;
  const scope = namesOfModule(module);
  scopes.set(module, scope);
  return scope;
}

function namesOfModule(module: Module): ModuleScope {
  const exported = new Map<string, string>();
  for (const node of module.exports) {
    if (node.from !== undefined) continue;
    for (const { local, exported: name } of node.names) exported.set(local, name);
    if (node.value?.kind === 'identifier') exported.set(node.value.name, 'default');
  }
  const declarations = new Map<string, Declaration>();
  const add = (name: string, isExported: boolean, rest: Pick<Declaration, 'start' | 'end' | 'is'>): void => {
    declarations.set(name, { module, name, exported: isExported ? name : exported.get(name), ...rest });
  };
  for (const statement of module.statements) declare(statement, add);
  for (const node of module.exports) {
    if (node.value === undefined || node.value.kind === 'identifier') continue;
    const { start, end, value } = node;
    declarations.set('default', { module, name: 'default', exported: 'default', start, end, is: { kind: 'constant', init: thawed(value), path: [] } });
  }
  const imports = new Map<string, { readonly from: string; readonly imported: string }>();
  for (const node of module.imports) {
    for (const { local, imported } of node.names satisfies readonly ImportedName[]) imports.set(local, { from: node.from, imported });
  }
  const byId = new Map(Array.from(declarations.values(), (declaration) => [ownId(declaration), declaration]));
  return { declarations, byId, imports };
}

type Declare = (name: string, exported: boolean, rest: Pick<Declaration, 'start' | 'end' | 'is'>) => void;

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

/** The names that a pattern binds, each with its way from the value; undefined where a default or rest is on the way. */
function namesOf(pattern: Pattern): readonly { readonly name: string; readonly path: readonly (string | number)[] | undefined }[] {
  if (pattern.kind === 'name') return [{ name: pattern.name, path: [] }];
  const below = (inner: Pattern, step: string | number | undefined): ReturnType<typeof namesOf> =>
    namesOf(inner).map(({ name, path }) => ({ name, path: step === undefined || path === undefined ? undefined : [step, ...path] }));
  if (pattern.kind === 'arrayPattern') {
    return pattern.items.flatMap((item, index) => item === undefined ? [] : below(item.pattern, item.rest || item.default !== undefined ? undefined : index));
  }
  return [
    ...pattern.entries.flatMap((entry) => below(entry.pattern, typeof entry.key.name === 'string' && entry.default === undefined ? entry.key.name : undefined)),
    ...(pattern.rest === undefined ? [] : below(pattern.rest, undefined)),
  ];
}

/** `Object.freeze(x)` is `x`. */
function thawed(node: Expression): Expression {
  if (node.kind !== 'call' || node.callee.kind !== 'member' || node.callee.object.kind !== 'identifier') return node;
  const [first] = node.args;
  return node.callee.object.name === 'Object' && (node.callee.name === 'freeze' || node.callee.name === 'seal') && first !== undefined ? thawed(first) : node;
}

/** The name of a declaration as long as no other module exports one of that name. */
export function ownId({ exported, module, name }: Declaration): string {
  return exported ?? `${baseName(module.path)}~${name}`;
}

/** All that a module's names can lead to, as a short text: whoever only looks a name up sees no other change. */
export function surfaceOf(module: Module): string {
  const { declarations, imports } = scopeOf(module);
  const declared = [...declarations.values()].map(({ name, exported, is }) => `${name} ${exported ?? ''} ${is.kind} ${membersOf(is)}`);
  const imported = [...imports].map(([local, { from, imported: name }]) => `${local} ${from} ${name}`);
  const exported = module.exports.map((node) => `${node.from ?? ''} ${node.names.map(({ local, exported: name }) => `${local} ${name}`).join(',')}`);
  return hashOf([...declared, '', ...imported, '', ...exported].join('\n'));
}

/** What can be seen of a declaration by those who name its members. */
function membersOf(is: Declaration['is']): string {
  if (is.kind === 'class') return `${String(is.node.extends !== undefined)} ${is.node.members.map(({ name, kind, static: isStatic }) => `${name ?? ''} ${kind} ${String(isStatic)}`).join()}`;
  if (is.kind !== 'constant') return '';
  const entries = is.init.kind === 'object' ? is.init.entries.map((entry) => `${entry.kind} ${entry.kind === 'spread' || typeof entry.key.name !== 'string' ? '[]' : entry.key.name} ${entry.kind !== 'accessor' && entry.value.kind === 'identifier' ? entry.value.name : ''}`) : [];
  return `${is.init.kind} ${String(is.path.length)} ${entries.join()}`;
}

/** The name of a file without its folders and ending. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.[cm]?[jt]s$/, '');
}

