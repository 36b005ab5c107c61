import type { ModelId } from '../models/modelInfo.ts';

/** What a breaker last decided about a provider (`model` absent) or one of its models. */
export interface BreakerRecord {
  readonly provider: string;
  readonly model?: string;
  readonly state: 'closed' | 'open' | 'halfOpen';
  /** Milliseconds since 1970 of the change. */
  readonly changedAt: number;
  /** When an open breaker lets trial calls through. */
  readonly retryAt?: number;
  readonly reason: string;
}

/** Shared by windows: one that starts does not have to fail five times at a provider that is known to be down. */
export interface BreakerRepository {
  load(): Promise<readonly BreakerRecord[]>;
  /** Keeps the record unless a later change of the same breaker is known. */
  save(record: BreakerRecord): Promise<void>;
}

/** How far the estimate of tokens is off for a model, learned from what calls really used. */
export interface ModelCorrection {
  readonly model: ModelId;
  /** Used tokens for each estimated one, how far single calls lie from that, and the calls that it was learnt from. */
  readonly ratio: number;
  readonly spread: number;
  readonly calls: number;
  readonly updatedAt: number;
}

export interface ModelCorrectionRepository {
  load(): Promise<readonly ModelCorrection[]>;
  save(correction: ModelCorrection): Promise<void>;
}
