import type { TimePort } from '../ports.ts';

/** Time for tests: it stands still until somebody moves it, and an hour takes no time at all. */
export class FakeTime implements TimePort {
  #now = 0;
  #order = 0;
  readonly #startedAt: number;
  readonly #timers = new Map<number, { readonly at: number; readonly callback: () => void }>();

  constructor(startedAt = Date.UTC(2026, 0, 1)) {
    this.#startedAt = startedAt;
  }

  now(): number {
    return this.#startedAt + this.#now;
  }

  monotonicMs(): number {
    return this.#now;
  }

  after(ms: number, callback: () => void): () => void {
    this.#order += 1;
    const id = this.#order;
    this.#timers.set(id, { at: this.#now + Math.max(0, ms), callback });
    return () => this.#timers.delete(id);
  }

  get timers(): number {
    return this.#timers.size;
  }

  /** Lets so much time pass: each timer in its turn, and after each whatever waits for promises. */
  async advance(ms: number): Promise<void> {
    const until = this.#now + ms;
    await settled();
    for (let next = this.#next(); next !== undefined && next.at <= until; next = this.#next()) await this.#fire(next);
    this.#now = until;
    await settled();
  }

  /** Lets time pass until the promise is settled; fails when nothing is left to wait for. */
  async run<T>(promise: Promise<T>): Promise<T> {
    const state = { open: true };
    const watched = promise.finally(() => (state.open = false));
    watched.catch(() => undefined);
    for (let quiet = 0; state.open; quiet += 1) {
      await settled();
      const next = this.#next();
      if (next === undefined && quiet < 50) continue;
      if (next === undefined) throw new Error('It waits for something that is no timer.');
      quiet = 0;
      await this.#fire(next);
    }
    return watched;
  }

  #next(): { readonly id: number; readonly at: number; readonly callback: () => void } | undefined {
    let first: { readonly id: number; readonly at: number; readonly callback: () => void } | undefined;
    for (const [id, timer] of this.#timers) if (first === undefined || timer.at < first.at) first = { id, ...timer };
    return first;
  }

  async #fire(timer: { readonly id: number; readonly at: number; readonly callback: () => void }): Promise<void> {
    this.#now = Math.max(this.#now, timer.at);
    this.#timers.delete(timer.id);
    timer.callback();
    await settled();
  }
}

/** Lets everything run that only waits for promises. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 60; turn += 1) await Promise.resolve();
}
