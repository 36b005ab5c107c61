import type { Span } from '../base/span.ts';
import type { Gap } from './gap.ts';

/**
 * One mistake is one gap: what several nodes say with the same code is told once, for the first of them; and what is wrong in
 * the same way in several places of a file is told at the first.
 */
export function mergeGaps(gaps: readonly Gap[], hasFile: (path: string) => boolean): readonly Gap[] {
  const byPlace = merge(gaps, placeOf);
  const byFile = merge(byPlace, (gap) => (gap.code === 'DM4203' && !hasFile(gap.at.file) ? gap.at.file : undefined));
  return merge(byFile, (gap) => (isOfData(gap) ? `${gap.code} ${gap.kind} ${gap.key} ${gap.at.file}` : undefined));
}

/** `missing` where other places of the code still say it is `partial`. `places` counts the expected places of a key. */
export function withPartial(gaps: readonly Gap[], places: ReadonlyMap<string, number>): readonly Gap[] {
  const missing = new Map<string, number>();
  const counts = (gap: Gap): boolean => gap.kind === 'missing' && isOfData(gap);
  for (const gap of gaps) if (counts(gap)) missing.set(gap.key, (missing.get(gap.key) ?? 0) + 1);
  return gaps.map((gap) => (counts(gap) && (missing.get(gap.key) ?? 0) < (places.get(gap.key) ?? 0) ? { ...gap, kind: 'partial' } : gap));
}

function merge(gaps: readonly Gap[], groupOf: (gap: Gap) => string | undefined): readonly Gap[] {
  const merged = new Map<string, Gap>();
  const alone: Gap[] = [];
  for (const gap of gaps) {
    const group = groupOf(gap);
    if (group === undefined) {
      alone.push(gap);
      continue;
    }
    const first = merged.get(group);
    merged.set(group, first === undefined ? gap : together(first, gap));
  }
  return [...merged.values(), ...alone];
}

function together(first: Gap, other: Gap): Gap {
  const isElsewhere = !sameSpan(first.at, other.at) && first.related.every(({ span }) => !sameSpan(span, other.at));
  if (isElsewhere) return { ...first, related: [...first.related, { message: other.message, span: other.at }] };
  return first.key === other.key ? first : { ...first, related: [...first.related, { message: other.message, span: other.at }] };
}

/** Gaps of one place: the same code, and for what is missing the same missing code. */
function placeOf({ code, kind, at, actual, expected }: Gap): string | undefined {
  // A helper that several functions call: what it leaves out is told once.
  if (code >= 'DM4512' && kind === 'partial' && expected !== undefined) return `${code} ${text(expected)}`;
  if (actual === undefined && expected === undefined) return undefined;
  return `${code} ${kind === 'partial' ? 'missing' : kind} ${text(at)} ${actual === undefined ? text(expected) : text(actual)}`;
}

function text(span: Span | undefined): string {
  return span === undefined ? '' : `${span.file}:${String(span.start)}-${String(span.end)}`;
}

function sameSpan(a: Span, b: Span): boolean {
  return a.file === b.file && a.start === b.start && a.end === b.end;
}

/** Gaps of tables and inputs, which one key can have in several places of a file; functions can have several mistakes. */
function isOfData({ code }: Gap): boolean {
  return code < 'DM4212' || (code >= 'DM43' && code < 'DM44');
}
