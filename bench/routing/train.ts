import type { Features } from '../../src/llm/classify/features.ts';
import type { LinearModel } from '../../src/llm/classify/linearModel.ts';
import { seededRandom } from '../../test/support/seededRandom.ts';

/** Passes over the prompts, the first step's size, and how strongly weights are held small (L2, per pass). */
const training = { passes: 40, step: 0.3, decay: 2e-3, dropped: 0.35, leastUses: 2, leastWeight: 0.06 };

/** What is learnt from: features and the row of the class that they belong to. */
export interface Lesson {
  readonly features: Features;
  readonly label: number;
}

/**
 * Trains a classifier of so many classes: logistic regression by stochastic gradient descent with AdaGrad steps. A third of the features is left out of each step, so
 * that no single word carries a text, and features of one text alone are not learnt.
 */
export function train(lessons: readonly Lesson[], width: number, seed = 7): LinearModel {
  const { next: random } = seededRandom(seed);
  const rows = lessons.map(({ features, label }) => ({ features: [...features], label }));
  const uses = new Map<string, number>();
  for (const { features } of rows) for (const [name] of features) uses.set(name, (uses.get(name) ?? 0) + 1);
  const names = [...uses].filter(([, count]) => count >= training.leastUses).map(([name]) => name).sort();
  const index = new Map(names.map((name, position) => [name, position]));
  const weights = new Float64Array(names.length * width);
  const squares = new Float64Array(names.length * width).fill(1);
  const bias = new Float64Array(width);
  const order = rows.map((_, position) => position);
  for (let pass = 0; pass < training.passes; pass += 1) {
    shuffle(order, random);
    for (const position of order) {
      const row = rows[position];
      if (row !== undefined) learn(row, { index, weights, squares, bias, random });
    }
    for (let place = 0; place < weights.length; place += 1) weights[place] = (weights[place] ?? 0) * (1 - training.decay * 10);
  }
  const kept = names.map((name, position) => [name, [...weights.subarray(position * width, (position + 1) * width)]] as const);
  return { bias: [...bias], weights: new Map(kept.filter(([, row]) => row.some((weight) => Math.abs(weight) > training.leastWeight))) };
}

interface Learner {
  readonly index: ReadonlyMap<string, number>;
  readonly weights: Float64Array;
  readonly squares: Float64Array;
  readonly bias: Float64Array;
  readonly random: () => number;
}

function learn(row: { readonly features: readonly (readonly [string, number])[]; readonly label: number }, learner: Learner): void {
  const { index, weights, squares, bias, random } = learner;
  const width = bias.length;
  const used = row.features.flatMap(([name, strength]) => {
    const position = index.get(name);
    return position === undefined || random() < training.dropped ? [] : [{ start: position * width, strength: strength / (1 - training.dropped) }];
  });
  const sums = [...bias];
  for (const { start, strength } of used) for (let column = 0; column < width; column += 1) sums[column] = (sums[column] ?? 0) + strength * (weights[start + column] ?? 0);
  const top = Math.max(...sums);
  const powers = sums.map((sum) => Math.exp(sum - top));
  const total = powers.reduce((left, right) => left + right, 0);
  for (let column = 0; column < width; column += 1) {
    const error = (powers[column] ?? 0) / total - (column === row.label ? 1 : 0);
    bias[column] = (bias[column] ?? 0) - 0.02 * error;
    for (const { start, strength } of used) {
      const place = start + column;
      const slope = error * strength;
      squares[place] = (squares[place] ?? 0) + slope * slope;
      weights[place] = (weights[place] ?? 0) - (training.step * slope) / Math.sqrt(squares[place] ?? 1);
    }
  }
}

function shuffle(order: number[], random: () => number): void {
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other] ?? 0, order[last] ?? 0];
  }
}
