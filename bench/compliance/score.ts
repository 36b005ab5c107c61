import type { Gap } from '../../src/compliance/gap.ts';
import type { ExpectedGap, Place } from './operator.ts';
import type { Interval } from '../../src/base/wilson.ts';

/** How the gaps that a mutant gave fit those that it has to give. */
export interface Match {
  readonly expected: number;
  readonly matched: readonly Gap[];
  readonly missed: readonly string[];
  readonly extra: readonly Gap[];
}

function fits(gap: Gap, { keys, code, files }: ExpectedGap): boolean {
  return code.test(gap.code) && (files === undefined || files.includes(gap.at.file)) && keys.some((key) => (typeof key === 'string' ? key === gap.key : key.test(gap.key)));
}

/** Each expected gap takes the first that fits, the most particular ones first; `many` takes them all. */
export function matchOf(gaps: readonly Gap[], { expected = [], implied = [] }: Place): Match {
  const rest = new Set(gaps);
  const matched: Gap[] = [];
  const missed: string[] = [];
  for (const one of [...expected].sort((a, b) => Number(a.many ?? false) - Number(b.many ?? false))) {
    const fitting = [...rest].filter((gap) => fits(gap, one));
    const [first] = fitting;
    if (first === undefined) missed.push(`${one.code.source} ${one.keys.map(String).join(' or ')}${one.files === undefined ? '' : ` in ${one.files.join(', ')}`}`);
    for (const gap of one.many === true ? fitting : fitting.slice(0, 1)) {
      rest.delete(gap);
      matched.push(gap);
    }
  }
  const extra = [...rest].filter((gap) => !implied.some((one) => fits(gap, one)));
  return { expected: expected.length, matched, missed, extra };
}

/** Youden's J of two rates, its interval after Newcombe. */
export function youden(recall: Interval, specificity: Interval): Interval {
  const rate = recall.rate + specificity.rate - 1;
  return {
    rate,
    low: rate - Math.hypot(recall.rate - recall.low, specificity.rate - specificity.low),
    high: rate + Math.hypot(recall.high - recall.rate, specificity.high - specificity.rate),
  };
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
