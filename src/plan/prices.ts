/** What a model costs, in US dollars per million tokens. */
export interface ModelPrice {
  /** The provider's own id of the model. */
  readonly model: string;
  readonly inputPerMillion: number;
  readonly outputPerMillion: number;
}

/** The day on which the prices were read from the providers' catalogues; estimates name it. */
export const pricesAsOf = '2026-11-10';

/**
 * List prices without caching or batch discounts, cheapest first.
 * They are estimates for a plan; what a provider bills is what counts.
 */
export const modelPrices: readonly ModelPrice[] = [
  { model: 'claude-haiku-5-5', inputPerMillion: 0.1, outputPerMillion: 0.5 },
  { model: 'gpt-6-luna', inputPerMillion: 0.1, outputPerMillion: 0.5 },
  { model: 'openai/gpt-oss-120b', inputPerMillion: 0.15, outputPerMillion: 0.6 },
  { model: 'gemini-3.8-flash', inputPerMillion: 0.75, outputPerMillion: 3.75 },
  { model: 'gpt-6.1-terra', inputPerMillion: 1, outputPerMillion: 5 },
  { model: 'claude-sonnet-5-5', inputPerMillion: 2, outputPerMillion: 10 },
  { model: 'gpt-6.1-sol', inputPerMillion: 2, outputPerMillion: 10 },
  { model: 'claude-opus-5-5', inputPerMillion: 4, outputPerMillion: 20 },
];

/** Costs of that many tokens with a model, in US dollars. */
export function costUsd(price: ModelPrice, tokens: { readonly input: number; readonly output: number }): number {
  return (tokens.input * price.inputPerMillion + tokens.output * price.outputPerMillion) / 1_000_000;
}
