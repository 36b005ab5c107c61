import type { ClassMember, ClassNode, Expression, FunctionNode, ImportedName, Module, ObjectNode, Pattern, Statement } from '../../../ast/syntax.ts';
import { hashOf } from '../../facts/shortHash.ts';
import { Inputs } from './inputs.ts';
import { Memory, Tracked } from './tracked.ts';

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

/** A function that code can call by name: a top-level function, or a member of a top-level object, class or instance. */
export interface DeclaredFunction {
  /** `checkout`, `productService.create`. */
  readonly id: string;
  readonly declaration: Declaration;
  /** Where the code stands: the declaration itself, or the one that it takes the function from. */
  readonly source: Declaration;
  readonly node: FunctionNode;
  /** The whole entry: the method, the property, the function declaration. */
  readonly start: number;
  readonly end: number;
}

/** What a name or an import leads to. */
export type Binding =
  | { readonly kind: 'declared'; readonly declaration: Declaration }
  | { readonly kind: 'library'; readonly id: string }
  | { readonly kind: 'namespace'; readonly module: Module }
  | { readonly kind: 'missing'; readonly name: string };

interface ModuleScope {
  readonly declarations: ReadonlyMap<string, Declaration>;
  readonly imports: ReadonlyMap<string, { readonly from: string; readonly imported: string }>;
}

/** All functions that can be called by name, at one moment. */
interface FoundFunctions {
  readonly moment: number;
  readonly lists: ReadonlyMap<string, readonly DeclaredFunction[]>;
  readonly byId: ReadonlyMap<string, DeclaredFunction>;
}

/** The modules of an app and how their names lead to each other. What is looked at is noted as an input. */
export class Program {
  readonly inputs = new Inputs();
  readonly #memory: Memory;
  #modules = new Map<string, Module>();
  #areInOrder = true;
  /** Where names are declared for all modules, and private ones with their module's base name. */
  readonly #ids = new Map<string, readonly Declaration[]>();
  readonly #functionsOf: Tracked<readonly DeclaredFunction[]>;
  #functions: FoundFunctions = { moment: -1, lists: new Map(), byId: new Map() };
  readonly #paths = new Map<string, readonly string[]>();

  /** Programs with one memory do not compute again what the other did of the same code. */
  constructor(memory = new Memory()) {
    this.#memory = memory;
    this.#functionsOf = this.tracked('functions of a module');
  }

  /** Results of one kind that are made of this program. */
  tracked<V>(kind: string): Tracked<V> {
    return new Tracked(this.inputs, kind, this.#memory);
  }

  /** In the order of their paths. */
  get modules(): ReadonlyMap<string, Module> {
    if (!this.#areInOrder) this.#modules = new Map([...this.#modules].sort(([a], [b]) => (a < b ? -1 : 1)));
    this.#areInOrder = true;
    return this.#modules;
  }

  /** Puts a module in its place, or takes it away. `stamp` tells its text from others. */
  update(path: string, module: Module | undefined, stamp = module === undefined ? '' : numberOf(module)): void {
    const before = this.#modules.get(path);
    if (before === module) return;
    if (before === undefined) this.#areInOrder = false;
    if (module === undefined) this.#modules.delete(path);
    else this.#modules.set(path, module);
    for (const declaration of declarationsOf(before)) this.#undeclare(declaration);
    for (const declaration of declarationsOf(module)) this.#declare(declaration);
    this.inputs.set(surface(path), module === undefined ? '' : surfaceOf(module));
    this.inputs.set(path, stamp);
  }

  #declare(declaration: Declaration): void {
    const id = ownId(declaration);
    const all = [...this.#ids.get(id) ?? [], declaration];
    this.#setDeclared(id, all.sort((a, b) => (a.module.path < b.module.path ? -1 : 1)));
  }

  #undeclare(declaration: Declaration): void {
    const id = ownId(declaration);
    this.#setDeclared(id, (this.#ids.get(id) ?? []).filter((other) => other !== declaration));
  }

  #setDeclared(id: string, all: readonly Declaration[]): void {
    if (all.length === 0) this.#ids.delete(id);
    else this.#ids.set(id, all);
    this.inputs.set(whoDeclares(id), all.map(({ module }) => module.path).join(' '));
  }

  touch(path: string): void {
    this.inputs.touch(path);
  }

  /** Runs `compute` and tells what it looked at. */
  watch<T>(compute: () => T): { readonly value: T; readonly touched: ReadonlySet<string> } {
    return this.inputs.watch(compute);
  }

  /** Every top-level declaration of every module. */
  *declarations(): Iterable<Declaration> {
    for (const module of this.modules.values()) yield* scopeOf(module).declarations.values();
  }

  /** What a module declares at its top level. */
  declarationsIn(module: Module): readonly Declaration[] {
    this.touch(module.path);
    return declarationsOf(module);
  }

  /** Functions that can be called by name, by id. */
  functions(): ReadonlyMap<string, DeclaredFunction> {
    if (this.#functions.moment !== this.inputs.moment) this.#findFunctions();
    return this.#functions.byId;
  }

  #findFunctions(): void {
    const before = this.#functions.lists;
    const lists = new Map([...this.modules].map(([path, module]) => [path, this.functionsIn(module)]));
    const changed = [...new Set([...before.keys(), ...lists.keys()])].filter((path) => before.get(path) !== lists.get(path));
    const byId = changed.length === 0 ? this.#functions.byId : new Map([...lists.values()].flat().map((found) => [found.id, found]));
    for (const { id } of changed.flatMap((path) => [...before.get(path) ?? [], ...lists.get(path) ?? []])) this.inputs.set(whereFunction(id), byId.get(id)?.declaration.module.path ?? '');
    this.#functions = { moment: this.inputs.moment, lists, byId };
  }

  /** The functions that a module declares. */
  functionsIn(module: Module): readonly DeclaredFunction[] {
    return this.#functionsOf.get(module.path, () => this.declarationsIn(module).flatMap((declaration) => functionsOf(this, declaration, this.idOf(declaration))));
  }

  /** The function with that id. */
  functionWithId(id: string): DeclaredFunction | undefined {
    this.touch(whereFunction(id));
    const found = this.functions().get(id);
    if (found !== undefined) this.functionsIn(found.declaration.module);
    return found;
  }

  /** Names a declaration for both apps that are compared: its exported name, or for private ones its module and name. */
  idOf(declaration: Declaration): string {
    const { exported, module } = declaration;
    if (exported === undefined) return ownId(declaration);
    this.touch(whoDeclares(exported));
    const others = this.#ids.get(exported) ?? [];
    return others.length > 1 ? `${exported}@${baseName(module.path)}` : exported;
  }

  /** The declaration with that id. */
  byId(id: string): Declaration | undefined {
    const [name = '', base] = id.split('@');
    this.touch(whoDeclares(name));
    const all = this.#ids.get(name) ?? [];
    return base === undefined ? all[0] : all.find(({ module }) => baseName(module.path) === base);
  }

  /** What a name at the top level of a module means there; undefined for globals. */
  resolve(module: Module, name: string): Binding | undefined {
    this.touch(surface(module.path));
    const scope = scopeOf(module);
    const declaration = scope.declarations.get(name);
    if (declaration !== undefined) return { kind: 'declared', declaration };
    const imported = scope.imports.get(name);
    return imported === undefined ? undefined : this.#imported(module, imported, new Set());
  }

  /** What a name in a module is declared as, in whatever module that is. */
  declared(module: Module, name: string): Declaration | undefined {
    const binding = this.resolve(module, name);
    return binding?.kind === 'declared' ? binding.declaration : undefined;
  }

  /** What a module exports under a name; `default` for its default export. */
  exported(module: Module, name: string): Binding {
    return this.#exported(module, name, new Set());
  }

  #exported(module: Module, name: string, seen: Set<string>): Binding {
    this.touch(surface(module.path));
    const key = `${module.path}\0${name}`;
    if (seen.has(key)) return { kind: 'missing', name };
    seen.add(key);
    for (const declaration of scopeOf(module).declarations.values()) {
      if (declaration.exported === name) return { kind: 'declared', declaration };
    }
    for (const node of module.exports) {
      const listed = node.names.find((entry) => entry.exported === name && entry.exported !== '*');
      if (listed !== undefined) {
        if (node.from !== undefined) return this.#imported(module, { from: node.from, imported: listed.local }, seen);
        return this.resolve(module, listed.local) ?? { kind: 'missing', name };
      }
    }
    for (const node of module.exports) {
      if (node.from === undefined || !node.names.some((entry) => entry.exported === '*')) continue;
      const found = this.#imported(module, { from: node.from, imported: name }, seen);
      if (found.kind !== 'missing') return found;
    }
    return { kind: 'missing', name };
  }

  #imported(module: Module, { from, imported }: { readonly from: string; readonly imported: string }, seen: Set<string>): Binding {
    if (!from.startsWith('.')) return { kind: 'library', id: imported === '*' ? from : `${from}#${imported}` };
    const target = this.#moduleAt(module.path, from);
    if (target === undefined) return { kind: 'missing', name: imported };
    return imported === '*' ? { kind: 'namespace', module: target } : this.#exported(target, imported, seen);
  }

  #moduleAt(path: string, from: string): Module | undefined {
    for (const candidate of this.#candidates(path, from)) {
      this.touch(surface(candidate));
      const module = this.#modules.get(candidate);
      if (module !== undefined) return module;
    }
    return undefined;
  }

  /** The paths that a specifier may mean, the most likely first. */
  #candidates(path: string, from: string): readonly string[] {
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    const known = this.#paths.get(`${folder} ${from}`);
    if (known !== undefined) return known;
    const target = joined(path, from);
    const candidates = [target, target.replace(/\.js$/, '.ts'), `${target}.ts`, `${target}/index.ts`];
    this.#paths.set(`${folder} ${from}`, candidates);
    return candidates;
  }
}

const scopes = new WeakMap<Module, ModuleScope>();

function scopeOf(module: Module): ModuleScope {
  const known = scopes.get(module);
  if (known !== undefined) return known;
  const scope = namesOfModule(module);
  scopes.set(module, scope);
  return scope;
}

function declarationsOf(module: Module | undefined): readonly Declaration[] {
  return module === undefined ? [] : [...scopeOf(module).declarations.values()];
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
  return { declarations, imports };
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

function functionsOf(program: Program, declaration: Declaration, id: string): readonly DeclaredFunction[] {
  const { is, start, end } = declaration;
  switch (is.kind) {
    case 'function': return [{ id, declaration, source: declaration, node: is.node, start, end }];
    case 'class': return is.node.members.flatMap((member) => methodOf({ declaration, source: declaration, id }, member));
    case 'constant':
      if (is.path.length > 0) return [];
      if (is.init.kind === 'function') return [{ id, declaration, source: declaration, node: is.init, start, end }];
      if (is.init.kind === 'new') return methodsOf(program, { declaration, source: declaration, id }, is.init.callee);
      return is.init.kind === 'object' ? functionsIn(program, { declaration, source: declaration, id }, is.init) : [];
    case 'variable': return [];
  }
}

type Owner = Pick<DeclaredFunction, 'declaration' | 'source' | 'id'>;

function methodOf({ declaration, source, id }: Owner, member: ClassMember): readonly DeclaredFunction[] {
  const node = member.value;
  return member.name !== undefined && node?.kind === 'function' && (member.kind === 'method' || member.kind === 'field')
    ? [{ id: `${id}.${member.name}`, declaration, source, node, start: member.start, end: member.end }] : [];
}

/** The methods of an instance, those of the classes that its class extends first. */
function methodsOf(program: Program, owner: Owner, callee: Expression, depth = 0): readonly DeclaredFunction[] {
  const named = callee.kind === 'identifier' && depth < longestWay ? program.declared(owner.source.module, callee.name) : undefined;
  if (named?.is.kind !== 'class') return [];
  program.touch(named.module.path);
  const { node } = named.is;
  const own = { ...owner, source: named };
  const inherited = node.extends === undefined ? [] : methodsOf(program, own, node.extends, depth + 1);
  return [...inherited, ...node.members.filter((member) => !member.static).flatMap((member) => methodOf(own, member))];
}

/** Objects that take their functions from each other are not followed further. */
const longestWay = 8;

/** The functions of an object: those that stand in it, those that it names, and those of objects that it spreads. */
function functionsIn(program: Program, { declaration, source, id }: Owner, init: ObjectNode, depth = 0): readonly DeclaredFunction[] {
  return init.entries.flatMap((entry): readonly DeclaredFunction[] => {
    const { value } = entry.kind === 'accessor' ? { value: undefined } : entry;
    if (entry.kind === 'property' && typeof entry.key.name === 'string' && value?.kind === 'function') {
      return [{ id: `${id}.${entry.key.name}`, declaration, source, node: value, start: entry.start, end: entry.end }];
    }
    const named = value?.kind === 'identifier' && depth < longestWay ? program.declared(source.module, value.name) : undefined;
    if (named === undefined) return [];
    program.touch(named.module.path);
    if (entry.kind === 'spread') return named.is.kind === 'constant' && named.is.init.kind === 'object' ? functionsIn(program, { declaration, source: named, id }, named.is.init, depth + 1) : [];
    const node = named.is.kind === 'function' ? named.is.node : named.is.kind === 'constant' && named.is.path.length === 0 && named.is.init.kind === 'function' ? named.is.init : undefined;
    return node === undefined || entry.kind !== 'property' || typeof entry.key.name !== 'string' ? [] : [{ id: `${id}.${entry.key.name}`, declaration, source: named, node, start: named.start, end: named.end }];
  });
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.[cm]?[jt]s$/, '');
}

/** The name of a declaration as long as no other module exports one of that name. */
function ownId({ exported, module, name }: Declaration): string {
  return exported ?? `${baseName(module.path)}~${name}`;
}

const surfaces = new WeakMap<Module, string>();

/** All that a module's names can lead to, as a short text: whoever only looks a name up sees no other change. */
function surfaceOf(module: Module): string {
  const known = surfaces.get(module);
  if (known !== undefined) return known;
  const { declarations, imports } = scopeOf(module);
  const declared = [...declarations.values()].map(({ name, exported, is }) => `${name} ${exported ?? ''} ${is.kind} ${membersOf(is)}`);
  const imported = [...imports].map(([local, { from, imported: name }]) => `${local} ${from} ${name}`);
  const exported = module.exports.map((node) => `${node.from ?? ''} ${node.names.map(({ local, exported: name }) => `${local} ${name}`).join(',')}`);
  const stamp = hashOf([...declared, '', ...imported, '', ...exported].join('\n'));
  surfaces.set(module, stamp);
  return stamp;
}

/** What can be seen of a declaration by those who name its members. */
function membersOf(is: Declaration['is']): string {
  if (is.kind === 'class') return `${String(is.node.extends !== undefined)} ${is.node.members.map(({ name, kind, static: isStatic }) => `${name ?? ''} ${kind} ${String(isStatic)}`).join()}`;
  if (is.kind !== 'constant') return '';
  const entries = is.init.kind === 'object' ? is.init.entries.map((entry) => `${entry.kind} ${entry.kind === 'spread' || typeof entry.key.name !== 'string' ? '[]' : entry.key.name} ${entry.kind !== 'accessor' && entry.value.kind === 'identifier' ? entry.value.name : ''}`) : [];
  return `${is.init.kind} ${String(is.path.length)} ${entries.join()}`;
}

/** Stands for a module's names among what was looked at; its path alone stands for all that it says. */
function surface(path: string): string {
  return `names of ${path}`;
}

/** Stands for the question which modules declare a name. */
function whoDeclares(id: string): string {
  return `who declares ${id}`;
}

/** Stands for the question which module has a function. */
function whereFunction(id: string): string {
  return `where is ${id}`;
}

const numbers = new WeakMap<Module, string>();
let lastNumber = 0;

function numberOf(module: Module): string {
  const known = numbers.get(module) ?? String((lastNumber += 1));
  numbers.set(module, known);
  return known;
}

/** The path that a relative specifier means in a file. */
function joined(path: string, from: string): string {
  const parts = path.split('/').slice(0, -1);
  for (const part of from.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}
