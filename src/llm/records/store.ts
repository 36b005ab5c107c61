import type { BenchmarkRepository } from './benchmarks.ts';
import type { CachedAnswerRepository } from './cachedAnswers.ts';
import type { KeptFunctionRepository } from './keptFunctions.ts';
import type { BudgetRepository, LedgerRepository } from './ledgerRepository.ts';
import type { BreakerRepository, ModelCorrectionRepository } from './modelState.ts';
import type { RunLogRepository } from './runLog.ts';
import type { SessionRepository } from './sessions.ts';

/** Everything that is kept between runs. All methods are asynchronous, so that a store may live in another thread or on a server. */
export interface Store {
  readonly ledger: LedgerRepository;
  readonly budgets: BudgetRepository;
  readonly runLog: RunLogRepository;
  readonly answers: CachedAnswerRepository;
  readonly benchmarks: BenchmarkRepository;
  readonly breakers: BreakerRepository;
  readonly sessions: SessionRepository;
  readonly functions: KeptFunctionRepository;
  readonly corrections: ModelCorrectionRepository;
  /** Waits for what is under way. Nothing may be called afterwards. */
  close(): Promise<void>;
}

/**
 * - `newerSchema`: a newer DevMatrix wrote to the store; it can be read and not written.
 * - `corrupt`: the file is damaged; it is moved aside when it is opened the next time.
 * - `busy`: another process did not let go of it for seconds.
 * - `full`: no space is left, or the file may not be written.
 * - `failed`: anything else.
 */
export type StoreFailure = 'newerSchema' | 'corrupt' | 'busy' | 'full' | 'failed';

/** The store could not do what it was asked for. Nothing of the operation is kept. */
export class StoreError extends Error {
  readonly failure: StoreFailure;

  constructor(failure: StoreFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.failure = failure;
  }
}
