import type { ModelId } from '../models/modelInfo.ts';
import type { FailureCause, FailureKind } from '../outcome.ts';
import type { BudgetState, CallPurpose, CostSource } from '../records/ledger.ts';
import type { TokenUsage } from '../tokenUsage.ts';

/** What the gateway and its parts tell. `call` is the whole request; an attempt's id in the ledger is `<call>.<number>`. */
export type GatewayEvent =
  | (CallEvent & { readonly kind: 'call.started'; readonly candidates: readonly ModelId[]; readonly reason: string })
  | (CallEvent & { readonly kind: 'call.attempt'; readonly attempt: AttemptRecord })
  | (CallEvent & { readonly kind: 'call.switched'; readonly switch: ModelSwitch })
  | (CallEvent & { readonly kind: 'call.done'; readonly model?: ModelId; readonly outcome: 'ok' | FailureKind; readonly attempts: number; readonly microUsd?: number; readonly totalMs: number; readonly fromCache: boolean })
  | (CallEvent & { readonly kind: 'cost.reserved'; readonly attempt: string; readonly model: ModelId; readonly microUsd?: number })
  | (CallEvent & { readonly kind: 'cost.settled'; readonly attempt: string; readonly model: ModelId; readonly microUsd?: number; readonly source: CostSource; readonly wasted: boolean; readonly recorded: boolean })
  | (CallEvent & { readonly kind: 'call.waiting'; readonly model: ModelId; readonly waitMs: number; readonly reason: string })
  | { readonly kind: 'budget.alert'; readonly at: number; readonly budget: BudgetState }
  | { readonly kind: 'ledger.failed'; readonly at: number; readonly attempt: string; readonly detail: string }
  | BreakerEvent
  | ProviderEvent;

interface CallEvent {
  readonly call: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly purpose: CallPurpose;
}

/** A breaker changed its state; `model` is absent when it stands for the whole provider. */
export interface BreakerEvent {
  readonly kind: 'breaker.changed';
  readonly at: number;
  readonly provider: string;
  readonly model?: string;
  readonly from: BreakerState;
  readonly to: BreakerState;
  /** When an open one lets trial calls through, in milliseconds since 1970. */
  readonly retryAt?: number;
  readonly reason: string;
}

export type BreakerState = 'closed' | 'open' | 'halfOpen';

/** A provider, or one of its models, is out of use until the provider's settings change (`disabled`), or may be used again. */
export interface ProviderEvent {
  readonly kind: 'provider.disabled' | 'provider.enabled';
  readonly at: number;
  readonly provider: string;
  readonly model?: string;
  readonly reason: string;
}

/** One attempt at one model, or a model that was passed over without one. */
export interface AttemptRecord {
  readonly number: number;
  readonly model: ModelId;
  readonly outcome: 'ok' | FailureKind;
  readonly cause?: FailureCause;
  readonly status?: number;
  /** Of the provider or of us; no keys, no prompt. */
  readonly detail?: string;
  /** Time spent waiting for its turn, and time from sending to the end. */
  readonly waitedMs: number;
  readonly totalMs: number;
  readonly usage?: TokenUsage;
  readonly microUsd?: number;
  readonly source?: CostSource;
}

/** A later attempt goes to another model than the one before. People are shown it. */
export interface ModelSwitch {
  readonly from: ModelId;
  readonly to: ModelId;
  readonly reason: string;
  /** Worst case of this call at the new model minus at the old one; undefined when a price is unknown. */
  readonly differenceMicroUsd?: number;
}
