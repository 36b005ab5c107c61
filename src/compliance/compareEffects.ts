import type { Span } from '../base/span.ts';
import { resultId } from '../targets/facts/resultId.ts';
import type { Effect, FunctionValue, Value } from '../targets/facts/value.ts';
import { align } from './align.ts';
import { compareValues } from './compareValues.ts';
import { added, changed, type Difference, inside, insideEffect, missing, type Surroundings } from './differences.ts';
import { calleeOf, resemblance } from './resemblance.ts';
import { innerEffects, valuesOf, visitEffects } from './walkValues.ts';

/** Whether a call that the expected code does not have matters all the same, such as one that sets the status of an answer. */
export type AddedCallRule = (value: Value) => boolean;

/** The places where a function does not do what another does; `body` is the function that is there. */
export function compareFunctions(expected: FunctionValue, actual: FunctionValue, body: Span, addedCalls: AddedCallRule = () => false): readonly Difference[] {
  return new FunctionComparison(addedCalls).compareEffects(expected.effects, actual.effects, body);
}

/** The places where values outside of functions differ, such as options. */
export function compareAlone(expected: Value, actual: Value): readonly Difference[] {
  return compareValues(expected, actual, new FunctionComparison(() => false));
}

/** Compares one function with another: knows which results of calls stand for each other. */
class FunctionComparison implements Surroundings {
  /** Results of expected calls and of the calls that stand in their places. */
  readonly #results = new Map<string, string>();
  readonly #addedCalls: AddedCallRule;

  constructor(addedCalls: AddedCallRule) {
    this.#addedCalls = addedCalls;
  }

  /** Are both the result of the same call, which itself may differ? */
  isResult(expected: string, actual: string): boolean {
    return this.#results.get(expected) === actual;
  }

  compareFunctions(expected: FunctionValue, actual: FunctionValue): readonly Difference[] {
    return this.compareEffects(expected.effects, actual.effects, actual.at);
  }

  /**
   * Expected effects must occur in their order and under no other condition; what the code does beside them is its own affair,
   * unless it ends the function or writes what the expected code writes.
   */
  compareEffects(expected: readonly Effect[], actual: readonly Effect[], body: Span): readonly Difference[] {
    if (sameKeys(expected, actual)) return [];
    const found = expected.some(({ kind }) => kind === 'try') ? actual : actual.flatMap(withoutTry);
    return this.#compareLists(expected.flatMap(withResult), found.flatMap(withResult), body);
  }

  #compareLists(expected: readonly Effect[], there: readonly Effect[], body: Span): readonly Difference[] {
    const { pairs, onlyExpected, onlyActual } = align(expected, there, resemblance);
    const differences: Difference[] = [];
    for (const [wanted, found] of pairs) differences.push(...this.#compareEffect(at(expected, wanted), at(there, found)));
    const left = { expected: new Set(onlyExpected.map((index) => at(expected, index))), actual: new Set(onlyActual.map((index) => at(there, index))) };
    differences.push(...moved(left), ...this.#conditional(left, body), ...unconditional(left));
    for (const effect of left.expected) if (happensInside(effect, there)) left.expected.delete(effect);
    if (differences.length === 0 && pairs.length === 0 && left.expected.size === expected.length && expected.length > 1) return [replaced(expected, there, body)];
    differences.push(...cutOff(left, there, pairs.at(-1)?.[0] ?? -1, expected));
    for (const index of onlyExpected) {
      const effect = at(expected, index);
      if (!left.expected.has(effect)) continue;
      const before = pairs.filter(([wanted]) => wanted < index).at(-1)?.[1];
      differences.push(...insideEffect(effect, [missing(effect.at, placeAfter(before === undefined ? undefined : there[before], body))]));
    }
    for (const effect of left.actual) if (this.#matters(effect, expected)) differences.push(...inside(calledName(effect), [added(effect.at)]));
    return differences;
  }

  #compareEffect(expected: Effect, actual: Effect): readonly Difference[] {
    if (expected.key === actual.key) return [];
    const differences = this.#compareParts(expected, actual);
    if (expected.kind === 'call' && actual.kind === 'call') this.#results.set(resultId(expected.value.key), resultId(actual.value.key));
    return insideEffect(expected, differences);
  }

  #compareParts(expected: Effect, actual: Effect): readonly Difference[] {
    const [wanted, found] = [valuesOf(expected), valuesOf(actual)];
    if (wanted.length !== found.length) return [found[0] === undefined || wanted[0] === undefined ? { ...added(actual.at), kind: 'changed', expected: expected.at } : changed(wanted[0], found[0])];
    const values = wanted.flatMap((value, index) => compareValues(value, found[index] ?? value, this));
    const lists = innerEffects(actual);
    return [...values, ...innerEffects(expected).flatMap((list, index) => this.compareEffects(list, lists[index] ?? [], actual.at))];
  }

  /** Expected effects that stand inside of an `if`, a loop or a `try` that was added around them. */
  #conditional(left: Leftover, body: Span): readonly Difference[] {
    const differences: Difference[] = [];
    for (const container of left.actual) {
      for (const list of innerEffects(container)) {
        const waiting = [...left.expected];
        const { pairs } = align(waiting, list, resemblance);
        const [first] = pairs;
        if (first === undefined) continue;
        const place = valuesOf(container)[0]?.at ?? { ...container.at, end: container.at.start };
        differences.push({ ...added(place), kind: 'conditional', expected: at(waiting, first[0]).at, effects: [at(waiting, first[0])] });
        differences.push(...this.compareEffects(pairs.map(([index]) => at(waiting, index)), list, body));
        for (const [index] of pairs) left.expected.delete(at(waiting, index));
        left.actual.delete(container);
      }
    }
    return differences;
  }

  #matters(effect: Effect, expected: readonly Effect[]): boolean {
    switch (effect.kind) {
      case 'return':
      case 'throw':
      case 'jump': return true;
      case 'call': return this.#addedCalls(effect.value);
      case 'set': return expected.some((other) => other.kind === 'set' && other.target.key === effect.target.key);
      case 'if': return [...effect.then, ...effect.else].some((inner) => inner.kind !== 'throw' && this.#matters(inner, expected));
      case 'loop': return false;
      case 'try': return [...effect.body, ...effect.caught].some((inner) => inner.kind === 'return');
    }
  }
}

/** A call that is returned at once, as the call and the return of its result. */
function withResult(effect: Effect): readonly Effect[] {
  if (effect.kind !== 'return' || effect.value?.kind !== 'call') return [effect];
  const { value, at: place } = effect;
  const result: Value = { kind: 'symbol', id: resultId(value.key), key: resultId(value.key), at: value.at };
  return [{ kind: 'call', value, key: `do ${value.key}`, at: place }, { kind: 'return', value: result, key: `return ${result.key}`, at: place }];
}

/** Nothing of what is expected is there. */
function replaced(expected: readonly Effect[], actual: readonly Effect[], body: Span): Difference {
  const [first, found] = [at(expected, 0), actual[0]];
  const whole = { ...first.at, end: expected.reduce((end, effect) => (effect.at.file === first.at.file ? Math.max(end, effect.at.end) : end), first.at.end) };
  const [difference] = insideEffect(first, [missing(whole, placeAfter(undefined, body))]);
  if (difference === undefined || found === undefined) return difference ?? missing(whole, body);
  const place = { ...found.at, end: actual.reduce((end, effect) => (effect.at.file === found.at.file ? Math.max(end, effect.at.end) : end), found.at.end) };
  return { ...difference, kind: 'changed', actual: place, at: place };
}

/** What comes after code that ends the function before its time. */
function cutOff(left: Leftover, actual: readonly Effect[], lastPaired: number, expected: readonly Effect[]): readonly Difference[] {
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
function calledName(effect: Effect): string {
  const callee = effect.kind === 'call' ? calleeOf(effect.value) : '';
  return callee.slice(callee.lastIndexOf('.') + 1);
}

/** Effects that stand for none of the other version yet. */
interface Leftover {
  readonly expected: Set<Effect>;
  readonly actual: Set<Effect>;
}

/** The same effects at another place of the list. */
function moved(left: Leftover): readonly Difference[] {
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
function unconditional(left: Leftover): readonly Difference[] {
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
function withoutTry(effect: Effect): readonly Effect[] {
  if (effect.kind !== 'try') return [effect];
  const passesOn = effect.caught.length === 0 || effect.caught.at(-1)?.kind === 'throw';
  return passesOn ? [...effect.body, ...effect.finally] : [effect];
}

/** A call may stand inside of a value where the other version has it for itself. */
function happensInside(effect: Effect, actual: readonly Effect[]): boolean {
  if (effect.kind !== 'call') return false;
  let found = false;
  visitEffects(actual, (value) => { found ||= value.kind === 'call' && value.key === effect.value.key; });
  return found;
}

/** Behind the effect before, or at the start of the body. */
function placeAfter(before: Effect | undefined, body: Span): Span {
  return before === undefined ? { ...body, end: body.start } : { ...before.at, start: before.at.end };
}

function sameKeys(expected: readonly Effect[], actual: readonly Effect[]): boolean {
  return expected.length === actual.length && expected.every(({ key }, index) => key === actual[index]?.key);
}

function at(list: readonly Effect[], index: number): Effect {
  const effect = list[index];
  if (effect === undefined) throw new RangeError(`There is no effect ${String(index)}.`);
  return effect;
}
