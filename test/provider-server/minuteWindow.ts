import type { TokenUsage } from '../../src/llm/tokenUsage.ts';
import type { MinuteLimits, ProtocolName } from './types.ts';

const minuteMs = 60_000;

/** Counts calls and tokens of the running minute of one model, as providers do. */
export class MinuteWindow {
  readonly #limits: MinuteLimits;
  #startedAt = 0;
  #used = { requests: 0, inputTokens: 0, outputTokens: 0 };

  constructor(limits: MinuteLimits) {
    this.#limits = limits;
  }

  /** Counts a call that starts; `false` when the minute has no room for it. */
  takes(input: number, now: number): boolean {
    if (now - this.#startedAt >= minuteMs) {
      this.#startedAt = now;
      this.#used = { requests: 0, inputTokens: 0, outputTokens: 0 };
    }
    const { requests = Infinity, inputTokens: most = Infinity, outputTokens = Infinity } = this.#limits;
    if (this.#used.requests + 1 > requests || this.#used.inputTokens + input > most || this.#used.outputTokens >= outputTokens) return false;
    this.#used.requests += 1;
    this.#used.inputTokens += input;
    return true;
  }

  /** Counts what an answer wrote. */
  wrote(usage: TokenUsage): void {
    this.#used.outputTokens += usage.output;
  }

  /** The headers that tell what is left. */
  headers(protocol: ProtocolName, now: number): Record<string, string> {
    const resetMs = Math.max(0, this.#startedAt + minuteMs - now);
    const headers: Record<string, string> = {};
    for (const [kind, limit] of Object.entries(this.#limits) as [keyof MinuteLimits, number][]) {
      const left = String(Math.max(0, limit - this.#used[kind]));
      if (protocol === 'anthropic') {
        const name = { requests: 'requests', inputTokens: 'input-tokens', outputTokens: 'output-tokens' }[kind];
        headers[`anthropic-ratelimit-${name}-limit`] = String(limit);
        headers[`anthropic-ratelimit-${name}-remaining`] = left;
        headers[`anthropic-ratelimit-${name}-reset`] = new Date(now + resetMs).toISOString();
      } else if (kind !== 'outputTokens') {
        const name = kind === 'requests' ? 'requests' : 'tokens';
        headers[`x-ratelimit-limit-${name}`] = String(limit);
        headers[`x-ratelimit-remaining-${name}`] = left;
        headers[`x-ratelimit-reset-${name}`] = `${Math.floor(resetMs / 60_000)}m${((resetMs % 60_000) / 1000).toFixed(3)}s`;
      }
    }
    return headers;
  }

  /** Milliseconds until a call may be tried again. */
  waitMs(now: number): number {
    return Math.max(0, this.#startedAt + minuteMs - now);
  }
}
