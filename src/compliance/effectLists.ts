import type { Span } from '../base/span.ts';
import { resultId } from '../targets/facts/resultId.ts';
import type { Effect, Value } from '../targets/facts/value.ts';
import { added, type Difference, insideEffect, missing } from './differences.ts';
import { calleeOf } from './resemblance.ts';
import { innerEffects, visitEffects } from './walkValues.ts';

/** A call that is returned at once, as the call and the return of its result. */
export function withResult(effect: Effect): readonly Effect[] {
  if (effect.kind !== 'return' || effect.value?.kind !== 'call') return [effect];
  const { value, at: place } = effect;
  const result: Value = { kind: 'symbol', id: resultId(value.key), key: resultId(value.key), at: value.at };
  return [{ kind: 'call', value, key: `do ${value.key}`, at: place }, { kind: 'return', value: result, key: `return ${result.key}`, at: place }];
}

/** Nothing of what is expected is there. */
export function replaced(expected: readonly Effect[], actual: readonly Effect[], body: Span): Difference {
  const [first, found] = [at(expected, 0), actual[0]];
  const whole = { ...first.at, end: expected.reduce((end, effect) => (effect.at.file === first.at.file ? Math.max(end, effect.at.end) : end), first.at.end) };
  const [difference] = insideEffect(first, [missing(whole, placeAfter(undefined, body))]);
  if (difference === undefined || found === undefined) return difference ?? missing(whole, body);
  const place = { ...found.at, end: actual.reduce((end, effect) => (effect.at.file === found.at.file ? Math.max(end, effect.at.end) : end), found.at.end) };
  return { ...difference, kind: 'changed', actual: place, at: place };
}

/** What comes after code that ends the function before its time. */
export function cutOff(left: Leftover, actual: readonly Effect[], lastPaired: number, expected: readonly Effect[]): readonly Difference[] {
  const end = actual.at(-1);
  if (end === undefined || !left.actual.has(end) || (end.kind !== 'throw' && end.kind !== 'return')) return [];
  const rest = expected.slice(lastPaired + 1).filter((effect) => left.expected.has(effect));
  const [first] = rest;
  if (first === undefined) return [];
  for (const effect of rest) left.expected.delete(effect);
  left.actual.delete(end);
  return insideEffect(first, [{ ...added(end.at), kind: 'changed', expected: first.at }]);
}

/** The method or function that an effect calls; empty when it calls none. */
export function calledName(effect: Effect): string {
  const callee = effect.kind === 'call' ? calleeOf(effect.value) : '';
  return callee.slice(callee.lastIndexOf('.') + 1);
}

/** Effects that stand for none of the other version yet. */
export interface Leftover {
  readonly expected: Set<Effect>;
  readonly actual: Set<Effect>;
}

/** The same effects at another place of the list. */
export function moved(left: Leftover): readonly Difference[] {
  const differences: Difference[] = [];
  for (const effect of left.expected) {
    const other = [...left.actual].find(({ key }) => key === effect.key);
    if (other === undefined) continue;
    differences.push(...insideEffect(effect, [{ ...added(other.at), kind: 'moved', expected: effect.at }]));
    left.expected.delete(effect);
    left.actual.delete(other);
  }
  return differences;
}

/** Effects of an expected `if` that happen without its condition. */
export function unconditional(left: Leftover): readonly Difference[] {
  const differences: Difference[] = [];
  for (const effect of left.expected) {
    if (effect.kind !== 'if') continue;
    const inner = effect.then.map(({ key }) => key);
    const found = [...left.actual].filter(({ key }) => inner.includes(key));
    const [first] = found;
    if (first === undefined) continue;
    differences.push(...insideEffect(effect, [{ ...added(first.at), kind: 'changed', expected: effect.test.at }]));
    left.expected.delete(effect);
    for (const other of found) left.actual.delete(other);
  }
  return differences;
}

/** A `try` that passes every error on is as good as its body. */
export function withoutTry(effect: Effect): readonly Effect[] {
  if (effect.kind !== 'try') return [effect];
  const passesOn = effect.caught.length === 0 || effect.caught.at(-1)?.kind === 'throw';
  return passesOn ? [...effect.body, ...effect.finally] : [effect];
}

/** A call may stand inside of a value where the other version has it for itself. */
export function happensInside(effect: Effect, actual: readonly Effect[]): boolean {
  if (effect.kind !== 'call') return false;
  let found = false;
  visitEffects(actual, (value) => { found ||= value.kind === 'call' && value.key === effect.value.key; });
  return found;
}

/** Behind the effect before, or at the start of the body. */
export function placeAfter(before: Effect | undefined, body: Span): Span {
  return before === undefined ? { ...body, end: body.start } : { ...before.at, start: before.at.end };
}

export function sameKeys(expected: readonly Effect[], actual: readonly Effect[]): boolean {
  return expected.length === actual.length && expected.every(({ key }, index) => key === actual[index]?.key);
}

export function at(list: readonly Effect[], index: number): Effect {
  const effect = list[index];
  if (effect === undefined) throw new RangeError(`There is no effect ${String(index)}.`);
  return effect;
}

/** The writes of repositories, machines and the outbox, and those that go past them. */
const writing = /^app#\w+Repository\.(?:insert|update|remove|link|unlink)|^app#(?:fire[A-Z]\w*|emitEvent)$|\.tx\.(?:insert|update|delete|execute)\b/;

/** The first call that changes what is stored or tells other parts of the app. */
export function firstWrite(effects: readonly Effect[]): Effect | undefined {
  for (const effect of effects) {
    if (effect.kind === 'call' && writing.test(calleeOf(effect.value))) return effect;
    const found = firstWrite(innerEffects(effect).flat());
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Where an expected function ends under a condition, this one always does: the condition that is gone. */
export function alwaysEnds(expected: readonly Effect[], actual: readonly Effect[]): { readonly index: number; readonly effect: Effect; readonly difference: Difference } | undefined {
  const end = actual.at(-1);
  if (end === undefined || (end.kind !== 'return' && end.kind !== 'throw') || expected.at(-1)?.key === end.key) return undefined;
  const index = expected.findIndex((effect) => effect.kind === 'if' && effect.then.length === 1 && effect.then[0]?.key === end.key);
  const effect = expected[index];
  if (effect?.kind !== 'if' || index < actual.length - 2 || actual.some(({ key }) => key === effect.key)) return undefined;
  return { index, effect, difference: { ...added(end.at), kind: 'changed', expected: effect.test.at } };
}
