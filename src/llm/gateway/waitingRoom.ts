import type { CancelSignal } from '../../base/cancelSignal.ts';
import type { TimePort } from '../ports.ts';
import { SharedAborts } from '../queue/sharedAborts.ts';

interface Waiter {
  readonly signal: CancelSignal;
  readonly wake: () => void;
  readonly cancelTimer: () => void;
}

/** Where requests wait for something to change: woken one by one or together, by time, or by their signals. They look for themselves what has changed. */
export class WaitingRoom {
  readonly #time: TimePort;
  readonly #waiters = new Set<Waiter>();
  readonly #aborts = new SharedAborts((signal) => {
    for (const waiter of [...this.#waiters]) if (waiter.signal === signal) this.#leave(waiter);
  });

  constructor(time: TimePort) {
    this.#time = time;
  }

  get size(): number {
    return this.#waiters.size;
  }

  wait(ms: number, signal: CancelSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((wake) => {
      const waiter: Waiter = { signal, wake, cancelTimer: this.#time.after(ms, () => {
        this.#leave(waiter);
      }) };
      this.#waiters.add(waiter);
      this.#aborts.add(signal);
    });
  }

  /** Wakes whoever came first. */
  wakeOne(): void {
    for (const waiter of this.#waiters) {
      this.#leave(waiter);
      return;
    }
  }

  wakeAll(): void {
    for (const waiter of [...this.#waiters]) this.#leave(waiter);
  }

  #leave(waiter: Waiter): void {
    if (!this.#waiters.delete(waiter)) return;
    waiter.cancelTimer();
    this.#aborts.remove(waiter.signal);
    waiter.wake();
  }
}
