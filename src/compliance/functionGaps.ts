import type { Span } from '../base/span.ts';
import { type Comparison, gapOf } from './comparison.ts';
import type { ComplianceCode } from './catalogue.ts';
import type { Difference } from './differences.ts';
import type { Gap, GapKind } from './gap.ts';
import { snippet } from './snippets.ts';

/** How the gaps of one sort of function are coded. */
export interface FunctionCodes {
  readonly missing: 'DM4217' | 'DM4409' | 'DM4411' | 'DM4502' | 'DM4512' | 'DM4531' | 'DM4562';
  readonly changed: 'DM4216' | 'DM4218' | 'DM4410' | 'DM4412' | 'DM4503' | 'DM4513' | 'DM4532' | 'DM4543' | 'DM4553' | 'DM4563';
  readonly moved: 'DM4504' | 'DM4514' | undefined;
  readonly conditional: 'DM4219' | 'DM4505' | 'DM4515' | undefined;
  readonly more: 'DM4220' | 'DM4506' | 'DM4516' | undefined;
}

/** What a difference in a function is about. */
export interface FunctionPlace {
  readonly key: string;
  readonly spec: Span;
  /** Name of the function for people. */
  readonly name: string;
  readonly codes: FunctionCodes;
  /** Of what is left out: a part of the node, or the node as a whole. */
  readonly missing: Extract<GapKind, 'missing' | 'partial'>;
}

/** The gaps of a function: one for each place, and one for neighbours that are left out together. */
export function functionGaps(differences: readonly Difference[], locate: (difference: Difference) => FunctionPlace, comparison: Comparison): readonly Gap[] {
  const gaps: Gap[] = [];
  const left = new Map<string, { readonly place: FunctionPlace; readonly differences: Difference[] }>();
  const seen = new Set<string>();
  for (const difference of differences) {
    const place = locate(difference);
    const { file, start, end } = difference.at;
    const group = `${place.key} ${file} ${String(start)} ${String(end)}`;
    if (difference.kind === 'missing') {
      const known = left.get(group);
      if (known === undefined) left.set(group, { place, differences: [difference] });
      else known.differences.push(difference);
    } else if (!seen.has(group) && !(difference.isUnawaited === true && seen.has(unawaitedIn(place)))) {
      seen.add(group);
      if (difference.isUnawaited === true) seen.add(unawaitedIn(place));
      gaps.push(gapFor(difference, place, comparison));
    }
  }
  return [...gaps, ...[...left.values()].map((run) => leftOut(run.place, run.differences, comparison))];
}

/** Nobody waits for a function: that is told at the first thing that it does. */
function unawaitedIn({ key }: FunctionPlace): string {
  return `unawaited ${key}`;
}

function gapFor(difference: Difference, place: FunctionPlace, comparison: Comparison): Gap {
  const { key, spec, name, codes } = place;
  const { kind, at, expected, actual } = difference;
  const places = { key, spec, at, expected, actual };
  const words = { name, expected: snippet(comparison.expectedText, expected) || 'nothing', actual: snippet(comparison.actualText, actual ?? at) || 'nothing' };
  if (difference.isUnawaited === true) words.actual = `${words.actual} and does not wait for it`;
  else if (words.expected === words.actual && kind === 'changed') words.actual = `not ${words.actual}`;
  if (kind === 'more' && codes.more !== undefined) return gapOf(codes.more, 'unrequested', places, words);
  const code: ComplianceCode = (kind === 'moved' ? codes.moved : kind === 'conditional' ? codes.conditional : undefined) ?? codes.changed;
  return gapOf(code, 'contradicts', places, words);
}

function leftOut({ key, spec, name, codes, missing }: FunctionPlace, differences: readonly Difference[], comparison: Comparison): Gap {
  const [first] = differences;
  if (first === undefined) throw new RangeError('Nothing is left out.');
  const expected = differences.map((difference) => difference.expected).reduce(around);
  return gapOf(codes.missing, missing, { key, spec, at: first.at, expected }, { name, expected: snippet(comparison.expectedText, expected) });
}

/** The span around two of one file. */
function around(a: Span | undefined, b: Span | undefined): Span | undefined {
  if (a === undefined || b === undefined || a.file !== b.file) return a ?? b;
  return { file: a.file, start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) };
}
