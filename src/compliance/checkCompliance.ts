import { codePlaces } from './codePlaces.ts';
import type { ComparisonParts } from './comparison.ts';
import type { Expectation } from './countedNodes.ts';
import type { ComplianceReport, Gap } from './gap.ts';
import { mergeGaps, withPartial } from './mergeGaps.ts';
import { ObservedComparison } from './observed.ts';
import { rules } from './rules.ts';
import { reportOf } from './score.ts';

/** Compares an app's code with what its spec asks for. */
export function checkCompliance(parts: ComparisonParts, expectation: Expectation): ComplianceReport {
  const { actual, index } = parts;
  const gaps = gapsOf(parts, expectation);
  return reportOf(gaps, { expectation, index, places: () => codePlaces(actual, index), unreadable: actual.unreadable });
}

/** The gaps between an app's code and what its spec asks for, by file, place and code. */
export function gapsOf(parts: ComparisonParts, { places }: Expectation): readonly Gap[] {
  const { hasFile } = parts;
  const comparison = new ObservedComparison(parts);
  const found = rules.flatMap((rule) => rule(comparison));
  return mergeGaps(withPartial(found, places), hasFile)
    .map((gap) => (hasFile(gap.at.file) ? gap : { ...gap, fileExists: false }))
    .sort(inOrder);
}

/** By file, place and code. */
function inOrder(a: Gap, b: Gap): number {
  return compare(a.at.file, b.at.file) || a.at.start - b.at.start || compare(a.code, b.code) || compare(a.key, b.key);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
