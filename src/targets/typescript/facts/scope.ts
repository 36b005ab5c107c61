import type { ClassNode, FunctionNode } from '../../../ast/syntax.ts';
import type { ArrayValue, ConditionalValue, Effect, Value } from '../../facts/value.ts';
import type { AppModule, Declaration } from './moduleScope.ts';

/** A function with the names around it; becomes a value where it is passed on, and effects where it is called. */
export interface Closure {
  readonly kind: 'closure';
  readonly node: FunctionNode;
  readonly scope: Scope;
  readonly self: Held | undefined;
}

/** An object made by `new` of a class of the app, or the class itself (`args` undefined). */
export interface Instance {
  readonly kind: 'instance';
  readonly class: () => ClassNode;
  readonly scope: Scope;
  readonly args: readonly Held[] | undefined;
  /** How other code names it. */
  readonly name: Value;
  /** Its id among the declarations, for asking whether a member is followed. */
  readonly declaration: Declaration | undefined;
}

/** An object literal that a declaration of the app holds: its members are looked up when they are used. */
export interface Holder {
  readonly kind: 'holder';
  readonly declaration: Declaration;
  readonly name: Value;
}

/** What a name can hold while code is followed. */
export type Held = Value | Closure | Instance | Holder;

/** Names of a block, a function or a module. */
export class Scope {
  readonly module: AppModule;
  readonly parent: Scope | undefined;
  readonly #slots = new Map<string, Held>();
  readonly #growing = new Set<string>();
  /** How often a choice was set; without any there is nothing to look through. */
  #choices = 0;

  constructor(module: AppModule, parent: Scope | undefined) {
    this.module = module;
    this.parent = parent;
  }

  /** Notes that a name holds a list to which items are only added before it is spread. */
  grows(name: string): void {
    this.#growing.add(name);
  }

  hasGrowing(name: string): boolean {
    return this.#growing.has(name);
  }

  get(name: string): Held | undefined {
    return this.#slots.get(name);
  }

  set(name: string, held: Held): void {
    if (isChoice(held)) this.#choices += 1;
    this.#slots.set(name, held);
  }

  /** Names whose values depend on a condition, and lists with items that do. */
  choices(): readonly (readonly [name: string, value: ConditionalValue | ArrayValue])[] {
    return this.#choices === 0 ? [] : [...this.#slots].flatMap(([name, held]) => (held.kind === 'conditional' || held.kind === 'array') && isChoice(held) ? [[name, held] as const] : []);
  }

  /** The names that are known, outermost and first declared first. */
  inOrder(names: ReadonlySet<string>): readonly string[] {
    const outer = this.parent?.inOrder(names) ?? [];
    return [...outer.filter((name) => !this.#slots.has(name)), ...[...this.#slots.keys()].filter((name) => names.has(name))];
  }

  /** The nearest scope around that knows the name. */
  find(name: string): Scope | undefined {
    if (this.#slots.has(name)) return this;
    return this.parent?.find(name);
  }
}

function isChoice(held: Held): boolean {
  return held.kind === 'conditional' || (held.kind === 'array' && held.items.some((item) => item.kind === 'spread' && item.value.kind === 'conditional'));
}

/** One function being followed: where its effects go, and what it has numbered so far. */
export class Flow {
  effects: Effect[] = [];
  /** Old values of what was assigned since a branch began, to be put back after it. */
  #journal: Map<Scope, Map<string, Held>> | undefined;
  #variables = 0;

  /** The effects of `act`, apart from those so far. */
  collect(act: () => void): Effect[] {
    const outer = this.effects;
    this.effects = [];
    try {
      act();
      return this.effects;
    } finally {
      this.effects = outer;
    }
  }

  assign(scope: Scope, name: string, held: Held): void {
    const old = scope.get(name);
    if (this.#journal !== undefined && old !== undefined) {
      const names = this.#journal.get(scope) ?? new Map<string, Held>();
      if (!names.has(name)) names.set(name, old);
      this.#journal.set(scope, names);
    }
    scope.set(name, held);
  }

  /** Runs `act` and takes back what it assigned; tells what that was. */
  tentatively(act: () => void): ReadonlyMap<Scope, ReadonlyMap<string, Held>> {
    const outer = this.#journal;
    const journal = new Map<Scope, Map<string, Held>>();
    this.#journal = journal;
    try {
      act();
    } finally {
      this.#journal = outer;
    }
    const assigned = new Map<Scope, Map<string, Held>>();
    for (const [scope, names] of journal) {
      const values = new Map<string, Held>();
      for (const [name, old] of names) {
        const value = scope.get(name);
        if (value !== undefined) values.set(name, value);
        scope.set(name, old);
      }
      assigned.set(scope, values);
    }
    return assigned;
  }

  /** Does something; when it gives nothing, as if it had not been tried. */
  attempt<T>(act: () => T | undefined): T | undefined {
    const results: (T | undefined)[] = [];
    const effects: Effect[] = [];
    const assigned = this.tentatively(() => {
      effects.push(...this.collect(() => { results.push(act()); }));
    });
    const [result] = results;
    if (result === undefined) return undefined;
    for (const [scope, values] of assigned) for (const [name, value] of values) this.assign(scope, name, value);
    this.effects.push(...effects);
    return result;
  }

  nextVariable(): number {
    this.#variables += 1;
    return this.#variables - 1;
  }
}

/** Where code is being followed. */
export interface Run {
  readonly scope: Scope;
  readonly flow: Flow;
  readonly self: Held | undefined;
  /** How many functions are around, not counting those that were followed into. */
  readonly depth: number;
  readonly loops: number;
}
