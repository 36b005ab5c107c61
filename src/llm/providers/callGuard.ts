import type { CancelSignal } from '../../base/cancelSignal.ts';
import type { CallLimits } from '../modelCall.ts';
import type { TimePort } from '../ports.ts';

/** Why a call was stopped from outside: by its caller, or by one of its limits. */
export type StopReason = 'cancelled' | 'firstByte' | 'idle' | 'total' | 'lateEnd' | 'flood';

/** How long a connection may stay open after the answer is whole, in milliseconds. */
const lateEndMs = 1_000;
/** More bytes than any answer has: 128,000 tokens in events of their own are about 40 MB. */
const mostBytes = 128 * 1024 * 1024;

type Read = Awaited<ReturnType<ReadableStreamDefaultReader<Uint8Array>['read']>>;

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

  /**
   * The same response, whose body is watched while it is read. Its body becomes a plain async iterable, which both SDKs read as they
   * read the bodies of node-fetch: a second web stream around the first costs ten times as much for each piece.
   */
  watched(response: Response): Response {
    const body = this.pieces(response);
    return Object.defineProperty(response, 'body', { value: body });
  }

  /** The bytes of the body as they come, each seen by the guard. */
  pieces(response: Response): AsyncIterable<Uint8Array> {
    const reader: ReadableStreamDefaultReader<Uint8Array> | undefined = response.body?.getReader();
    const onRead = (result: Read): IteratorResult<Uint8Array, undefined> => {
      if (result.done) {
        this.bodyEnded = true;
        return { done: true, value: undefined };
      }
      this.#hears(result.value);
      return result;
    };
    const onError = (error: unknown): Promise<never> => {
      this.broken = error;
      return Promise.reject(error instanceof Error ? error : new Error(String(error)));
    };
    const iterator: AsyncIterator<Uint8Array, undefined> = {
      next: () => (reader === undefined ? Promise.resolve({ done: true, value: undefined }) : reader.read().then(onRead, onError)),
      return: () => {
        // Whoever reads no further waits for nothing; that the connection is closed then is no error.
        reader?.cancel().catch(() => undefined);
        return Promise.resolve({ done: true, value: undefined });
      },
    };
    return { [Symbol.asyncIterator]: () => iterator };
  }

  /** All of the body as text. */
  async text(response: Response): Promise<string> {
    const decoder = new TextDecoder();
    let text = '';
    for await (const piece of this.pieces(response)) text += decoder.decode(piece, { stream: true });
    return text + decoder.decode();
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
    if (this.bodyBytes > mostBytes) this.stop('flood');
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
