import type { Effect } from '../targets/facts/value.ts';
import { calleeOf } from './resemblance.ts';
import { innerEffects, visitEffects } from './walkValues.ts';

/** Which effects stand where: an index in the expected list and the one in the list that is there. */
export type Position = readonly [expected: number, actual: number];

/**
 * Does it make no difference that the effect stands at another place? A look at the database may come before or after guards that only throw, and
 * before or after other looks; what adds up in a variable, before or after whatever does not read it.
 */
export function isFreeToMove(actual: readonly Effect[], [wanted, found]: Position, others: readonly Position[]): boolean {
  const effect = actual[found];
  if (effect === undefined) return false;
  const passed = others.flatMap(([before, there]) => ((before < wanted) === (there < found) ? [] : actual[there] ?? []));
  if (isLook(effect)) return passed.every((other) => isLook(other) || onlyThrows(other) || onlySets(other));
  const variable = variableIn(effect);
  return variable !== undefined && passed.every((other) => !reads(other, variable));
}

const looking = /^app#\w+Repository\.(?:find\w*|where|list\w*|read|count|exists|get\w*)$/;

/** A call that only looks something up. */
function isLook(effect: Effect): boolean {
  return effect.kind === 'call' && effect.awaited && looking.test(calleeOf(effect.value));
}

/** A condition under which something is thrown and nothing else happens. */
function onlyThrows(effect: Effect): boolean {
  return effect.kind === 'if' && innerEffects(effect).every((list) => list.every((inner) => inner.kind === 'throw' || onlyThrows(inner)));
}

function onlySets(effect: Effect): boolean {
  return effect.kind === 'set' && effect.target.kind === 'symbol';
}

/** The variable that an effect adds up in, where it does nothing else. */
function variableIn(effect: Effect): string | undefined {
  if (effect.kind === 'set') return effect.target.kind === 'symbol' && effect.target.id.startsWith('variable#') ? effect.target.id : undefined;
  const [only, ...more] = effect.kind === 'loop' ? effect.body : [];
  return only === undefined || more.length > 0 ? undefined : variableIn(only);
}

function reads(effect: Effect, variable: string): boolean {
  let found = false;
  visitEffects([effect], (value) => { found ||= value.kind === 'symbol' && value.id === variable; });
  return found;
}
