import type { CancelSignal } from '../../base/cancelSignal.ts';
import { modelKey, type ModelId, type ModelInfo } from '../models/modelInfo.ts';
import { policyOf, type ModelFailure, type ModelOutcome } from '../outcome.ts';
import type { RandomPort, TimePort } from '../ports.ts';
import { attempt } from './attempt.ts';
import { candidatesOf, sizeOf, worstCaseOf, type Candidate } from './candidate.ts';
import type { BreakerEvent, ModelSwitch } from './events.ts';
import type { GatewayResult } from './gatewayResult.ts';
import { gatewayDefaults, type GatewaySettings } from './gatewaySettings.ts';
import type { ModelRequest } from './modelRequest.ts';
import { OutOfUse } from './outOfUse.ts';
import type { GatewayParts, Route } from './parts.ts';
import { PrefixMemory } from './prefixMemory.ts';
import { hasAttemptsLeft, learn, wordsOf, type RequestState } from './requestState.ts';
import { nextStart, type Found, type Start } from './starts.ts';
import { WaitingRoom } from './waitingRoom.ts';

export interface GatewayOptions {
  readonly parts: GatewayParts;
  readonly time: TimePort;
  readonly random: RandomPort;
  readonly settings?: Partial<GatewaySettings>;
}

const moneyPollMs = 1000;

interface Ending {
  readonly outcome: ModelOutcome;
  readonly candidate?: Candidate;
  readonly found?: Found;
  readonly paidCall?: string;
}

/**
 * The one way to a model: cache, router, breaker, limiter, budget, provider, settlement, and the only retry loop there is. It never rejects;
 * whatever goes wrong is an outcome.
 */
export class Gateway {
  readonly #parts: GatewayParts;
  readonly #time: TimePort;
  readonly #random: RandomPort;
  readonly #settings: GatewaySettings;
  readonly #outOfUse: OutOfUse;
  readonly #prefixes = new PrefixMemory();
  readonly #room: WaitingRoom;
  readonly #moneyRoom: WaitingRoom;

  constructor({ parts, time, random, settings }: GatewayOptions) {
    this.#parts = parts;
    this.#time = time;
    this.#random = random;
    this.#settings = { ...gatewayDefaults, ...settings };
    this.#outOfUse = new OutOfUse(time, parts.events);
    this.#room = new WaitingRoom(time);
    this.#moneyRoom = new WaitingRoom(time);
  }

  /** One answer to one request, from whichever of its models gives it. */
  async ask(request: ModelRequest, signal: CancelSignal): Promise<GatewayResult> {
    const route = await this.#route(request);
    const state = this.#begin(request, route, signal);
    const candidates = route.candidates.map(({ id }) => id);
    this.#parts.events.emit({ kind: 'call.started', call: state.id, at: this.#time.now(), purpose: request.purpose, candidates, reason: route.reason });
    try {
      return this.#done(state, await this.#work(state).catch((error: unknown) => this.#broken(state, error)));
    } finally {
      for (const { cache } of state.candidates) if (cache?.kind === 'miss') cache.abandon();
    }
  }

  /** The model that the request would be sent to first, as things stand now; undefined when there is none. Nothing is asked. Not for conversations: the router takes their prompts for said. */
  async firstModel(request: ModelRequest): Promise<ModelInfo | undefined> {
    const { candidates } = await this.#route(request);
    return candidates.find(({ id }) => this.#outOfUse.reason(id) === undefined);
  }

  /** To be told of each change of a breaker: whoever waits for the model is sent to another, or may try it again. */
  breakerChanged(event: BreakerEvent): void {
    this.#parts.events.emit(event);
    if (event.to === 'open') this.#parts.limiter.evict(event);
    else this.#room.wakeAll();
  }

  /** A provider and its models may be asked again, because its key, another of its settings or its list of models changed. */
  enableProvider(provider: string): void {
    this.#outOfUse.enable(provider);
  }

  /** Why a model is out of use until its provider's settings change; undefined when it is not. */
  outOfUseReason(model: ModelId): string | undefined {
    return this.#outOfUse.reason(model);
  }

  async #route(request: ModelRequest): Promise<Route> {
    try {
      return await this.#parts.router.route(request);
    } catch (error) {
      return { candidates: [], reason: `the router failed: ${String(error)}` };
    }
  }

  #begin(request: ModelRequest, route: Route, signal: CancelSignal): RequestState {
    const startedAt = this.#time.monotonicMs();
    return {
      id: this.#random.id(), request, signal, route, startedAt,
      candidates: candidatesOf(request, route.candidates),
      limits: { ...this.#settings.limits, ...request.limits },
      deadline: startedAt + (request.withinMs ?? this.#settings.withinMs),
      fairKey: request.purpose.run ?? request.wish?.session ?? request.purpose.workspace,
      attempts: [], switches: [], reservations: 0, paidAttempts: 0, microUsd: 0, wastedMicroUsd: 0, hasUnknownCost: false,
    };
  }

  async #work(state: RequestState): Promise<Ending> {
    const tools = { parts: this.#parts, time: this.#time, random: this.#random, settings: this.#settings, outOfUse: this.#outOfUse, prefixes: this.#prefixes, room: this.#room, moneyRoom: this.#moneyRoom };
    for (;;) {
      const start = await nextStart(tools, state);
      if (start.kind === 'none') return { outcome: start.failure, ...(state.last ? { candidate: state.last } : {}) };
      if (start.kind === 'found') return { outcome: start.hit.answer, candidate: start.candidate, found: start };
      await this.#tellSwitch(state, start.candidate);
      const ended = await attempt(tools, state, start);
      if (ended.kind === 'changed') continue;
      if (ended.kind === 'noMoney') {
        const failure = await this.#withoutMoney(state, start.candidate, ended);
        if (failure) return { outcome: failure, candidate: start.candidate };
        continue;
      }
      this.#moneyRoom.wakeOne();
      const { outcome, attemptId } = ended;
      if (outcome.kind === 'ok') return { outcome, candidate: start.candidate, paidCall: attemptId };
      if (this.#isOver(state, start, outcome)) return { outcome, candidate: start.candidate };
    }
  }

  /** A part failed that must not; the call ends, and others go on. */
  #broken(state: RequestState, error: unknown): Ending {
    const failure: ModelFailure = { kind: 'unknown', detail: `The gateway failed: ${String(error)}`, timing: { totalMs: this.#time.monotonicMs() - state.startedAt } };
    return { outcome: failure, ...(state.last ? { candidate: state.last } : {}) };
  }

  /** Draws the conclusions of a failure; true when nothing else is to be tried. */
  #isOver(state: RequestState, { candidate }: Start, failure: ModelFailure): boolean {
    const policy = policyOf(failure);
    const scope = this.#outOfUse.learn(failure, candidate.model.id, wordsOf(failure));
    if (scope) this.#parts.limiter.evict(scope);
    learn(state, { candidate, failure }, this.#settings, { now: this.#time.monotonicMs(), random: this.#random.next() });
    const isCut = failure.cause === 'outputLimit' && state.request.atOutputLimit === 'end';
    return isCut || policy.next === 'stop' || policy.next === 'never' || !hasAttemptsLeft(state, this.#settings);
  }

  /** Waits for money that may become free; leaves the model out when none can. Gives a failure when the time is over. */
  async #withoutMoney(state: RequestState, candidate: Candidate, { later, reason }: { readonly later: boolean; readonly reason: string }): Promise<ModelFailure | undefined> {
    if (!later) {
      candidate.excluded = { reason, kind: 'budget' };
      // Whoever waits should hear the same as soon as possible.
      this.#moneyRoom.wakeOne();
      return undefined;
    }
    const leftMs = state.deadline - this.#time.monotonicMs();
    // Other windows settle without telling us: a few of those who wait look once a second.
    if (leftMs > 0) await this.#moneyRoom.wait(Math.min(leftMs, moneyPollMs * Math.max(1, this.#moneyRoom.size / 10)), state.signal);
    if (state.signal.aborted || this.#time.monotonicMs() < state.deadline) return undefined;
    return { kind: 'budget', detail: `${candidate.model.label}: ${reason}`, timing: { totalMs: this.#time.monotonicMs() - state.startedAt } };
  }

  /** Tells when a request goes to another model than the last time, or than the one that the router wanted. */
  async #tellSwitch(state: RequestState, to: Candidate): Promise<void> {
    const from = state.last ?? state.candidates[0];
    state.last = to;
    if (from === undefined || from === to) return;
    await sizeOf(from, this.#parts.sizes, state.limits);
    const [before, after] = [worstCaseOf(from, this.#parts.pricing), worstCaseOf(to, this.#parts.pricing)];
    const reason = from.excluded?.reason ?? from.hindrance?.reason ?? (state.failure ? wordsOf(state.failure) : 'its turn');
    const told: ModelSwitch = { from: from.model.id, to: to.model.id, reason, ...(before === undefined || after === undefined ? {} : { differenceMicroUsd: after - before }) };
    state.switches.push(told);
    this.#parts.events.emit({ kind: 'call.switched', call: state.id, at: this.#time.now(), purpose: state.request.purpose, switch: told });
  }

  #done(state: RequestState, { outcome, candidate, found, paidCall }: Ending): GatewayResult {
    const { id: call, request, route, attempts, switches, microUsd, wastedMicroUsd, hasUnknownCost } = state;
    const totalMs = this.#time.monotonicMs() - state.startedAt;
    const model = candidate === undefined ? {} : { model: candidate.model.id };
    if (outcome.kind === 'ok' && candidate) this.#parts.router.answered?.(request, candidate.model.id);
    if (found) this.#recordHit(state, found);
    const at = this.#time.now();
    this.#parts.events.emit({ kind: 'call.done', call, at, purpose: request.purpose, ...model, outcome: outcome.kind, attempts: attempts.length, ...(hasUnknownCost ? {} : { microUsd }), totalMs, fromCache: found !== undefined });
    return { call, outcome, ...model, route, attempts, switches, ...(found ? { fromCache: found.hit.match } : {}), ...(found?.hit.similarTo === undefined ? {} : { similarTo: found.hit.similarTo }), ...(paidCall === undefined ? {} : { paidCall }), microUsd, wastedMicroUsd, hasUnknownCost, totalMs };
  }

  #recordHit({ id, request }: RequestState, { candidate, hit }: Found): void {
    const saved = hit.savedMicroUsd === undefined ? {} : { savedMicroUsd: hit.savedMicroUsd };
    const event = { kind: 'cached' as const, id: this.#random.id(), call: `${id}.0`, at: this.#time.now(), model: candidate.model.id, purpose: request.purpose, match: hit.match, usage: hit.answer.usage, ...saved };
    this.#parts.ledger.record(event).catch((error: unknown) => {
      this.#parts.events.emit({ kind: 'ledger.failed', at: this.#time.now(), attempt: modelKey(candidate.model.id), detail: String(error) });
    });
  }
}
