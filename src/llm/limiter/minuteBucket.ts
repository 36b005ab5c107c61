import type { RateLimitWindow } from '../outcome.ts';

/**
 * What a provider allows a minute of one thing (calls, input tokens, output tokens): it fills evenly, as the providers' own buckets do.
 * Without a known limit everything fits. Calls reserve what they may need, and give back what they did not use.
 */
export class MinuteBucket {
  limit: number | undefined;
  #available = 0;
  #perMs = 0;
  #at = 0;
  /** Reserved by calls under way, which the provider may or may not have counted when it tells what is left. */
  #reserved = 0;

  constructor(limit: number | undefined, now: number) {
    this.#at = now;
    if (limit !== undefined) this.#setLimit(limit);
    this.#available = limit ?? 0;
  }

  /** Milliseconds until so much is there: 0 when it is there, Infinity when it never will be. */
  waitMs(amount: number, now: number): number {
    if (this.limit === undefined || amount <= 0) return 0;
    if (amount > this.limit) return Number.POSITIVE_INFINITY;
    this.#fill(now);
    return this.#available >= amount ? 0 : Math.ceil((amount - this.#available) / this.#perMs);
  }

  /** Like `waitMs`, when `ahead` goes before it; what is ahead may be more than a minute's worth. */
  waitBehindMs(ahead: number, amount: number, now: number): number {
    const own = this.waitMs(amount, now);
    if (this.limit === undefined || amount <= 0 || own === Number.POSITIVE_INFINITY) return own;
    return Math.max(0, Math.ceil((ahead + amount - this.#available) / this.#perMs));
  }

  reserve(amount: number, now: number): void {
    this.#reserved += amount;
    if (this.limit === undefined) return;
    this.#fill(now);
    this.#available -= amount;
  }

  /** Ends a reservation: what was used of it stays taken. */
  settle(reserved: number, used: number, now: number): void {
    this.#reserved = Math.max(0, this.#reserved - reserved);
    if (this.limit === undefined) return;
    this.#fill(now);
    this.#available = Math.min(this.limit, this.#available + reserved - used);
  }

  /**
   * Takes over what the provider says. What is left there can neither be more than it says, nor less than that without
   * the calls under way, of which it may not know yet.
   */
  read(reading: RateLimitWindow, now: number): void {
    const first = this.limit === undefined;
    if (reading.limit !== undefined && reading.limit > 0) this.#setLimit(reading.limit);
    if (this.limit === undefined || reading.remaining === undefined) return;
    this.#fill(now);
    const least = Math.max(0, reading.remaining - this.#reserved);
    this.#available = first ? least : Math.min(reading.remaining, Math.max(least, this.#available));
    this.#readRate(reading, this.limit);
  }

  /** Of 0 (nothing left) to 1, for people; undefined without a limit. */
  level(now: number): number | undefined {
    if (this.limit === undefined) return undefined;
    this.#fill(now);
    return Math.max(0, this.#available) / this.limit;
  }

  #setLimit(limit: number): void {
    if (limit === this.limit) return;
    this.limit = limit;
    this.#perMs = limit / 60_000;
  }

  /** Some limits are a day's (Groq's calls): the time until all is back tells. Small gaps say nothing, because providers round to seconds. */
  #readRate(reading: RateLimitWindow, limit: number): void {
    const missing = limit - (reading.remaining ?? limit);
    if (reading.resetMs === undefined || reading.resetMs <= 0 || missing < limit / 10) return;
    this.#perMs = Math.min(limit / 60_000, Math.max(missing / reading.resetMs, limit / 86_400_000));
  }

  #fill(now: number): void {
    if (this.limit !== undefined && now > this.#at) this.#available = Math.min(this.limit, this.#available + (now - this.#at) * this.#perMs);
    this.#at = now;
  }
}
