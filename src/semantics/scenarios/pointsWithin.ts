/**
 * Whole numbers that obey linear bounds together, by elimination: each unknown in turn is taken out of the bounds by adding those
 * that limit it from above to those that limit it from below (Fourier and Motzkin); then the unknowns are chosen in the reverse order,
 * each inside of what its bounds leave. Exact for bounds on differences, where all factors are 1 and -1.
 */

/** `factors[0] * x0 + factors[1] * x1 + ... <= most`, in whole numbers. */
export interface Row {
  readonly factors: readonly number[];
  readonly most: number;
}

/** An unknown: its present value and the steps in which values look well, the widest first. */
export interface Unknown {
  readonly now: number;
  readonly steps: readonly number[];
}

const mostRows = 300;
const mostPoints = 6;
/** So many of the widest steps are far enough from a bound. */
const comfortable = 6;

/** A few points inside of all bounds, the nearest to the present values first; none when there is none, or the bounds are too many. */
export function pointsWithin(unknowns: readonly Unknown[], rows: readonly Row[]): readonly (readonly number[])[] {
  const systems = eliminated(rows, unknowns.length);
  const points: number[][] = [];
  const visit = (chosen: readonly number[]): void => {
    const unknown = unknowns[chosen.length];
    if (unknown === undefined) {
      points.push([...chosen]);
      return;
    }
    for (const value of choices(unknown, rangeOf(systems[chosen.length] ?? [], chosen))) if (points.length < mostPoints) visit([...chosen, value]);
  };
  if (systems.length > 0) visit([]);
  return points;
}

/** For each unknown the bounds on it and those before it; empty when they contradict each other. */
function eliminated(rows: readonly Row[], count: number): readonly (readonly Row[])[] {
  const systems: (readonly Row[])[] = [];
  let current: readonly Row[] | undefined = tightest(rows);
  for (let index = count - 1; index >= 0; index -= 1) {
    if (current === undefined) return [];
    systems[index] = current;
    current = without(current, index);
  }
  return current === undefined ? [] : systems;
}

function without(rows: readonly Row[], index: number): readonly Row[] | undefined {
  const above = rows.filter((row) => factorOf(row, index) > 0);
  const below = rows.filter((row) => factorOf(row, index) < 0);
  const sums = above.flatMap((high) => below.map((low): Row => {
    const [timesHigh, timesLow] = [-factorOf(low, index), factorOf(high, index)];
    return { factors: high.factors.map((factor, at) => (at === index ? 0 : factor * timesHigh + factorOf(low, at) * timesLow)), most: high.most * timesHigh + low.most * timesLow };
  }));
  return tightest([...rows.filter((row) => factorOf(row, index) === 0), ...sums]);
}

/** Of bounds on the same sum the tightest, without common divisors; undefined when one of them can never hold. */
function tightest(rows: readonly Row[]): readonly Row[] | undefined {
  const kept = new Map<string, Row>();
  for (const row of rows) {
    const divisor = row.factors.reduce(greatestDivisor, 0);
    if (divisor === 0 && row.most < 0) return undefined;
    if (divisor === 0) continue;
    const factors = row.factors.map((factor) => factor / divisor);
    const most = Math.floor(row.most / divisor);
    const key = factors.join(' ');
    if (most < (kept.get(key)?.most ?? Number.POSITIVE_INFINITY)) kept.set(key, { factors, most });
  }
  return kept.size > mostRows ? undefined : [...kept.values()];
}

function greatestDivisor(a: number, b: number): number {
  let [high, low] = [Math.abs(a), Math.abs(b)];
  while (low > 0) [high, low] = [low, high % low];
  return high;
}

interface Range {
  readonly least: number;
  readonly most: number;
}

/** What the bounds leave for the next unknown. */
function rangeOf(rows: readonly Row[], chosen: readonly number[]): Range {
  let [least, most] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const row of rows) {
    const factor = factorOf(row, chosen.length);
    const left = row.most - chosen.reduce((sum, value, index) => sum + value * factorOf(row, index), 0);
    if (factor > 0) most = Math.min(most, Math.floor(left / factor));
    if (factor < 0) least = Math.max(least, Math.ceil(left / factor));
  }
  return { least, most };
}

function choices({ now, steps }: Unknown, { least, most }: Range): readonly number[] {
  if (least > most) return [];
  // Between two bounds a little away from the nearer one, at most half way; beyond a single bound next to it.
  const away = Math.min(Math.floor((most - least) / 2), comfortable * (steps[0] ?? 1));
  const isBetween = Number.isFinite(least) && Number.isFinite(most);
  const wanted = now > most ? most - (isBetween ? away : 0) : least + (isBetween ? away : 0);
  const rounded = steps.map((step) => (isBetween || now > most ? Math.floor(wanted / step) : Math.ceil(wanted / step)) * step);
  const candidates = [now, ...rounded, wanted, least, most].filter((value) => Number.isSafeInteger(value) && value >= least && value <= most);
  return [...new Set(candidates)];
}

function factorOf(row: Row, index: number): number {
  return row.factors[index] ?? 0;
}
