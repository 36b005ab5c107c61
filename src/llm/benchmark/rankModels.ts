import { modelKey, type ModelId } from '../models/modelInfo.ts';
import type { BenchmarkResult } from '../records/benchmarks.ts';
import type { TaskCategory } from '../records/ledger.ts';
import type { MeasuredQuality } from '../router/decision.ts';
import type { RankingWeights } from './benchmarkTask.ts';
import { modelsOf } from './runBenchmark.ts';

/** What a model reached in one category. */
export interface ModelStanding {
  readonly model: ModelId;
  readonly category: TaskCategory;
  readonly tasks: number;
  /** Mean of the scores; a call that failed counts as 0. */
  readonly quality: number;
  /** Half of the width of the 95 % interval of the mean: Wilson's, which is wide for few tasks and not nothing when all of them were solved. */
  readonly qualityMargin: number;
  readonly failed: number;
  /** The middle value of the whole answers' times; undefined when none came. */
  readonly medianMs: number | undefined;
  /** A task; undefined when a price was unknown. */
  readonly microUsd: number | undefined;
  /** 0 to 1 with the weights of the category, beside the other models of the same results. */
  readonly value: number;
}

/** Ranks the models of some results in one category, best first. Results of one suite only. */
export function rankModels(results: readonly BenchmarkResult[], category: TaskCategory, weights: RankingWeights): readonly ModelStanding[] {
  const own = results.filter((result) => result.category === category);
  const plain = modelsOf(own).map((model) => standing(model, own.filter((result) => modelKey(result.model) === modelKey(model)), category));
  const fastest = Math.min(...plain.map(({ medianMs }) => medianMs ?? Infinity));
  const cheapest = Math.min(...plain.map(({ microUsd }) => microUsd ?? Infinity));
  return plain
    .map((one) => ({ ...one, value: weights.quality * one.quality + weights.speed * share(fastest, one.medianMs) + weights.cost * share(cheapest, one.microUsd) }))
    .sort((left, right) => right.value - left.value || (modelKey(left.model) < modelKey(right.model) ? -1 : 1));
}

/** How near a model comes to the least of all: 1 for the least, half for twice as much, 0 for what is not known. */
function share(least: number, own: number | undefined): number {
  if (own === undefined || !Number.isFinite(least)) return 0;
  return own <= 0 ? 1 : Math.min(1, Math.max(least, 1e-9) / own);
}

function standing(model: ModelId, results: readonly BenchmarkResult[], category: TaskCategory): ModelStanding {
  const count = results.length;
  const quality = results.reduce((sum, { score }) => sum + score, 0) / count;
  const times = results.filter(({ outcome }) => outcome === 'ok').map(({ totalMs }) => totalMs).sort((left, right) => left - right);
  const costs = results.map(({ microUsd }) => microUsd);
  return {
    model,
    category,
    tasks: count,
    quality,
    qualityMargin: wilsonMargin(quality, count),
    failed: results.filter(({ outcome }) => outcome !== 'ok').length,
    medianMs: times[Math.floor((times.length - 1) / 2)],
    microUsd: costs.reduce<number | undefined>((sum, cost) => (sum === undefined || cost === undefined ? undefined : sum + cost / count), 0),
    value: 0,
  };
}

/** Wilson 1927. Scores between 0 and 1 vary less than those that are either, so it is no narrower than the truth. */
function wilsonMargin(mean: number, count: number): number {
  const z = 1.96;
  return (z * Math.sqrt((mean * (1 - mean)) / count + (z * z) / (4 * count * count))) / (1 + (z * z) / count);
}

/** What the router asks for: the quality of a model in a category, over the latest result of each task. Calls that failed tell nothing of quality and are left out. */
export function scoreTable(results: readonly BenchmarkResult[]): (model: ModelId, category: TaskCategory) => MeasuredQuality | undefined {
  const latest = new Map<string, BenchmarkResult>();
  for (const result of [...results].sort((left, right) => left.at - right.at)) {
    if (result.outcome === 'ok') latest.set(`${modelKey(result.model)} ${result.category} ${result.task}`, result);
  }
  const sums = new Map<string, { sum: number; tasks: number }>();
  for (const { model, category, score } of latest.values()) {
    const key = `${modelKey(model)} ${category}`;
    const sofar = sums.get(key) ?? { sum: 0, tasks: 0 };
    sums.set(key, { sum: sofar.sum + score, tasks: sofar.tasks + 1 });
  }
  return (model, category) => {
    const found = sums.get(`${modelKey(model)} ${category}`);
    return found === undefined ? undefined : { quality: found.sum / found.tasks, tasks: found.tasks };
  };
}
