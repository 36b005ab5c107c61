import type { Effect, FunctionValue, ObjectEntryValue, Value } from '../../facts/value.ts';
import { bareCallEffect, branch, callEffect, loopEffect, normalised, resultOf, returnEffect, setEffect, throwEffect, tryEffect } from './effects.ts';
import { isValue } from './machine.ts';
import { object, unsetEntries } from './objectValues.ts';
import * as make from './values.ts';

/** Puts other values in the place of some, and brings what they stand in into its normal form again. */
export class Substitution {
  /** What a value becomes; undefined for itself with its parts changed. */
  readonly #change: (value: Value) => Value | undefined;
  /** Results of calls that are called otherwise now. */
  readonly #results = new Map<string, Value>();

  /** How many functions are around a function now. */
  readonly #depth: (depth: number) => number;

  constructor(change: (value: Value) => Value | undefined, depth: (depth: number) => number = (same) => same) {
    this.#change = change;
    this.#depth = depth;
  }

  value(value: Value): Value {
    const changed = this.#change(value);
    if (changed !== undefined) return { ...changed, at: value.at, from: changed.from ?? changed.at };
    const made = this.#parts(value);
    return made === value || value.from === undefined || made.from !== undefined ? made : { ...made, from: value.from };
  }

  effects(effects: readonly Effect[]): readonly Effect[] {
    return normalised(effects.flatMap((effect) => this.#effect(effect)));
  }

  functionValue(value: FunctionValue): FunctionValue {
    const effects = this.effects(value.effects);
    const same = effects.length === value.effects.length && effects.every((effect, index) => effect === value.effects[index]);
    const depth = value.depth === undefined ? undefined : this.#depth(value.depth);
    return same && depth === value.depth ? value : make.functionValue(value.params, effects, value.at, depth);
  }

  #list(values: readonly Value[]): readonly Value[] {
    const changed = values.map((value) => this.value(value));
    return changed.every((value, index) => value === values[index]) ? values : changed;
  }

  #parts(value: Value): Value {
    switch (value.kind) {
      case 'literal':
      case 'regex':
      case 'opaque':
        return value;
      case 'symbol':
        return this.#results.get(value.id) ?? value;
      case 'member':
        return this.#member(value);
      case 'index': {
        const [object, index] = this.#list([value.object, value.index]);
        return object === undefined || index === undefined || (object === value.object && index === value.index) ? value : indexed(object, index, value.at);
      }
      case 'call': {
        const [callee, ...args] = this.#list([value.callee, ...value.args]);
        if (callee === undefined || (callee === value.callee && args.every((arg, at) => arg === value.args[at]))) return value;
        return value.construct ? make.construct(callee, args, value.at) : make.call(callee, args, value.at);
      }
      case 'object': {
        const entries = value.entries.map((entry) => this.#entry(entry));
        return entries.every((entry, index) => entry === value.entries[index]) ? value : object([...unsetEntries(value), ...entries], value.at);
      }
      case 'array': {
        const items = this.#list(value.items);
        return items === value.items ? value : make.array(items.flatMap((item) => (item.kind === 'spread' && item.value.kind === 'array' ? item.value.items : [item])), value.at);
      }
      case 'template': {
        const parts = value.parts.map((part) => (typeof part === 'string' ? part : this.value(part)));
        return parts.every((part, index) => part === value.parts[index]) ? value : make.template(value.tag, parts, value.at);
      }
      case 'operation': {
        const operands = this.#list(value.operands);
        const [only] = operands;
        if (operands === value.operands) return value;
        return value.operator === '!' && only !== undefined ? make.not(only) : make.operation(value.operator, operands, value.at);
      }
      case 'conditional': {
        const [test, then, otherwise] = this.#list([value.test, value.then, value.else]);
        if (test === undefined || then === undefined || otherwise === undefined || (test === value.test && then === value.then && otherwise === value.else)) return value;
        return test.kind === 'literal' ? (test.value ? then : otherwise) : make.conditional(make.truth(test), then, otherwise, value.at);
      }
      case 'function':
        return this.functionValue(value);
      case 'spread': {
        const inner = this.value(value.value);
        return inner === value.value ? value : make.spread(inner, value.at);
      }
    }
  }

  #member(value: Extract<Value, { kind: 'member' }>): Value {
    const object = this.value(value.object);
    if (object === value.object) return value;
    const entry = object.kind === 'object' ? object.entries.findLast((candidate) => candidate.kind !== 'property' || candidate.name === value.name) : undefined;
    if (entry?.kind === 'property' && isValue(entry.value)) return { ...entry.value, at: value.at, from: entry.value.from ?? entry.value.at };
    const isKnown = object.kind === 'object' && entry === undefined;
    return isKnown ? make.literal(undefined, value.at) : make.member(object, value.name, value.at);
  }

  #entry(entry: ObjectEntryValue): ObjectEntryValue {
    const value = this.value(entry.value);
    if (entry.kind !== 'computed') return value === entry.value ? entry : { ...entry, value };
    const name = this.value(entry.name);
    if (name.kind === 'literal') return { kind: 'property', name: String(name.value), value, at: entry.at };
    return value === entry.value && name === entry.name ? entry : { ...entry, name, value };
  }

  #effect(effect: Effect): readonly Effect[] {
    const { at } = effect;
    switch (effect.kind) {
      case 'call': {
        const value = this.value(effect.value);
        if (value === effect.value) return [effect];
        const before = resultOf(effect.value, at);
        if (before.kind === 'symbol') this.#results.set(before.id, resultOf(value, at));
        return [effect.awaited ? callEffect(value, at) : bareCallEffect(value, at)];
      }
      case 'return':
        return [effect.value === undefined ? effect : unless(effect, this.value(effect.value), (value) => returnEffect(value, at))];
      case 'throw':
        return [unless(effect, this.value(effect.value), (value) => throwEffect(value, at))];
      case 'set': {
        const [target, value] = this.#list([effect.target, effect.value]);
        return [target === undefined || value === undefined || (target === effect.target && value === effect.value) ? effect : setEffect(target, value, at)];
      }
      case 'if': {
        const test = this.value(effect.test);
        const [then, otherwise] = [this.#nested(effect.then), this.#nested(effect.else)];
        return test === effect.test && then === effect.then && otherwise === effect.else ? [effect] : branch(test, then, otherwise, at);
      }
      case 'loop': {
        const over = this.value(effect.over);
        const body = this.#nested(effect.body);
        return [over === effect.over && body === effect.body ? effect : loopEffect(over, body, at)];
      }
      case 'try': {
        const parts = { body: this.#nested(effect.body), caught: this.#nested(effect.caught), finally: this.#nested(effect.finally) };
        return [parts.body === effect.body && parts.caught === effect.caught && parts.finally === effect.finally ? effect : tryEffect(parts, at)];
      }
      case 'jump':
        return [effect];
    }
  }

  #nested(effects: readonly Effect[]): readonly Effect[] {
    const changed = this.effects(effects);
    return changed.length === effects.length && changed.every((effect, index) => effect === effects[index]) ? effects : changed;
  }
}

function unless(effect: Effect & { readonly value?: Value | undefined }, value: Value, changed: (value: Value) => Effect): Effect {
  return value === effect.value ? effect : changed(value);
}

function indexed(object: Value, index: Value, at: Value['at']): Value {
  const item = object.kind === 'array' && index.kind === 'literal' && typeof index.value === 'number' ? object.items[index.value] : undefined;
  return item ?? make.indexed(object, index, at);
}

/** Visits every symbol in effects, with how many functions of these effects are around it. */
function visitSymbols(effects: readonly Effect[], visit: (id: string, depth: number) => void): void {
  const inValue = (value: Value, depth: number): void => {
    if (value.kind === 'symbol') visit(value.id, depth);
    for (const part of partsOf(value)) inValue(part, depth);
    if (value.kind === 'function') inEffects(value.effects, depth + 1);
  };
  const inEffects = (list: readonly Effect[], depth: number): void => {
    for (const effect of list) {
      for (const value of valuesOf(effect)) inValue(value, depth);
      for (const nested of listsOf(effect)) inEffects(nested, depth);
    }
  };
  inEffects(effects, 0);
}

/** The values that a value is made of, those inside functions aside. */
export function partsOf(value: Value): readonly Value[] {
  switch (value.kind) {
    case 'literal':
    case 'regex':
    case 'opaque':
    case 'symbol':
    case 'function':
      return [];
    case 'member':
      return [value.object];
    case 'index':
      return [value.object, value.index];
    case 'call':
      return [value.callee, ...value.args];
    case 'object':
      return value.entries.flatMap((entry) => (entry.kind === 'computed' ? [entry.name, entry.value] : [entry.value]));
    case 'array':
      return value.items;
    case 'template':
      return value.parts.flatMap((part) => (typeof part === 'string' ? [] : [part]));
    case 'operation':
      return value.operands;
    case 'conditional':
      return [value.test, value.then, value.else];
    case 'spread':
      return [value.value];
  }
}

/** The values that an effect is about. */
export function valuesOf(effect: Effect): readonly Value[] {
  switch (effect.kind) {
    case 'call':
    case 'throw':
      return [effect.value];
    case 'return':
      return effect.value === undefined ? [] : [effect.value];
    case 'set':
      return [effect.target, effect.value];
    case 'if':
      return [effect.test];
    case 'loop':
      return [effect.over];
    case 'try':
    case 'jump':
      return [];
  }
}

/** The lists of effects inside an effect. */
export function listsOf(effect: Effect): readonly (readonly Effect[])[] {
  switch (effect.kind) {
    case 'if':
      return [effect.then, effect.else];
    case 'loop':
      return [effect.body];
    case 'try':
      return [effect.body, effect.caught, effect.finally];
    case 'call':
    case 'return':
    case 'throw':
    case 'set':
    case 'jump':
      return [];
  }
}

/** The number in the names of a function's parameters: `param#2.0`. 0 when neither it nor a function in it uses one. */
function levelOf(value: FunctionValue): number {
  if (value.depth !== undefined) return value.depth;
  let level = 0;
  visitSymbols(value.effects, (id, depth) => {
    const found = /^param#(\d+)\./.exec(id)?.[1];
    if (found !== undefined) level = Math.max(level, Number(found) - depth);
  });
  return level;
}

const given = new WeakMap<FunctionValue, Map<string, readonly Effect[]>>();

/** What a function does when it is called with those arguments; the same effects for the same ones. */
export function argumentsGiven(value: FunctionValue, args: readonly Value[]): readonly Effect[] {
  const known = given.get(value) ?? new Map<string, readonly Effect[]>();
  given.set(value, known);
  const key = args.map((arg) => `${arg.key} ${arg.at.file} ${String(arg.at.start)}`).join(', ');
  const effects = known.get(key) ?? withArguments(value, args);
  known.set(key, effects);
  return effects;
}

function withArguments(value: FunctionValue, args: readonly Value[]): readonly Effect[] {
  const own = `param#${String(levelOf(value))}.`;
  const inside = new Substitution((part) => {
    if (part.kind !== 'symbol' || !part.id.startsWith(own)) return undefined;
    return args[Number(part.id.slice(own.length))] ?? make.literal(undefined, part.at);
  });
  return inside.effects(value.effects);
}

/** What a function does when it is called with those arguments where `depth` functions are around, in the names that code has which stands there itself. */
export function inlinedAt(value: FunctionValue, args: readonly Value[], depth: number): readonly Effect[] {
  const level = levelOf(value);
  const effects = value.params === 0 ? value.effects : argumentsGiven(value, args);
  return level <= depth ? effects : numberedLess(level, level - depth).effects(effects);
}

/** Takes a number from those in the names of what functions at a level number, or deeper ones. */
function numberedLess(level: number, by: number): Substitution {
  const less = (depth: number): number => (depth < level ? depth : depth - by);
  return new Substitution((part) => {
    if (part.kind !== 'symbol') return undefined;
    const [, kind, depth, rest] = /^(param|item|index|variable|caught)#(\d+)(.*)$/.exec(part.id) ?? [];
    return kind === undefined || Number(depth) < level ? undefined : make.symbol(`${kind}#${String(less(Number(depth)))}${rest ?? ''}`, part.at);
  }, less);
}

/** The function as if no function were around it: its parameters are `param#1.0`, `param#1.1`, ... */
export function atTop(value: FunctionValue): FunctionValue {
  const shift = levelOf(value) - 1;
  if (shift <= 0) return value;
  return numberedLess(shift + 1, shift).functionValue(value);
}
