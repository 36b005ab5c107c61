import type { Effect, Value } from '../../facts/value.ts';
import { loopEffect, returnEffect, setEffect } from './effects.ts';
import { listsOf, partsOf, Substitution, valuesOf } from './substitute.ts';
import * as make from './values.ts';

/**
 * A loop as several: what only adds up in a variable, apart from the rest, and where it counts, as the number of items.
 * The order does not matter, since neither needs the other.
 */
export function separated(over: Value, body: readonly Effect[], { depth, at }: { readonly depth: number; readonly at: Value['at'] }): readonly Effect[] {
  if (body.some(leavesLoop)) return [loopEffect(over, body, at)];
  const sums = body.filter((effect) => isSum(effect, body));
  if (sums.length === 0) return [loopEffect(over, body, at)];
  const rest = body.filter((effect) => !sums.includes(effect));
  const [counts, others] = [sums.flatMap((effect) => counted(over, effect, depth) ?? []), sums.filter((effect) => counted(over, effect, depth) === undefined)];
  return [...others.map((effect) => loopEffect(over, [effect], at)), ...(rest.length === 0 ? [] : [loopEffect(over, rest, at)]), ...counts];
}

/** `count = count + 1` for each item, or for each that passes a test. */
function counted(over: Value, effect: Effect, depth: number): Effect | undefined {
  const { set, test } = sumIn(effect) ?? {};
  if (set === undefined || over.kind === 'call' || set.value.key !== make.operation('+', [set.target, make.literal(1, effect.at)], effect.at).key) return undefined;
  return setEffect(set.target, make.operation('+', [set.target, make.member(chosenItems(over, test, depth), 'length', effect.at)], effect.at), effect.at);
}

/** The items of a list that pass a test. */
function chosenItems(list: Value, test: Value | undefined, depth: number): Value {
  if (test === undefined) return list;
  const own = make.symbol(`param#${String(depth + 1)}.0`, test.at);
  const given = new Substitution((part) => (part.kind === 'symbol' && part.id.startsWith(`item#${String(depth)}.`) ? own : undefined)).value(test);
  return make.call(make.member(list, 'filter', list.at), [make.functionValue(1, [returnEffect(given, test.at)], test.at, depth + 1)], list.at);
}

type SetEffect = Extract<Effect, { readonly kind: 'set' }>;

/** What adds up in a variable, and the condition under which it does. */
function sumIn(effect: Effect): { readonly set: SetEffect; readonly test: Value | undefined } | undefined {
  if (effect.kind === 'set') return { set: effect, test: undefined };
  const [only, ...more] = effect.kind === 'if' && effect.else.length === 0 ? effect.then : [];
  return effect.kind === 'if' && only?.kind === 'set' && more.length === 0 ? { set: only, test: effect.test } : undefined;
}

/** Does it change a variable by what is known of it and the item alone, which nothing else in the loop reads? */
function isSum(effect: Effect, body: readonly Effect[]): boolean {
  const { set, test } = sumIn(effect) ?? {};
  if (set?.target.kind !== 'symbol' || !set.target.id.startsWith('variable#')) return false;
  const { id } = set.target;
  const [own, asked] = [symbolsIn(set.value), test === undefined ? new Set<string>() : symbolsIn(test)];
  const isOther = (name: string): boolean => name !== id && (name.startsWith('variable#') || name.startsWith('result:'));
  if (!own.has(id) || asked.has(id) || [...own, ...asked].some(isOther)) return false;
  return body.every((other) => other === effect || !mentioned(other, id));
}

function mentioned(effect: Effect, id: string): boolean {
  return effect.key.includes('#') && (valuesOf(effect).some((value) => symbolsIn(value).has(id)) || listsOf(effect).some((list) => list.some((inner) => mentioned(inner, id))));
}

function symbolsIn(value: Value): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (part: Value): void => {
    if (part.kind === 'symbol') found.add(part.id);
    for (const inner of partsOf(part)) visit(inner);
    if (part.kind === 'function') part.effects.forEach(visitEffect);
  };
  const visitEffect = (effect: Effect): void => {
    valuesOf(effect).forEach(visit);
    for (const list of listsOf(effect)) list.forEach(visitEffect);
  };
  visit(value);
  return found;
}

function leavesLoop(effect: Effect): boolean {
  if (effect.kind === 'jump' || effect.kind === 'return') return true;
  return listsOf(effect).some((list) => list.some(leavesLoop));
}
