import type { TokenizerFamily } from '../models/modelInfo.ts';

/** Tokens of a family for each token of o200k, and how far above that the count of a single text may lie. */
export interface FamilyFactor {
  readonly factor: number;
  /** Added to the factor for the most that a text can have, as long as no call has shown what it really is. */
  readonly margin: number;
}

/**
 * - `o200k`: counted itself.
 * - `cl100k`: a few per cent more for code, more for other scripts than Latin.
 * - `claude4` (up to 4.6): 1.03 to 1.39 by a rebuilt vocabulary, 10 % of hidden tokens on top (ai-tokenizer); others state 15 to 20 %.
 * - `claude5` (from 4.7): "about 30 % more" than the one before (platform.claude.com, token counting).
 * - `gemini`: ai-tokenizer's fit against the API.
 * - `other`: open models (Llama, Qwen, DeepSeek, Kimi) lie between 1.0 and 1.2.
 */
const factors: Readonly<Record<TokenizerFamily, FamilyFactor>> = {
  o200k: { factor: 1, margin: 0.05 },
  cl100k: { factor: 1.05, margin: 0.25 },
  claude4: { factor: 1.2, margin: 0.3 },
  claude5: { factor: 1.55, margin: 0.4 },
  gemini: { factor: 1.08, margin: 0.25 },
  other: { factor: 1.15, margin: 0.35 },
};

/** The factor of a family; what calls really use corrects it per model. */
export function familyFactor(family: TokenizerFamily): FamilyFactor {
  return factors[family];
}
