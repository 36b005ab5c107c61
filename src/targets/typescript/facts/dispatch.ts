import type { Effect, Value } from '../../facts/value.ts';
import { branch, returnEffect } from './effects.ts';
import { type Machine } from './machine.ts';
import { memberOf } from './members.ts';
import type { Held, Run } from './scope.ts';
import { inlinedAt } from './substitute.ts';
import * as make from './values.ts';

/** Tables of more functions are not taken apart. */
const largestTable = 24;

/** What stands in a table of functions under a name that is not known here: a choice among all of them. */
export function chosenByName(machine: Machine, run: Run, { object, index, at }: { readonly object: Held; readonly index: Value; readonly at: Value['at'] }): Value | undefined {
  const names = namesIn(object);
  if (names === undefined || names.length === 0 || names.length > largestTable) return undefined;
  const chosen = names.map((name) => ({ name, value: machine.plain(run, memberOf(machine, run, object, name, at)) }));
  if (!chosen.every(({ value }) => isCallable(value))) return undefined;
  return chosen.reduceRight<Value>((rest, { name, value }) => make.conditional(make.operation('===', [index, make.literal(name, at)], at), value, rest, at), make.literal(undefined, at));
}

function namesIn(object: Held): readonly string[] | undefined {
  if (object.kind === 'holder') {
    const { is } = object.declaration;
    const entries = is.kind === 'constant' && is.init.kind === 'object' ? is.init.entries : [];
    const names = entries.flatMap((entry) => (entry.kind === 'property' && typeof entry.key.name === 'string' ? [entry.key.name] : []));
    return names.length === entries.length ? names : undefined;
  }
  if (object.kind !== 'object') return undefined;
  const names = object.entries.flatMap((entry) => (entry.kind === 'property' ? [entry.name] : []));
  return names.length === object.entries.length ? names : undefined;
}

/** A function, or the name of one of the app. */
function isCallable(value: Value): boolean {
  return value.kind === 'function' || (value.kind === 'symbol' && value.id.startsWith('app#')) || (value.kind === 'member' && isCallable(value.object));
}

/** Is it known what happens when it is called? */
export function isKnownFunction(value: Value): boolean {
  return value.kind === 'function' || (value.kind === 'conditional' && endsOf(value).every((end) => isCallable(end) || end.key === 'undefined') && endsOf(value).some(isCallable));
}

function endsOf(value: Value): readonly Value[] {
  return value.kind === 'conditional' ? [...endsOf(value.then), ...endsOf(value.else)] : [value];
}

/** What calling a function that is known, or one of several, does; what is not looked into is a call whose result is returned. */
export function effectsOfCall(run: Run, callee: Value, args: readonly Value[], at: Value['at']): readonly Effect[] {
  if (callee.kind === 'function') return inlinedAt(callee, args, run.depth);
  if (callee.kind === 'conditional') {
    return branch(callee.test, endedBy(effectsOfCall(run, callee.then, args, at), at), endedBy(effectsOfCall(run, callee.else, args, at), at), at);
  }
  return callee.key === 'undefined' ? [] : [returnEffect(make.call(callee, args, at), at)];
}

/** A list after which nothing of the other side happens. */
function endedBy(effects: readonly Effect[], at: Value['at']): readonly Effect[] {
  const last = effects.at(-1);
  return last?.kind === 'return' || last?.kind === 'throw' ? effects : [...effects, returnEffect(undefined, at)];
}
