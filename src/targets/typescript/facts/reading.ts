import type { Span } from '../../../base/span.ts';
import type { CallValue, FunctionValue, MemberValue, ObjectEntryValue, Value } from '../../facts/value.ts';
import type { Evaluator } from './evaluator.ts';
import type { DeclaredFunction } from './declaredFunctions.ts';
import { unsetEntries } from './objectValues.ts';
import { argumentsGiven } from './substitute.ts';
import type { Tracked } from './tracked.ts';
import * as make from './values.ts';

/** A named part of an object, wherever the object gets it from. */
export interface Entry {
  readonly name: string;
  readonly value: Value;
  readonly at: Span;
}

const longestWay = 20;

/** Looks through the names in values: what a reader of facts asks of an app. */
export class Reading {
  readonly evaluator: Evaluator;
  readonly #texts: (path: string) => string | undefined;
  /** From the names of the app that this one is compared with to its own. */
  readonly #own: ReadonlyMap<string, string>;
  readonly #functions: Tracked<FunctionValue>;
  /** Objects whose entries are looked for. */
  readonly #open = new Set<string>();

  constructor(evaluator: Evaluator, texts: (path: string) => string | undefined, renamed: ReadonlyMap<string, string>) {
    this.evaluator = evaluator;
    this.#texts = texts;
    this.#functions = evaluator.program.tracked('values of functions');
    this.#own = new Map([...renamed].map(([from, to]) => [to, from]));
  }

  /** What `read` finds; undefined for code that is nested deeper than the stack allows. */
  safely<T>(read: () => T): T | undefined {
    this.#open.clear();
    try {
      return read();
    } catch (error) {
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  }

  /** What a name stands for: constants of the app, their members, and what passes through functions that give back what they take. */
  resolve(value: Value): Value {
    let current = value;
    for (let step = 0; step < longestWay; step += 1) {
      const next = this.#step(current);
      if (next === current) return current;
      current = { ...next, at: value.at, from: next.from ?? next.at };
    }
    return current;
  }

  #step(value: Value): Value {
    if (value.kind === 'symbol' || value.kind === 'member') {
      const own = this.#withOwnName(value);
      const forced = this.evaluator.force(own);
      if (forced !== own && forced.key !== own.key) return forced;
    }
    if (value.kind === 'member') return this.#memberOf(value);
    if (value.kind === 'call') return this.#passedThrough(value);
    return value.kind === 'conditional' && value.test.kind === 'literal' ? (value.test.value ? value.then : value.else) : value;
  }

  #withOwnName(value: Value): Value {
    if (value.kind === 'symbol' && value.id.startsWith('app#')) {
      const own = this.#own.get(value.id.slice(4));
      return own === undefined ? value : make.symbol(`app#${own}`, value.at);
    }
    if (value.kind !== 'member') return value;
    const object = this.#withOwnName(value.object);
    return object === value.object ? value : make.member(object, value.name, value.at);
  }

  #memberOf(value: MemberValue): Value {
    const object = this.resolve(value.object);
    if (object.kind === 'object') return this.entries(object)?.find(({ name }) => name === value.name)?.value ?? value;
    return value;
  }

  /** `Object.freeze(x)`, `defineMachine(x)` and the like are `x`. */
  #passedThrough(value: CallValue): Value {
    const [first] = value.args;
    if (value.callee.kind === 'function') return this.applied(value.callee, value.args) ?? value;
    if (first === undefined || value.construct) return value;
    return this.givesBackItsArgument(value.callee) ? first : value;
  }

  /** What a declared function does; known once it was asked for. */
  functionValue(declared: DeclaredFunction): FunctionValue {
    return this.#functions.get(`${declared.declaration.module.path} ${declared.id}`, () => this.evaluator.declaredValue(declared));
  }

  /** What the function with that id does; its code is not parsed when that is known. */
  functionWithId(id: string): FunctionValue | undefined {
    const { program } = this.evaluator;
    const path = program.pathOfFunction(id);
    if (path === undefined) return undefined;
    return this.#functions.get(`${path} ${id}`, () => {
      const declared = program.functionWithId(id);
      if (declared === undefined) throw new TypeError(`The module ${path} has no function ${id}.`);
      return this.evaluator.declaredValue(declared);
    });
  }

  givesBackItsArgument(callee: Value): boolean {
    const id = this.functionId(callee);
    if (id === undefined) return false;
    const [only, ...more] = this.functionWithId(id)?.effects ?? [];
    return more.length === 0 && only?.kind === 'return' && only.value?.kind === 'symbol' && /^param#\d+\.0$/.test(only.value.id);
  }

  /** The id of the app's function that a value names: `productService.create`. */
  functionId(value: Value): string | undefined {
    if (value.kind === 'symbol' && value.id.startsWith('app#')) return this.#own.get(value.id.slice(4)) ?? value.id.slice(4);
    if (value.kind !== 'member') return undefined;
    const object = this.functionId(value.object);
    return object === undefined ? undefined : this.#own.get(`${object}.${value.name}`) ?? `${object}.${value.name}`;
  }

  /** The parts of an object by name, later ones before earlier ones of that name; undefined for what is no known object. */
  entries(value: Value, spread: (value: Value) => readonly Entry[] | undefined = () => undefined): readonly Entry[] | undefined {
    const object = this.resolve(value);
    if (object.kind === 'call') return this.#restOf(object, spread);
    if (object.kind !== 'object') return undefined;
    // An object that spreads itself, through others, gets nothing new by that.
    if (this.#open.has(object.key)) return [];
    this.#open.add(object.key);
    const found = new Map<string, Entry>();
    for (const entry of object.entries) {
      for (const { name, value: part, at } of this.#entriesOf(entry, spread)) {
        found.delete(name);
        found.set(name, { name, value: part, at });
      }
    }
    this.#open.delete(object.key);
    return [...found.values()];
  }

  #entriesOf(entry: ObjectEntryValue, spread: (value: Value) => readonly Entry[] | undefined): readonly Entry[] {
    switch (entry.kind) {
      case 'property':
        return [entry];
      case 'computed': {
        const name = this.resolve(entry.name);
        return name.kind === 'literal' ? [{ name: String(name.value), value: entry.value, at: entry.at }] : [];
      }
      case 'spread':
        return spread(entry.value) ?? this.#spreadEntries(entry.value, spread);
    }
  }

  /** What an object pattern leaves over of an object. */
  #restOf({ callee, args: [from, ...taken] }: CallValue, spread: (value: Value) => readonly Entry[] | undefined): readonly Entry[] | undefined {
    if (callee.key !== 'global#rest' || from === undefined) return undefined;
    const names = taken.flatMap((name) => (name.kind === 'literal' && typeof name.value === 'string' ? [name.value] : []));
    return names.length < taken.length ? undefined : (spread(from) ?? this.entries(from, spread))?.filter(({ name }) => !names.includes(name));
  }

  /** `...(secure ? { a } : {})` gives what one of both sides has. */
  #spreadEntries(value: Value, spread: (value: Value) => readonly Entry[] | undefined): readonly Entry[] {
    const resolved = this.resolve(value);
    if (resolved.kind === 'conditional') return [...this.#spreadEntries(resolved.else, spread), ...this.#spreadEntries(resolved.then, spread)];
    if (resolved.kind === 'operation' && resolved.operator === '&&') return this.#spreadEntries(resolved.operands.at(-1) ?? value, spread);
    return [...(resolved.kind === 'object' ? unsetEntries(resolved) : []), ...this.entries(resolved, spread) ?? []];
  }

  entry(value: Value, name: string): Entry | undefined {
    return this.entries(value)?.find((entry) => entry.name === name);
  }

  /** The items of an array that is known, those of spread arrays among them. */
  items(value: Value): readonly Value[] | undefined {
    const array = this.resolve(value);
    if (array.kind === 'call') return this.#listed(array);
    if (array.kind !== 'array') return undefined;
    return array.items.flatMap((item) => (item.kind === 'spread' ? this.items(item.value) ?? [item] : [item]));
  }

  /** `Object.values(x)`, `Object.keys(x)`, `Object.entries(x)`, `a.concat(b)`. */
  #listed({ callee, args, at }: CallValue): readonly Value[] | undefined {
    const [first] = args;
    if (callee.kind === 'member' && (callee.name === 'map' || callee.name === 'flatMap') && first !== undefined) {
      return this.items(callee.object)?.flatMap((item, index) => this.#mapped(first, item, { index, flat: callee.name === 'flatMap' }));
    }
    if (callee.kind === 'member' && callee.name === 'concat') {
      const lists = [callee.object, ...args].map((list) => this.items(list));
      return lists.includes(undefined) ? undefined : lists.flatMap((list) => list ?? []);
    }
    if (first === undefined) return undefined;
    const entries = /^global#Object\.(?:values|keys|entries)$/.test(callee.key) ? this.entries(first) : undefined;
    if (callee.key === 'global#Object.values') return entries?.map(({ value }) => value);
    if (callee.key === 'global#Object.keys') return entries?.map(({ name }) => make.literal(name, at));
    return entries?.map(({ name, value }) => make.array([make.literal(name, at), value], at));
  }

  #mapped(change: Value, item: Value, { index, flat }: { readonly index: number; readonly flat: boolean }): readonly Value[] {
    const changed = this.applied(change, [item, make.literal(index, item.at)]) ?? item;
    return flat ? this.items(changed) ?? [changed] : [changed];
  }

  /** What a function that only gives something gives for those arguments. */
  applied(value: Value, args: readonly Value[]): Value | undefined {
    const resolved = value.kind === 'function' ? value : this.resolve(value);
    if (resolved.kind !== 'function') return undefined;
    const [only] = argumentsGiven(resolved, args);
    return only?.kind === 'return' ? only.value : undefined;
  }

  literal(value: Value): string | number | boolean | null | undefined {
    const resolved = this.resolve(value);
    return resolved.kind === 'literal' ? resolved.value : undefined;
  }

  text(value: Value | undefined): string | undefined {
    const literal = value === undefined ? undefined : this.literal(value);
    return typeof literal === 'string' ? literal : undefined;
  }

  /** What a function that takes nothing gives: `() => x`, a getter, `x` itself when it is no function. */
  given(value: Value): Value {
    const resolved = value.kind === 'function' ? value : this.resolve(value);
    if (resolved.kind !== 'function') return value;
    const [only] = resolved.effects;
    return resolved.effects.length === 1 && only?.kind === 'return' && only.value !== undefined ? only.value : value;
  }

  /** The code that stands there. */
  textOf({ file, start, end }: Span): string {
    return this.#texts(file)?.slice(start, end) ?? '';
  }

  /** Where the last part of a chain stands: `.min(1)` of `z.string().min(1)`. */
  segment(call: CallValue): Span {
    const whole = call.from ?? call.at;
    const before = call.callee.kind === 'member' ? call.callee.object.at : undefined;
    if (before === undefined || before.file !== whole.file || before.start < whole.start || before.end > whole.end) return whole;
    const text = this.textOf({ ...whole, start: before.end });
    return { ...whole, start: before.end + (/^(?:\s|\/\/.*|\/\*[^]*?\*\/)*/.exec(text)?.[0].length ?? 0) };
  }
}
