import { tableAsOf, tableModel } from '../llm/models/modelTable.ts';

/** What a model costs, in US dollars per million tokens. */
export interface ModelPrice {
  /** The provider's own id of the model. */
  readonly model: string;
  readonly inputPerMillion: number;
  readonly outputPerMillion: number;
}

/** The day on which the prices were read from the providers' catalogues; estimates name it. */
export const pricesAsOf = tableAsOf;

/** The models that an estimate names: a small, a middle and a large one of each large vendor. */
const named: readonly (readonly [vendor: string, model: string])[] = [
  ['anthropic', 'claude-haiku-5-5'], ['anthropic', 'claude-sonnet-5-5'], ['anthropic', 'claude-opus-5-5'],
  ['openai', 'gpt-6-luna'], ['openai', 'gpt-6.1-terra'], ['openai', 'gpt-6.1-sol'],
  ['google', 'gemini-3.8-flash'], ['groq', 'openai/gpt-oss-120b'],
];

/**
 * List prices without caching or batch discounts, of the first tier, cheapest first; they are those of the table that calls are paid by.
 * They are estimates for a plan; what a provider bills is what counts.
 */
export const modelPrices: readonly ModelPrice[] = named.flatMap(([vendor, model]): readonly ModelPrice[] => {
  const price = tableModel(vendor, model)?.price;
  return price === undefined ? [] : [{ model, inputPerMillion: price.input, outputPerMillion: price.output }];
}).sort((left, right) => left.inputPerMillion - right.inputPerMillion || left.outputPerMillion - right.outputPerMillion);

/** Costs of that many tokens with a model, in US dollars. */
export function costUsd(price: ModelPrice, tokens: { readonly input: number; readonly output: number }): number {
  return (tokens.input * price.inputPerMillion + tokens.output * price.outputPerMillion) / 1_000_000;
}
