import type { CancelSignal } from '../../base/cancelSignal.ts';
import type { CallLimits } from '../modelCall.ts';
import type { TimePort } from '../ports.ts';

/** Why a call was stopped from outside: by its caller, or by one of its limits. */
export type StopReason = 'cancelled' | 'firstByte' | 'idle' | 'total' | 'lateEnd';

/** How long a connection may stay open after the answer is whole, in milliseconds. */
const lateEndMs = 1_000;

/** What `race` rejects with when the guard stopped the call. */
export class Stopped extends Error {
  readonly reason: StopReason;

  constructor(reason: StopReason) {
    super(`The call was stopped: ${reason}.`);
    this.reason = reason;
  }
}

/**
 * Watches one call: its limits of time, its caller's signal, and the bytes of its answer. SDKs time out only until the headers come,
 * end streams that were aborted or cut as if they were whole, and hand HTML over as text; here all of that is seen.
 */
export class CallGuard {
  readonly controller = new AbortController();
  bodyBytes = 0;
  /** The body came to its regular end. */
  bodyEnded = false;
  /** What broke the body, when the connection was lost. */
  broken: unknown;
  /** The first character of the body that is no space is `<`: a web page, whatever its type says. */
  isPage = false;
  /** Something else than spaces came. */
  hasText = false;
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
  #cancelWaiting: () => void;

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
    this.#cancelWaiting = time.after(limits.firstByteMs, () => { this.stop('firstByte'); });
    signal.addEventListener('abort', this.#cancel);
    if (signal.aborted) this.stop('cancelled');
  }

  get reason(): StopReason | undefined {
    return this.#reason;
  }

  /** Ends the call now: the connection is closed and `race` rejects. The first reason counts. */
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

  /** The response with a body whose bytes are watched. */
  watched(response: Response): Response {
    const { body } = response;
    if (body === null) {
      this.bodyEnded = true;
      return response;
    }
    const reader: ReadableStreamDefaultReader<Uint8Array> = body.getReader();
    const pull = async (controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> => {
      try {
        const { done, value } = await reader.read();
        if (done) {
          this.bodyEnded = true;
          controller.close();
        } else {
          this.#hears(value);
          controller.enqueue(value);
        }
      } catch (error) {
        this.broken = error;
        controller.error(error);
      }
    };
    const stream = new ReadableStream<Uint8Array>({ pull, cancel: (reason) => reader.cancel(reason) }, { highWaterMark: 0 });
    return new Response(stream, { status: response.status, headers: response.headers });
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

  #hears(bytes: Uint8Array): void {
    this.#lastByteAt = this.#time.monotonicMs();
    this.bodyBytes += bytes.length;
    if (!this.hasText) this.#looksAt(bytes);
    if (this.#firstByteAt !== undefined) return;
    this.#firstByteAt = this.#lastByteAt;
    this.#cancelWaiting();
    this.#watchIdle(this.#limits.idleMs);
  }

  #looksAt(bytes: Uint8Array): void {
    const first = bytes.find((byte) => byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09);
    this.hasText = first !== undefined;
    this.isPage = first === 0x3c;
  }

  /** One timer for all pieces: when it fires it looks how long nothing came, and waits for the rest. */
  #watchIdle(ms: number): void {
    this.#cancelWaiting = this.#time.after(ms, () => {
      const leftMs = this.#lastByteAt + this.#limits.idleMs - this.#time.monotonicMs();
      if (leftMs > 0) this.#watchIdle(leftMs);
      else this.stop('idle');
    });
  }
}
