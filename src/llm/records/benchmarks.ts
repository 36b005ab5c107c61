import type { ModelId } from '../models/modelInfo.ts';
import type { TokenUsage } from '../tokenUsage.ts';
import type { TaskCategory } from './ledger.ts';

/** One run of the benchmark over some models and categories. */
export interface BenchmarkRun {
  readonly id: string;
  readonly startedAt: number;
  /** Absent while it runs, and when it was broken off. */
  readonly finishedAt?: number;
  /** Names the tasks and how they are checked; results of different suites are not comparable. */
  readonly suite: string;
  readonly microUsd?: number;
}

/** What one model made of one task. */
export interface BenchmarkResult {
  readonly run: string;
  readonly at: number;
  readonly model: ModelId;
  readonly category: TaskCategory;
  readonly task: string;
  /** 0 to 1. */
  readonly score: number;
  readonly outcome: string;
  readonly totalMs: number;
  readonly firstByteMs?: number;
  readonly usage?: TokenUsage;
  readonly microUsd?: number;
  /** Why it got that score, for people. */
  readonly detail?: string;
}

/** History of benchmarks; nothing of it is removed. */
export interface BenchmarkRepository {
  /** Writes or replaces a run by its id. */
  saveRun(run: BenchmarkRun): Promise<void>;
  /** Each task of a run and model has one result; a later one replaces it. */
  addResults(results: readonly BenchmarkResult[]): Promise<void>;
  /** Newest first. */
  runs(limit: number): Promise<readonly BenchmarkRun[]>;
  /** In the order in which they were made. All bounds apply together. */
  results(query: BenchmarkQuery): Promise<readonly BenchmarkResult[]>;
}

export interface BenchmarkQuery {
  readonly run?: string;
  readonly model?: ModelId;
  readonly category?: TaskCategory;
  readonly since?: number;
}
