import { Worker } from 'node:worker_threads';
import type { CancelSignal } from '../base/cancelSignal.ts';
import type { Failure, FromWorker, RequestName, Requests, ToWorker } from './worker/requests.ts';

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

/** One worker thread, started at the first request and again after a crash. */
export class WorkerClient {
  readonly #file: string;
  readonly #pending = new Map<number, Pending>();
  #worker: Worker | undefined;
  #nextId = 1;

  constructor(file: string) {
    this.#file = file;
  }

  /** Asks the worker; rejects with a `WorkerFailure`, of kind `cancelled` when the signal was aborted. */
  request<N extends RequestName>(name: N, params: Requests[N]['params'], options: RequestOptions<N> = {}): Promise<Requests[N]['result']> {
    const { signal, onProgress } = options;
    if (signal?.aborted === true) return Promise.reject(new WorkerFailure({ kind: 'cancelled', message: 'Cancelled.' }));
    const id = this.#nextId;
    this.#nextId += 1;
    const cancel = (): void => { this.#send({ kind: 'cancel', id }); };
    signal?.addEventListener('abort', cancel);
    return new Promise<Requests[N]['result']>((resolve, reject) => {
      this.#pending.set(id, {
        resolve: (value) => { resolve(value as Requests[N]['result']); },
        reject,
        progress: (value) => { onProgress?.(value as Requests[N]['progress']); },
      });
      this.#send({ kind: 'request', id, name, params } as ToWorker);
    }).finally(() => { signal?.removeEventListener('abort', cancel); });
  }

  /** Ends the thread; what is still asked for is cancelled. */
  async dispose(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    this.#failAll({ kind: 'cancelled', message: 'DevMatrix is shutting down.' });
    await worker?.terminate();
  }

  #send(message: ToWorker): void {
    this.#worker ??= this.#start();
    this.#worker.postMessage(message);
  }

  #start(): Worker {
    const worker = new Worker(this.#file, { name: 'devmatrix' });
    worker.on('message', (message: FromWorker) => { this.#receive(message); });
    worker.on('error', (error: unknown) => { this.#lost(worker, failureOf(error)); });
    worker.on('exit', (code) => { this.#lost(worker, { kind: 'bug', message: `The worker ended with code ${code}.` }); });
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
