import type { TokenUsage } from '../tokenUsage.ts';
import { countOf, numberOf, recordOf } from './unknownJson.ts';
import type { JsonRecord } from './unknownJson.ts';

/** Anthropic's counts: its input leaves cached tokens out, so they only need names. */
export function anthropicUsage(usage: JsonRecord): TokenUsage {
  const long = countOf(recordOf(usage['cache_creation'])?.['ephemeral_1h_input_tokens']);
  return {
    input: countOf(usage['input_tokens']),
    cacheRead: countOf(usage['cache_read_input_tokens']),
    cacheWrite: Math.max(0, countOf(usage['cache_creation_input_tokens']) - long),
    cacheWriteLong: long,
    output: countOf(usage['output_tokens']),
  };
}

/**
 * OpenAI's counts in either of its protocols: its input contains what was read from and written to a cache, so both are taken out.
 * Where the total is more than input and output together, reasoning was left out of the output (Gemini), and is billed as such.
 */
export function openaiUsage(usage: JsonRecord): TokenUsage {
  const all = countOf(usage['prompt_tokens'] ?? usage['input_tokens']);
  const details = recordOf(usage['prompt_tokens_details'] ?? usage['input_tokens_details']);
  const read = Math.min(all, countOf(details?.['cached_tokens'] ?? usage['prompt_cache_hit_tokens']));
  const written = Math.min(all - read, countOf(details?.['cache_write_tokens']));
  const output = countOf(usage['completion_tokens'] ?? usage['output_tokens']);
  return {
    input: all - read - written,
    cacheRead: read,
    cacheWrite: written,
    cacheWriteLong: 0,
    output: Math.max(output, countOf(usage['total_tokens']) - all),
  };
}

/** The cost that a gateway tells in its usage (`cost` in US dollars, or `cost.total_cost`), in millionths of a dollar. */
export function billedCost(usage: JsonRecord): number | undefined {
  return microUsd(numberOf(usage['cost']) ?? numberOf(recordOf(usage['cost'])?.['total_cost']));
}

/** The cost that LiteLLM tells in a header. */
export function billedInHeaders(headers: Headers): number | undefined {
  const text = headers.get('x-litellm-response-cost');
  return microUsd(text === null || text.trim() === '' ? undefined : Number(text));
}

function microUsd(dollars: number | undefined): number | undefined {
  return dollars === undefined || !Number.isFinite(dollars) || dollars < 0 ? undefined : Math.round(dollars * 1e6);
}
