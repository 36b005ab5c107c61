import { codePlaces } from './codePlaces.ts';
import type { Comparison } from './comparison.ts';
import type { Expectation } from './countedNodes.ts';
import type { ComplianceReport, Gap } from './gap.ts';
import { mergeGaps, withPartial } from './mergeGaps.ts';
import { rules } from './rules.ts';
import { scoreOf } from './score.ts';

/** Compares an app's code with what its spec asks for. */
export function checkCompliance(comparison: Comparison, expectation: Expectation): ComplianceReport {
  const found = rules.flatMap((rule) => rule(comparison));
  const gaps = mergeGaps(withPartial(found, expectation.places), comparison.hasFile)
    .map((gap) => (comparison.hasFile(gap.at.file) ? gap : { ...gap, fileExists: false }))
    .sort(inOrder);
  const places = codePlaces(comparison.actual, comparison.index);
  return { ...scoreOf(gaps, expectation, places, comparison.index), gaps, unreadable: comparison.actual.unreadable };
}

/** By file, place and code. */
function inOrder(a: Gap, b: Gap): number {
  return compare(a.at.file, b.at.file) || a.at.start - b.at.start || compare(a.code, b.code) || compare(a.key, b.key);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
