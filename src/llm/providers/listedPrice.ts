import type { ModelPrice } from '../models/modelInfo.ts';
import { recordOf } from './unknownJson.ts';

/**
 * The price that a list tells as OpenRouter does: dollars a token, in text (`"pricing": { "prompt": "0.0000001", "completion": "0.0000005" }`).
 * Undefined when it tells none, or `-1` because it depends on where a call ends up.
 */
export function listedPrice(pricing: unknown): ModelPrice | undefined {
  const told = recordOf(pricing);
  const perMillion = (name: string): number | undefined => {
    const value = told?.[name];
    const dollars = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    return typeof dollars === 'number' && Number.isFinite(dollars) && dollars >= 0 ? Number((dollars * 1_000_000).toFixed(6)) : undefined;
  };
  const [input, output, cacheRead, cacheWrite] = ['prompt', 'completion', 'input_cache_read', 'input_cache_write'].map(perMillion);
  if (input === undefined || output === undefined) return undefined;
  return { input, output, ...(cacheRead === undefined || cacheRead === 0 ? {} : { cacheRead }), ...(cacheWrite === undefined || cacheWrite === 0 ? {} : { cacheWrite }) };
}
