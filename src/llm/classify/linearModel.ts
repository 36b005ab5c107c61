import { taskCategories, type TaskCategory } from '../records/ledger.ts';
import type { Features } from './features.ts';

/** A trained multinomial logistic regression over named features; rows are in the order of `taskCategories`. */
export interface LinearModel {
  readonly bias: readonly number[];
  readonly weights: ReadonlyMap<string, readonly number[]>;
}

/** Weights are kept as whole numbers of this part of one. */
const unit = 1 / 32;

/** The model as text: a line of the biases, then one line a feature: name, tab, weights with commas, in units of 1/32. */
export function writeModel(model: LinearModel): string {
  const row = (weights: readonly number[]): string => weights.map((weight) => Math.round(weight / unit)).join(',');
  const lines = [...model.weights].map(([name, weights]) => `${name}\t${row(weights)}`).sort();
  return [row(model.bias), ...lines].join('\n');
}

/** Reads what `writeModel` wrote. */
export function readModel(text: string): LinearModel {
  const row = (part: string): readonly number[] => part.split(',').map((weight) => Number(weight) * unit);
  const [bias = '', ...lines] = text.split('\n');
  return {
    bias: row(bias),
    weights: new Map(
      lines.map((line) => {
        const tab = line.indexOf('\t');
        return [line.slice(0, tab), row(line.slice(tab + 1))];
      }),
    ),
  };
}

/** Probabilities of the categories (softmax over the sums of the weights), in the order of `taskCategories`. */
export function probabilities(model: LinearModel, features: Features): readonly number[] {
  const sums = sumsOf(model, features);
  const top = Math.max(...sums);
  const powers = sums.map((sum) => Math.exp(sum - top));
  const total = powers.reduce((left, right) => left + right, 0);
  return powers.map((power) => power / total);
}

/** What speaks for each category: its bias and the weights of the features. */
function sumsOf(model: LinearModel, features: Iterable<readonly [name: string, strength: number]>): readonly number[] {
  const sums = [...model.bias];
  for (const [name, strength] of features) {
    const weights = model.weights.get(name);
    if (weights === undefined) continue;
    for (let row = 0; row < sums.length; row += 1) sums[row] = (sums[row] ?? 0) + strength * (weights[row] ?? 0);
  }
  return sums;
}

/** The features that speak most for a category against the mean of all, strongest first. */
export function evidenceFor(model: LinearModel, features: Features, category: TaskCategory): readonly string[] {
  const row = taskCategories.indexOf(category);
  return [...features]
    .map(([name, strength]) => ({ name, worth: strength * (model.weights.get(name)?.[row] ?? 0) }))
    .filter(({ worth }) => worth > 0.2)
    .sort((left, right) => right.worth - left.worth)
    .map(({ name }) => name);
}
