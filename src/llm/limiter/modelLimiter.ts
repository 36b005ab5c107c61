import type { CancelSignal } from '../../base/cancelSignal.ts';
import type { Limiter, LimiterFeedback, LimiterGrant, LimiterNeed, LimiterRefusal, LimiterTokens } from '../gateway/parts.ts';
import type { ModelId } from '../models/modelInfo.ts';
import type { TimePort } from '../ports.ts';
import { Lane, type LaneView, type ModelLimits } from './lane.ts';

export interface LimiterOptions {
  readonly time: TimePort;
  /** Limits from settings; what providers tell in their answers replaces them. */
  readonly limitsOf?: (model: ModelId) => ModelLimits;
}

/** The limits of all models: one lane a model. */
export class ModelLimiter implements Limiter {
  readonly #lanes = new Map<string, Map<string, Lane>>();
  readonly #time: TimePort;
  readonly #limitsOf: (model: ModelId) => ModelLimits;

  constructor({ time, limitsOf = () => ({}) }: LimiterOptions) {
    this.#time = time;
    this.#limitsOf = limitsOf;
  }

  acquire(need: LimiterNeed, signal: CancelSignal): Promise<LimiterGrant | LimiterRefusal> {
    return this.#lane(need.model).acquire(need, signal);
  }

  waitMs(model: ModelId, tokens: LimiterTokens): number {
    return this.#lane(model).waitMs(tokens);
  }

  release(grant: LimiterGrant, feedback: LimiterFeedback): void {
    this.#lane(grant.model).release(grant, feedback);
  }

  evict({ provider, model }: { readonly provider: string; readonly model?: string }): void {
    for (const [id, lane] of this.#lanes.get(provider) ?? []) if (model === undefined || model === id) lane.evict();
  }

  /** All models that were called, for the health view. */
  view(): readonly LaneView[] {
    return [...this.#lanes.values()].flatMap((lanes) => [...lanes.values()].map((lane) => lane.view()));
  }

  #lane(model: ModelId): Lane {
    const ofProvider = this.#lanes.get(model.provider) ?? new Map<string, Lane>();
    this.#lanes.set(model.provider, ofProvider);
    const known = ofProvider.get(model.model);
    if (known) return known;
    const made = new Lane(model, this.#limitsOf(model), this.#time);
    ofProvider.set(model.model, made);
    return made;
  }
}
