import { isDue, nextRunAt } from '../../../llm/benchmark/schedule.ts';
import type { TimePort } from '../../../llm/ports.ts';
import { takeProcessLock } from '../../../node/processLock.ts';

/** How a benchmark that repeats reaches the rest. */
export interface RepeatedParts {
  readonly time: TimePort;
  /** Held by the window that measures: the others leave it to that one. */
  readonly lock: string;
  /** When the newest run of any window or command line was started. */
  readonly lastStartedAt: () => Promise<number | undefined>;
  /** Measures and tells; it does not reject. */
  readonly run: (signal: AbortSignal) => Promise<void>;
}

/** Repeats benchmarks as long as it is switched on. Windows share one schedule: what one has started, the others wait for. */
export class RepeatedBenchmark {
  readonly #parts: RepeatedParts;
  #everyHours: number | undefined;
  #cancelTimer: () => void = () => undefined;
  #running: AbortController | undefined;
  /** When this window tried it last: where there was nothing to repeat, no run tells of it. */
  #triedAt: number | undefined;
  /** Counts changes of the setting: what was planned before one is void. */
  #plans = 0;

  constructor(parts: RepeatedParts) {
    this.#parts = parts;
  }

  /** Switches it on, to another pace, or off with undefined; then what is under way is cancelled. */
  async set(everyHours: number | undefined): Promise<void> {
    if (everyHours === this.#everyHours) return;
    this.#everyHours = everyHours;
    if (everyHours === undefined) this.#running?.abort();
    await this.#plan();
  }

  stop(): void {
    this.#everyHours = undefined;
    this.#plans += 1;
    this.#cancelTimer();
    this.#running?.abort();
  }

  async #plan(): Promise<void> {
    this.#plans += 1;
    const plan = this.#plans;
    this.#cancelTimer();
    const { time } = this.#parts;
    const at = nextRunAt(this.#schedule(), await this.#lastAt(), time.now());
    if (at === undefined || plan !== this.#plans) return;
    this.#cancelTimer = time.after(at - time.now(), () => {
      // Without the store nothing is known of other windows: it rests until it is set again.
      this.#runIfDue().catch(() => undefined);
    });
  }

  async #runIfDue(): Promise<void> {
    const release = this.#running === undefined ? this.#takeLock() : undefined;
    if (release !== undefined) {
      const controller = new AbortController();
      this.#running = controller;
      try {
        // Another window may have measured while this one waited.
        if (isDue(this.#schedule(), await this.#lastAt(), this.#parts.time.now())) {
          this.#triedAt = this.#parts.time.now();
          await this.#parts.run(controller.signal);
        }
      } finally {
        this.#running = undefined;
        release();
      }
    }
    await this.#plan();
  }

  async #lastAt(): Promise<number | undefined> {
    const startedAt = await this.#parts.lastStartedAt();
    return startedAt === undefined || this.#triedAt === undefined ? startedAt ?? this.#triedAt : Math.max(startedAt, this.#triedAt);
  }

  #takeLock(): (() => void) | undefined {
    try {
      return takeProcessLock(this.#parts.lock);
    } catch {
      // Where no lock can be made the store cannot be written either.
      return undefined;
    }
  }

  #schedule(): { readonly everyHours: number } | undefined {
    return this.#everyHours === undefined ? undefined : { everyHours: this.#everyHours };
  }
}
