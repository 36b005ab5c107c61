import type { Span } from '../base/span.ts';
import type { Effect, FunctionValue, Value } from '../targets/facts/value.ts';

/**
 * `missing`: the spec's code has it and the other has not. `changed`: something else stands there. `added`: it stands there
 * and must not. `moved`: it stands at another place. `conditional`: it happens only under a condition that was added. `more`: a
 * write that the spec does not ask for.
 */
export type DifferenceKind = 'missing' | 'changed' | 'added' | 'moved' | 'conditional' | 'more';

/** The smallest place where two versions of code differ. */
export interface Difference {
  readonly kind: DifferenceKind;
  /** In the code that the spec asks for; undefined for what is added. */
  readonly expected: Span | undefined;
  /** In the code that is there; undefined for what is missing. */
  readonly actual: Span | undefined;
  /** The code that is wrong, or where the missing code belongs. */
  readonly at: Span;
  /** The effects of the expected code that lead to it, outermost first. */
  readonly effects: readonly Effect[];
  /** Names of properties and calls on the way through the last effect, outermost first. */
  readonly within: readonly string[];
  /** The expected value that differs as a whole; undefined for effects. */
  readonly root: Value | undefined;
  /** Is it only that nobody waits for the call? */
  readonly isUnawaited?: true;
  /** What stands there instead. */
  readonly found?: Value;
}

/** Where a value stands: where it was written when that is in the same file, else where it is used. */
export function placeOf(value: Value): Span {
  return value.from !== undefined && value.from.file === value.at.file ? value.from : value.at;
}

export function changed(expected: Value, actual: Value): Difference {
  const at = placeOf(actual);
  return { kind: 'changed', expected: placeOf(expected), actual: at, at, effects: [], within: [], root: expected, found: actual };
}

export function missing(expected: Span, at: Span): Difference {
  return { kind: 'missing', expected, actual: undefined, at, effects: [], within: [], root: undefined };
}

export function added(at: Span): Difference {
  return { kind: 'added', expected: undefined, actual: at, at, effects: [], within: [], root: undefined };
}

/** The differences as those of something inside of `name`. */
export function inside(name: string, differences: readonly Difference[]): readonly Difference[] {
  return differences.map((difference) => ({ ...difference, within: [name, ...difference.within] }));
}

/** The differences as those of something inside of an effect. */
export function insideEffect(effect: Effect, differences: readonly Difference[]): readonly Difference[] {
  return differences.map((difference) => ({ ...difference, effects: [effect, ...difference.effects] }));
}

/** What the comparison of values asks the one of the function around it. */
export interface Surroundings {
  /** Are both the result of the same call, which itself may differ? */
  isResult(expected: string, actual: string): boolean;
  compareFunctions(expected: FunctionValue, actual: FunctionValue): readonly Difference[];
}
