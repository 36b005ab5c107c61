/**
 * What a call used, in tokens of the model's own tokenizer. The buckets are disjoint: their sum is all that was billed,
 * whatever a provider includes in its own counts (Anthropic's input leaves cached tokens out, OpenAI's has them in).
 */
export interface TokenUsage {
  /** Input that no cache held. */
  readonly input: number;
  readonly cacheRead: number;
  /** Input that was written to a cache that lives some minutes (5 with Anthropic, 30 with OpenAI). */
  readonly cacheWrite: number;
  /** Input that was written to a cache that lives an hour. */
  readonly cacheWriteLong: number;
  /** Everything that the model wrote, its reasoning among it. */
  readonly output: number;
}

export const noUsage: TokenUsage = { input: 0, cacheRead: 0, cacheWrite: 0, cacheWriteLong: 0, output: 0 };

/** The sum of both, bucket by bucket. */
export function addUsage(left: TokenUsage, right: TokenUsage): TokenUsage {
  return {
    input: left.input + right.input,
    cacheRead: left.cacheRead + right.cacheRead,
    cacheWrite: left.cacheWrite + right.cacheWrite,
    cacheWriteLong: left.cacheWriteLong + right.cacheWriteLong,
    output: left.output + right.output,
  };
}

/** Tokens that fill the context window: all of the input, wherever it came from. */
export function inputTokens(usage: TokenUsage): number {
  return usage.input + usage.cacheRead + usage.cacheWrite + usage.cacheWriteLong;
}
