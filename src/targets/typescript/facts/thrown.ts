import type { Expression, FunctionNode } from '../../../ast/syntax.ts';
import type { Effect, ObjectEntryValue, Value } from '../../facts/value.ts';
import { isDecided } from './choices.ts';
import { branch, throwEffect } from './effects.ts';
import type { Machine } from './machine.ts';
import { moduleRun } from './members.ts';
import type { AppModule, Declaration } from './moduleScope.ts';
import type { Closure, Held, Instance, Run } from './scope.ts';
import * as make from './values.ts';

/** Classes that pass on to each other are not followed further. */
const longestWay = 8;

/**
 * What is thrown. An error of a class that only passes on to the class that it extends is one of that; one that a function of the app makes of
 * nothing but its arguments is made by that function.
 */
export function thrownValue(machine: Machine, run: Run, held: Held): Value {
  let error = held;
  for (let step = 0; step < longestWay; step += 1) {
    const base = passedOn(machine, run, error);
    if (base === undefined) break;
    error = base;
  }
  return madeByFunction(machine, run, error) ?? machine.plain(run, error);
}

/** `new OutOfStock(id)` as `new Problem({ ... })`, where a constructor that calls `super({ ... })` is all that the class has. */
function passedOn(machine: Machine, run: Run, held: Held): Held | undefined {
  if (held.kind !== 'instance' || held.args === undefined || held.declaration === undefined || !isLookedInto(machine, held.declaration)) return undefined;
  const node = held.class();
  const [built, ...more] = node.members;
  if (node.extends === undefined || more.length > 0 || (built !== undefined && built.kind !== 'constructor')) return undefined;
  const base = machine.expression(moduleRun(held.scope, undefined), node.extends);
  if (base.kind !== 'instance' || base.args !== undefined) return undefined;
  const args = built?.value?.kind === 'function' ? argumentsOfSuper(machine, run, held, built.value) : held.args;
  return args === undefined ? undefined : { ...base, args, name: make.construct(base.name, args.map((arg) => machine.plain(run, arg)), held.name.at) };
}

function argumentsOfSuper(machine: Machine, run: Run, held: Instance, built: FunctionNode): readonly Held[] | undefined {
  const [only, ...more] = built.body;
  const call = only?.kind === 'expression' && only.value.kind === 'call' ? only.value : undefined;
  if (more.length > 0 || call?.callee.kind !== 'other' || call.callee.text !== 'super' || call.args.some(({ kind }) => kind === 'spread')) return undefined;
  // Properties of its own might stand in place of those of the base.
  if (built.params.some(({ property }) => property)) return undefined;
  const closure: Closure = { kind: 'closure', node: built, scope: held.scope, self: undefined };
  const inside = machine.enter(run, closure, held.args ?? []);
  if (inside === undefined) return undefined;
  const args = call.args.map((arg) => machine.expression(inside, arg));
  machine.leave(closure);
  return args;
}

/** `new Problem({ status: 409, code: "taken", detail })` as `failure(409, "taken", detail)`. */
function madeByFunction(machine: Machine, run: Run, held: Held): Value | undefined {
  if (held.kind !== 'instance' || held.declaration === undefined || held.args?.length !== 1) return undefined;
  const { module, name } = held.declaration;
  if (module.path === run.scope.module.path) return undefined;
  const [given] = held.args.map((arg) => machine.plain(run, arg));
  if (given?.kind !== 'object') return undefined;
  machine.program.touch(module.path);
  for (const { declaration, of, properties } of makersIn(module)) {
    const args = of === name && !isLookedInto(machine, declaration) ? argumentsIn(given.entries, properties) : undefined;
    const { at } = held.name;
    if (args !== undefined) return make.call(make.symbol(`app#${machine.options.rename(machine.program.idOf(declaration))}`, at), args, at);
  }
  return undefined;
}

/** The values of these properties in their order; undefined when there are others. */
function argumentsIn(entries: readonly ObjectEntryValue[], properties: readonly string[]): readonly Value[] | undefined {
  const values = properties.flatMap((name) => entries.flatMap((entry) => (entry.kind === 'property' && entry.name === name ? [entry.value] : [])));
  return entries.length === properties.length && values.length === properties.length ? values : undefined;
}

function isLookedInto({ program, options }: Machine, declaration: Declaration): boolean {
  return declaration.exported === undefined || options.follow(program.idOf(declaration));
}

/** A function that only makes an instance of a class of its arguments, each in a property. */
interface Maker {
  readonly declaration: Declaration;
  /** The name of the class. */
  readonly of: string;
  /** In the order of the parameters. */
  readonly properties: readonly string[];
}

const makers = new WeakMap<AppModule, readonly Maker[]>();

function makersIn(module: AppModule): readonly Maker[] {
  const known = makers.get(module) ?? [...module.scope.declarations.values()].flatMap((declaration) => makerOf(declaration) ?? []);
  makers.set(module, known);
  return known;
}

function makerOf(declaration: Declaration): Maker | undefined {
  if (declaration.exported === undefined || declaration.is.kind !== 'function') return undefined;
  const { params, body: [only, ...more], async: isAsync, generator } = declaration.is.node;
  const made = only?.kind === 'return' && only.value?.kind === 'new' ? only.value : undefined;
  const [fields, ...others] = made?.args ?? [];
  if (made?.callee.kind !== 'identifier' || fields?.kind !== 'object' || others.length > 0 || more.length > 0 || isAsync || generator) return undefined;
  const properties = params.map(({ pattern, default: value, rest }) => (pattern.kind === 'name' && value === undefined && !rest ? propertyOf(fields.entries, pattern.name) : undefined));
  return properties.length === fields.entries.length && new Set(properties).size === properties.length && properties.every((name) => name !== undefined) ? { declaration, of: made.callee.name, properties } : undefined;
}

/** The only property that holds what has that name. */
function propertyOf(entries: Extract<Expression, { kind: 'object' }>['entries'], name: string): string | undefined {
  const [found, ...more] = entries.filter((entry) => entry.kind === 'property' && entry.value.kind === 'identifier' && entry.value.name === name);
  return found?.kind === 'property' && more.length === 0 && typeof found.key.name === 'string' ? found.key.name : undefined;
}

/** A choice between mistakes, each thrown under its condition; where there is none nothing is thrown. */
export function throwEither(value: Value, at: Value['at']): readonly Effect[] {
  if (value.kind === 'conditional' && isDecided(value)) return branch(value.test, throwEither(value.then, at), throwEither(value.else, at), at);
  return value.key === 'undefined' ? [] : [throwEffect(value, at)];
}
