import type { BreakerEvent, BreakerState } from '../gateway/events.ts';
import type { Breaker, BreakerPermit, BreakerRefusal } from '../gateway/parts.ts';
import type { ModelId } from '../models/modelInfo.ts';
import { policyOf, type FailureKind, type ModelFailure } from '../outcome.ts';
import type { TimePort } from '../ports.ts';
import type { BreakerRecord } from '../records/modelState.ts';
import { Circuit, circuitDefaults, type CircuitSettings } from './circuit.ts';

/** How a circuit stands, for people. */
export interface CircuitView {
  readonly provider: string;
  readonly model?: string;
  readonly state: BreakerState;
  readonly failuresInRow: number;
  readonly retryInMs: number;
  readonly lastReason: string;
}

export interface BreakerOptions {
  readonly time: TimePort;
  readonly settings?: Partial<CircuitSettings>;
  readonly changed?: (event: BreakerEvent) => void;
}

interface ProviderCircuits {
  readonly circuit: Circuit;
  readonly models: Map<string, Circuit>;
}

/**
 * The breakers of all models: one circuit a model, and one a provider for faults of the network, which say nothing about a single model.
 * What counts as a failure is `policyOf`.
 */
export class ModelBreaker implements Breaker {
  readonly #providers = new Map<string, ProviderCircuits>();
  readonly #time: TimePort;
  readonly #settings: CircuitSettings;
  readonly #changed: (event: BreakerEvent) => void;

  constructor(options: BreakerOptions) {
    this.#time = options.time;
    this.#settings = { ...circuitDefaults, ...options.settings };
    this.#changed = options.changed ?? (() => undefined);
  }

  tryAcquire(model: ModelId): BreakerPermit | BreakerRefusal {
    const provider = this.#provider(model.provider);
    const ofModel = this.#model(provider, model);
    const now = this.#time.monotonicMs();
    const providerRefusal = provider.circuit.refusal(now);
    if (providerRefusal !== undefined) return { kind: 'open', scope: 'provider', retryInMs: providerRefusal, reason: provider.circuit.lastReason };
    const modelRefusal = ofModel.refusal(now);
    if (modelRefusal !== undefined) return { kind: 'open', scope: 'model', retryInMs: modelRefusal, reason: ofModel.lastReason };
    return { kind: 'permit', model, epochs: { provider: provider.circuit.take(), model: ofModel.take() } };
  }

  succeeded(permit: BreakerPermit): void {
    const now = this.#time.monotonicMs();
    const provider = this.#provider(permit.model.provider);
    provider.circuit.succeeded(permit.epochs.provider, now);
    this.#model(provider, permit.model).succeeded(permit.epochs.model, now);
  }

  failed(permit: BreakerPermit, failure: ModelFailure): void {
    const now = this.#time.monotonicMs();
    const provider = this.#provider(permit.model.provider);
    const ofModel = this.#model(provider, permit.model);
    const { provider: providerEpoch, model: modelEpoch } = permit.epochs;
    const reason = reasonOf(failure);
    switch (whatItTells(failure)) {
      case 'nothing':
        this.dropped(permit);
        return;
      case 'noNetwork':
        ofModel.giveBack(modelEpoch);
        provider.circuit.failed(providerEpoch, now, reason);
        return;
      case 'providerAnswers':
        ofModel.giveBack(modelEpoch);
        provider.circuit.succeeded(providerEpoch, now);
        return;
      case 'modelWorks':
        this.succeeded(permit);
        return;
      case 'modelFails':
        provider.circuit.succeeded(providerEpoch, now);
        ofModel.failed(modelEpoch, now, reason);
        return;
      case 'modelIsSilent':
        // Silence may be the network's or the model's: nothing is learnt about the provider.
        provider.circuit.giveBack(providerEpoch);
        ofModel.failed(modelEpoch, now, reason);
    }
  }

  dropped(permit: BreakerPermit): void {
    const provider = this.#provider(permit.model.provider);
    provider.circuit.giveBack(permit.epochs.provider);
    this.#model(provider, permit.model).giveBack(permit.epochs.model);
  }

  /** Whether a permit still stands, after its holder had to wait: false once one of its circuits changed its state. */
  stands(permit: BreakerPermit): boolean {
    const provider = this.#provider(permit.model.provider);
    return provider.circuit.epoch === permit.epochs.provider && this.#model(provider, permit.model).epoch === permit.epochs.model;
  }

  /** Whether a call to the model would be let through now, and if not in how many milliseconds. Takes nothing. */
  retryInMs(model: ModelId): number | undefined {
    const provider = this.#provider(model.provider);
    const now = this.#time.monotonicMs();
    return provider.circuit.refusal(now) ?? this.#model(provider, model).refusal(now);
  }

  /** All circuits that have been asked for, for the health view. */
  view(): readonly CircuitView[] {
    const now = this.#time.monotonicMs();
    return this.#all().map(({ circuit, ...scope }) => ({
      ...scope,
      state: circuit.state,
      failuresInRow: circuit.failuresInRow,
      retryInMs: circuit.state === 'open' ? Math.max(0, circuit.since + this.#settings.openMs - now) : 0,
      lastReason: circuit.lastReason,
    }));
  }

  /** Puts circuits back as they were saved; one that was half open lets trial calls through at once. */
  restore(records: readonly BreakerRecord[]): void {
    const now = this.#time.monotonicMs();
    const offset = this.#time.now() - now;
    for (const { provider: id, model, state, changedAt, reason } of records) {
      const provider = this.#provider(id);
      const circuit = model === undefined ? provider.circuit : this.#model(provider, { provider: id, model });
      // A wall clock that was set back must not keep a circuit open for longer than it would have been.
      if (state === 'closed') circuit.restore(undefined, reason);
      else circuit.restore(state === 'open' ? Math.min(changedAt - offset, now) : now - this.#settings.openMs, reason);
    }
  }

  #provider(id: string): ProviderCircuits {
    const known = this.#providers.get(id);
    if (known) return known;
    const made = { circuit: this.#circuit({ provider: id }), models: new Map<string, Circuit>() };
    this.#providers.set(id, made);
    return made;
  }

  #model(provider: ProviderCircuits, id: ModelId): Circuit {
    const known = provider.models.get(id.model);
    if (known) return known;
    const made = this.#circuit(id);
    provider.models.set(id.model, made);
    return made;
  }

  #circuit(scope: { readonly provider: string; readonly model?: string }): Circuit {
    const { provider, model } = scope;
    return new Circuit(this.#settings, (from, to, reason) => {
      const at = this.#time.now();
      this.#changed({ kind: 'breaker.changed', at, provider, ...(model === undefined ? {} : { model }), from, to, ...(to === 'open' ? { retryAt: at + this.#settings.openMs } : {}), reason });
    });
  }

  #all(): readonly { readonly circuit: Circuit; readonly provider: string; readonly model?: string }[] {
    return [...this.#providers].flatMap(([provider, { circuit, models }]) => [{ provider, circuit }, ...[...models].map(([model, ofModel]) => ({ provider, model, circuit: ofModel }))]);
  }
}

type Tells = 'nothing' | 'noNetwork' | 'providerAnswers' | 'modelWorks' | 'modelFails' | 'modelIsSilent';

/** What failures that the breaker does not count show all the same: whoever refuses a request is there. */
const uncounted: Readonly<Record<FailureKind, Tells>> = {
  cancelled: 'nothing',
  budget: 'nothing',
  rateLimited: 'providerAnswers',
  unauthorised: 'providerAnswers',
  unknown: 'providerAnswers',
  overloaded: 'providerAnswers',
  badOutput: 'providerAnswers',
  offline: 'nothing',
  tooLarge: 'modelWorks',
  refused: 'modelWorks',
  truncated: 'modelWorks',
};

function whatItTells(failure: ModelFailure): Tells {
  if (failure.cause === 'localLimit') return 'nothing';
  if (!policyOf(failure).countsInBreaker) return uncounted[failure.kind];
  if (failure.kind !== 'offline') return 'modelFails';
  return failure.cause === 'timeout' ? 'modelIsSilent' : 'noNetwork';
}

function reasonOf(failure: ModelFailure): string {
  return [failure.kind, failure.cause, failure.status].filter((part) => part !== undefined).join(' ');
}

/** The line that the store keeps of a change, for `restore`. */
export function recordOf(event: BreakerEvent): BreakerRecord {
  const { provider, model, to, at, retryAt, reason } = event;
  return { provider, ...(model === undefined ? {} : { model }), state: to, changedAt: at, ...(retryAt === undefined ? {} : { retryAt }), reason };
}
