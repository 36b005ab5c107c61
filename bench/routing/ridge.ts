import type { LinearModel } from '../../src/llm/classify/linearModel.ts';
import type { Lesson } from './train.ts';

/** How strongly weights are held small (L2), the lessons that a feature must be in, and the steps, of which a few more than enough are made. */
const training = { decay: 4, leastUses: 3, steps: 20 };

/**
 * Logistic regression of two classes by Newton's method: for some hundred lessons and features the exact optimum, where steps lesson by lesson (`train`) end up somewhere near it. Row 0 of the
 * weights is nought, row 1 speaks for class 1.
 */
export function ridge(lessons: readonly Lesson[]): LinearModel {
  const uses = new Map<string, number>();
  for (const { features } of lessons) for (const name of features.keys()) uses.set(name, (uses.get(name) ?? 0) + 1);
  const names = [...uses].filter(([, count]) => count >= training.leastUses).map(([name]) => name).sort();
  const index = new Map(names.map((name, position) => [name, position + 1]));
  const rows = lessons.map(({ features, label }) => ({ label, entries: [[0, 1] as const, ...[...features].flatMap(([name, strength]) => (index.has(name) ? [[index.get(name) ?? 0, strength] as const] : []))] }));
  const weights = new Float64Array(names.length + 1);
  for (let step = 0; step < training.steps; step += 1) {
    const { slope, bend } = curvature(rows, weights);
    solve(bend, slope).forEach((change, place) => { weights[place] = (weights[place] ?? 0) - change; });
  }
  return { bias: [0, weights[0] ?? 0], weights: new Map(names.map((name, position) => [name, [0, weights[position + 1] ?? 0]])) };
}

type Row = { readonly label: number; readonly entries: readonly (readonly [place: number, strength: number])[] };

/** First and second derivatives of the loss at these weights. The bias alone is not held small. */
function curvature(rows: readonly Row[], weights: Float64Array): { readonly slope: Float64Array; readonly bend: readonly Float64Array[] } {
  const slope = Float64Array.from(weights, (weight, place) => (place === 0 ? 0 : training.decay * weight));
  const bend = Array.from(weights, (_, place) => {
    const line = new Float64Array(weights.length);
    line[place] = place === 0 ? 1e-6 : training.decay;
    return line;
  });
  for (const { label, entries } of rows) {
    const chance = 1 / (1 + Math.exp(-entries.reduce((sum, [place, strength]) => sum + strength * (weights[place] ?? 0), 0)));
    for (const [place, strength] of entries) {
      slope[place] = (slope[place] ?? 0) + (chance - label) * strength;
      const line = bend[place];
      if (line !== undefined) for (const [other, its] of entries) line[other] = (line[other] ?? 0) + chance * (1 - chance) * strength * its;
    }
  }
  return { slope, bend };
}

/** Solves the equations by elimination with the largest pivot; both arguments are used up. */
function solve(lines: readonly Float64Array[], values: Float64Array): Float64Array {
  const order = lines.map((_, place) => place);
  const at = (row: number, column: number): number => lines[order[row] ?? 0]?.[column] ?? 0;
  for (let column = 0; column < order.length; column += 1) {
    let best = column;
    for (let row = column + 1; row < order.length; row += 1) if (Math.abs(at(row, column)) > Math.abs(at(best, column))) best = row;
    [order[column], order[best]] = [order[best] ?? 0, order[column] ?? 0];
    const [pivot, from] = [at(column, column), order[column] ?? 0];
    for (let row = column + 1; row < order.length; row += 1) {
      const factor = at(row, column) / pivot;
      const [line, source, to] = [lines[order[row] ?? 0], lines[from], order[row] ?? 0];
      if (factor === 0 || line === undefined || source === undefined) continue;
      for (let place = column; place < order.length; place += 1) line[place] = (line[place] ?? 0) - factor * (source[place] ?? 0);
      values[to] = (values[to] ?? 0) - factor * (values[from] ?? 0);
    }
  }
  const solution = new Float64Array(order.length);
  for (let row = order.length - 1; row >= 0; row -= 1) {
    let rest = values[order[row] ?? 0] ?? 0;
    for (let column = row + 1; column < order.length; column += 1) rest -= at(row, column) * (solution[column] ?? 0);
    solution[row] = rest / at(row, row);
  }
  return solution;
}
