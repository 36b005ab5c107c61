import type { ModelRequest } from '../llm/gateway/modelRequest.ts';
import type { ModelInfo } from '../llm/models/modelInfo.ts';
import type { TimePort } from '../llm/ports.ts';
import type { WaveGateway } from './ports.ts';

/** A router's decision is taken to hold for so long: asking for one costs about as much as a call's own overhead. */
const holdsMs = 1000;

/** Which model calls of a kind will probably go to. */
export class LikelyModels {
  readonly #gateway: WaveGateway;
  readonly #time: TimePort;
  readonly #known = new Map<string, { readonly at: number; readonly model: Promise<ModelInfo | undefined> }>();

  constructor(gateway: WaveGateway, time: TimePort) {
    this.#gateway = gateway;
    this.#time = time;
  }

  /** Undefined when nobody can tell. */
  async of(kind: string, request: ModelRequest): Promise<ModelInfo | undefined> {
    if (this.#gateway.firstModel === undefined) return undefined;
    const key = `${kind} ${request.wish?.escalation ?? 0}`;
    const now = this.#time.monotonicMs();
    const known = this.#known.get(key);
    if (known !== undefined && now - known.at < holdsMs) return known.model;
    const model = Promise.resolve(this.#gateway.firstModel(request)).catch(() => undefined);
    this.#known.set(key, { at: now, model });
    return model;
  }
}
