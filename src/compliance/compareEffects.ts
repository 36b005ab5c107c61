import type { Span } from '../base/span.ts';
import { resultId } from '../targets/facts/shortHash.ts';
import type { Effect, FunctionValue, Value } from '../targets/facts/value.ts';
import { align } from './align.ts';
import { compareValues } from './compareValues.ts';
import { added, changed, type Difference, inside, insideEffect, missing, type Surroundings } from './differences.ts';
import { comparable, hasTry, isSameJoined } from './effectForms.ts';
import { alwaysEnds, at, beginsLoop, calledName, cutOff, dependsOnBranch, firstWrite, follows, happensInside, isOther, isRepeated, type Leftover, moved, placeAfter, replaced, sameKeys, unconditional, wrapping, type Writers } from './effectLists.ts';
import { isFreeToMove } from './freeMoves.ts';
import { resemblance } from './resemblance.ts';
import { innerEffects, valuesOf } from './walkValues.ts';

/** Which calls that the expected code does not have matter all the same. */
export interface AddedCalls {
  /** Those that do what only the expected ones may do, such as setting the status of an answer. */
  readonly matter?: (value: Value) => boolean;
  readonly writers: Writers;
}

/** The places where a function does not do what another does; `body` is the function that is there. */
export function compareFunctions(expected: FunctionValue, actual: FunctionValue, body: Span, addedCalls: AddedCalls): readonly Difference[] {
  const comparison = new FunctionComparison(addedCalls);
  return comparison.withoutConsequences(comparison.compareEffects(expected.effects, actual.effects, body));
}

/** The places where values outside of functions differ, such as options. */
export function compareAlone(expected: Value, actual: Value, addedCalls: AddedCalls): readonly Difference[] {
  return compareValues(expected, actual, new FunctionComparison(addedCalls));
}

/** Compares one function with another: knows which results of calls stand for each other. */
class FunctionComparison implements Surroundings {
  /** Results of expected calls and of the calls that stand in their places. */
  readonly #results = new Map<string, string>();
  readonly #addedCalls: AddedCalls;
  /** Does something happen under another condition? */
  #hasOtherTest = false;

  constructor(addedCalls: AddedCalls) {
    this.#addedCalls = addedCalls;
  }

  /** Are both the result of the same call, which itself may differ? */
  isResult(expected: string, actual: string): boolean {
    return this.#results.get(expected) === actual;
  }

  /** Where a condition is another one, or something stands in a `try`, so are the rows that depend on it: only what they depend on is told. */
  withoutConsequences(differences: readonly Difference[]): readonly Difference[] {
    const isWrapped = differences.some(({ kind }) => kind === 'conditional');
    const own = differences.filter(({ root, found }) => {
      if (isWrapped && found?.kind === 'symbol' && found.id.startsWith('variable#')) return false;
      const isOtherChoice = this.#hasOtherTest || root?.kind !== found?.kind;
      return !isOtherChoice || !dependsOnBranch(root) || !dependsOnBranch(found);
    });
    return own.length === 0 ? differences : own;
  }

  compareFunctions(expected: FunctionValue, actual: FunctionValue): readonly Difference[] {
    return this.compareEffects(expected.effects, actual.effects, actual.at);
  }

  /**
   * Expected effects must occur in their order and under no other condition; what the code does beside them is its own affair,
   * unless it ends the function or writes what the expected code writes.
   */
  compareEffects(expected: readonly Effect[], actual: readonly Effect[], body: Span): readonly Difference[] {
    if (sameKeys(expected, actual) || isSameJoined(expected, actual)) return [];
    const expectsTry = hasTry(expected);
    return this.#compareLists(comparable(expected, expectsTry), comparable(actual, expectsTry), body);
  }

  #compareLists(expected: readonly Effect[], there: readonly Effect[], body: Span): readonly Difference[] {
    const always = alwaysEnds(expected, there);
    if (always !== undefined) return [...this.#compareLists(expected.slice(0, always.index), there.slice(0, -1), body), ...insideEffect(always.effect, [always.difference])];
    const wrapped = wrapping(expected, there);
    if (wrapped !== undefined) return [...insideEffect(wrapped.effect, [wrapped.difference]), ...this.#compareLists(expected, wrapped.without, body)];
    const { pairs, onlyExpected, onlyActual } = align(expected, there, resemblance);
    const left = { expected: new Set(onlyExpected.map((index) => at(expected, index))), actual: new Set(onlyActual.map((index) => at(there, index))) };
    const elsewhere = moved(left).filter(([wanted, found]) => {
      this.#sameResult(wanted, found);
      return wanted.key !== found.key || !isFreeToMove(there, [expected.indexOf(wanted), there.indexOf(found)], pairs);
    });
    const paired = pairs.flatMap(([wanted, found]) => this.#compareEffect(at(expected, wanted), at(there, found)));
    const displaced = [
      ...elsewhere.flatMap(([wanted, found]) => insideEffect(wanted, [{ ...added(found.at), kind: 'moved', expected: wanted.at }])),
      ...this.#conditional(left, body), ...unconditional(left),
    ];
    for (const effect of left.expected) if (happensInside(effect, there) || beginsLoop(effect, left.expected)) left.expected.delete(effect);
    if (displaced.length === 0 && isOther(expected, there, pairs, left)) return [replaced(expected, there, body)];
    return [
      ...paired.filter((difference) => !follows(difference, left, elsewhere.length > 0)),
      ...displaced,
      ...cutOff(left, there, pairs.at(-1)?.[0] ?? -1, expected),
      ...[...left.expected].flatMap((effect) => {
        const index = expected.indexOf(effect);
        const before = pairs.filter(([wanted]) => wanted < index).at(-1)?.[1];
        return insideEffect(effect, [missing(effect.at, placeAfter(before === undefined ? undefined : there[before], body))]);
      }),
      ...[...left.actual].flatMap((effect) => this.#unasked(effect, expected)),
    ];
  }

  #sameResult(expected: Effect, actual: Effect): void {
    if (expected.kind === 'call' && actual.kind === 'call') this.#results.set(resultId(expected.value.key), resultId(actual.value.key));
  }

  /** What the code does that the spec does not ask for, where that matters. */
  #unasked(effect: Effect, expected: readonly Effect[]): readonly Difference[] {
    if (this.#matters(effect, expected)) return inside(calledName(effect), [added(effect.at)]);
    const write = firstWrite([effect], this.#addedCalls.writers) ?? (isRepeated(effect, expected) ? effect : undefined);
    return write === undefined ? [] : [{ ...added(write.at), kind: 'more' }];
  }

  #compareEffect(expected: Effect, actual: Effect): readonly Difference[] {
    if (expected.key === actual.key) return [];
    const differences = this.#compareParts(expected, actual);
    this.#sameResult(expected, actual);
    return insideEffect(expected, differences);
  }

  #compareParts(expected: Effect, actual: Effect): readonly Difference[] {
    const [wanted, found] = [valuesOf(expected), valuesOf(actual)];
    if (wanted.length !== found.length) return [found[0] === undefined || wanted[0] === undefined ? { ...added(actual.at), kind: 'changed', expected: expected.at } : changed(wanted[0], found[0])];
    const values = wanted.flatMap((value, index) => compareValues(value, found[index] ?? value, this));
    if (expected.kind === 'if' && values.length > 0) this.#hasOtherTest = true;
    const isForgotten = expected.kind === 'call' && actual.kind === 'call' && expected.awaited && !actual.awaited;
    if (isForgotten && values.length === 0) return [{ ...added(actual.at), kind: 'changed', expected: expected.at, isUnawaited: true }];
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
      case 'call': return this.#addedCalls.matter?.(effect.value) === true;
      case 'set': return expected.some((other) => other.kind === 'set' && other.target.key === effect.target.key);
      case 'if': return [...effect.then, ...effect.else].some((inner) => inner.kind !== 'throw' && this.#matters(inner, expected));
      case 'loop': return false;
      case 'try': return [...effect.body, ...effect.caught].some((inner) => inner.kind === 'return');
    }
  }
}
