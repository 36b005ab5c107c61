import type { BenchmarkChoice } from '../../llm/benchmark/pastRuns.ts';
import type { ModelStanding } from '../../llm/benchmark/rankModels.ts';
import type { BenchmarkEnd } from '../../llm/benchmark/runBenchmark.ts';
import type { ModelId } from '../../llm/models/modelInfo.ts';
import type { BenchmarkRun } from '../../llm/records/benchmarks.ts';
import type { TaskCategory } from '../../llm/records/ledger.ts';

/** What can be measured, and what each part of it will cost. */
export interface BenchmarkOffer {
  readonly categories: readonly { readonly category: TaskCategory; readonly questions: number }[];
  /** Costs in millionths of a US dollar, by category; undefined when no price is known. */
  readonly models: readonly { readonly model: ModelId; readonly provider: string; readonly microUsd: Readonly<Record<TaskCategory, number | undefined>> }[];
  /** What was measured last, as far as it is still there. */
  readonly last: BenchmarkChoice | undefined;
}

/** How far a benchmark is. */
export interface BenchmarkProgress {
  readonly done: number;
  readonly all: number;
  readonly model: ModelId;
}

/** What a benchmark measured, beside the run before. */
export interface BenchmarkReport {
  readonly end: BenchmarkEnd['end'];
  readonly run: BenchmarkRun;
  readonly answers: number;
  /** A part of the costs is only estimated, or unknown. */
  readonly isEstimated: boolean;
  readonly hasUnknownCost: boolean;
  /** By category, best first. */
  readonly standings: readonly ModelStanding[];
  readonly before: { readonly startedAt: number; readonly standings: readonly ModelStanding[] } | undefined;
}

/** What is asked of the thread that calls models, about benchmarks. */
export interface BenchmarkRequests {
  readonly offerBenchmark: { readonly params: Record<string, never>; readonly result: BenchmarkOffer; readonly progress: never };
  /** Cancelling it ends it with what was measured by then. */
  readonly runBenchmark: { readonly params: BenchmarkChoice; readonly result: BenchmarkReport; readonly progress: BenchmarkProgress };
}
