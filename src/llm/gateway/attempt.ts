import { dollars } from '../../base/dollars.ts';
import type { CancelSignal } from '../../base/cancelSignal.ts';
import type { ModelCall } from '../modelCall.ts';
import type { ModelAnswer, ModelFailure, ModelOutcome } from '../outcome.ts';
import type { RandomPort, TimePort } from '../ports.ts';
import type { ReservedEvent } from '../records/ledger.ts';
import { noUsage } from '../tokenUsage.ts';
import { accountOf, limitedTokens, type Account } from './account.ts';
import { worstCaseOf } from './candidate.ts';
import type { AttemptRecord } from './events.ts';
import type { GatewayParts, LimiterFeedback } from './parts.ts';
import type { PrefixMemory } from './prefixMemory.ts';
import { addAccount, type RequestState } from './requestState.ts';
import { giveBack, type Start } from './starts.ts';
import type { WaitingRoom } from './waitingRoom.ts';

export interface AttemptTools {
  readonly parts: GatewayParts;
  readonly time: TimePort;
  readonly random: RandomPort;
  readonly prefixes: PrefixMemory;
  /** Where requests wait for money. */
  readonly moneyRoom: WaitingRoom;
}

export type Attempted =
  | { readonly kind: 'ended'; readonly outcome: ModelOutcome; readonly attemptId: string }
  /** Not sent: `later` when money that others have reserved may become free. */
  | { readonly kind: 'noMoney'; readonly later: boolean; readonly reason: string }
  /** Not sent: the breaker opened while the reservation was written. */
  | { readonly kind: 'changed' };

const nothing: Account = { usage: noUsage, microUsd: 0, source: 'table', isFree: true };

/** A reservation outlives its call by that much before it counts as one of a dead process. */
const settleGraceMs = 60_000;

/**
 * One attempt at one model: reserve its worst case, send it, settle. Whatever happens after the reservation, there is exactly one settlement,
 * and permit and grant are given back exactly once.
 */
export async function attempt(tools: AttemptTools, state: RequestState, start: Start): Promise<Attempted> {
  const { parts, time } = tools;
  const tooDear = overLimit(tools, state, start);
  if (tooDear !== undefined) {
    giveBack(parts, start);
    return tooDear;
  }
  state.reservations += 1;
  const attemptId = `${state.id}.${state.reservations}`;
  const refusal = await reserve(tools, state, { start, attemptId });
  const stands = parts.breaker.stands(start.permit);
  if (refusal ?? !stands) giveBack(parts, start);
  if (refusal) return refusal;
  if (!stands) {
    await settle(tools, state, { attemptId, account: nothing, ended: { model: start.candidate.model.id, outcome: 'cancelled', totalMs: 0 } });
    return { kind: 'changed' };
  }
  const startedAt = time.monotonicMs();
  const outcome = await send(tools, state, start);
  const totalMs = time.monotonicMs() - startedAt;
  const account = accountOf(outcome, { model: start.candidate.model, size: start.size, sizes: parts.sizes, pricing: parts.pricing });
  tellParts(tools, state, { start, outcome, account });
  addAccount(state, account, outcome.kind !== 'ok');
  const record = recordOf(state, { start, outcome, account, totalMs });
  state.attempts.push(record);
  parts.events.emit({ kind: 'call.attempt', call: state.id, at: time.now(), purpose: state.request.purpose, attempt: record });
  // Kept before it is settled: a process that dies in between leaves a reservation, never an answer that is paid and lost.
  if (outcome.kind === 'ok') await keep(start, outcome, account.microUsd);
  await settle(tools, state, { attemptId, account, ended: record });
  return { kind: 'ended', outcome, attemptId };
}

/** Whether the attempt could cost more than is left of what the request may cost. */
function overLimit({ parts }: AttemptTools, { request: { withinMicroUsd }, microUsd: spent }: RequestState, { candidate }: Start): Attempted | undefined {
  const microUsd = worstCaseOf(candidate, parts.pricing);
  if (withinMicroUsd === undefined || microUsd === undefined || spent + microUsd <= withinMicroUsd) return undefined;
  return { kind: 'noMoney', later: false, reason: `could cost ${dollars(microUsd)}, and ${dollars(Math.max(0, withinMicroUsd - spent))} is left of what was agreed to` };
}

/** Gives a whole answer to the cache, which waits for it when it was asked. */
async function keep({ candidate }: Start, answer: ModelAnswer, microUsd: number | undefined): Promise<void> {
  if (candidate.cache?.kind !== 'miss') return;
  const { cache } = candidate;
  delete candidate.cache;
  await cache.keep(answer, microUsd);
}

async function reserve({ parts, time, random, moneyRoom }: AttemptTools, state: RequestState, { start, attemptId }: { readonly start: Start; readonly attemptId: string }): Promise<Attempted | undefined> {
  const { model } = start.candidate;
  const microUsd = worstCaseOf(start.candidate, parts.pricing);
  const cost = microUsd === undefined ? {} : { microUsd };
  const { purpose } = state.request;
  const at = time.now();
  const event: ReservedEvent = { kind: 'reserved', id: random.id(), call: attemptId, at, model: model.id, purpose, ...cost, expiresAt: at + state.limits.totalMs + settleGraceMs };
  const verdict = await parts.budget.reserve(event).catch((error: unknown) => ({ kind: 'failed' as const, detail: String(error) }));
  switch (verdict.kind) {
    case 'reserved':
      // What one call gave back may be enough for several: each that gets through lets the next one try.
      moneyRoom.wakeOne();
      parts.events.emit({ kind: 'cost.reserved', call: state.id, at, purpose, attempt: attemptId, model: model.id, ...cost });
      return undefined;
    case 'overBudget': {
      const { budget, neededMicroUsd } = verdict;
      const later = budget.reservedMicroUsd > 0 && budget.spentMicroUsd + neededMicroUsd <= budget.hardMicroUsd;
      return { kind: 'noMoney', later, reason: `could cost ${dollars(neededMicroUsd)}, and the budget of the ${budget.scope.kind} has ${dollars(Math.max(0, budget.hardMicroUsd - budget.spentMicroUsd - budget.reservedMicroUsd))} left` };
    }
    case 'unknownPrice':
      return { kind: 'noMoney', later: false, reason: 'its price is not known, and a budget applies' };
    case 'failed':
      parts.events.emit({ kind: 'ledger.failed', at, attempt: attemptId, detail: verdict.detail });
      return { kind: 'noMoney', later: false, reason: `its cost could not be recorded (${verdict.detail})` };
  }
}

/** The one call to the provider. An adapter that throws in spite of its promise is a failure like others. */
async function send({ time }: AttemptTools, state: RequestState, { candidate, provider }: Start): Promise<ModelOutcome> {
  const startedAt = time.monotonicMs();
  const failed = (failure: Pick<ModelFailure, 'kind' | 'detail'>): ModelFailure => ({ ...failure, timing: { totalMs: time.monotonicMs() - startedAt } });
  const isCancelled = (signal: CancelSignal): boolean => signal.aborted;
  if (isCancelled(state.signal)) return { ...failed({ kind: 'cancelled', detail: 'The call was cancelled before it was sent.' }), cause: 'localLimit' };
  const number = state.attempts.length + 1;
  const { onText } = state.request;
  const call: ModelCall = {
    ...candidate.call,
    limits: { ...state.limits, totalMs: Math.max(1, Math.min(state.limits.totalMs, state.deadline - startedAt)) },
    ...(onText ? { onText: (text: string) => { onText(text, number); } } : {}),
  };
  try {
    return await provider.call(call, state.signal);
  } catch (error) {
    return failed({ kind: isCancelled(state.signal) ? 'cancelled' : 'unknown', detail: `The adapter failed: ${String(error)}` });
  }
}

interface Ended {
  readonly start: Start;
  readonly outcome: ModelOutcome;
  readonly account: Account;
}

/** Tells breaker, limiter and estimators at once, before anything is waited for. */
function tellParts({ parts, prefixes }: AttemptTools, state: RequestState, { start, outcome, account }: Ended): void {
  const { permit, grant, candidate } = start;
  if (outcome.kind === 'ok') parts.breaker.succeeded(permit);
  else parts.breaker.failed(permit, outcome);
  parts.limiter.release(grant, feedbackOf(outcome, account));
  const { usage } = outcome;
  if (usage === undefined || (outcome.kind === 'ok' && outcome.usageIsEstimated)) return;
  prefixes.observed(usage, candidate.model.id, state.fairKey);
  parts.sizes.observed?.({ ...candidate.call, limits: state.limits }, candidate.model, usage);
}

function feedbackOf(outcome: ModelOutcome, account: Account): LimiterFeedback {
  const { rateLimits } = outcome;
  return {
    result: resultOf(outcome),
    ...(outcome.usage === undefined ? {} : { used: limitedTokens(account.usage) }),
    ...(outcome.kind !== 'rateLimited' || outcome.retryAfterMs === undefined ? {} : { retryAfterMs: outcome.retryAfterMs }),
    ...(rateLimits === undefined ? {} : { reading: rateLimits }),
  };
}

function resultOf(outcome: ModelOutcome): LimiterFeedback['result'] {
  if (outcome.kind === 'ok' || outcome.kind === 'rateLimited') return outcome.kind;
  return outcome.kind === 'offline' && outcome.cause === 'timeout' ? 'slow' : 'other';
}

function recordOf(state: RequestState, { start, outcome, account, totalMs }: Ended & { readonly totalMs: number }): AttemptRecord {
  const failure = outcome.kind === 'ok' ? {} : {
    detail: outcome.detail,
    ...(outcome.cause === undefined ? {} : { cause: outcome.cause }),
    ...(outcome.status === undefined ? {} : { status: outcome.status }),
  };
  return {
    number: state.attempts.length + 1,
    model: start.candidate.model.id,
    outcome: outcome.kind,
    ...failure,
    waitedMs: start.grant.waitedMs,
    totalMs,
    usage: account.usage,
    ...(account.microUsd === undefined ? {} : { microUsd: account.microUsd }),
    source: account.source,
  };
}

/** The one settlement of a reservation. When it cannot be recorded the ledger tries again later, and the answer is given all the same. */
async function settle({ parts, time, random }: AttemptTools, state: RequestState, { attemptId, account, ended }: { readonly attemptId: string; readonly account: Account; readonly ended: Pick<AttemptRecord, 'model' | 'outcome' | 'totalMs'> }): Promise<void> {
  const { purpose } = state.request;
  const { model, outcome, totalMs } = ended;
  const { usage, source } = account;
  const cost = account.microUsd === undefined ? {} : { microUsd: account.microUsd };
  const wasted = outcome !== 'ok' && !account.isFree;
  const told = { at: time.now(), model, purpose, ...cost, source, wasted };
  const recorded = await parts.ledger.settle({ kind: 'settled', id: random.id(), call: attemptId, ...told, usage, outcome, totalMs }).then(
    () => true,
    (error: unknown) => {
      parts.events.emit({ kind: 'ledger.failed', at: time.now(), attempt: attemptId, detail: String(error) });
      return false;
    },
  );
  parts.events.emit({ kind: 'cost.settled', call: state.id, attempt: attemptId, ...told, recorded });
}
