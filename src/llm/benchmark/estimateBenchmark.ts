import type { CallSizes, Pricing } from '../gateway/parts.ts';
import type { ModelId, ModelInfo } from '../models/modelInfo.ts';
import type { TaskCategory } from '../records/ledger.ts';
import type { BenchmarkSuite } from './benchmarkTask.ts';

/** What a benchmark will cost, told before it starts. */
export interface BenchmarkEstimate {
  readonly questions: number;
  readonly models: readonly { readonly model: ModelId; readonly microUsd: number | undefined }[];
  /** Of the models whose price is known. */
  readonly microUsd: number;
  readonly unknownPrices: readonly ModelId[];
}

/** Estimates the costs of asking all tasks of the categories: the prompt's tokens and the answer's as the task expects it, at list prices without caches. */
export function estimateBenchmark(options: { readonly suite: BenchmarkSuite; readonly models: readonly ModelInfo[]; readonly categories: readonly TaskCategory[] }, parts: { readonly sizes: Pick<CallSizes, 'textSize'>; readonly pricing: Pick<Pricing, 'cost'> }): BenchmarkEstimate {
  const tasks = options.suite.tasks.filter(({ category }) => options.categories.includes(category));
  const models = options.models.map((model) => {
    const costs = tasks.map(({ prompt, outputTokens }) => parts.pricing.cost(model, { input: parts.sizes.textSize(prompt, model), cacheRead: 0, cacheWrite: 0, cacheWriteLong: 0, output: outputTokens }));
    return { model: model.id, microUsd: costs.reduce<number | undefined>((sum, cost) => (sum === undefined || cost === undefined ? undefined : sum + cost), 0) };
  });
  return {
    questions: tasks.length * models.length,
    models,
    microUsd: models.reduce((sum, { microUsd }) => sum + (microUsd ?? 0), 0),
    unknownPrices: models.filter(({ microUsd }) => microUsd === undefined).map(({ model }) => model),
  };
}
