import { modelKey, type ModelId } from '../models/modelInfo.ts';
import type { BenchmarkRepository, BenchmarkResult, BenchmarkRun } from '../records/benchmarks.ts';
import { taskCategories, type TaskCategory } from '../records/ledger.ts';
import { modelsOf } from './runBenchmark.ts';

/** A run with all that it measured. */
export interface PastRun {
  readonly run: BenchmarkRun;
  readonly results: readonly BenchmarkResult[];
}

/** What a benchmark asks whom. */
export interface BenchmarkChoice {
  readonly models: readonly ModelId[];
  readonly categories: readonly TaskCategory[];
}

/** So far back is looked for a run. */
const runsLookedAt = 50;

/** The newest run that came to its end and asked what it asked, so that it can be repeated; undefined when there is none of that suite. */
export async function lastFinished(benchmarks: Pick<BenchmarkRepository, 'runs' | 'results'>, suite: string): Promise<(PastRun & { readonly choice: BenchmarkChoice }) | undefined> {
  const run = (await benchmarks.runs(runsLookedAt)).find((one) => one.suite === suite && one.finishedAt !== undefined);
  if (run === undefined) return undefined;
  const results = await benchmarks.results({ run: run.id });
  const asked = new Set(results.map(({ category }) => category));
  return { run, results, choice: { models: modelsOf(results), categories: taskCategories.filter((category) => asked.has(category)) } };
}

/** The newest run before that one which measured one of its models with the same tasks; undefined when there is none. */
export async function runBefore(benchmarks: Pick<BenchmarkRepository, 'runs' | 'results'>, { run, results }: PastRun): Promise<PastRun | undefined> {
  const models = new Set(modelsOf(results).map(modelKey));
  for (const earlier of await benchmarks.runs(runsLookedAt)) {
    if (earlier.id === run.id || earlier.suite !== run.suite || earlier.startedAt > run.startedAt) continue;
    const measured = await benchmarks.results({ run: earlier.id });
    if (measured.some(({ model }) => models.has(modelKey(model)))) return { run: earlier, results: measured };
  }
  return undefined;
}
