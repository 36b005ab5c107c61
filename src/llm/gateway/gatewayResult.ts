import type { ModelId } from '../models/modelInfo.ts';
import type { ModelOutcome } from '../outcome.ts';
import type { CachedEvent } from '../records/ledger.ts';
import type { AttemptRecord, ModelSwitch } from './events.ts';
import type { Route } from './parts.ts';

/** How a request ended, and everything that led to it. */
export interface GatewayResult {
  /** Id of the request; its events carry it. */
  readonly call: string;
  readonly outcome: ModelOutcome;
  /** Who answered, or was asked last. */
  readonly model?: ModelId;
  readonly route: Route;
  readonly attempts: readonly AttemptRecord[];
  readonly switches: readonly ModelSwitch[];
  /** The answer was there already. */
  readonly fromCache?: CachedEvent['match'];
  /** The much alike question that it was given for, where that is not the question of this request. */
  readonly similarTo?: string;
  /** The `call` of the ledger that the answer was paid under; validators that refuse the answer mark it wasted. */
  readonly paidCall?: string;
  /** Of all attempts, in millionths of a US dollar; a lower bound when `hasUnknownCost`. */
  readonly microUsd: number;
  /** Of the attempts that gave no answer. */
  readonly wastedMicroUsd: number;
  readonly hasUnknownCost: boolean;
  readonly totalMs: number;
}
