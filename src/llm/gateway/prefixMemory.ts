import { modelKey, type ModelId } from '../models/modelInfo.ts';
import type { TokenUsage } from '../tokenUsage.ts';
import type { CallSize } from './parts.ts';

const mostEntries = 1000;

/**
 * Remembers how much of its input each run last read from a model's cache. Cached input does not count against
 * limits, so only what is expected to be new is reserved.
 */
export class PrefixMemory {
  readonly #cached = new Map<string, number>();

  /** Input that the cache will not hold, as far as the last call of the run tells. */
  uncached(size: CallSize, model: ModelId, run: string): number {
    return size.input - Math.min(size.stable, this.#cached.get(keyOf(model, run)) ?? 0);
  }

  observed(usage: TokenUsage, model: ModelId, run: string): void {
    const key = keyOf(model, run);
    this.#cached.delete(key);
    this.#cached.set(key, usage.cacheRead);
    if (this.#cached.size <= mostEntries) return;
    for (const oldest of this.#cached.keys()) {
      this.#cached.delete(oldest);
      return;
    }
  }
}

function keyOf(model: ModelId, run: string): string {
  return `${run} ${modelKey(model)}`;
}
