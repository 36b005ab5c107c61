import type { TokenUsage } from './tokenUsage.ts';

/** How a call to a model ended: one closed list for all providers. Nothing else leaves an adapter; it never throws. */
export type ModelOutcome = ModelAnswer | ModelFailure;

/** A whole answer: its terminal event came, and the model ended it itself. */
export interface ModelAnswer extends CallFacts {
  readonly kind: 'ok';
  readonly text: string;
  readonly usage: TokenUsage;
  /** The provider told no usage, so `usage` is counted from the texts. */
  readonly usageIsEstimated?: true;
}

/**
 * - `cancelled`: the person or the run stopped it.
 * - `rateLimited`: too many calls or tokens a minute; `retryAfterMs` when the provider said how long.
 * - `overloaded`: the provider's servers cannot or fail (5xx, 529, an error event inside a stream).
 * - `tooLarge`: the prompt is over the model's context or the provider's size limit.
 * - `refused`: the model or the provider's policy declines the content.
 * - `badOutput`: something came that is no answer of the protocol (HTML, bad JSON, an empty body, no text).
 * - `truncated`: the answer ended before its end (`cause` tells by whom).
 * - `unauthorised`: key missing or wrong, no permission, no credit.
 * - `offline`: no connection, or no byte within the limits.
 * - `budget`: not sent, because it could have cost more than is left.
 * - `unknown`: any other refusal, such as a request that the provider does not understand or a model that it does not have.
 */
export type FailureKind =
  | 'cancelled' | 'rateLimited' | 'overloaded' | 'tooLarge' | 'refused' | 'badOutput' | 'truncated'
  | 'unauthorised' | 'offline' | 'budget' | 'unknown';

/** Why a failure is what it is, where one kind has several causes. */
export type FailureCause =
  | 'outputLimit' | 'streamCut' | 'timeout' | 'connection' | 'notFound' | 'badRequest' | 'credit' | 'key' | 'permission'
  | 'html' | 'empty' | 'malformed' | 'server' | 'policy' | 'localLimit'
  /** The person did not allow the editor's models; what they subscribed to is used up. */
  | 'consent' | 'quota';

export interface ModelFailure extends CallFacts {
  readonly kind: FailureKind;
  readonly cause?: FailureCause;
  /** The HTTP status, where there was one. */
  readonly status?: number;
  /** What the provider said, for the log: without keys, at most 500 characters. Nothing may be decided by it. */
  readonly detail: string;
  /** How long the provider asked to wait, in milliseconds. */
  readonly retryAfterMs?: number;
  /** What arrived before it failed; shown as lost work, never used as an answer. */
  readonly partialText?: string;
  /** What the provider will bill all the same, as far as it said. */
  readonly usage?: TokenUsage;
}

/** What is known of any call that was sent. */
export interface CallFacts {
  readonly requestId?: string;
  /** The cost that the provider itself told, in millionths of a US dollar. It counts before any price table. */
  readonly billedMicroUsd?: number;
  /** What is left of the provider's limits, as its headers told. */
  readonly rateLimits?: RateLimitReading;
  readonly timing: { readonly firstByteMs?: number; readonly totalMs: number };
}

/** Remaining calls and tokens of the running window; `resetMs` from now. */
export interface RateLimitReading {
  readonly requests?: RateLimitWindow;
  readonly inputTokens?: RateLimitWindow;
  readonly outputTokens?: RateLimitWindow;
}

export interface RateLimitWindow {
  readonly limit?: number;
  readonly remaining?: number;
  readonly resetMs?: number;
}

/** What to do after a failure, for this request and for others. */
export interface FailurePolicy {
  /** `again`: the same model may be tried again; `other`: only another model or provider; `never`: this request fails everywhere; `stop`: the run ends. */
  readonly next: 'again' | 'other' | 'never' | 'stop';
  /** Whether the breaker of provider and model counts it. */
  readonly countsInBreaker: boolean;
  /** Whether the provider is out until its settings change. */
  readonly disablesProvider: boolean;
}

const policies: Readonly<Record<FailureKind, FailurePolicy>> = {
  cancelled: { next: 'stop', countsInBreaker: false, disablesProvider: false },
  rateLimited: { next: 'again', countsInBreaker: false, disablesProvider: false },
  overloaded: { next: 'again', countsInBreaker: true, disablesProvider: false },
  tooLarge: { next: 'other', countsInBreaker: false, disablesProvider: false },
  refused: { next: 'other', countsInBreaker: false, disablesProvider: false },
  badOutput: { next: 'again', countsInBreaker: true, disablesProvider: false },
  truncated: { next: 'again', countsInBreaker: true, disablesProvider: false },
  unauthorised: { next: 'other', countsInBreaker: false, disablesProvider: true },
  offline: { next: 'again', countsInBreaker: true, disablesProvider: false },
  budget: { next: 'stop', countsInBreaker: false, disablesProvider: false },
  unknown: { next: 'other', countsInBreaker: false, disablesProvider: false },
};

/** What a failure means for this request, its model and its run. An answer cut by its own output limit is the request's fault, not the provider's. */
export function policyOf(failure: Pick<ModelFailure, 'kind' | 'cause'>): FailurePolicy {
  if (failure.kind === 'truncated' && failure.cause === 'outputLimit') return { next: 'other', countsInBreaker: false, disablesProvider: false };
  return policies[failure.kind];
}
