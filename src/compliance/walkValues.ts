import type { Effect, Value } from '../targets/facts/value.ts';

/** Visits a value and everything inside of it, functions included. */
export function visitValue(value: Value, visit: (value: Value) => void): void {
  visit(value);
  for (const inner of innerValues(value)) visitValue(inner, visit);
  if (value.kind === 'function') visitEffects(value.effects, visit);
}

/** Visits all values of effects and of the effects inside of them. */
export function visitEffects(effects: readonly Effect[], visit: (value: Value) => void): void {
  for (const effect of effects) {
    for (const value of valuesOf(effect)) visitValue(value, visit);
    for (const list of innerEffects(effect)) visitEffects(list, visit);
  }
}

/** The values that an effect itself has. */
export function valuesOf(effect: Effect): readonly Value[] {
  switch (effect.kind) {
    case 'call':
    case 'throw': return [effect.value];
    case 'return': return effect.value === undefined ? [] : [effect.value];
    case 'set': return [effect.target, effect.value];
    case 'if': return [effect.test];
    case 'loop': return [effect.over];
    case 'try':
    case 'jump': return [];
  }
}

/** The lists of effects inside of an effect. */
export function innerEffects(effect: Effect): readonly (readonly Effect[])[] {
  if (effect.kind === 'if') return [effect.then, effect.else];
  if (effect.kind === 'loop') return [effect.body];
  return effect.kind === 'try' ? [effect.body, effect.caught, effect.finally] : [];
}

function innerValues(value: Value): readonly Value[] {
  switch (value.kind) {
    case 'literal':
    case 'regex':
    case 'symbol':
    case 'opaque':
    case 'function': return [];
    case 'member': return [value.object];
    case 'index': return [value.object, value.index];
    case 'call': return [value.callee, ...value.args];
    case 'object': return value.entries.flatMap((entry) => (entry.kind === 'computed' ? [entry.name, entry.value] : [entry.value]));
    case 'array': return value.items;
    case 'template': return [...(value.tag === undefined ? [] : [value.tag]), ...value.parts.filter((part) => typeof part !== 'string')];
    case 'operation': return value.operands;
    case 'conditional': return [value.test, value.then, value.else];
    case 'spread': return [value.value];
  }
}

/** The texts of all literals in effects, in their order. */
export function textsIn(effects: readonly Effect[]): readonly string[] {
  const texts: string[] = [];
  visitEffects(effects, (value) => {
    if (value.kind === 'literal' && typeof value.value === 'string') texts.push(value.value);
  });
  return texts;
}
