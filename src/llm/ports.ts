import type { CancelSignal } from '../base/cancelSignal.ts';

/** Time for everything here; tests pass one that they move themselves. */
export interface TimePort {
  /** Milliseconds since 1970, UTC. */
  now(): number;
  /** Milliseconds of a clock that never goes back. */
  monotonicMs(): number;
  /** Calls back once after so many milliseconds, unless the returned function is called before. */
  after(ms: number, callback: () => void): () => void;
}

export interface RandomPort {
  /** At least 0, less than 1. */
  next(): number;
  /** A new id that sorts by time (UUID version 7). */
  id(): string;
}

/** Resolves after so many milliseconds; at once when the signal is or becomes aborted. */
export function sleep(time: TimePort, ms: number, signal: CancelSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const done = (): void => {
      cancel();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const cancel = time.after(ms, done);
    signal.addEventListener('abort', done);
  });
}
