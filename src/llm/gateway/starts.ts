import type { ModelFailure } from '../outcome.ts';
import type { TimePort } from '../ports.ts';
import type { Provider } from '../provider.ts';
import { sizeOf, type Candidate, type Hindrance } from './candidate.ts';
import type { GatewaySettings } from './gatewaySettings.ts';
import type { OutOfUse } from './outOfUse.ts';
import type { BreakerPermit, CacheHit, CallSize, GatewayParts, LimiterGrant } from './parts.ts';
import type { PrefixMemory } from './prefixMemory.ts';
import { askable, type RequestState } from './requestState.ts';
import type { WaitingRoom } from './waitingRoom.ts';

/** A model that will be asked now; permit and grant must be given back. */
export interface Start {
  readonly kind: 'start';
  readonly candidate: Candidate;
  readonly provider: Provider;
  readonly size: CallSize;
  readonly permit: BreakerPermit;
  readonly grant: LimiterGrant;
}

/** The answer was there already. */
export interface Found {
  readonly kind: 'found';
  readonly candidate: Candidate;
  readonly hit: CacheHit;
}

/** Nobody can be asked any more. */
export interface NoStart {
  readonly kind: 'none';
  readonly failure: ModelFailure;
}

export interface StartTools {
  readonly parts: GatewayParts;
  readonly time: TimePort;
  readonly settings: GatewaySettings;
  readonly outOfUse: OutOfUse;
  readonly prefixes: PrefixMemory;
  /** Where requests wait for breakers to change, or for time to pass. */
  readonly room: WaitingRoom;
}

type Tried = Start | Found | { readonly kind: 'hindered' | 'changed' };

const trialPollMs = 1000;

/** For comparing prices, tokens. */
const typicalInput = 4000;

/** The best model that can be asked now or soon. Waits when all of them ask for it and the deadline allows. */
export async function nextStart(tools: StartTools, state: RequestState): Promise<Start | Found | NoStart> {
  for (;;) {
    const tried = await firstFree(tools, state);
    const result = tried.kind === 'hindered' ? await soonest(tools, state) : tried;
    if (result.kind === 'start' || result.kind === 'found' || result.kind === 'none') return result;
  }
}

async function firstFree(tools: StartTools, state: RequestState): Promise<Tried | NoStart> {
  for (const candidate of askable(state, tools.settings)) {
    const failure = stopped(tools, state);
    if (failure) return { kind: 'none', failure };
    const tried = await tryCandidate(tools, state, { candidate, patienceMs: patienceFor(tools, state, candidate) });
    if (tried.kind !== 'hindered') return tried;
  }
  return { kind: 'hindered' };
}

/** Waits for the model that can be asked first; what it then finds may be different. */
async function soonest(tools: StartTools, state: RequestState): Promise<Tried | NoStart> {
  const stop = stopped(tools, state);
  if (stop) return { kind: 'none', failure: stop };
  const [first] = askable(state, tools.settings)
    .flatMap((candidate) => (candidate.hindrance ? [{ candidate, ...candidate.hindrance }] : []))
    .sort((left, right) => left.waitMs - right.waitMs);
  if (!first) return { kind: 'none', failure: nobodyLeft(tools, state) };
  if (tools.time.monotonicMs() + first.waitMs > state.deadline) return { kind: 'none', failure: state.failure ?? hindered(tools, state, first) };
  const { candidate, waitMs } = first;
  tellWaiting(tools, state, first);
  if (first.kind === 'limit') return tryCandidate(tools, state, { candidate, patienceMs: Number.POSITIVE_INFINITY });
  // Breakers wake the room when they change; looking again is for trial calls that told nothing, and a few of those who wait are enough for that.
  const pollMs = trialPollMs * Math.max(1, tools.room.size / 10);
  await tools.room.wait(Math.min(first.kind === 'breaker' && waitMs === 0 ? pollMs : waitMs, state.deadline - tools.time.monotonicMs()), state.signal);
  return { kind: 'changed' };
}

/** Once for each reason, however often it is looked again. */
function tellWaiting({ parts, time }: StartTools, state: RequestState, { candidate, waitMs, reason }: Hindrance & { readonly candidate: Candidate }): void {
  const told = `${candidate.index} ${reason}`;
  if (state.toldWaiting === told) return;
  state.toldWaiting = told;
  parts.events.emit({ kind: 'call.waiting', call: state.id, at: time.now(), purpose: state.request.purpose, model: candidate.model.id, waitMs, reason });
}

async function tryCandidate(tools: StartTools, state: RequestState, { candidate, patienceMs }: { readonly candidate: Candidate; readonly patienceMs: number }): Promise<Tried> {
  const { parts } = tools;
  candidate.hindrance = undefined;
  const provider = providerOf(tools, candidate);
  if (!provider) return { kind: 'hindered' };
  const hit = await fromCache(tools, state, candidate);
  if (hit) return { kind: 'found', candidate, hit };
  const size = await sizeOf(candidate, parts.sizes, state.limits);
  if (!await restAfterFailure(tools, state, { candidate, patienceMs })) return { kind: 'hindered' };
  if (stopped(tools, state)) return { kind: 'changed' };
  const permit = parts.breaker.tryAcquire(candidate.model.id);
  if (permit.kind === 'open') return hinder(candidate, { kind: 'breaker', waitMs: permit.retryInMs, reason: `breaker open: ${permit.reason}` });
  const tokens = { input: tools.prefixes.uncached(size, candidate.model.id, state.fairKey), output: candidate.call.maxOutputTokens };
  const grant = await parts.limiter.acquire({ ...tokens, model: candidate.model.id, fairKey: state.fairKey, priority: state.request.priority ?? 0, deadlineMs: state.deadline, patienceMs }, state.signal);
  if (grant.kind !== 'granted') {
    parts.breaker.dropped(permit);
    return grant.kind === 'tooLate' ? hinder(candidate, { kind: 'limit', waitMs: grant.neededMs, reason: grant.reason }) : { kind: 'changed' };
  }
  if (parts.breaker.stands(permit)) return { kind: 'start', candidate, provider, size, permit, grant };
  giveBack(parts, { permit, grant });
  return { kind: 'changed' };
}

/** How long a model may let wait before the next one gets the request: longer the more that one costs. Without a next one a longer wait is told first. */
function patienceFor({ parts: { pricing }, settings }: StartTools, state: RequestState, candidate: Candidate): number {
  const others = askable(state, settings).filter((other) => other !== candidate);
  const next = others.find(({ index }) => index > candidate.index) ?? others[0];
  if (!next) return settings.patienceMs;
  const [own, its] = [candidate, next].map(({ model, call }) => pricing.worstCase(model, typicalInput, call.maxOutputTokens));
  if (own === undefined || its === undefined || own === 0) return settings.patienceMs;
  return settings.patienceMs * Math.min(settings.maxPatienceFactor, Math.max(1, its / own));
}

/** Gives back what was taken for a call that is not sent. */
export function giveBack(parts: GatewayParts, { permit, grant }: { readonly permit: BreakerPermit; readonly grant: LimiterGrant }): void {
  parts.breaker.dropped(permit);
  parts.limiter.release(grant, { result: 'unused' });
}

function providerOf({ parts, outOfUse }: StartTools, candidate: Candidate): Provider | undefined {
  const { provider: id } = candidate.model.id;
  const provider = parts.providers.provider(id);
  if (!provider) candidate.excluded = { reason: 'not configured', kind: 'unknown' };
  const reason = outOfUse.reason(candidate.model.id);
  if (reason !== undefined) candidate.excluded = { reason, kind: 'unauthorised' };
  return candidate.excluded === undefined ? provider : undefined;
}

/** What the cache has; it is asked once, and waits for an equal call no longer than the request has time. */
async function fromCache({ parts, time }: StartTools, state: RequestState, candidate: Candidate): Promise<CacheHit | undefined> {
  if (state.request.cache === 'off') return undefined;
  if (candidate.cache === undefined) {
    const asked = parts.cache.find({ ...candidate.call, limits: state.limits }, state.request, state.signal);
    let stopWaiting: () => void = () => undefined;
    const late = new Promise<undefined>((done) => {
      stopWaiting = time.after(state.deadline - time.monotonicMs(), () => { done(undefined); });
    });
    const found = await Promise.race([asked, late]);
    stopWaiting();
    if (found) candidate.cache = found;
    // What comes too late is nobody's claim.
    else void asked.then((miss) => { if (miss.kind === 'miss') miss.abandon(); });
  }
  return candidate.cache?.kind === 'hit' ? candidate.cache : undefined;
}

/** Waits until a model that has failed may be tried again; false when that is too long and another may go first. */
async function restAfterFailure({ time, room }: StartTools, state: RequestState, { candidate, patienceMs }: { readonly candidate: Candidate; readonly patienceMs: number }): Promise<boolean> {
  const waitMs = candidate.notBefore - time.monotonicMs();
  if (waitMs <= 0) return true;
  if (waitMs <= patienceMs && time.monotonicMs() + waitMs <= state.deadline) await room.wait(waitMs, state.signal);
  const leftMs = candidate.notBefore - time.monotonicMs();
  if (leftMs > 0) hinder(candidate, { kind: 'backoff', waitMs: leftMs, reason: 'failed a moment ago' });
  return leftMs <= 0;
}

function hinder(candidate: Candidate, hindrance: Hindrance): { readonly kind: 'hindered' } {
  candidate.hindrance = hindrance;
  return { kind: 'hindered' };
}

function stopped({ time }: StartTools, state: RequestState): ModelFailure | undefined {
  const timing = { totalMs: time.monotonicMs() - state.startedAt };
  if (state.signal.aborted) return { kind: 'cancelled', detail: 'The call was cancelled.', timing };
  if (time.monotonicMs() < state.deadline) return undefined;
  return state.failure ?? { kind: 'rateLimited', cause: 'localLimit', detail: 'The time for the call was over before its turn came.', timing };
}

/** The failure of a request that cannot be started in time. */
function hindered({ time }: StartTools, state: RequestState, { kind, waitMs, reason }: Hindrance): ModelFailure {
  const retry = Number.isFinite(waitMs) ? { retryAfterMs: Math.ceil(waitMs) } : {};
  const detail = Number.isFinite(waitMs) ? `Not before ${Math.ceil(waitMs / 1000)} s: ${reason}.` : `Never: ${reason}.`;
  return { kind: kind === 'limit' ? 'rateLimited' : 'overloaded', cause: 'localLimit', detail, ...retry, timing: { totalMs: time.monotonicMs() - state.startedAt } };
}

/** No model is left. A budget that stood in the way is told before anything else, because without it the request would have gone on. */
function nobodyLeft({ time }: StartTools, state: RequestState): ModelFailure {
  const exclusions = state.candidates.flatMap(({ excluded, model }) => (excluded ? [{ ...excluded, label: model.label }] : []));
  const money = exclusions.find(({ kind }) => kind === 'budget');
  if (state.failure && !money) return state.failure;
  const detail = exclusions.length === 0 ? `No model can answer: ${state.route.reason}` : exclusions.map(({ label, reason }) => `${label}: ${reason}`).join('; ');
  return { kind: (money ?? exclusions[0])?.kind ?? 'unknown', detail, timing: { totalMs: time.monotonicMs() - state.startedAt } };
}
