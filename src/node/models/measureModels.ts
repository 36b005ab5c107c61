import { type BenchmarkEnd, type BenchmarkOptions, type BenchmarkParts, runBenchmark } from '../../llm/benchmark/runBenchmark.ts';
import { standardSuite } from '../../llm/benchmark/suite/standardSuite.ts';
import type { CancelSignal } from '../../base/cancelSignal.ts';
import type { Store } from '../../llm/records/store.ts';
import { threadCodeRunner } from '../codeRunner.ts';
import { systemRandom } from '../systemRandom.ts';
import { systemTime } from '../systemTime.ts';
import type { OpenedModels } from './openModels.ts';

/** What a benchmark is made with. */
export interface Measuring extends Pick<BenchmarkParts, 'progress'> {
  readonly opened: Pick<OpenedModels, 'gateway' | 'refreshScores'>;
  readonly store: Pick<Store, 'benchmarks'>;
}

/** Puts the standard tasks to some models, keeps the results, and lets the router know of them. */
export async function measureModels(options: Omit<BenchmarkOptions, 'suite'>, { opened, store, ...parts }: Measuring, signal: CancelSignal): Promise<BenchmarkEnd> {
  const end = await runBenchmark({ suite: standardSuite, ...options }, {
    ...parts,
    call: (request, cancelled) => opened.gateway.ask(request, cancelled),
    runner: threadCodeRunner,
    results: store.benchmarks,
    time: systemTime,
    random: systemRandom,
  }, signal);
  await opened.refreshScores();
  return end;
}
