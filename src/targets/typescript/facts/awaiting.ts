import type { ConditionalValue, Value } from '../../facts/value.ts';
import { branch, callEffect, normalised, resultOf } from './effects.ts';
import { calledTogether } from './knownCalls.ts';
import { type Machine, moduleOf } from './machine.ts';
import { sentEffects } from './replies.ts';
import type { Run } from './scope.ts';
import * as make from './values.ts';

/** Pushes an awaited call as an effect and gives its result. */
export function awaited(machine: Machine, run: Run, value: Value): Value {
  if (value.kind === 'conditional') return eitherAwaited(machine, run, value);
  if (value.kind !== 'call') return value;
  const all = calledTogether(value);
  if (all !== undefined) return make.array(all.map((one) => awaited(machine, run, one)), value.at);
  const sent = sentEffects(value, value.at);
  const last = sent?.at(-1);
  if (sent !== undefined && last?.kind === 'return' && last.value !== undefined) {
    run.flow.effects.push(...sent.slice(0, -1));
    return last.value;
  }
  const either = eitherCall(value);
  if (either !== undefined) {
    const [then, otherwise] = either.calls;
    run.flow.effects.push(...branch(either.test, [callEffect(then, value.at)], [callEffect(otherwise, value.at)], value.at));
    return make.conditional(either.test, resultOf(then, value.at), resultOf(otherwise, value.at), value.at);
  }
  run.flow.effects.push(callEffect(value, value.at));
  return loadedModule(machine, run, value) ?? resultOf(value, value.at);
}

/** A choice between calls that are waited for: each happens under its condition. */
function eitherAwaited(machine: Machine, run: Run, value: ConditionalValue): Value {
  if (!isOfPromises(machine, value)) return value;
  const [then, otherwise] = [value.then, value.else].map((side) => {
    let result = side;
    const effects = run.flow.collect(() => { result = awaited(machine, run, side); });
    return { effects: normalised(effects), result };
  });
  if (then === undefined || otherwise === undefined) return value;
  run.flow.effects.push(...branch(value.test, then.effects, otherwise.effects, value.at));
  return make.conditional(value.test, then.result, otherwise.result, value.at);
}

/** Does it lead to calls of functions of the app that are `async`, or to nothing, and to no other call? */
function isOfPromises(machine: Machine, value: Value): boolean {
  if (value.kind === 'conditional') {
    const sides = [value.then, value.else];
    return sides.every((side) => side.kind !== 'call' && side.kind !== 'conditional' ? true : isOfPromises(machine, side)) && sides.some(({ kind }) => kind === 'call' || kind === 'conditional');
  }
  return value.kind === 'call' && value.callee.key.startsWith('app#') && machine.program.functionWithId(value.callee.key.slice('app#'.length))?.node.async !== false;
}

/** `fire(row, a ? "x" : "y")` as a choice between two calls. */
function eitherCall({ callee, args, construct, at }: Extract<Value, { kind: 'call' }>): { readonly test: Value; readonly calls: readonly [Value, Value] } | undefined {
  const isWord = (side: Value): boolean => side.kind === 'literal' && typeof side.value === 'string';
  const choices = args.filter((arg) => arg.kind === 'conditional');
  const [choice] = choices;
  if (construct || choices.length !== 1 || choice?.kind !== 'conditional' || !isWord(choice.then) || !isWord(choice.else)) return undefined;
  const called = (side: Value): Value => make.call(callee, args.map((arg) => (arg === choice ? side : arg)), at);
  return { test: choice.test, calls: [called(choice.then), called(choice.else)] };
}

/** What `await import("./other.ts")` gives. */
function loadedModule(machine: Machine, run: Run, { callee, args: [from] }: Extract<Value, { kind: 'call' }>): Value | undefined {
  if (callee.key !== '«import»' || from?.kind !== 'literal' || typeof from.value !== 'string') return undefined;
  const target = machine.program.moduleAt(moduleOf(run).path, from.value);
  return target === undefined ? undefined : make.symbol(`module#${target.path}`, from.at);
}
