import type { Module } from '../../../ast/syntax.ts';
import type { Span } from '../../../base/span.ts';
import type { AppFacts, EndpointFact, FunctionFact, MachineFact, SchemaFact, SettingFact, TableFact, TriggerFact } from '../../facts/appFacts.ts';
import type { Effect, FunctionValue, Value } from '../../facts/value.ts';
import { constantsMadeBy, importsFrom, valueOfDeclaration } from './candidates.ts';
import { type KnownRoutes, readEndpoints } from './endpoints.ts';
import { Evaluator } from './evaluator.ts';
import { readMachine } from './machines.ts';
import type { Declaration, DeclaredFunction, Program } from './program.ts';
import { Reading } from './reading.ts';
import { readEnvironment, readSettings, settingConstants } from './settings.ts';
import { ShapeReader } from './shapes.ts';
import { TableReader } from './tables.ts';
import { atTop } from './substitute.ts';
import { Tracked } from './tracked.ts';
import { readTriggers, triggerKinds } from './triggers.ts';
import * as make from './values.ts';
import { type WrappedFunction, wrappedIn } from './wrappedFunctions.ts';

type Facts = Omit<AppFacts, 'database' | 'unreadable'>;

/** What the TypeScript of an app says. Only what depends on a changed file is read again. */
export class CodeFacts {
  readonly #program: Program;
  readonly #texts: (path: string) => string | undefined;
  readonly #functions: Tracked<string, FunctionFact>;
  readonly #values: Tracked<string, FunctionValue>;
  readonly #wrappedFunctions: Tracked<string, readonly WrappedFunction[]>;
  readonly #wrapped: Tracked<string, FunctionFact | undefined>;
  readonly #candidates: Tracked<string, readonly Declaration[]>;
  readonly #routes: KnownRoutes;
  readonly #tables: Tracked<string, TableFact | undefined>;
  readonly #schemas: Tracked<string, SchemaFact | undefined>;
  readonly #machines: Tracked<string, MachineFact | undefined>;
  readonly #triggers: Tracked<string, readonly TriggerFact[] | undefined>;
  readonly #settings: Tracked<string, readonly SettingFact[]>;
  readonly #endpoints: Tracked<string, readonly EndpointFact[]>;
  #shared: ReadonlySet<string> = new Set();
  #renamed: ReadonlyMap<string, string> = new Map();
  #ambiguous = '';
  /** When routes that are gone were let go of. */
  #pruned = 0;

  constructor(program: Program, texts: (path: string) => string | undefined) {
    this.#program = program;
    this.#texts = texts;
    this.#functions = new Tracked(program);
    this.#values = new Tracked(program);
    this.#wrappedFunctions = new Tracked(program);
    this.#wrapped = new Tracked(program);
    this.#candidates = new Tracked(program);
    this.#routes = new Tracked(program);
    this.#tables = new Tracked(program);
    this.#schemas = new Tracked(program);
    this.#machines = new Tracked(program);
    this.#triggers = new Tracked(program);
    this.#settings = new Tracked(program);
    this.#endpoints = new Tracked(program);
  }

  read(shared: ReadonlySet<string>, renamed: ReadonlyMap<string, string>): Facts {
    this.#forget(shared, renamed);
    const { moment } = this.#program;
    const reading = this.#reading();
    const shapes = new ShapeReader(reading);
    const facts = {
      tables: this.#readTables(reading),
      endpoints: this.#readEndpoints(reading, shapes),
      schemas: this.#readSchemas(reading, shapes),
      machines: this.#readMachines(reading),
      functions: this.#readFunctions(reading),
      eventHandlers: this.#readTriggers(reading, 'eventHandlers'),
      schedules: this.#readTriggers(reading, 'schedules'),
      settings: this.#readSettings(reading, shapes),
    };
    if (moment - this.#pruned > 500) {
      this.#routes.prune(this.#pruned);
      this.#pruned = moment;
    }
    return facts;
  }

  /** Other answers to what is followed change what was asked for; other names change everything. */
  #forget(shared: ReadonlySet<string>, renamed: ReadonlyMap<string, string>): void {
    const ambiguous = ambiguousNames(this.#program);
    for (const id of difference(shared, this.#shared)) this.#program.change(asked(id));
    if (ambiguous !== this.#ambiguous || !sameMap(renamed, this.#renamed)) {
      for (const memory of [this.#functions, this.#values, this.#wrappedFunctions, this.#wrapped, this.#candidates, this.#routes, this.#tables, this.#schemas, this.#machines, this.#triggers, this.#settings, this.#endpoints]) memory.clear();
    }
    this.#shared = shared;
    this.#renamed = renamed;
    this.#ambiguous = ambiguous;
  }

  #reading(): Reading {
    const evaluator = new Evaluator(this.#program, {
      follow: (id) => {
        this.#program.touch(asked(id));
        return !this.#shared.has(id);
      },
      rename: (id) => this.#renamed.get(id) ?? id,
    });
    return new Reading(evaluator, this.#texts, this.#renamed, this.#values);
  }

  #readFunctions(reading: Reading): readonly FunctionFact[] {
    const facts: FunctionFact[] = [];
    for (const declared of this.#program.functions().values()) {
      if (declared.declaration.exported !== undefined) facts.push(this.#functionFact(reading, declared));
    }
    for (const module of this.#program.modules.values()) {
      for (const wrapped of this.#wrappedFunctions.get(module.path, () => this.#program.declarationsIn(module).filter(({ exported }) => exported !== undefined).flatMap((declaration) => wrappedIn(this.#program, declaration)))) {
        const fact = this.#wrappedFact(reading, wrapped);
        if (fact !== undefined) facts.push(fact);
      }
    }
    return facts;
  }

  #wrappedFact(reading: Reading, wrapped: WrappedFunction): FunctionFact | undefined {
    return this.#wrapped.get(wrapped.id, () => {
      const { module } = wrapped.declaration;
      this.#program.touch(module.path);
      const value = reading.safely(() => reading.evaluator.valueOf(module, wrapped.init));
      if (value?.kind !== 'function') return undefined;
      const span = ({ start, end }: { readonly start: number; readonly end: number }): Span => ({ file: module.path, start, end });
      return { id: this.#renamed.get(wrapped.id) ?? wrapped.id, value: withCallbacks(atTop(value)), at: span(wrapped), body: span(wrapped.body) };
    });
  }

  #functionFact(reading: Reading, declared: DeclaredFunction): FunctionFact {
    return this.#functions.get(declared.id, () => {
      const { path } = declared.source.module;
      this.#program.touch(path);
      this.#program.touch(declared.declaration.module.path);
      return {
        id: this.#renamed.get(declared.id) ?? declared.id,
        value: withCallbacks(reading.functionValue(declared)),
        at: { file: path, start: declared.start, end: declared.end },
        body: { file: path, start: declared.node.bodyStart, end: declared.node.bodyEnd },
      };
    });
  }

  #readTables(reading: Reading): readonly TableFact[] {
    const tables = new TableReader(reading);
    const candidates = this.#constants('tables', (module) => importsFrom(module, 'drizzle-orm/pg-core'));
    return candidates.flatMap((declaration) => this.#tables.get(keyOf(declaration), () => this.#with(reading, declaration, (value) => tables.table(value))) ?? []);
  }

  /** Schemas that other files can use, under the names that these know. */
  #readSchemas(reading: Reading, shapes: ShapeReader): readonly SchemaFact[] {
    const exported = this.#constants('schemas', (module) => importsFrom(module, 'zod')).filter((declaration) => declaration.exported !== undefined);
    return exported.flatMap((declaration) => this.#schemas.get(keyOf(declaration), () => this.#with(reading, declaration, (value): SchemaFact | undefined => {
      const shape = shapes.find(value);
      const { module, start, end } = declaration;
      return shape === undefined ? undefined : { name: declaration.exported ?? declaration.name, shape, at: { file: module.path, start, end } };
    })) ?? []);
  }

  #readMachines(reading: Reading): readonly MachineFact[] {
    const candidates = this.#constants('machines', (module) => module.words.has('transitions') || module.words.has('initial'));
    return candidates.flatMap((declaration) => this.#machines.get(keyOf(declaration), () => this.#with(reading, declaration, (value) => readMachine(reading, value, declaration.name))) ?? []);
  }

  /** Constants that may hold something of a kind. */
  #constants(kind: string, knows: (module: Module) => boolean): readonly Declaration[] {
    return [...this.#program.modules.values()].flatMap((module) => this.#candidates.get(`${kind} ${module.path}`, () => constantsMadeBy(this.#program, module, knows)));
  }

  #with<T>(reading: Reading, declaration: Declaration, read: (value: Value) => T | undefined): T | undefined {
    this.#program.touch(declaration.module.path);
    return reading.safely(() => {
      const value = valueOfDeclaration(reading, declaration);
      return value === undefined ? undefined : read(value);
    });
  }

  /** The list under its own name; where it has another one, every list of its form. */
  #readTriggers(reading: Reading, kind: keyof typeof triggerKinds): readonly TriggerFact[] {
    const named = this.#constant(triggerKinds[kind].list);
    const read = (declaration: Declaration): readonly TriggerFact[] | undefined =>
      this.#triggers.get(`${kind} ${keyOf(declaration)}`, () => this.#with(reading, declaration, (value) => readTriggers(reading, value, kind)));
    if (named !== undefined) return read(named) ?? [];
    const [when = ''] = triggerKinds[kind].when;
    return this.#constants(kind, (module) => module.words.has(when)).flatMap((declaration) => read(declaration) ?? []);
  }

  /** The declaration that has this name in the app that this one is compared with. */
  #constant(name: string): Declaration | undefined {
    const own = [...this.#renamed].find(([, to]) => to === name)?.[0] ?? name;
    const declaration = this.#program.byId(own);
    return declaration?.is.kind === 'constant' ? declaration : undefined;
  }

  #readSettings(reading: Reading, shapes: ShapeReader): readonly SettingFact[] {
    const constants = settingConstants.flatMap((name) => {
      const declaration = this.#constant(name);
      return declaration === undefined ? [] : this.#settings.get(name, () => this.#with(reading, declaration, (value) => readSettings(reading, name, value)) ?? []);
    });
    const environments = this.#constants('environment', (module) => importsFrom(module, 'zod') && module.words.has('NODE_ENV'));
    return [...constants, ...environments.flatMap((declaration) =>
      this.#settings.get(`environment ${keyOf(declaration)}`, () => this.#with(reading, declaration, (value) => readEnvironment(shapes, value)) ?? []))];
  }

  #readEndpoints(reading: Reading, shapes: ShapeReader): readonly EndpointFact[] {
    return this.#endpoints.get('', () => {
      const root = this.#root(reading);
      return root === undefined ? [] : reading.safely(() => readEndpoints({ reading, shapes, known: this.#routes }, root)) ?? [];
    });
  }

  /** What the app does to become one: `buildApp`, or the modules that run first. */
  #root(reading: Reading): FunctionValue | undefined {
    const own = [...this.#renamed].find(([, to]) => to === 'buildApp')?.[0] ?? 'buildApp';
    const declared = this.#program.functions().get(own);
    if (declared !== undefined) return reading.functionValue(declared);
    const first = ['src/serve.ts', 'src/main.ts', 'src/server.ts', 'src/index.ts', 'src/app.ts'].flatMap((path) => this.#program.modules.get(path) ?? []);
    const effects = first.flatMap((module) => reading.functionValue(runOf(module)).effects);
    return make.functionValue(0, effects, { file: '', start: 0, end: 0 });
  }
}

const none: ReadonlySet<string> = new Set();

/** What stands at the top of a module, as a function. */
function runOf(module: Module): DeclaredFunction {
  const at = { start: 0, end: 0 };
  const declaration: Declaration = { ...at, module, name: '', exported: undefined, is: { kind: 'variable' } };
  return {
    ...at,
    id: `${module.path}~`,
    declaration,
    source: declaration,
    node: { ...at, kind: 'function', name: undefined, async: true, generator: false, arrow: true, params: [], body: module.statements, bodyStart: 0, bodyEnd: 0, expressionBody: false, assigned: none, assignedInside: none },
  };
}

/** What a server does once everything so far is loaded, `app.after(() => ...)`, it does. */
function withCallbacks(value: FunctionValue): FunctionValue {
  const effects = value.effects.flatMap((effect): readonly Effect[] => {
    const call = effect.kind === 'call' && effect.value.kind === 'call' ? effect.value : undefined;
    const [callback, ...more] = call?.args ?? [];
    const isCallback = call?.callee.kind === 'member' && call.callee.name === 'after' && callback?.kind === 'function' && callback.params === 0 && more.length === 0;
    return isCallback ? callback.effects : [effect];
  });
  return effects.every((effect, index) => effect === value.effects[index]) ? value : make.functionValue(value.params, effects, value.at);
}

/** Stands for the question whether a function is followed, among the modules that were looked at. */
function asked(id: string): string {
  return `follow ${id}`;
}

function keyOf({ module, name }: Declaration): string {
  return `${module.path}#${name}`;
}

/** Exported names that several modules have: their ids depend on each other. */
function ambiguousNames(program: Program): string {
  const ids: string[] = [];
  for (const declaration of program.declarations()) {
    if (declaration.exported === undefined) continue;
    const id = program.idOf(declaration);
    if (id !== declaration.exported) ids.push(id);
  }
  return ids.sort().join(' ');
}

function difference(a: ReadonlySet<string>, b: ReadonlySet<string>): readonly string[] {
  return a === b ? [] : [...[...a].filter((item) => !b.has(item)), ...[...b].filter((item) => !a.has(item))];
}

function sameMap(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  return a === b || (a.size === b.size && [...a].every(([key, value]) => b.get(key) === value));
}
