import type { ArgumentsOf } from '../base/catalogue.ts';
import type { RelatedPlace } from '../base/diagnostic.ts';
import type { Span } from '../base/span.ts';
import type { AppFacts } from '../targets/facts/appFacts.ts';
import { complianceCatalogue, type ComplianceCode } from './catalogue.ts';
import type { Gap, GapKind } from './gap.ts';
import type { FunctionNodes } from './functionNodes.ts';
import type { IrIndex } from './irIndex.ts';

/** Source texts by place, for messages. */
export type TextAt = (span: Span) => string;

/** Everything that rules compare. */
export interface ComparisonParts {
  /** Facts of the code that the spec asks for. */
  readonly expected: AppFacts;
  /** Facts of the code that is there. */
  readonly actual: AppFacts;
  readonly index: IrIndex;
  readonly functionNodes: FunctionNodes;
  readonly expectedText: TextAt;
  readonly actualText: TextAt;
  /** Is the file there? */
  readonly hasFile: (path: string) => boolean;
}

/** The parts as rules see them: it is known which of them a rule looked at. */
export interface Comparison extends ComparisonParts {
  /** What was found before, as long as nothing is another that was looked at for it; else what `find` finds. */
  remembered(before: Finding | undefined, find: () => readonly Gap[]): Finding;
}

/** What was found, and the parts of the comparison that were looked at for it, as they were. */
export interface Finding {
  readonly gaps: readonly Gap[];
  readonly seen: ReadonlyMap<string, unknown>;
}

/** One difference that is looked for everywhere. */
export type Rule = (comparison: Comparison) => readonly Gap[];

/** A rule that looks at one thing after the other. What it said of one stands until something changes that it looked at for that. */
export function eachOf<T extends object>(all: (comparison: Comparison) => readonly T[], find: (one: T, comparison: Comparison) => readonly Gap[]): Rule {
  const known = new WeakMap<T, Finding>();
  return (comparison) => all(comparison).flatMap((one) => {
    const finding = comparison.remembered(known.get(one), () => find(one, comparison));
    known.set(one, finding);
    return finding.gaps;
  });
}

/** Two facts that belong together. */
interface Pair<F> {
  readonly expected: F;
  readonly actual: F;
}

/** Makes pairs of facts; the same two facts are the same pair. */
export function pairing<F extends object, P extends Pair<F>>(make: (expected: F, actual: F, index: IrIndex) => P): (expected: F, actual: F, index: IrIndex) => P {
  const known = new WeakMap<IrIndex, WeakMap<F, P>>();
  return (expected, actual, index) => {
    const pairs = known.get(index) ?? new WeakMap<F, P>();
    known.set(index, pairs);
    const before = pairs.get(actual);
    if (before?.expected === expected) return before;
    const pair = make(expected, actual, index);
    pairs.set(actual, pair);
    return pair;
  };
}

/** Where a gap is, in the spec and in both versions of the code. */
export interface GapPlaces {
  readonly key: string;
  readonly spec: Span;
  /** The code that is wrong, or where the missing code belongs. */
  readonly at: Span;
  readonly expected?: Span | undefined;
  readonly actual?: Span | undefined;
  readonly related?: readonly RelatedPlace[];
  /** What the code says, where the message does not say it as `actual`. */
  readonly found?: string;
}

type Parameters<Code extends ComplianceCode> = ArgumentsOf<(typeof complianceCatalogue.definitions)[Code]['message']>;

/** Makes a gap, worded by the catalogue. */
export function gapOf<Code extends ComplianceCode>(code: Code, kind: GapKind, places: GapPlaces, parameters: Parameters<Code>): Gap {
  const { severity, message } = complianceCatalogue.report(code, places.at, parameters);
  const { key, spec, at, expected, actual, related = [] } = places;
  const said: unknown = Reflect.get(parameters, 'actual');
  const found = places.found ?? (typeof said === 'string' ? said : undefined);
  return { code, kind, severity, key, message, at, fileExists: true, spec, expected, actual, related, ...(found === undefined ? {} : { found }) };
}

/** The start of a file, which may not exist. */
export function startOf(file: string): Span {
  return { file, start: 0, end: 0 };
}
