import { isSameList } from '../../../base/sameList.ts';
import { hashOf } from '../../facts/shortHash.ts';
import { type DeclaredFunction, functionsOf } from './declaredFunctions.ts';
import { Inputs } from './inputs.ts';
import { Memory } from './memory.ts';
import type { AppModule, Declaration } from './moduleScope.ts';
import { OfModules } from './ofModules.ts';
import { baseName, ownId } from './outline.ts';
import { Tracked } from './tracked.ts';

/** What a name or an import leads to. */
export type Binding =
  | { readonly kind: 'declared'; readonly declaration: Declaration }
  | { readonly kind: 'library'; readonly id: string }
  | { readonly kind: 'namespace'; readonly module: AppModule }
  | { readonly kind: 'missing'; readonly name: string };

/** Which module has a function, by its id, at one moment. */
interface FoundFunctions {
  moment: number;
  readonly paths: Map<string, string>;
}

/** The modules of an app and how their names lead to each other. What is looked at is noted as an input. */
export class Program {
  readonly inputs = new Inputs();
  readonly #memory: Memory;
  #modules = new Map<string, AppModule>();
  #areInOrder = true;
  /** Counts how often modules came or went. */
  #set = 0;
  #noted = 0;
  /** Which modules declare a name, in the order of their paths. */
  readonly #ids = new Map<string, readonly string[]>();
  readonly #functionsOf: Tracked<readonly DeclaredFunction[]>;
  readonly #functionIds: OfModules<readonly string[]>;
  readonly #functions: FoundFunctions = { moment: -1, paths: new Map() };
  readonly #paths = new Map<string, readonly string[]>();
  #aliases: ReadonlyMap<string, string> = new Map();

  /** Programs with one memory do not compute again what the other did of the same code. */
  constructor(memory = new Memory()) {
    this.#memory = memory;
    this.#functionsOf = this.tracked('functions of a module');
    this.#functionIds = this.ofModules('ids of functions', (path) => this.functionsIn(this.module(path)).map(({ id }) => id));
  }

  /** Results of one kind that are made of this program. */
  tracked<V>(kind: string): Tracked<V> {
    return new Tracked(this.inputs, kind, this.#memory);
  }

  /** One result of that kind of each module. */
  ofModules<V>(kind: string, compute: (path: string) => V): OfModules<V> {
    return new OfModules(this, this.tracked(kind), compute);
  }

  /** The paths of all modules, in their order. */
  get paths(): Iterable<string> {
    if (!this.#areInOrder) this.#modules = new Map([...this.#modules].sort(([a], [b]) => (a < b ? -1 : 1)));
    this.#areInOrder = true;
    return this.#modules.keys();
  }

  /** Another number when other modules are there. */
  get set(): number {
    return this.#set;
  }

  has(path: string): boolean {
    return this.#modules.has(path);
  }

  /** The module with that path; throws when there is none. */
  module(path: string): AppModule {
    const known = this.#modules.get(path);
    if (known === undefined) throw new RangeError(`There is no module ${path}.`);
    return known;
  }

  /** Puts a module in its place, or takes it away. `stamp` tells its text from others. */
  update(path: string, module: AppModule | undefined, stamp: string): void {
    const before = this.#modules.get(path);
    if ((before === undefined) !== (module === undefined)) this.#set += 1;
    if (before === undefined) this.#areInOrder = false;
    if (module === undefined) this.#modules.delete(path);
    else this.#modules.set(path, module);
    const [old, now] = [before?.outline.ids ?? [], module?.outline.ids ?? []];
    const kept = new Set(now);
    for (const id of old) if (!kept.has(id)) this.#setDeclared(id, (this.#ids.get(id) ?? []).filter((other) => other !== path));
    for (const id of now) if (this.#ids.get(id)?.includes(path) !== true) this.#setDeclared(id, [...this.#ids.get(id) ?? [], path].sort());
    this.inputs.set(surface(path), module?.outline.surface ?? '');
    this.inputs.set(path, stamp);
  }

  #setDeclared(id: string, paths: readonly string[]): void {
    if (paths.length === 0) this.#ids.delete(id);
    else this.#ids.set(id, paths);
    this.inputs.set(whoDeclares(id), paths.join(' '));
  }

  touch(path: string): void {
    this.inputs.touch(path);
  }

  /** Runs `compute` and tells what it looked at. */
  watch<T>(compute: () => T): { readonly value: T; readonly touched: ReadonlySet<string> } {
    return this.inputs.watch(compute);
  }

  /** Every module. */
  modules(): readonly AppModule[] {
    this.touch(everyModule);
    return Array.from(this.paths, (path) => this.module(path));
  }

  /** What a module declares at its top level. */
  declarationsIn(module: AppModule): readonly Declaration[] {
    this.touch(module.path);
    return [...module.scope.declarations.values()];
  }

  /** Notes which modules and functions there are; to be done after changes, before anything is asked. */
  settle(): void {
    if (this.#noted !== this.#set) this.inputs.set(everyModule, hashOf([...this.paths].join(' ')));
    this.#noted = this.#set;
    if (this.#functions.moment === this.inputs.moment) return;
    const changed = this.#functionIds.update().filter(({ before = [], now = [] }) => !isSameList(before, now));
    if (changed.length > 0) {
      this.#functions.paths.clear();
      this.#functionIds.forEach((ids, path) => { for (const id of ids) this.#functions.paths.set(id, path); });
    }
    for (const id of changed.flatMap(({ before = [], now = [] }) => [...before, ...now])) this.inputs.set(whereFunction(id), this.#functions.paths.get(id) ?? '');
    this.#functions.moment = this.inputs.moment;
  }

  /** The functions that a module declares. */
  functionsIn(module: AppModule): readonly DeclaredFunction[] {
    return this.#functionsOf.get(module.path, () => this.declarationsIn(module).flatMap((declaration) => functionsOf(this, declaration, this.idOf(declaration))));
  }

  /** The module that has the function with that id. */
  pathOfFunction(id: string): string | undefined {
    this.touch(whereFunction(id));
    return this.#functions.paths.get(id);
  }

  /** The function with that id. */
  functionWithId(id: string): DeclaredFunction | undefined {
    const path = this.pathOfFunction(id);
    return path === undefined ? undefined : this.functionsIn(this.module(path)).findLast((found) => found.id === id);
  }

  /** Names a declaration for both apps that are compared: its exported name, or for private ones its module and name. */
  idOf(declaration: Declaration): string {
    const { exported, module } = declaration;
    if (exported === undefined) return ownId(declaration, module.path);
    this.touch(whoDeclares(exported));
    const others = this.#ids.get(exported) ?? [];
    return others.length > 1 ? `${exported}@${baseName(module.path)}` : exported;
  }

  /** The declaration with that id. */
  byId(id: string): Declaration | undefined {
    const [name = '', base] = id.split('@');
    this.touch(whoDeclares(name));
    const paths = this.#ids.get(name) ?? [];
    const path = base === undefined ? paths[0] : paths.find((candidate) => baseName(candidate) === base);
    return path === undefined ? undefined : this.module(path).scope.byId.get(name);
  }

  /** What a name at the top level of a module means there; undefined for globals. */
  resolve(module: AppModule, name: string): Binding | undefined {
    return this.#resolved(module, name, new Set());
  }

  #resolved(module: AppModule, name: string, seen: Set<string>): Binding | undefined {
    this.touch(surface(module.path));
    const declaration = module.scope.declarations.get(name);
    if (declaration !== undefined) return { kind: 'declared', declaration };
    const imported = module.scope.imports.get(name);
    return imported === undefined ? undefined : this.#imported(module, imported, seen);
  }

  /** What a name in a module is declared as, in whatever module that is. */
  declared(module: AppModule, name: string): Declaration | undefined {
    const binding = this.resolve(module, name);
    return binding?.kind === 'declared' ? binding.declaration : undefined;
  }

  /** What a module exports under a name; `default` for its default export. */
  exported(module: AppModule, name: string): Binding {
    return this.#exported(module, name, new Set());
  }

  /** `seen`: what was asked on the way; modules that give each other's names away lead nowhere. */
  #exported(module: AppModule, name: string, seen: Set<string>): Binding {
    this.touch(surface(module.path));
    const key = `${module.path}\0${name}`;
    if (seen.has(key)) return { kind: 'missing', name };
    seen.add(key);
    for (const declaration of module.scope.declarations.values()) {
      if (declaration.exported === name) return { kind: 'declared', declaration };
    }
    for (const node of module.outline.exports) {
      const listed = node.names.find((entry) => entry.exported === name && entry.exported !== '*');
      if (listed !== undefined) {
        if (node.from !== undefined) return this.#imported(module, { from: node.from, imported: listed.local }, seen);
        return this.#resolved(module, listed.local, seen) ?? { kind: 'missing', name };
      }
    }
    for (const node of module.outline.exports) {
      if (node.from === undefined || !node.names.some((entry) => entry.exported === '*')) continue;
      const found = this.#imported(module, { from: node.from, imported: name }, seen);
      if (found.kind !== 'missing') return found;
    }
    return { kind: 'missing', name };
  }

  /** Puts down which paths of the app other specifiers than relative ones mean: `#services/*` is `./src/services/*`. */
  setAliases(aliases: ReadonlyMap<string, string>): void {
    this.#aliases = aliases;
    this.inputs.set(aliasesOfImports, [...aliases].map((pair) => pair.join(' ')).join('\n'));
  }

  #ownPath(from: string): string | undefined {
    if (from.startsWith('.')) return undefined;
    this.touch(aliasesOfImports);
    for (const [alias, path] of this.#aliases) {
      const [start = '', end] = alias.split('*');
      if (end === undefined ? from === alias : from.startsWith(start) && from.endsWith(end)) return path.replace('*', from.slice(start.length, from.length - (end?.length ?? 0)));
    }
    return undefined;
  }

  #imported(module: AppModule, { from, imported }: { readonly from: string; readonly imported: string }, seen: Set<string>): Binding {
    const own = this.#ownPath(from);
    if (!from.startsWith('.') && own === undefined) return { kind: 'library', id: libraryId(from, imported) };
    const target = own === undefined ? this.moduleAt(module.path, from) : this.moduleAt('', own);
    if (target === undefined) return { kind: 'missing', name: imported };
    return imported === '*' ? { kind: 'namespace', module: target } : this.#exported(target, imported, seen);
  }

  /** The module that a relative specifier means in a file. */
  moduleAt(path: string, from: string): AppModule | undefined {
    for (const candidate of this.#candidates(path, from)) {
      this.touch(surface(candidate));
      if (this.#modules.has(candidate)) return this.module(candidate);
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

/** Stands for a module's names among what was looked at; its path alone stands for all that it says. */
function surface(path: string): string {
  return `names of ${path}`;
}

/** Stands for what specifiers mean that are not relative. */
const aliasesOfImports = 'aliases of imports';

/** Names what a library gives; all that zod exports is in its `z`, too. */
function libraryId(from: string, imported: string): string {
  if (/^zod(?:\/v4)?$/.test(from) && ['*', 'default', 'z'].includes(imported)) return 'zod#z';
  return imported === '*' ? from : `${from}#${imported}`;
}

/** Stands for the question which modules there are. */
const everyModule = 'every module';

/** Stands for the question which modules declare a name. */
function whoDeclares(id: string): string {
  return `who declares ${id}`;
}

/** Stands for the question which module has a function. */
function whereFunction(id: string): string {
  return `where is ${id}`;
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
