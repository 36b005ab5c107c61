import type { BreakerEvent, GatewayEvent } from '../../../llm/gateway/events.ts';
import { modelKey, type ModelId } from '../../../llm/models/modelInfo.ts';
import { outcomeWords } from '../../../llm/outcomeWords.ts';
import type { BreakerRecord } from '../../../llm/records/modelState.ts';
import type { BreakerView, ModelView } from '../modelRequests.ts';

type Facts = Pick<ModelView, 'lastFailure' | 'latencyMs'>;

/** What the events of the gateway tell of models and providers. */
export class Health {
  readonly #facts = new Map<string, Facts>();
  readonly #breakers = new Map<string, BreakerView>();
  readonly #off = new Map<string, BreakerView>();
  readonly #labelOf: (provider: string) => string;

  /** `records`: how breakers stood when they were last saved. */
  constructor(labelOf: (provider: string) => string, records: readonly BreakerRecord[]) {
    this.#labelOf = labelOf;
    for (const { changedAt, state, retryAt, reason, ...scope } of records) {
      if (state !== 'closed') this.#breakers.set(keyOf(scope), { state, reason, since: changedAt, retryAt: state === 'open' ? retryAt : undefined });
    }
  }

  /** Whether the view may look different now. */
  heard(event: GatewayEvent): boolean {
    switch (event.kind) {
      case 'call.attempt': {
        const { model, outcome, totalMs, cause, status, detail = '' } = event.attempt;
        const before = this.#facts.get(modelKey(model));
        if (outcome === 'ok') this.#facts.set(modelKey(model), { lastFailure: before?.lastFailure, latencyMs: totalMs });
        else if (outcome !== 'cancelled') {
          const failure = { kind: outcome, detail, ...(cause === undefined ? {} : { cause }), ...(status === undefined ? {} : { status }) };
          this.#facts.set(modelKey(model), { lastFailure: { at: event.at, words: outcomeWords(failure, { provider: this.#labelOf(model.provider), model: model.model }).what }, latencyMs: before?.latencyMs });
        }
        return true;
      }
      case 'breaker.changed':
        this.#change(event);
        return true;
      case 'provider.disabled':
        this.#off.set(keyOf(event), { state: 'off', reason: event.reason, since: event.at, retryAt: undefined });
        return true;
      case 'provider.enabled':
        for (const key of this.#off.keys()) if (key === event.provider || key.startsWith(`${event.provider}/`)) this.#off.delete(key);
        return true;
      case 'cost.settled': case 'cost.reserved': case 'budget.alert': case 'call.done':
        return true;
      case 'call.started': case 'call.switched': case 'call.waiting': case 'ledger.failed':
        return false;
    }
  }

  /** What was seen of a model. */
  factsOf(model: ModelId): Facts {
    return this.#facts.get(modelKey(model)) ?? { lastFailure: undefined, latencyMs: undefined };
  }

  /** Why a provider, or one of its models, is not asked; undefined when it is. */
  breakerOf(scope: { readonly provider: string; readonly model?: string }): BreakerView | undefined {
    return this.#off.get(keyOf(scope)) ?? this.#breakers.get(keyOf(scope));
  }

  #change({ to, reason, at, retryAt, ...scope }: BreakerEvent): void {
    if (to === 'closed') this.#breakers.delete(keyOf(scope));
    else this.#breakers.set(keyOf(scope), { state: to, reason, since: at, retryAt });
  }
}

function keyOf({ provider, model }: { readonly provider: string; readonly model?: string }): string {
  return model === undefined ? provider : modelKey({ provider, model });
}
