import { isSameList } from '../../../base/sameList.ts';
import type { Span } from '../../../base/span.ts';
import type { AppFacts, EndpointFact, FunctionFact, MachineFact, SchemaFact, SettingFact, TableFact, TriggerFact } from '../../facts/appFacts.ts';
import type { Effect, FunctionValue, Value } from '../../facts/value.ts';
import { constantsMadeBy, importsFrom, valueOfDeclaration } from './candidates.ts';
import { type KnownRoutes, readEndpoints } from './endpoints.ts';
import { returnEffect } from './effects.ts';
import { Evaluator } from './evaluator.ts';
import type { ModuleFacts } from './keepings.ts';
import { mentionsOf } from './mentions.ts';
import { readMachine } from './machines.ts';
import type { DeclaredFunction } from './declaredFunctions.ts';
import { ModuleLists } from './moduleLists.ts';
import type { AppModule, Declaration } from './moduleScope.ts';
import type { Program } from './program.ts';
import { Reading } from './reading.ts';
import { readConstant, readEnvironment, readSettings, settingConstants } from './settings.ts';
import { ShapeReader } from './shapes.ts';
import { runOf, startOf, usualEntry } from './start.ts';
import { TableReader } from './tables.ts';
import { atTop } from './substitute.ts';
import type { Tracked } from './tracked.ts';
import { readTriggers, triggerKinds } from './triggers.ts';
import * as make from './values.ts';
import { type WrappedFunction, wrappedIn } from './wrappedFunctions.ts';

type Facts = Omit<AppFacts, 'database' | 'unreadable'>;

/** What the TypeScript of an app says. Only what depends on a changed file is read again; a list in which nothing changed stays the same. */
export class CodeFacts {
  readonly #program: Program;
  readonly #texts: (path: string) => string | undefined;
  readonly #modules: ModuleLists;
  readonly #functions: Tracked<FunctionFact>;
  readonly #wrapped: Tracked<FunctionFact | undefined>;
  readonly #candidates: Tracked<readonly Declaration[]>;
  readonly #routes: KnownRoutes;
  readonly #tables: Tracked<TableFact | undefined>;
  readonly #schemas: Tracked<SchemaFact | undefined>;
  readonly #machines: Tracked<MachineFact | undefined>;
  readonly #triggers: Tracked<readonly TriggerFact[]>;
  readonly #settings: Tracked<readonly SettingFact[]>;
  readonly #endpoints: Tracked<readonly EndpointFact[]>;
  readonly #start: Tracked<readonly FunctionFact[]>;
  readonly #evaluator: Evaluator;
  /** They remember what they have read as long as nothing changes. */
  #readers: Readers;
  #entry = usualEntry;
  #shared: ReadonlySet<string> = new Set();
  #last: Facts | undefined;

  constructor(program: Program, texts: (path: string) => string | undefined) {
    this.#program = program;
    this.#texts = texts;
    this.#modules = new ModuleLists(program.ofModules('facts of a module', (path) => this.#moduleFacts(program.module(path), this.#readers)));
    this.#functions = program.tracked('functions');
    this.#wrapped = program.tracked('wrapped functions');
    this.#candidates = program.tracked('candidates');
    this.#routes = { walk: program.tracked('walk'), calls: program.tracked('calls of routes'), routes: program.tracked('routes') };
    this.#tables = program.tracked('tables');
    this.#schemas = program.tracked('schemas');
    this.#machines = program.tracked('machines');
    this.#triggers = program.tracked('triggers');
    this.#settings = program.tracked('settings');
    this.#endpoints = program.tracked('endpoints');
    this.#start = program.tracked('start');
    this.#evaluator = new Evaluator(program, {
      follow: (id) => {
        this.#program.touch(asked(id));
        return !this.#shared.has(id);
      },
      rename: (id) => id,
    });
    this.#readers = this.#newReaders();
  }

  /** Says which module is started. */
  startWith(entry: string): void {
    this.#entry = entry;
  }

  read(shared: ReadonlySet<string>): Facts {
    this.#settle(shared);
    this.#readers = this.#newReaders();
    const { reading, shapes } = this.#readers;
    const modules = this.#modules.read();
    const facts = {
      ...modules,
      functions: [...modules.functions, ...this.#readStart(reading)],
      settings: [...this.#readSettings(reading), ...modules.settings],
      endpoints: this.#readEndpoints(reading, shapes),
      eventHandlers: this.#readTriggers(reading, 'eventHandlers'),
      schedules: this.#readTriggers(reading, 'schedules'),
    };
    this.#last = this.#last === undefined ? facts : unchanged(facts, this.#last);
    return this.#last;
  }

  #newReaders(): Readers {
    const reading = new Reading(this.#evaluator, this.#texts, noneRenamed);
    return { reading, shapes: new ShapeReader(reading), tables: new TableReader(reading) };
  }

  /** Puts down what is followed, and which functions there are. */
  #settle(shared: ReadonlySet<string>): void {
    const { inputs } = this.#program;
    if (shared !== this.#shared) {
      for (const id of this.#shared) if (!shared.has(id)) inputs.set(asked(id), '');
      for (const id of shared) inputs.set(asked(id), 'shared');
    }
    this.#shared = shared;
    this.#program.settle();
  }

  #moduleFacts(module: AppModule, { reading, shapes, tables }: Readers): ModuleFacts {
    return {
      tables: this.#read(this.#tables, this.#constants('tables', module, isTableModule), reading, (value) => tables.table(value)),
      schemas: this.#read(this.#schemas, this.#exported(this.#constants('schemas', module, isSchemaModule)), reading, (value, declaration) => schemaOf(shapes, value, declaration)),
      machines: this.#read(this.#machines, this.#constants('machines', module, isMachineModule), reading, (value, declaration) => readMachine(reading, value, declaration.name)),
      functions: this.#readFunctions(module, reading),
      settings: this.#constants('environment', module, isEnvironmentModule).flatMap((declaration) =>
        this.#settings.get(`environment ${keyOf(declaration)}`, () => this.#with(reading, declaration, (value) => readEnvironment(shapes, value)) ?? [])).concat(this.#readConstants(module, reading)),
    };
  }

  /** What each declaration is, where it is something of the kind. */
  #read<T>(known: Tracked<T | undefined>, declarations: readonly Declaration[], reading: Reading, read: (value: Value, declaration: Declaration) => T | undefined): readonly T[] {
    return declarations.flatMap((declaration) => known.get(keyOf(declaration), () => this.#with(reading, declaration, (value) => read(value, declaration))) ?? []);
  }

  #exported(declarations: readonly Declaration[]): readonly Declaration[] {
    return declarations.filter(({ exported }) => exported !== undefined);
  }

  /** Constants of a module that may hold something of a kind. */
  #constants(kind: string, module: AppModule, knows: (module: AppModule) => boolean): readonly Declaration[] {
    return this.#candidates.get(`${kind} ${module.path}`, () => constantsMadeBy(this.#program, module, knows));
  }

  /** Constants that other files can use and that hold nothing but data. */
  #readConstants(module: AppModule, reading: Reading): readonly SettingFact[] {
    return this.#exported(this.#program.declarationsIn(module)).filter(isDataConstant).flatMap((declaration) =>
      this.#settings.get(`constant ${keyOf(declaration)}`, () => this.#with(reading, declaration, (value) => readConstant(reading, this.#program.idOf(declaration), value)) ?? []));
  }

  /** Functions that other files can use, and those that are made by a call. */
  #readFunctions(module: AppModule, reading: Reading): readonly FunctionFact[] {
    const declared = this.#program.functionsIn(module).filter(({ declaration }) => declaration.exported !== undefined);
    const wrapped = this.#exported(this.#program.declarationsIn(module)).flatMap((declaration) => wrappedIn(this.#program, declaration));
    return [...declared.map((found) => this.#functionFact(reading, found)), ...wrapped.flatMap((found) => this.#wrappedFact(reading, found) ?? [])];
  }

  #wrappedFact(reading: Reading, wrapped: WrappedFunction): FunctionFact | undefined {
    return this.#wrapped.get(`${wrapped.declaration.module.path} ${wrapped.id}`, () => {
      const { module } = wrapped.declaration;
      this.#program.touch(module.path);
      const value = reading.safely(() => reading.evaluator.valueOf(module, wrapped.init));
      const made = value === undefined || value.kind === 'function' ? value : passingOn(value, wrapped.params);
      if (made === undefined) return undefined;
      const span = ({ start, end }: { readonly start: number; readonly end: number }): Span => ({ file: wrapped.module.path, start, end });
      return factOf(wrapped.id, withCallbacks(atTop(made)), { at: span(wrapped), body: span(wrapped.body) });
    });
  }

  #functionFact(reading: Reading, declared: DeclaredFunction): FunctionFact {
    return this.#functions.get(`${declared.declaration.module.path} ${declared.id}`, () => {
      const { path } = declared.source.module;
      this.#program.touch(path);
      this.#program.touch(declared.declaration.module.path);
      return factOf(declared.id, withCallbacks(reading.functionValue(declared)), {
        at: { file: path, start: declared.start, end: declared.end },
        body: { file: path, start: declared.node.bodyStart, end: declared.node.bodyEnd },
      });
    });
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
    return this.#triggers.get(kind, () => {
      const read = (declaration: Declaration): readonly TriggerFact[] => this.#with(reading, declaration, (value) => readTriggers(reading, value, kind)) ?? [];
      const named = this.#constant(triggerKinds[kind].list);
      if (named !== undefined) return read(named);
      const [when] = triggerKinds[kind].when;
      return this.#program.modules().flatMap((module) => this.#constants(kind, module, ({ outline }) => outline.words.includes(when))).flatMap(read);
    });
  }

  /** The constant with that name. */
  #constant(name: string): Declaration | undefined {
    const declaration = this.#program.byId(name);
    return declaration?.form.kind === 'constant' ? declaration : undefined;
  }

  #readSettings(reading: Reading): readonly SettingFact[] {
    return settingConstants.flatMap((name) => this.#settings.get(name, () => {
      const declaration = this.#constant(name);
      return declaration === undefined ? [] : this.#with(reading, declaration, (value) => readSettings(reading, name, value)) ?? [];
    }));
  }

  #readStart(reading: Reading): readonly FunctionFact[] {
    return this.#start.get(this.#entry, () => {
      const fact = reading.safely(() => startOf(this.#program, reading, this.#entry));
      return fact === undefined ? [] : [fact];
    });
  }

  #readEndpoints(reading: Reading, shapes: ShapeReader): readonly EndpointFact[] {
    return this.#endpoints.get('', () => reading.safely(() => readEndpoints({ reading, shapes, known: this.#routes }, () => this.#root(reading))) ?? []);
  }

  /** What the app does to become one: `buildApp`, or the modules that run first. */
  #root(reading: Reading): FunctionValue {
    const declared = reading.functionWithId('buildApp');
    if (declared !== undefined) return declared;
    this.#program.inputs.touchAll(firstRun);
    const first = firstRun.flatMap((path) => (this.#program.has(path) ? [this.#program.module(path)] : []));
    const effects = first.flatMap((module) => reading.functionValue(runOf(module)).effects);
    return make.functionValue(0, effects, { file: '', start: 0, end: 0 });
  }
}

interface Readers {
  readonly reading: Reading;
  readonly shapes: ShapeReader;
  readonly tables: TableReader;
}

const withFactsOfTheirOwn: ReadonlySet<string> = new Set([...settingConstants, ...Object.values(triggerKinds).map(({ list }) => list)]);

/** Is it written as data, and of none of the kinds that are read apart? */
function isDataConstant({ is, name }: Declaration): boolean {
  if (is.kind !== 'constant' || is.path.length > 0 || withFactsOfTheirOwn.has(name)) return false;
  const { init } = is;
  if (init.kind === 'object') return init.entries.every((entry) => entry.kind !== 'accessor' && entry.value.kind !== 'function');
  return ['array', 'literal', 'template', 'regex', 'new', 'binary', 'unary'].includes(init.kind);
}

function isTableModule(module: AppModule): boolean {
  return importsFrom(module, 'drizzle-orm/pg-core');
}

function isSchemaModule(module: AppModule): boolean {
  return importsFrom(module, 'zod');
}

function isMachineModule({ outline: { words } }: AppModule): boolean {
  return words.includes('transitions') || words.includes('initial');
}

function isEnvironmentModule(module: AppModule): boolean {
  return importsFrom(module, 'zod') && module.outline.words.includes('NODE_ENV');
}

/** A schema under the name that other files know. */
function schemaOf(shapes: ShapeReader, value: Value, { module, start, end, exported, name }: Declaration): SchemaFact | undefined {
  const shape = shapes.find(value);
  return shape === undefined ? undefined : { name: exported ?? name, shape, at: { file: module.path, start, end } };
}

/** Where an app without `buildApp` begins. */
const firstRun = ['src/serve.ts', 'src/main.ts', 'src/server.ts', 'src/index.ts', 'src/app.ts'];

const noneRenamed: ReadonlyMap<string, string> = new Map();

function factOf(id: string, value: FunctionValue, places: Pick<FunctionFact, 'at' | 'body'>): FunctionFact {
  return { id, value, key: value.key, calls: mentionsOf(value), ...places };
}

/** The function that another name stands for, to which it only passes its arguments on; undefined for what is no name. */
function passingOn(value: Value, params: number): FunctionValue | undefined {
  if (value.kind !== 'symbol' && value.kind !== 'member') return undefined;
  const { at } = value;
  const args = Array.from({ length: params }, (_, index) => make.symbol(`param#1.${String(index)}`, at));
  return make.functionValue(params, [returnEffect(make.call(value, args, at), at)], at);
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

/** Stands for the question whether a function is followed. */
function asked(id: string): string {
  return `follow ${id}`;
}

function keyOf({ module, name }: Declaration): string {
  return `${module.path}#${name}`;
}

/** The facts with each list that says the same as before as it was. */
function unchanged(facts: Facts, before: Facts): Facts {
  const same = <T>(now: readonly T[], then: readonly T[]): readonly T[] => (now === then || isSameList(now, then) ? then : now);
  return {
    tables: same(facts.tables, before.tables),
    endpoints: same(facts.endpoints, before.endpoints),
    schemas: same(facts.schemas, before.schemas),
    machines: same(facts.machines, before.machines),
    functions: same(facts.functions, before.functions),
    eventHandlers: same(facts.eventHandlers, before.eventHandlers),
    schedules: same(facts.schedules, before.schedules),
    settings: same(facts.settings, before.settings),
  };
}
