import type { BreakerState } from '../gateway/events.ts';

export interface CircuitSettings {
  /** So many failures in a row open it; 5 by default. */
  readonly failuresToOpen: number;
  /** How long it stays open; 60,000 ms by default. */
  readonly openMs: number;
  /** So many trial calls are let through after that; 3 by default. */
  readonly trialCalls: number;
  /** So many of them must succeed to close it; 2 by default. */
  readonly successesToClose: number;
}

export const circuitDefaults: CircuitSettings = { failuresToOpen: 5, openMs: 60_000, trialCalls: 3, successesToClose: 2 };

/** Told of each change of state, with what led to it. */
export type CircuitListener = (from: BreakerState, to: BreakerState, reason: string) => void;

/**
 * One circuit: closed, open, half open. Each change of state begins a new epoch, and what a call of an older epoch tells
 * changes nothing: the hundred calls that were under way when it opened neither open it again nor close it.
 * All times are of a clock that never goes back.
 */
export class Circuit {
  state: BreakerState = 'closed';
  epoch = 0;
  failuresInRow = 0;
  lastReason = '';
  /** When it became what it is now. */
  since = 0;
  #trialsUnderWay = 0;
  #trialSuccesses = 0;
  #trialFailures = 0;
  readonly #settings: CircuitSettings;
  readonly #changed: CircuitListener;

  constructor(settings: CircuitSettings, changed: CircuitListener) {
    this.#settings = settings;
    this.#changed = changed;
  }

  /** Undefined when a call may go now, else milliseconds until one may (0: as soon as a trial call ends). */
  refusal(now: number): number | undefined {
    if (this.state === 'closed') return undefined;
    if (this.state === 'open') {
      const left = this.since + this.#settings.openMs - now;
      if (left > 0) return left;
      this.#enter('halfOpen', now, 'time to try again');
    }
    if (this.#trialsTaken() < this.#settings.trialCalls) return undefined;
    if (now - this.since < this.#settings.openMs) return 0;
    // Whoever took the trial calls never told how they ended; without this nobody would ever be let through again.
    this.#enter('halfOpen', now, 'trial calls were never answered for');
    return undefined;
  }

  /** Takes what `refusal` has not refused; the epoch goes into the permit. */
  take(): number {
    if (this.state === 'halfOpen') this.#trialsUnderWay += 1;
    return this.epoch;
  }

  giveBack(epoch: number): void {
    if (epoch === this.epoch && this.state === 'halfOpen') this.#trialsUnderWay -= 1;
  }

  succeeded(epoch: number, now: number): void {
    if (epoch !== this.epoch) return;
    this.failuresInRow = 0;
    if (this.state !== 'halfOpen') return;
    this.#trialsUnderWay -= 1;
    this.#trialSuccesses += 1;
    if (this.#trialSuccesses >= this.#settings.successesToClose) this.#enter('closed', now, `${this.#trialSuccesses} trial calls succeeded`);
  }

  failed(epoch: number, now: number, reason: string): void {
    if (epoch !== this.epoch) return;
    this.failuresInRow += 1;
    this.lastReason = reason;
    if (this.state === 'halfOpen') {
      this.#trialsUnderWay -= 1;
      this.#trialFailures += 1;
      if (this.#settings.trialCalls - this.#trialFailures < this.#settings.successesToClose) this.#enter('open', now, `${this.#trialFailures} trial calls failed: ${reason}`);
    } else if (this.failuresInRow >= this.#settings.failuresToOpen) {
      this.#enter('open', now, `${this.failuresInRow} failures in a row: ${reason}`);
    }
  }

  /** Puts it back into a saved state without telling anybody: open since then, or closed. */
  restore(openSince: number | undefined, reason: string): void {
    this.epoch += 1;
    this.failuresInRow = 0;
    this.lastReason = reason;
    this.state = openSince === undefined ? 'closed' : 'open';
    this.since = openSince ?? 0;
  }

  #trialsTaken(): number {
    return this.#trialsUnderWay + this.#trialSuccesses + this.#trialFailures;
  }

  #enter(state: BreakerState, now: number, reason: string): void {
    const from = this.state;
    this.state = state;
    this.epoch += 1;
    this.since = now;
    this.#trialsUnderWay = 0;
    this.#trialSuccesses = 0;
    this.#trialFailures = 0;
    if (state === 'closed') this.failuresInRow = 0;
    this.#changed(from, state, reason);
  }
}
