import type { CancelSignal } from '../../base/cancelSignal.ts';
import type { ModelCall } from '../modelCall.ts';
import type { ModelId, ModelInfo } from '../models/modelInfo.ts';
import type { ModelAnswer, ModelFailure, RateLimitReading } from '../outcome.ts';
import type { Provider } from '../provider.ts';
import type { BudgetState, ReservedEvent, SettledEvent } from '../records/ledger.ts';
import type { TokenUsage } from '../tokenUsage.ts';
import type { GatewayEvent } from './events.ts';
import type { ModelRequest } from './modelRequest.ts';

/** Everything that the gateway composes. Each part is a port: it is implemented elsewhere and knows nothing of the others. */
export interface GatewayParts {
  readonly router: Router;
  readonly providers: ProviderLookup;
  readonly cache: AnswerCache;
  readonly sizes: CallSizes;
  readonly pricing: Pricing;
  readonly budget: BudgetGate;
  readonly ledger: CallLedger;
  readonly breaker: Breaker;
  readonly limiter: Limiter;
  readonly events: EventSink;
}

/** Which models may answer a request, best first, and why. Parts of a decision that only people read are its implementer's. */
export interface Route {
  readonly candidates: readonly ModelInfo[];
  readonly reason: string;
}

export interface Router {
  route(request: ModelRequest): Route | Promise<Route>;
  /** Hears which model answered in the end, so that a session can stay with it. */
  answered?(request: ModelRequest, model: ModelId): void;
}

/** A configured provider by its id; undefined when it is not configured any more. */
export interface ProviderLookup {
  provider(id: string): Provider | undefined;
}

/** Whole answers by the exact call: its model, instructions, messages and whatever else changes an answer. */
export interface AnswerCache {
  find(call: ModelCall, request: ModelRequest): Promise<ModelAnswer | undefined>;
  keep(call: ModelCall, answer: ModelAnswer, request: ModelRequest): Promise<void>;
}

/** How large a call is, in tokens of its model. */
export interface CallSizes {
  size(call: ModelCall, model: ModelInfo): CallSize | Promise<CallSize>;
  /** About how many tokens a text of this model has: for what was heard of an answer that broke off. */
  textSize(text: string, model: ModelInfo): number;
  /** Hears what a call really used, to correct later estimates. */
  observed?(call: ModelCall, model: ModelInfo, usage: TokenUsage): void;
}

export interface CallSize {
  /** The best estimate of all input. */
  readonly input: number;
  /** More than this the input cannot be; what a reservation counts. */
  readonly inputAtMost: number;
  /** The part of `input` that a provider may hold in its cache: the run of stable parts at the start. */
  readonly stable: number;
}

/** Both are undefined when no price is known. Millionths of a US dollar; the worst case rounds up. */
export interface Pricing {
  worstCase(model: ModelInfo, inputAtMost: number, outputAtMost: number): number | undefined;
  cost(model: ModelInfo, usage: TokenUsage): number | undefined;
}

/** Reserves the worst case of a call in all budgets that apply, or in none. */
export interface BudgetGate {
  /** Checks and records the reservation in one step, so that calls at the same time cannot spend the same money. */
  reserve(reservation: ReservedEvent): Promise<BudgetVerdict>;
}

export type BudgetVerdict =
  | { readonly kind: 'reserved' }
  /** The budget that it does not fit into. What others have reserved may become free when they are settled. */
  | { readonly kind: 'overBudget'; readonly budget: BudgetState; readonly neededMicroUsd: number }
  /** No price is known for the model, and the person has not allowed such models while a budget applies. */
  | { readonly kind: 'unknownPrice'; readonly budget?: BudgetState };

/** Every reservation gets exactly one settlement. Settling the same event (by its id) twice records it once. */
export interface CallLedger {
  settle(event: SettledEvent): Promise<void>;
}

/** Keeps calls away from models that fail. It never waits: whoever is refused takes another model. */
export interface Breaker {
  tryAcquire(model: ModelId): BreakerPermit | BreakerRefusal;
  /** The model answered, or its refusal shows that it works. */
  succeeded(permit: BreakerPermit): void;
  failed(permit: BreakerPermit, failure: ModelFailure): void;
  /** The call ended without telling anything about the model, such as by being cancelled. */
  dropped(permit: BreakerPermit): void;
}

export interface BreakerPermit {
  readonly kind: 'permit';
  readonly model: ModelId;
  /** The states that it was given in; what ends later than its epoch changes nothing. */
  readonly epochs: { readonly model: number; readonly provider: number };
}

export interface BreakerRefusal {
  readonly kind: 'open';
  readonly scope: 'model' | 'provider';
  /** Milliseconds until a trial call may be let through; 0 when all trial calls are under way. */
  readonly retryInMs: number;
  readonly reason: string;
}

/** Keeps calls within the provider's limits per minute and at a number at once that it bears. */
export interface Limiter {
  /** Waits for its turn. Ends as refusal at once when the deadline cannot be met, and when the signal is aborted. */
  acquire(need: LimiterNeed, signal: CancelSignal): Promise<LimiterGrant | LimiterRefusal>;
  /** How long a call would wait at least if it came now, in milliseconds. */
  waitMs(model: ModelId, tokens: LimiterTokens): number;
  /** Gives a grant back, exactly once. */
  release(grant: LimiterGrant, outcome: LimiterFeedback): void;
}

export interface LimiterTokens {
  /** Input that no cache of the provider holds, as estimated. */
  readonly input: number;
  /** The most output that the call may have. */
  readonly output: number;
}

export interface LimiterNeed extends LimiterTokens {
  readonly model: ModelId;
  /** Calls with the same key share their part of the limits; other keys get theirs. The run, as a rule. */
  readonly fairKey: string;
  /** Higher first, among calls of one key. */
  readonly priority: number;
  /** On the monotonic clock. */
  readonly deadlineMs: number;
}

export interface LimiterGrant {
  readonly kind: 'granted';
  readonly model: ModelId;
  readonly tokens: LimiterTokens;
  readonly waitedMs: number;
}

export type LimiterRefusal =
  /** It cannot start before its deadline: `neededMs` is what it would have to wait, `neededMs` Infinity when it is over a limit as a whole. */
  | { readonly kind: 'tooLate'; readonly neededMs: number; readonly reason: string }
  | { readonly kind: 'cancelled' };

/** What a call that was let through tells about the limits. */
export interface LimiterFeedback {
  readonly result: 'ok' | 'rateLimited' | 'other';
  /** What counts against the limits really: uncached input and output; absent when nothing is known. */
  readonly used?: LimiterTokens;
  readonly retryAfterMs?: number;
  readonly reading?: RateLimitReading;
}

/** Hears what happens. It must not throw, and what it hears has no texts of prompts or answers. */
export interface EventSink {
  emit(event: GatewayEvent): void;
}
