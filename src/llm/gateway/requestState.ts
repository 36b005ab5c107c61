import type { CancelSignal } from '../../base/cancelSignal.ts';
import type { ModelFailure } from '../outcome.ts';
import { policyOf } from '../outcome.ts';
import type { CallLimits } from '../modelCall.ts';
import type { Account } from './account.ts';
import type { Candidate } from './candidate.ts';
import type { AttemptRecord, ModelSwitch } from './events.ts';
import { backoffMs, type GatewaySettings } from './gatewaySettings.ts';
import type { ModelRequest } from './modelRequest.ts';
import type { Route } from './parts.ts';

/** What a request has gone through so far. Times are of the monotonic clock. */
export interface RequestState {
  readonly id: string;
  readonly request: ModelRequest;
  readonly signal: CancelSignal;
  readonly route: Route;
  readonly candidates: readonly Candidate[];
  readonly limits: CallLimits;
  readonly startedAt: number;
  readonly deadline: number;
  /** Whose turns and cached prefixes it shares. */
  readonly fairKey: string;
  readonly attempts: AttemptRecord[];
  readonly switches: ModelSwitch[];
  /** What was reserved so far; each reservation has a call of its own in the ledger. */
  reservations: number;
  paidAttempts: number;
  microUsd: number;
  wastedMicroUsd: number;
  hasUnknownCost: boolean;
  /** The model of the last attempt. */
  last?: Candidate;
  failure?: ModelFailure;
  /** What was last told to be waited for. */
  toldWaiting?: string;
}

/** Adds up what an attempt cost. */
export function addAccount(state: RequestState, account: Account, isWasted: boolean): void {
  if (!account.isFree) state.paidAttempts += 1;
  if (account.microUsd === undefined) state.hasUnknownCost = true;
  state.microUsd += account.microUsd ?? 0;
  if (isWasted) state.wastedMicroUsd += account.microUsd ?? 0;
}

export function hasAttemptsLeft(state: RequestState, settings: GatewaySettings): boolean {
  return state.attempts.length < settings.maxAttempts && state.paidAttempts < settings.maxPaidAttempts;
}

/** The models that may still be asked: those whose turn it is first, then those that had theirs. */
export function askable(state: RequestState, settings: GatewaySettings): readonly Candidate[] {
  const turns = ({ tries }: Candidate): number => (tries < settings.attemptsPerModel ? 0 : tries);
  return state.candidates.filter(({ excluded }) => excluded === undefined).sort((left, right) => turns(left) - turns(right) || left.index - right.index);
}

/** Draws the conclusions of a failed attempt for the models that are left. */
export function learn(state: RequestState, { candidate, failure }: { readonly candidate: Candidate; readonly failure: ModelFailure }, settings: GatewaySettings, time: { readonly now: number; readonly random: number }): void {
  state.failure = failure;
  candidate.tries += 1;
  if (policyOf(failure).next === 'other') candidate.excluded = { reason: wordsOf(failure), kind: failure.kind };
  if (failure.kind === 'tooLarge') excludeSmaller(state, candidate);
  // A provider that cannot be reached will hardly be under another of its models.
  if (failure.kind === 'offline' && failure.cause !== 'timeout') {
    for (const other of state.candidates) if (other !== candidate && other.model.id.provider === candidate.model.id.provider) other.tries = Math.max(other.tries, settings.attemptsPerModel);
    candidate.tries = Math.max(candidate.tries, settings.attemptsPerModel);
  }
  // After a refusal for limits the limiter knows when the next call may go.
  if (failure.kind !== 'rateLimited') candidate.notBefore = time.now + Math.max(failure.retryAfterMs ?? 0, backoffMs(settings, candidate.tries, time.random));
}

/** A failure in one or two words, such as `truncated (streamCut)`. */
export function wordsOf({ kind, cause }: Pick<ModelFailure, 'kind' | 'cause'>): string {
  return cause === undefined ? kind : `${kind} (${cause})`;
}

function excludeSmaller(state: RequestState, { model }: Candidate): void {
  const { contextTokens } = model;
  if (contextTokens === undefined) return;
  for (const other of state.candidates) if ((other.model.contextTokens ?? Number.POSITIVE_INFINITY) <= contextTokens) other.excluded ??= { reason: 'tooLarge', kind: 'tooLarge' };
}
