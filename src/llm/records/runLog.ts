import type { Json } from '../../base/json.ts';

/** One thing that happened in a run. What the run is at any time is a fold over its events. */
export interface RunEvent {
  readonly run: string;
  /** From 1, without gaps within a run. */
  readonly seq: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Such as `call.done` or `wave.started`. */
  readonly kind: string;
  readonly data: Json;
}

/** The append-only logs of runs. */
export interface RunLogRepository {
  /** Appends in this order, all or none; gives the last `seq`. */
  append(run: string, events: readonly Pick<RunEvent, 'at' | 'kind' | 'data'>[]): Promise<number>;
  /** Events after `afterSeq` in their order, at most `limit` (1,000 by default). */
  read(run: string, afterSeq: number, limit?: number): Promise<readonly RunEvent[]>;
  /** The runs that were written to last, newest first. */
  runs(limit: number): Promise<readonly RunSummary[]>;
  /** Removes whole runs, oldest first, until both bounds hold; gives the number of removed runs. */
  prune(bounds: { readonly maxRuns: number; readonly maxEvents: number }): Promise<number>;
}

export interface RunSummary {
  readonly run: string;
  readonly startedAt: number;
  readonly updatedAt: number;
  readonly events: number;
}
