import type { CancelSignal } from '../../base/cancelSignal.ts';
import type { ModelCall } from '../modelCall.ts';
import type { ModelId, ModelInfo } from '../models/modelInfo.ts';
import type { ModelAnswer, ModelFailure, RateLimitReading } from '../outcome.ts';
import type { Provider } from '../provider.ts';
import type { CachedEvent, ReservedEvent, SettledEvent } from '../records/ledger.ts';
import type { Reservation, Settlement } from '../records/ledgerRepository.ts';
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

/** Whole answers by the exact call: its model, instructions, messages and whatever else changes an answer. It never rejects: a store that fails is a miss. */
export interface AnswerCache {
  /** Waits while the same call is under way already, until that one has an answer or is given up. A request with `refresh` always misses. */
  find(call: ModelCall, request: ModelRequest, signal: CancelSignal): Promise<CacheHit | CacheMiss>;
}

export interface CacheHit {
  readonly kind: 'hit';
  readonly match: CachedEvent['match'];
  readonly answer: ModelAnswer;
  /** The question that a similar answer was given for. */
  readonly similarTo?: string;
  /** What the answer cost when it was made. */
  readonly savedMicroUsd?: number;
}

/** Whoever gets it must call exactly one of its functions: others may wait for the same answer. */
export interface CacheMiss {
  readonly kind: 'miss';
  keep(answer: ModelAnswer, microUsd: number | undefined): Promise<void>;
  abandon(): void;
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
  reserve(reservation: ReservedEvent): Promise<Reservation>;
}

/** Every reservation gets exactly one settlement. */
export interface CallLedger {
  settle(event: SettledEvent): Promise<Settlement>;
  record(event: CachedEvent): Promise<void>;
}

/** Keeps calls away from models that fail. It never waits: whoever is refused takes another model. */
export interface Breaker {
  tryAcquire(model: ModelId): BreakerPermit | BreakerRefusal;
  /** The model answered, or its refusal shows that it works. */
  succeeded(permit: BreakerPermit): void;
  failed(permit: BreakerPermit, failure: ModelFailure): void;
  /** The call ended without telling anything about the model, such as by being cancelled. */
  dropped(permit: BreakerPermit): void;
  /** Whether a permit still stands after its holder had to wait; one that does not is dropped. */
  stands(permit: BreakerPermit): boolean;
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
  /** Waits for its turn. Ends as refusal as soon as deadline or patience cannot be met, and when the signal is aborted. */
  acquire(need: LimiterNeed, signal: CancelSignal): Promise<LimiterGrant | LimiterRefusal>;
  /** Gives a grant back, exactly once. */
  release(grant: LimiterGrant, outcome: LimiterFeedback): void;
  /** Sends all waiting calls away from a model, or from all models of a provider, because their breaker opened. */
  evict(scope: { readonly provider: string; readonly model?: string }): void;
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
  /** The longest that the model's limits may keep it waiting; waiting for calls before it to end does not count. */
  readonly patienceMs: number;
}

export interface LimiterGrant {
  readonly kind: 'granted';
  readonly model: ModelId;
  readonly tokens: LimiterTokens;
  readonly waitedMs: number;
}

export type LimiterRefusal =
  /** It cannot start before its deadline, or not as soon as it wants: `neededMs` is what the limits ask for, Infinity when it is over one of them as a whole. */
  | { readonly kind: 'tooLate'; readonly neededMs: number; readonly reason: string }
  | { readonly kind: 'evicted' }
  | { readonly kind: 'cancelled' };

/** What a call that was let through tells about the limits. */
export interface LimiterFeedback {
  /** `slow`: nothing came in time; too many at once may be why. `unused`: nothing was sent. */
  readonly result: 'ok' | 'rateLimited' | 'slow' | 'unused' | 'other';
  /** What counts against the limits really: uncached input and output; absent when nothing is known. */
  readonly used?: LimiterTokens;
  readonly retryAfterMs?: number;
  readonly reading?: RateLimitReading;
}

/** Hears what happens. It must not throw, and what it hears has no texts of prompts or answers. */
export interface EventSink {
  emit(event: GatewayEvent): void;
}
