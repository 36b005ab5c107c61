import { chanceOf } from './seeded.ts';
import type { FakeModel, FakeRequest } from './types.ts';

/** Input of a request, by where it came from. */
export interface CachedInput {
  readonly input: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly cacheWriteLong: number;
}

/** Characters that the server counts as a token, whatever the text. */
const charactersPerToken = 4;
/** Automatic caches keep prefixes in steps of so many tokens. */
const stepTokens = 128;

export function tokensOf(characters: number): number {
  return Math.ceil(characters / charactersPerToken);
}

/** When a request arrives, and when what it writes can be read by others: as its answer begins. In milliseconds. */
export interface ReadAt {
  readonly now: number;
  readonly from: number;
}

/** Prefixes that models have read, as providers keep them: marked ones with Anthropic, any long one with OpenAI. They never grow old here. */
export class PromptCache {
  readonly #known = new Map<string, number>();

  /** What of the prompt was known, and notes what will be known: calls at the same time do not find what each other writes. */
  read(request: FakeRequest, model: FakeModel, at: ReadAt): CachedInput {
    return request.protocol === 'anthropic' ? this.#readMarked(request, model, at) : this.#readAutomatic(request, model, at);
  }

  clear(): void {
    this.#known.clear();
  }

  #readMarked(request: FakeRequest, model: FakeModel, at: ReadAt): CachedInput {
    const all = tokensOf(request.prompt.length);
    const marks = request.cacheMarks.filter(({ end }) => tokensOf(end) >= (model.minCacheTokens ?? 1024));
    let read = 0;
    let written = 0;
    let short = 0;
    let long = 0;
    for (const mark of marks) {
      const tokens = Math.min(all, tokensOf(mark.end));
      const key = this.#key(request, mark.end);
      if (this.#isKnown(key, at)) read = tokens;
      else if (mark.long) long += tokens - Math.max(read, written);
      else short += tokens - Math.max(read, written);
      written = tokens;
    }
    return { input: Math.max(0, all - read - short - long), cacheRead: read, cacheWrite: short, cacheWriteLong: long };
  }

  #readAutomatic(request: FakeRequest, model: FakeModel, at: ReadAt): CachedInput {
    const all = tokensOf(request.prompt.length);
    let read = 0;
    for (let tokens = stepTokens * Math.ceil((model.minCacheTokens ?? 1024) / stepTokens); tokens <= all; tokens += stepTokens) {
      const key = this.#key(request, tokens * charactersPerToken);
      if (this.#isKnown(key, at)) read = tokens;
    }
    return { input: all - read, cacheRead: read, cacheWrite: 0, cacheWriteLong: 0 };
  }

  #isKnown(key: string, { now, from }: ReadAt): boolean {
    const known = this.#known.get(key) ?? Infinity;
    this.#known.set(key, Math.min(known, from));
    return known <= now;
  }

  #key(request: FakeRequest, end: number): string {
    return `${request.model} ${request.cacheKey ?? ''} ${end} ${chanceOf(request.prompt.slice(0, end))}`;
  }
}
