import type { CancelSignal } from '../../base/cancelSignal.ts';

interface Heard {
  readonly signal: CancelSignal;
  readonly listener: () => void;
  count: number;
}

/**
 * Listens once to each signal, however many tasks wait under it. A run's calls share one signal, and taking listeners off
 * a signal takes time linear in their number: 10,000 tasks with a listener each cost 300 ms. Which tasks they are is known to whoever holds them.
 */
export class SharedAborts {
  readonly #signals = new Map<CancelSignal, Heard>();
  /** Mostly the same signal comes again. */
  #last: Heard | undefined;
  readonly #aborted: (signal: CancelSignal) => void;

  /** `aborted` hears a signal once, when it is aborted while tasks wait under it. */
  constructor(aborted: (signal: CancelSignal) => void) {
    this.#aborted = aborted;
  }

  /** One more task waits under the signal. */
  add(signal: CancelSignal): void {
    const heard = this.#find(signal) ?? this.#listen(signal);
    heard.count += 1;
  }

  /** One task less waits under it. */
  remove(signal: CancelSignal): void {
    const heard = this.#find(signal);
    if (!heard) return;
    heard.count -= 1;
    if (heard.count === 0) this.#forget(heard);
  }

  get listeners(): number {
    return this.#signals.size;
  }

  #find(signal: CancelSignal): Heard | undefined {
    if (this.#last?.signal !== signal) this.#last = this.#signals.get(signal);
    return this.#last;
  }

  #listen(signal: CancelSignal): Heard {
    const heard: Heard = {
      signal, count: 0,
      listener: () => {
        this.#forget(heard);
        this.#aborted(signal);
      },
    };
    this.#signals.set(signal, heard);
    this.#last = heard;
    signal.addEventListener('abort', heard.listener);
    return heard;
  }

  #forget(heard: Heard): void {
    this.#signals.delete(heard.signal);
    if (this.#last === heard) this.#last = undefined;
    heard.signal.removeEventListener('abort', heard.listener);
  }
}
