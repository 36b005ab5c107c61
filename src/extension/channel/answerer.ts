import { setImmediate as turn } from 'node:timers/promises';
import { type Ask, type Calls, type Failure, failureOf, type Reply } from './calls.ts';

/** How a handler is told to stop and tells how far it is. */
export interface AnswerContext<C extends Calls<C>, N extends keyof C> {
  readonly signal: AbortSignal;
  readonly progress: (value: C[N]['progress']) => void;
}

/** What one side does for the other. */
export type Handlers<C extends Calls<C>> = { readonly [N in keyof C]: (params: C[N]['params'], context: AnswerContext<C, N>) => Promise<C[N]['result']> };

export interface AnswererOptions<C extends Calls<C>> {
  readonly handlers: Partial<Handlers<C>>;
  readonly send: (reply: Reply) => void;
  /** Whether a person can mend what was thrown. */
  readonly isProblem?: (error: unknown) => boolean;
}

interface Running {
  readonly controller: AbortController;
  readonly ended: Promise<void>;
}

/** The answering end of a channel between two threads: runs requests one beside the other; each can be cancelled. */
export class Answerer<C extends Calls<C>> {
  readonly #options: AnswererOptions<C>;
  readonly #running = new Map<number, Running>();
  #isStopped = false;

  constructor(options: AnswererOptions<C>) {
    this.#options = options;
  }

  /** Begins what is asked for, or cancels it. */
  receive(message: Ask<C>): void {
    if (message.kind === 'cancel') {
      this.#running.get(message.id)?.controller.abort();
      return;
    }
    if (this.#isStopped) return;
    const controller = new AbortController();
    this.#running.set(message.id, { controller, ended: this.#answer(message, controller.signal) });
  }

  /** Cancels everything and waits until all of it has ended; nothing is begun any more. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    const all = [...this.#running.values()];
    for (const { controller } of all) controller.abort();
    await Promise.all(all.map(({ ended }) => ended));
  }

  async #answer<N extends keyof C>({ id, name, params }: { readonly id: number; readonly name: N; readonly params: C[N]['params'] }, signal: AbortSignal): Promise<void> {
    const { handlers, send } = this.#options;
    try {
      // What was cancelled while the thread was busy is seen before it is begun: a question that nobody waits for costs nothing.
      await turn();
      signal.throwIfAborted();
      const handler = handlers[name];
      if (handler === undefined) throw new Error(`Nobody answers ${String(name)}.`);
      const value = await handler(params, { signal, progress: (progress) => { send({ kind: 'progress', id, value: progress }); } });
      send({ kind: 'result', id, value });
    } catch (error) {
      send({ kind: 'failure', id, failure: this.#failureOf(error, signal) });
    } finally {
      this.#running.delete(id);
    }
  }

  #failureOf(error: unknown, signal: AbortSignal): Failure {
    if (signal.aborted) return { kind: 'cancelled', message: 'Cancelled.' };
    const failure = failureOf(error);
    return this.#options.isProblem?.(error) === true ? { kind: 'problem', message: failure.message } : failure;
  }
}
