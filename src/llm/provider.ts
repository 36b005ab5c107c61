import type { CancelSignal } from '../base/cancelSignal.ts';
import type { ModelCall } from './modelCall.ts';
import type { ModelPrice, TokenizerFamily } from './models/modelInfo.ts';
import type { ModelFailure, ModelOutcome } from './outcome.ts';

/** An adapter from one SDK to the closed list of outcomes. It makes exactly one attempt a call, keeps nothing, and never rejects. */
export interface Provider {
  /** Id of the configured provider, such as `anthropic`, `openai`, `groq`, `local-11434`. */
  readonly id: string;
  readonly label: string;
  call(call: ModelCall, signal: CancelSignal): Promise<ModelOutcome>;
  /** The models that the provider itself lists now. */
  list(signal: CancelSignal): Promise<{ readonly kind: 'models'; readonly models: readonly ListedModel[] } | ModelFailure>;
  /** The exact input tokens of a call, where the provider counts them for nothing. */
  count?(call: ModelCall, signal: CancelSignal): Promise<number | undefined>;
}

/** What a provider's own list tells of a model; merged over the committed table by exact id. */
export interface ListedModel {
  readonly model: string;
  readonly label?: string;
  readonly contextTokens?: number;
  readonly maxOutputTokens?: number;
  readonly temperature?: boolean;
  readonly structuredOutput?: boolean;
  readonly efforts?: readonly string[];
  readonly retiresOn?: string;
  /** Where the list tells prices, as OpenRouter's does; it counts before the table. */
  readonly price?: ModelPrice;
  readonly tokenizer?: TokenizerFamily;
}
