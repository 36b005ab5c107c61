/** A cent, in millionths of a dollar. */
const leastStep = 10_000;

/** The next sum of money of two digits, in whole cents, that is not less: people agree to round sums. In millionths of a dollar. */
export function roundSum(microUsd: number): number {
  const step = Math.max(leastStep, 10 ** Math.max(0, Math.floor(Math.log10(microUsd)) - 1));
  return Math.ceil(microUsd / step) * step;
}
