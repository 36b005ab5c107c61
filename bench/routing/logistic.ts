import type { Features } from '../../src/llm/classify/features.ts';
import type { LinearModel } from '../../src/llm/classify/linearModel.ts';
import { seededRandom } from '../../test/support/seededRandom.ts';

/**
 * Passes over the lessons, of which the last ones' weights are averaged; the first step's size; how strongly weights are held small (L2); the share of features that is left out of each
 * step, so that no single one carries a lesson; the lessons that a feature must be in.
 */
const training = { passes: 25, averaged: 12, step: 0.15, decay: 3e-3, dropped: 0.2, leastUses: 3, leastWeight: 1 / 64 };

/** What is learnt from, and how much it counts. */
export interface WeighedLesson {
  readonly features: Features;
  readonly isTrue: boolean;
  readonly weight: number;
}

interface Row {
  readonly places: Int32Array;
  readonly strengths: Float64Array;
  readonly target: number;
  readonly weight: number;
}

/** Logistic regression of two classes by stochastic gradient descent with AdaGrad steps that become smaller. Row 0 of the weights is nought, row 1 speaks for what is true. */
export function logistic(lessons: readonly WeighedLesson[], seed = 5): LinearModel {
  const uses = new Map<string, number>();
  for (const { features } of lessons) for (const name of features.keys()) uses.set(name, (uses.get(name) ?? 0) + 1);
  const names = [...uses].filter(([, count]) => count >= training.leastUses).map(([name]) => name).sort();
  const index = new Map(names.map((name, position) => [name, position + 1]));
  const weights = averaged(lessons.map((lesson) => rowOf(lesson, index)), names.length + 1, seed);
  const kept = names.flatMap((name, position): readonly (readonly [string, readonly number[]])[] => {
    const weight = weights[position + 1] ?? 0;
    return Math.abs(weight) < training.leastWeight ? [] : [[name, [0, weight]]];
  });
  return { bias: [0, weights[0] ?? 0], weights: new Map(kept) };
}

function rowOf({ features, isTrue, weight }: WeighedLesson, index: ReadonlyMap<string, number>): Row {
  const known = [...features].filter(([name]) => index.has(name));
  return {
    places: Int32Array.from([0, ...known.map(([name]) => index.get(name) ?? 0)]),
    strengths: Float64Array.from([1, ...known.map(([, strength]) => strength)]),
    target: isTrue ? 1 : 0,
    weight,
  };
}

function averaged(rows: readonly Row[], width: number, seed: number): Float64Array {
  const { next: random } = seededRandom(seed);
  const weights = new Float64Array(width);
  const squares = new Float64Array(width).fill(1e-2);
  const sum = new Float64Array(width);
  const order = [...rows];
  for (let pass = 0; pass < training.passes; pass += 1) {
    shuffle(order, random);
    const step = training.step * (1 - pass / training.passes) + 0.005;
    for (const row of order) learn(row, { weights, squares, step, random });
    if (pass >= training.passes - training.averaged) for (let place = 0; place < width; place += 1) sum[place] = (sum[place] ?? 0) + (weights[place] ?? 0) / training.averaged;
  }
  return sum;
}

function learn({ places, strengths, target, weight }: Row, { weights, squares, step, random }: { readonly weights: Float64Array; readonly squares: Float64Array; readonly step: number; readonly random: () => number }): void {
  let sum = 0;
  for (let at = 0; at < places.length; at += 1) sum += (weights[places[at] ?? 0] ?? 0) * (strengths[at] ?? 0);
  const error = (1 / (1 + Math.exp(-sum)) - target) * weight;
  for (let at = 0; at < places.length; at += 1) {
    const place = places[at] ?? 0;
    if (place > 0 && random() < training.dropped) continue;
    const slope = error * (strengths[at] ?? 0) + (place > 0 ? training.decay * (weights[place] ?? 0) : 0);
    squares[place] = (squares[place] ?? 0) + slope * slope;
    weights[place] = (weights[place] ?? 0) - (step * slope) / Math.sqrt(squares[place] ?? 1);
  }
}

function shuffle(order: Row[], random: () => number): void {
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    const [one, two] = [order[last], order[other]];
    if (one === undefined || two === undefined) continue;
    order[last] = two;
    order[other] = one;
  }
}
