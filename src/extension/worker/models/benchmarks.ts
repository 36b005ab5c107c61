import { estimateBenchmark } from '../../../llm/benchmark/estimateBenchmark.ts';
import { type BenchmarkChoice, lastFinished, type PastRun, runBefore } from '../../../llm/benchmark/pastRuns.ts';
import { rankModels, type ModelStanding } from '../../../llm/benchmark/rankModels.ts';
import type { BenchmarkEnd } from '../../../llm/benchmark/runBenchmark.ts';
import { rankingWeights, standardSuite } from '../../../llm/benchmark/suite/standardSuite.ts';
import { editorProviderId } from '../../../llm/editorModels.ts';
import { modelKey, type ModelInfo } from '../../../llm/models/modelInfo.ts';
import { listPricing } from '../../../llm/models/price.ts';
import { dayOf } from '../../../llm/records/budgetScopes.ts';
import type { BenchmarkResult } from '../../../llm/records/benchmarks.ts';
import { taskCategories, type TaskCategory } from '../../../llm/records/ledger.ts';
import { measureModels } from '../../../node/models/measureModels.ts';
import type { BenchmarkOffer, BenchmarkProgress, BenchmarkReport } from '../benchmarkRequests.ts';
import type { ModelsState } from './view.ts';

/** What a benchmark needs of a session. */
export type Measured = Pick<ModelsState, 'store' | 'workspace' | 'models' | 'sources'>;

/** What can be measured now, and what it will cost. */
export async function benchmarkOffer({ store, models, sources }: Measured): Promise<BenchmarkOffer> {
  const infos = askable(models);
  const labels = new Map(sources.providers.map(({ id, label }) => [id, label]));
  const costs = new Map(taskCategories.map((category) => {
    const estimate = estimateBenchmark({ suite: standardSuite, models: infos, categories: [category] }, { sizes: models.sizes, pricing: listPricing });
    return [category, new Map(estimate.models.map(({ model, microUsd }) => [modelKey(model), microUsd]))] as const;
  }));
  const last = await lastFinished(store.benchmarks, standardSuite.id);
  return {
    categories: taskCategories.map((category) => ({ category, questions: standardSuite.tasks.filter((task) => task.category === category).length })),
    models: infos.map(({ id }) => ({
      model: id, provider: labels.get(id.provider) ?? id.provider,
      microUsd: Object.fromEntries(taskCategories.map((category) => [category, costs.get(category)?.get(modelKey(id))])) as Record<TaskCategory, number | undefined>,
    })),
    last: last?.choice,
  };
}

/** Measures what was chosen; models that are no longer there are left out. Cancelled, it gives what was measured by then. */
export async function measure({ models, categories }: BenchmarkChoice, { store, workspace, models: opened }: Measured, watch: { readonly signal: AbortSignal; readonly progress: (value: BenchmarkProgress) => void }): Promise<BenchmarkReport> {
  const wanted = new Set(models.map(modelKey));
  const options = { models: askable(opened).filter(({ id }) => wanted.has(modelKey(id))), categories, workspace };
  const end = await measureModels(options, { opened, store, progress: ({ model }, done, all) => { watch.progress({ model, done, all }); } }, watch.signal);
  return reportOf(end, await runBefore(store.benchmarks, end));
}

/** What repeats by itself: the last run that came to its end, without models that are gone or not to be asked without a person. */
export async function choiceToRepeat({ store, models }: Measured, mayAskEditor: boolean): Promise<BenchmarkChoice | undefined> {
  const last = await lastFinished(store.benchmarks, standardSuite.id);
  const there = new Set(askable(models).map(({ id }) => modelKey(id)));
  const left = last?.choice.models.filter((model) => there.has(modelKey(model)) && (mayAskEditor || model.provider !== editorProviderId)) ?? [];
  return last === undefined || left.length === 0 ? undefined : { ...last.choice, models: left };
}

function askable({ providers }: Measured['models']): readonly ModelInfo[] {
  return providers.models(dayOf(Date.now()));
}

function reportOf({ end, run, results }: BenchmarkEnd, before: PastRun | undefined): BenchmarkReport {
  return {
    end, run, answers: results.length,
    isEstimated: results.some(({ model }) => model.provider === editorProviderId),
    hasUnknownCost: results.some(({ microUsd }) => microUsd === undefined),
    standings: standingsOf(results),
    before: before === undefined ? undefined : { startedAt: before.run.startedAt, standings: standingsOf(before.results) },
  };
}

function standingsOf(results: readonly BenchmarkResult[]): readonly ModelStanding[] {
  return taskCategories.flatMap((category) => rankModels(results, category, rankingWeights[category]));
}
