/** A model of one provider, as its own list names it; `provider` is the id of a configured provider. */
export interface ModelId {
  readonly provider: string;
  readonly model: string;
}

/** One text for a model id, for keys of maps and rows. */
export function modelKey(id: ModelId): string {
  return `${id.provider}/${id.model}`;
}

/** What is known of a model. What nobody stated is absent, and absent is "unknown", never zero. */
export interface ModelInfo {
  readonly id: ModelId;
  /** For people. */
  readonly label: string;
  readonly contextTokens?: number;
  readonly maxOutputTokens?: number;
  readonly price?: ModelPrice;
  readonly abilities: ModelAbilities;
  readonly tokenizer: TokenizerFamily;
  /** ISO day after which the provider no longer serves it. */
  readonly retiresOn?: string;
  /** Where the facts come from: the committed table, the provider's own list, the user's settings. */
  readonly sources: readonly ('table' | 'provider' | 'user')[];
}

/** What may be sent to a model. */
export interface ModelAbilities {
  readonly temperature: boolean;
  /** Efforts that the model knows; empty when it has none. */
  readonly efforts: readonly string[];
  readonly structuredOutput: boolean;
  /** `explicit`: parts must be marked (Anthropic); `automatic`: the provider finds prefixes itself; `none`. */
  readonly promptCache: 'explicit' | 'automatic' | 'none';
  /** The shortest prefix that is cached, in tokens. */
  readonly minCacheTokens?: number;
}

/** US dollars per million tokens. Tiers replace the whole price once the input is over their threshold. */
export interface ModelPrice extends PriceRow {
  readonly tiers?: readonly (PriceRow & { readonly overInputTokens: number })[];
}

export interface PriceRow {
  readonly input: number;
  readonly output: number;
  readonly cacheRead?: number;
  readonly cacheWrite?: number;
  readonly cacheWriteLong?: number;
}

/** Whose tokenizer a model uses; the factor over o200k is known per family. */
export type TokenizerFamily = 'o200k' | 'cl100k' | 'claude4' | 'claude5' | 'gemini' | 'other';
