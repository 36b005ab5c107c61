export interface Interval {
  readonly rate: number;
  readonly low: number;
  readonly high: number;
}

/** A rate with its 95 % confidence interval after Wilson. */
export function wilson(hits: number, total: number): Interval {
  if (total === 0) return { rate: Number.NaN, low: 0, high: 1 };
  const z = 1.96;
  const rate = hits / total;
  const scale = 1 + z ** 2 / total;
  const middle = (rate + z ** 2 / (2 * total)) / scale;
  const half = (z / scale) * Math.sqrt((rate * (1 - rate)) / total + z ** 2 / (4 * total ** 2));
  return { rate, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}
