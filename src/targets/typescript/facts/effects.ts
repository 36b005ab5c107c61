import type { Span } from '../../../base/span.ts';
import type { Effect, Value } from '../../facts/value.ts';
import { hashOf, resultId } from '../../facts/shortHash.ts';
import { excludes, isImplied } from './alternatives.ts';
import { conditional, isNegative, literal, not, operation, symbol, truth } from './values.ts';

type EffectOf<Kind extends Effect['kind']> = Extract<Effect, { readonly kind: Kind }>;

/** A call that is waited for. */
export const callEffect = (value: Value, at: Span): Effect => ({ kind: 'call', value, awaited: true, at, key: `await ${value.key}` });
/** A call that stands alone: nobody waits for what it may begin. */
export const bareCallEffect = (value: Value, at: Span): Effect => ({ kind: 'call', value, awaited: false, at, key: `do ${value.key}` });
export const returnEffect = (value: Value | undefined, at: Span): Effect =>
  ({ kind: 'return', value: value?.key === 'undefined' ? undefined : value, at, key: value === undefined || value.key === 'undefined' ? 'return' : `return ${value.key}` });
export const throwEffect = (value: Value, at: Span): Effect => ({ kind: 'throw', value, at, key: `throw ${value.key}` });
export const setEffect = (target: Value, value: Value, at: Span): Effect => ({ kind: 'set', target, value, at, key: `${target.key} = ${value.key}` });
export const jumpEffect = (jump: 'break' | 'continue', at: Span): Effect => ({ kind: 'jump', jump, at, key: jump });
export const loopEffect = (over: Value, body: readonly Effect[], at: Span): Effect => ({ kind: 'loop', over, body, at, key: `for ${over.key} {${keyOf(body)}}` });
export const tryEffect = (parts: Pick<EffectOf<'try'>, 'body' | 'caught' | 'finally'>, at: Span): Effect =>
  ({ kind: 'try', ...parts, at, key: `try {${keyOf(parts.body)}} catch {${keyOf(parts.caught)}} finally {${keyOf(parts.finally)}}` });

function ifEffect(test: Value, then: readonly Effect[], otherwise: readonly Effect[], at: Span): Effect {
  return { kind: 'if', test, then, else: otherwise, at, key: `if (${test.key}) {${keyOf(then)}}${otherwise.length > 0 ? ` else {${keyOf(otherwise)}}` : ''}` };
}

/** One text for a list of effects. */
function keyOf(effects: readonly Effect[]): string {
  const text = effects.map((effect) => effect.key).join('; ');
  return text.length > 2_000 ? `#${hashOf(text)}` : text;
}

/** Names the result of a call that is awaited: the same for the same call. */
export function resultOf(value: Value, at: Span): Value {
  return symbol(resultId(value.key), at);
}

/** Does nothing ever happen after these? */
export function leaves(effects: readonly Effect[]): boolean {
  const last = effects.at(-1);
  if (last === undefined) return false;
  switch (last.kind) {
    case 'return':
    case 'throw':
    case 'jump': return true;
    case 'if': return last.else.length > 0 && leaves(last.then) && leaves(last.else);
    case 'try': return leaves(last.finally) || (leaves(last.body) && leaves(last.caught));
    case 'call':
    case 'set':
    case 'loop': return false;
  }
}

/** The effects of a branch, guard clauses first: where one side leaves, the other is not nested. */
export function branch(test: Value, then: readonly Effect[], otherwise: readonly Effect[], at: Span): readonly Effect[] {
  const condition = truth(test);
  if (condition.kind === 'literal') return condition.value ? then : otherwise;
  if (then.length === 0 && otherwise.length === 0) return [];
  if (keyOf(then) === keyOf(otherwise)) return then;
  if (leaves(then)) return [ifEffect(condition, then, [], at), ...otherwise];
  if (leaves(otherwise)) return [ifEffect(not(condition), otherwise, [], at), ...then];
  if (then.length === 0) return branch(not(condition), otherwise, [], at);
  if (otherwise.length === 0) {
    const [only] = then;
    if (isImplied(condition, then)) return then;
    if (then.length === 1 && only?.kind === 'if' && only.else.length === 0) return [ifEffect(operation('&&', [condition, only.test], at), only.then, [], at)];
    return [ifEffect(condition, then, [], at)];
  }
  if (excludes(condition, then, otherwise)) return [...branch(condition, then, [], at), ...otherwise];
  if (isNegative(condition)) return branch(not(condition), otherwise, then, at);
  return [ifEffect(condition, then, otherwise, at)];
}

/**
 * A finished list in its normal form: nothing comes after what leaves; a call whose result is returned at once is returned itself; of two
 * ways out the one under the positive condition comes first.
 */
export function normalised(effects: readonly Effect[]): readonly Effect[] {
  const list: Effect[] = [];
  for (const effect of effects) {
    const last = list.at(-1);
    if (effect.kind === 'return' && last?.kind === 'call' && effect.value?.kind === 'symbol' && effect.value.id === resultOf(last.value, last.at).key) {
      list[list.length - 1] = returnEffect(last.value, effect.at);
    } else {
      const nested = last === undefined ? undefined : nestedIn(last, effect);
      if (nested === undefined) list.push(effect);
      else list.splice(-1, 1, ...nested);
    }
    if (leaves(list)) break;
  }
  const guard = list.at(-2);
  const last = list.at(-1);
  if (guard?.kind === 'if' && guard.else.length === 0 && guard.then.length === 1 && (last?.kind === 'return' || last?.kind === 'throw') && isNegative(guard.test)) {
    const [inner] = guard.then;
    if (inner?.kind === 'return' || inner?.kind === 'throw') {
      return [...list.slice(0, -2), ifEffect(not(guard.test), [last], [], guard.at), inner];
    }
  }
  return list;
}

/** `if (a && await b()) c()` runs `b` if `a`, and then `c` if its result says so: the second condition stands inside the first. */
function nestedIn(first: Effect, second: Effect): readonly Effect[] | undefined {
  if (first.kind !== 'if' || second.kind !== 'if' || first.else.length > 0 || second.else.length > 0) return undefined;
  const { test } = second;
  if (test.kind !== 'operation' || test.operator !== '&&') return undefined;
  const [called] = first.then;
  if (first.then.length !== 1 || called?.kind !== 'call') return undefined;
  const outer = first.test.kind === 'operation' && first.test.operator === '&&' ? first.test.operands : [first.test];
  const inner = test.operands.slice(outer.length);
  const [only] = inner;
  const begins = outer.every((operand, index) => operand.key === test.operands[index]?.key);
  if (!begins || only === undefined || !inner.some(({ key }) => key.includes(resultOf(called.value, called.at).key))) return undefined;
  const rest = inner.length === 1 ? only : operation('&&', inner, test.at);
  return branch(first.test, [called, ...branch(rest, second.then, [], second.at)], [], first.at);
}

/**
 * The value that a list gives when it is called and its result is used, and its other effects; undefined when it cannot be said as one value
 * after these, as when a loop returns something.
 */
export function resultOfList(effects: readonly Effect[]): { readonly effects: readonly Effect[]; readonly value: Value | undefined } | undefined {
  const index = effects.findIndex(returns);
  const first = effects[index];
  if (first === undefined) return { effects, value: undefined };
  const before = effects.slice(0, index);
  if (first.kind === 'return') return { effects: before, value: first.value };
  if (first.kind !== 'if' || first.else.length > 0 || !leaves(first.then)) return undefined;
  const [then, rest] = [resultOfList(first.then), resultOfList(effects.slice(index + 1))];
  if (then === undefined || rest === undefined) return undefined;
  const given = ({ value }: { readonly value: Value | undefined }): Value => value ?? literal(undefined, first.at);
  const value = leaves(rest.effects) ? then.value : leaves(then.effects) ? rest.value
    : (then.value ?? rest.value) === undefined ? undefined : conditional(first.test, given(then), given(rest), first.at);
  return { effects: [...before, ...branch(first.test, then.effects, rest.effects, first.at)], value };
}

/**
 * The same effects where what ends this list early (a `return` of nothing, or `continue` in a loop) is said by conditions around the
 * rest; undefined when that cannot be said.
 */
export function withoutEnds(effects: readonly Effect[], end: 'return' | 'continue'): readonly Effect[] | undefined {
  const [first, ...rest] = effects;
  if (first === undefined) return [];
  if (isEnd(first, end)) return first.kind === 'return' && first.value?.kind === 'call' ? [callEffect(first.value, first.at)] : [];
  if (!ends(first, end)) {
    const remaining = withoutEnds(rest, end);
    return remaining === undefined ? undefined : [first, ...remaining];
  }
  if (first.kind === 'try' && rest.length === 0) {
    const [body, caught] = [withoutEnds(first.body, end), withoutEnds(first.caught, end)];
    return body === undefined || caught === undefined ? undefined : [tryEffect({ body, caught, finally: first.finally }, first.at)];
  }
  if (first.kind !== 'if' || first.else.length > 0 || !leaves(first.then)) return undefined;
  const then = withoutEnds(first.then, end);
  const remaining = withoutEnds(rest, end);
  return then === undefined || remaining === undefined ? undefined : branch(first.test, then, remaining, first.at);
}

/** The effects of code that nobody waits for. */
export function unawaited(effects: readonly Effect[]): readonly Effect[] {
  return effects.flatMap((effect): readonly Effect[] => {
    const { at } = effect;
    switch (effect.kind) {
      case 'call': return [bareCallEffect(effect.value, at)];
      case 'return': return effect.value?.kind === 'call' ? [bareCallEffect(effect.value, at), returnEffect(undefined, at)] : [effect];
      case 'if': return [ifEffect(effect.test, unawaited(effect.then), unawaited(effect.else), at)];
      case 'loop': return [loopEffect(effect.over, unawaited(effect.body), at)];
      case 'try': return [tryEffect({ body: unawaited(effect.body), caught: unawaited(effect.caught), finally: unawaited(effect.finally) }, at)];
      case 'throw':
      case 'set':
      case 'jump': return [effect];
    }
  });
}

/** A function that returns nothing, without the word. */
export function withoutVoidReturns(effects: readonly Effect[]): readonly Effect[] {
  return effects.some(returnsValue) ? effects : withoutEnds(effects, 'return') ?? effects;
}

function isEnd(effect: Effect, end: 'return' | 'continue'): boolean {
  return end === 'return' ? effect.kind === 'return' : effect.kind === 'jump' && effect.jump === 'continue';
}

/** Does it end the list that it stands in? A loop has its own `continue`. */
function ends(effect: Effect, end: 'return' | 'continue'): boolean {
  if (end === 'return') return returns(effect);
  return isEnd(effect, end) || (effect.kind === 'if' && [...effect.then, ...effect.else].some((inner) => ends(inner, end)))
    || (effect.kind === 'try' && [...effect.body, ...effect.caught].some((inner) => ends(inner, end)));
}

function returnsValue(effect: Effect): boolean {
  switch (effect.kind) {
    case 'return': return effect.value !== undefined;
    case 'if': return effect.then.some(returnsValue) || effect.else.some(returnsValue);
    case 'loop': return effect.body.some(returnsValue);
    case 'try': return [...effect.body, ...effect.caught, ...effect.finally].some(returnsValue);
    case 'call':
    case 'set':
    case 'throw':
    case 'jump': return false;
  }
}

function returns(effect: Effect): boolean {
  switch (effect.kind) {
    case 'return': return true;
    case 'if': return effect.then.some(returns) || effect.else.some(returns);
    case 'loop': return effect.body.some(returns);
    case 'try': return effect.body.some(returns) || effect.caught.some(returns) || effect.finally.some(returns);
    case 'call':
    case 'set':
    case 'throw':
    case 'jump': return false;
  }
}
