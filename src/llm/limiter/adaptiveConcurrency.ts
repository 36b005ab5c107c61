import type { LimiterFeedback } from '../gateway/parts.ts';

export interface ConcurrencySettings {
  /** 8 by default. */
  readonly start: number;
  /** 128 by default; models of the editor take 2 to 4. */
  readonly most: number;
}

export const concurrencyDefaults: ConcurrencySettings = { start: 8, most: 128 };

/**
 * How many calls at once a model bears, found by trying: one more after each success while the room is really used, half after a refusal, or
 * after a call that got no answer in time. Of the calls that were under way together only the first one counts.
 */
export class AdaptiveConcurrency {
  limit: number;
  underWay = 0;
  #round = 0;
  readonly #most: number;

  constructor(settings: ConcurrencySettings) {
    this.#most = Math.max(1, settings.most);
    this.limit = Math.min(this.#most, Math.max(1, settings.start));
  }

  get free(): boolean {
    return this.underWay < this.limit;
  }

  /** The round that a call begins in; it is given back when the call ends. */
  begin(): number {
    this.underWay += 1;
    return this.#round;
  }

  end(round: number, result: LimiterFeedback['result']): void {
    const used = this.underWay * 2 >= this.limit;
    this.underWay -= 1;
    if (result === 'ok' && used) this.limit = Math.min(this.#most, this.limit + 1);
    if ((result !== 'rateLimited' && result !== 'slow') || round !== this.#round) return;
    this.#round += 1;
    this.limit = Math.max(1, Math.floor(this.limit / 2));
  }
}
