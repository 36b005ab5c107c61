import type { CancelSignal } from '../../base/cancelSignal.ts';
import type { CallLimits } from '../modelCall.ts';
import type { TimePort } from '../ports.ts';

/** Why a call was stopped from outside: by its caller, or by one of its limits. */
export type StopReason = 'cancelled' | 'firstByte' | 'idle' | 'total' | 'lateEnd' | 'flood';

/** How long a connection may stay open after the answer is whole, in milliseconds. */
const lateEndMs = 1_000;

/** What `race` rejects with when the call was stopped. */
export class Stopped extends Error {
  readonly reason: StopReason;

  constructor(reason: StopReason) {
    super(`The call was stopped: ${reason}.`);
    this.reason = reason;
  }
}

/** The clock of one call: its limits of time and its caller's signal, whatever the answer comes by. */
export class CallWatch {
  readonly controller = new AbortController();
  readonly #limits: CallLimits;
  readonly #time: TimePort;
  readonly #signal: CancelSignal;
  readonly #startedAt: number;
  readonly #stopped: Promise<never>;
  #reason: StopReason | undefined;
  #reject: (error: Stopped) => void = () => undefined;
  #firstByteAt: number | undefined;
  #lastByteAt = 0;
  #cancelTotal: () => void;
  #cancelWaiting: () => void = () => undefined;

  constructor(limits: CallLimits, time: TimePort, signal: CancelSignal) {
    this.#limits = limits;
    this.#time = time;
    this.#signal = signal;
    this.#startedAt = time.monotonicMs();
    this.#stopped = new Promise<never>((_, reject) => {
      this.#reject = reject;
    });
    // Nobody may be waiting when it is stopped.
    this.#stopped.catch(() => undefined);
    this.#cancelTotal = time.after(limits.totalMs, () => { this.stop('total'); });
    this.expectFirst();
    signal.addEventListener('abort', this.#cancel);
    if (signal.aborted) this.stop('cancelled');
  }

  get reason(): StopReason | undefined {
    return this.#reason;
  }

  /** Ends the call now: its connection is closed and `race` rejects. The first reason counts. */
  stop(reason: StopReason): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    this.controller.abort();
    this.#reject(new Stopped(reason));
  }

  /** The work, or a rejection with `Stopped` as soon as the call is stopped, whether the work notices or not. */
  race<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.#stopped]);
  }

  /** The time for the first byte begins now, and not when the call did. */
  expectFirst(): void {
    this.#cancelWaiting();
    this.#cancelWaiting = this.#time.after(this.#limits.firstByteMs, () => { this.stop('firstByte'); });
  }

  /** Somebody else is waited for than the model: only the limit of the whole call goes on. */
  holdFirst(): void {
    this.#cancelWaiting();
  }

  /** A piece of the answer came. */
  heard(): void {
    this.#lastByteAt = this.#time.monotonicMs();
    if (this.#firstByteAt !== undefined) return;
    this.#firstByteAt = this.#lastByteAt;
    this.#cancelWaiting();
    this.#watchIdle(this.#limits.idleMs);
  }

  /** The answer is whole: only the end of the connection is waited for, and not for long. */
  expectEnd(): void {
    this.#cancelWaiting();
    this.#cancelWaiting = this.#time.after(lateEndMs, () => { this.stop('lateEnd'); });
  }

  timing(): { readonly firstByteMs?: number; readonly totalMs: number } {
    const totalMs = this.#time.monotonicMs() - this.#startedAt;
    return this.#firstByteAt === undefined ? { totalMs } : { firstByteMs: this.#firstByteAt - this.#startedAt, totalMs };
  }

  /** Takes timers and listeners away; the caller's signal knows nothing of the call any more. */
  end(): void {
    this.#cancelTotal();
    this.#cancelWaiting();
    this.#signal.removeEventListener('abort', this.#cancel);
  }

  readonly #cancel = (): void => { this.stop('cancelled'); };

  /** One timer for all pieces: when it fires it looks how long nothing came, and waits for the rest. */
  #watchIdle(ms: number): void {
    this.#cancelWaiting = this.#time.after(ms, () => {
      const leftMs = this.#lastByteAt + this.#limits.idleMs - this.#time.monotonicMs();
      if (leftMs > 0) this.#watchIdle(leftMs);
      else this.stop('idle');
    });
  }
}
