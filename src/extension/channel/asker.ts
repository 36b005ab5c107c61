import type { CancelSignal } from '../../base/cancelSignal.ts';
import { type Ask, CallFailure, type Calls, type Failure, type Reply } from './calls.ts';

export interface AskOptions<C extends Calls<C>, N extends keyof C> {
  readonly onProgress?: (progress: C[N]['progress']) => void;
  readonly signal?: CancelSignal;
}

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly progress: (value: unknown) => void;
}

/** The asking end of a channel between two threads: sends requests, and gives each the reply that is its own. */
export class Asker<C extends Calls<C>> {
  readonly #post: (message: Ask<C>) => void;
  readonly #toError: (failure: Failure) => Error;
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;

  /** `toError`: what a request rejects with. */
  constructor(post: (message: Ask<C>) => void, toError: (failure: Failure) => Error = (failure) => new CallFailure(failure)) {
    this.#post = post;
    this.#toError = toError;
  }

  /** Asks the other side; rejects with a failure, of kind `cancelled` when the signal was aborted. */
  ask<N extends keyof C>(name: N, params: C[N]['params'], { signal, onProgress }: AskOptions<C, N> = {}): Promise<C[N]['result']> {
    if (signal?.aborted === true) return Promise.reject(this.#toError({ kind: 'cancelled', message: 'Cancelled.' }));
    const id = this.#nextId;
    this.#nextId += 1;
    const cancel = (): void => { if (this.#pending.has(id)) this.#post({ kind: 'cancel', id }); };
    return new Promise<C[N]['result']>((resolve, reject) => {
      this.#post({ kind: 'request', id, name, params } as Ask<C>);
      signal?.addEventListener('abort', cancel);
      this.#pending.set(id, {
        resolve: (value) => { resolve(value); },
        reject,
        progress: (value) => { onProgress?.(value); },
      });
    }).finally(() => { signal?.removeEventListener('abort', cancel); });
  }

  /** Takes a reply; one to a request that has ended is left alone. */
  receive(reply: Reply): void {
    const pending = this.#pending.get(reply.id);
    if (pending === undefined) return;
    if (reply.kind === 'progress') {
      pending.progress(reply.value);
      return;
    }
    this.#pending.delete(reply.id);
    if (reply.kind === 'result') pending.resolve(reply.value);
    else pending.reject(this.#toError(reply.failure));
  }

  /** Ends all that is still asked for: the other side is gone. */
  failAll(failure: Failure): void {
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of pending) reject(this.#toError(failure));
  }
}
