import type { ModelId } from '../models/modelInfo.ts';
import { policyOf, type ModelFailure } from '../outcome.ts';
import type { TimePort } from '../ports.ts';
import type { EventSink } from './parts.ts';

interface ProviderState {
  reason?: string;
  readonly models: Map<string, string>;
}

/** What is out of use: all of a provider, or one of its models. */
export interface Scope {
  readonly provider: string;
  readonly model?: string;
}

/**
 * Providers that refused our key or our account, and models that a provider does not have or not for us: nobody asks them again before
 * the provider's settings or its list of models change.
 */
export class OutOfUse {
  readonly #providers = new Map<string, ProviderState>();
  readonly #time: TimePort;
  readonly #events: EventSink;

  constructor(time: TimePort, events: EventSink) {
    this.#time = time;
    this.#events = events;
  }

  /** Why a model cannot be asked; undefined when it can. */
  reason({ provider, model }: ModelId): string | undefined {
    const state = this.#providers.get(provider);
    return state?.reason ?? state?.models.get(model);
  }

  /** Takes out of use what a failure says is of no use. Gives what newly is. */
  learn(failure: ModelFailure, { provider, model }: ModelId, reason: string): Scope | undefined {
    const state = this.#providers.get(provider) ?? { models: new Map<string, string>() };
    const ofModel = failure.cause === 'permission' || failure.cause === 'notFound';
    if (!ofModel && !policyOf(failure).disablesProvider) return undefined;
    if (ofModel ? state.models.has(model) : state.reason !== undefined) return undefined;
    if (ofModel) state.models.set(model, reason);
    else state.reason = reason;
    this.#providers.set(provider, state);
    const scope = ofModel ? { provider, model } : { provider };
    this.#events.emit({ kind: 'provider.disabled', at: this.#time.now(), ...scope, reason });
    return scope;
  }

  enable(provider: string): void {
    if (this.#providers.delete(provider)) this.#events.emit({ kind: 'provider.enabled', at: this.#time.now(), provider, reason: 'settings changed' });
  }
}
