import { Worker } from 'node:worker_threads';
import type { CancelSignal } from '../base/cancelSignal.ts';
import type { Failure, FromWorker, RequestName, Requests, ToWorker } from './worker/requests.ts';

/** How long a thread may take to end what it runs before it is cut off: a little more than it takes itself, less than VS Code waits. */
const farewellMs = 3500;

/** A request to a worker that ended without a result. */
export class WorkerFailure extends Error {
  override readonly name = 'WorkerFailure';
  readonly kind: Failure['kind'];

  constructor({ kind, message, stack }: Failure) {
    super(message);
    this.kind = kind;
    if (stack !== undefined) this.stack = stack;
  }
}

export interface RequestOptions<N extends RequestName> {
  readonly onProgress?: (progress: Requests[N]['progress']) => void;
  readonly signal?: CancelSignal;
}

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly progress: (value: unknown) => void;
}

/** One worker thread, started at the first request and again after a crash; none is started once it is disposed. */
export class WorkerClient {
  readonly #file: string;
  readonly #pending = new Map<number, Pending>();
  #worker: Worker | undefined;
  #nextId = 1;
  #starts = 0;
  #isDisposed = false;

  constructor(file: string) {
    this.#file = file;
  }

  /** Which thread answers now, counted from 1; undefined while there is none. A new one knows nothing of what the one before was told. */
  get thread(): number | undefined {
    return this.#worker === undefined ? undefined : this.#starts;
  }

  /** Asks the worker; rejects with a `WorkerFailure`, of kind `cancelled` when the signal was aborted. */
  request<N extends RequestName>(name: N, params: Requests[N]['params'], options: RequestOptions<N> = {}): Promise<Requests[N]['result']> {
    const { signal, onProgress } = options;
    if (signal?.aborted === true || this.#isDisposed) return Promise.reject(new WorkerFailure({ kind: 'cancelled', message: 'Cancelled.' }));
    const id = this.#nextId;
    this.#nextId += 1;
    const cancel = (): void => { this.#worker?.postMessage({ kind: 'cancel', id } satisfies ToWorker); };
    return new Promise<Requests[N]['result']>((resolve, reject) => {
      this.#worker ??= this.#start();
      this.#worker.postMessage({ kind: 'request', id, name, params });
      signal?.addEventListener('abort', cancel);
      this.#pending.set(id, {
        resolve: (value) => { resolve(value as Requests[N]['result']); },
        reject,
        progress: (value) => { onProgress?.(value as Requests[N]['progress']); },
      });
    }).finally(() => { signal?.removeEventListener('abort', cancel); });
  }

  /** Tells the worker something. When it is lost with its thread, the next thread has to be told again. */
  tell<N extends RequestName>(name: N, params: Requests[N]['params']): void {
    this.request(name, params).catch(() => undefined);
  }

  /** Lets the thread end what it runs, processes too, and ends it; what is still asked for is cancelled. */
  async dispose(): Promise<void> {
    this.#isDisposed = true;
    const worker = this.#worker;
    this.#worker = undefined;
    this.#failAll({ kind: 'cancelled', message: 'DevMatrix is shutting down.' });
    if (worker === undefined) return;
    const ended = new Promise((resolve) => { worker.once('exit', resolve); });
    const timer = setTimeout(() => { void worker.terminate(); }, farewellMs);
    worker.postMessage({ kind: 'stop' } satisfies ToWorker);
    await ended;
    clearTimeout(timer);
  }

  #start(): Worker {
    const worker = new Worker(this.#file, { name: 'devmatrix' });
    worker.on('message', (message: FromWorker) => { this.#receive(message); });
    worker.on('error', (error: unknown) => { this.#lost(worker, failureOf(error)); });
    worker.on('exit', (code) => { this.#lost(worker, { kind: 'bug', message: `The worker ended with code ${code}.` }); });
    this.#starts += 1;
    return worker;
  }

  #receive(message: FromWorker): void {
    const pending = this.#pending.get(message.id);
    if (pending === undefined) return;
    if (message.kind === 'progress') {
      pending.progress(message.value);
      return;
    }
    this.#pending.delete(message.id);
    if (message.kind === 'result') pending.resolve(message.value);
    else pending.reject(new WorkerFailure(message.failure));
  }

  #lost(worker: Worker, failure: Failure): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    this.#failAll(failure);
  }

  #failAll(failure: Failure): void {
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of pending) reject(new WorkerFailure(failure));
  }
}

function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return { kind: 'bug', message: String(error) };
  return { kind: 'bug', message: error.message, ...(error.stack === undefined ? {} : { stack: error.stack }) };
}
