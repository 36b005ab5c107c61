import type { CallNode, Expression, Statement } from '../../../ast/syntax.ts';
import type { Value } from '../../facts/value.ts';
import { callEffect, normalised, resultOf, resultOfList, tryEffect } from './effects.ts';
import { effectsOfCall, isKnownFunction } from './dispatch.ts';
import { knownCall, withOneName } from './knownCalls.ts';
import { isValue, type Machine, placeOf } from './machine.ts';
import { reduced } from './reductions.ts';
import type { Closure, Held, Run } from './scope.ts';
import * as make from './values.ts';
import { retriedParameter } from './walk.ts';

/** Lists of more items are mapped where they are needed. */
const mostMapped = 32;

/** Calls of functions that are followed give what those return; others are calls. */
export function callOf(machine: Machine, run: Run, node: CallNode): Held {
  const continued = run.flow.attempt(() => continuedWith(machine, run, node) ?? caughtWith(machine, run, node)) ?? run.flow.attempt(() => mappedItems(machine, run, node));
  if (continued !== undefined) return continued;
  const sum = run.flow.attempt(() => reduced(machine, run, node));
  if (sum !== undefined) return sum;
  const callee = machine.expression(run, node.callee);
  const args = argsOf(machine, run, node.args);
  const at = placeOf(run, node);
  if (callee.kind === 'closure') {
    const made = madeFunction(machine, run, callee, args);
    if (made !== undefined) return made;
    const retried = args[retriedParameter(callee.node) ?? -1];
    if (retried?.kind === 'closure' && retried.node.params.length === 0) return withoutArguments(machine, run, retried, at);
    const inside = machine.enter(run, callee, args);
    if (inside !== undefined) {
      const effects = normalised(inside.flow.collect(() => {
        machine.statements(inside, callee.node.body);
      }));
      machine.leave(callee);
      const result = resultOfList(effects);
      if (result !== undefined) {
        run.flow.effects.push(...result.effects);
        return result.value === undefined ? make.literal(undefined, at) : make.usedAt(result.value, at);
      }
    }
  }
  const called = machine.plain(run, callee);
  const values = args.map((arg) => machine.plain(run, arg));
  const given = isValue(callee) && isKnownFunction(called) ? resultOfList(effectsOfCall(run, called, values, at)) : undefined;
  if (given !== undefined) {
    run.flow.effects.push(...given.effects);
    return given.value === undefined ? make.literal(undefined, at) : make.usedAt(given.value, at);
  }
  return knownCall(called, values, at) ?? make.call(withOneName(called, values.length), values, at);
}

/** What a function gives that is called without arguments. */
function withoutArguments(machine: Machine, run: Run, closure: Closure, at: Value['at']): Held {
  const inside = machine.enter(run, closure, []);
  if (inside === undefined) return make.call(machine.plain(run, closure), [], at);
  const result = resultOfList(normalised(inside.flow.collect(() => { machine.statements(inside, closure.node.body); })));
  machine.leave(closure);
  if (result === undefined) return make.call(machine.plain(run, closure), [], at);
  run.flow.effects.push(...result.effects);
  return result.value === undefined ? make.literal(undefined, at) : make.usedAt(result.value, at);
}

/** The items of `[a, b].map((item) => made)`, as far as each is known and only made. */
function mappedItems(machine: Machine, run: Run, { callee, args: [change, ...more], start, end }: CallNode): Value | undefined {
  if (callee.kind !== 'member' || callee.name !== 'map' || callee.optional || change?.kind !== 'function' || more.length > 0) return undefined;
  if (callee.object.kind !== 'array' && callee.object.kind !== 'identifier') return undefined;
  const list = machine.expression(run, callee.object);
  if (!isValue(list) || list.kind !== 'array' || list.items.length > mostMapped || list.items.some(({ kind }) => kind === 'spread')) return undefined;
  const closure: Closure = { kind: 'closure', node: change, scope: run.scope, self: change.arrow ? run.self : undefined };
  const made: Value[] = [];
  for (const [index, item] of list.items.entries()) {
    const inside = machine.enter(run, closure, [item, make.literal(index, item.at)]);
    if (inside === undefined) return undefined;
    const result = resultOfList(normalised(inside.flow.collect(() => { machine.statements(inside, change.body); })));
    machine.leave(closure);
    if (result?.value === undefined || result.effects.length > 0) return undefined;
    made.push(result.value);
  }
  return make.array(made, placeOf(run, { start, end }));
}

/** The function that a function gives back, with the names around it: `timed("list")(handler)`. */
function madeFunction(machine: Machine, run: Run, callee: Closure, args: readonly Held[]): Closure | undefined {
  const { body } = callee.node;
  const last = body.at(-1);
  const name = last?.kind === 'return' && last.value?.kind === 'identifier' ? last.value.name : undefined;
  if (last?.kind !== 'return' || callee.node.async || (last.value?.kind !== 'function' && (name === undefined || !declaresFunction(body, name)))) return undefined;
  const inside = machine.enter(run, callee, args);
  if (inside === undefined) return undefined;
  machine.statements(inside, body.slice(0, -1));
  machine.leave(callee);
  if (last.value?.kind !== 'function') {
    const named = name === undefined ? undefined : inside.scope.get(name);
    return named?.kind === 'closure' ? named : undefined;
  }
  return { kind: 'closure', node: last.value, scope: inside.scope, self: last.value.arrow ? inside.self : undefined };
}

/** Is a function with that name declared in these statements? */
function declaresFunction(body: readonly Statement[], name: string): boolean {
  return body.some((statement) => (statement.kind === 'functionDeclaration' && statement.function.name === name)
    || (statement.kind === 'variables' && statement.declarations.some(({ pattern, init }) => pattern.kind === 'name' && pattern.name === name && init?.kind === 'function')));
}

/** `work().catch((error) => rest)` is the work in a `try`. */
function caughtWith(machine: Machine, run: Run, { callee, args: [next, ...more] }: CallNode): Held | undefined {
  if (callee.kind !== 'member' || callee.name !== 'catch' || callee.optional || next?.kind !== 'function' || more.length > 0) return undefined;
  const at = placeOf(run, callee.object);
  let value: Value = make.literal(undefined, at);
  const body = run.flow.collect(() => {
    value = machine.plain(run, machine.expression(run, callee.object));
    if (value.kind === 'call') run.flow.effects.push(callEffect(value, at));
  });
  const closure: Closure = { kind: 'closure', node: next, scope: run.scope, self: next.arrow ? run.self : undefined };
  const inside = body.length === 0 ? undefined : machine.enter(run, closure, [make.symbol(`caught#${String(run.depth)}`, at)]);
  if (inside === undefined) return undefined;
  const caught = normalised(inside.flow.collect(() => { machine.statements(inside, next.body); })).filter(({ kind }) => kind !== 'return');
  machine.leave(closure);
  run.flow.effects.push(tryEffect({ body: normalised(body), caught, finally: [] }, at));
  return value.kind === 'call' ? resultOf(value, at) : value;
}

/** `work().then((result) => rest)` waits for the work, and goes on with its result. */
function continuedWith(machine: Machine, run: Run, { callee, args: [next, ...more] }: CallNode): Held | undefined {
  if (callee.kind !== 'member' || callee.name !== 'then' || callee.optional || next?.kind !== 'function' || more.length > 0) return undefined;
  const { at, value } = { at: placeOf(run, callee.object), value: machine.plain(run, machine.expression(run, callee.object)) };
  if (value.kind !== 'call') return undefined;
  const flow = run.flow.collect(() => { run.flow.effects.push(callEffect(value, at)); });
  const inside = machine.enter(run, { kind: 'closure', node: next, scope: run.scope, self: next.arrow ? run.self : undefined }, [resultOf(value, at)]);
  if (inside === undefined) return undefined;
  const result = resultOfList(normalised(inside.flow.collect(() => { machine.statements(inside, next.body); })));
  machine.leave({ kind: 'closure', node: next, scope: run.scope, self: undefined });
  if (result === undefined) return undefined;
  run.flow.effects.push(...flow, ...result.effects);
  return result.value ?? make.literal(undefined, at);
}

/** The arguments of a call; those of a spread array that is known one by one. */
export function argsOf(machine: Machine, run: Run, nodes: readonly Expression[]): readonly Held[] {
  return nodes.flatMap((node): readonly Held[] => node.kind === 'spread' ? itemsOf(machine, run, node) : [machine.expression(run, node)]);
}

/** An item, or the items of a spread array that is known. */
export function itemsOf(machine: Machine, run: Run, node: Expression): readonly Value[] {
  const value = machine.plain(run, machine.expression(run, node));
  return value.kind === 'spread' && value.value.kind === 'array' ? value.value.items : [value];
}
