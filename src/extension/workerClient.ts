import { Worker } from 'node:worker_threads';
import { Answerer, type Handlers } from './channel/answerer.ts';
import { type AskOptions, Asker } from './channel/asker.ts';
import { CallFailure, type Failure, failureOf } from './channel/calls.ts';
import type { HostRequests } from './worker/hostRequests.ts';
import type { FromWorker, RequestName, Requests, ToWorker } from './worker/requests.ts';

/** How long a thread may take to end what it runs before it is cut off: a little more than it takes itself, less than VS Code waits. */
const farewellMs = 3500;

/** A request to a worker that ended without a result. */
export class WorkerFailure extends CallFailure {
  override readonly name = 'WorkerFailure';
}

export type RequestOptions<N extends RequestName> = AskOptions<Requests, N>;

/** A thread that runs, and what it asks of the editor: both end together. */
interface Thread {
  readonly worker: Worker;
  readonly answerer: Answerer<HostRequests>;
}

/** One worker thread, started at the first request and again after a crash; none is started once it is disposed. */
export class WorkerClient {
  readonly #file: string;
  readonly #handlers: Partial<Handlers<HostRequests>>;
  readonly #asker = new Asker<Requests>((message) => { this.#tell(message); }, (failure) => new WorkerFailure(failure));
  #thread: Thread | undefined;
  #starts = 0;
  #isDisposed = false;

  /** `handlers`: what the thread may ask of the editor. */
  constructor(file: string, handlers: Partial<Handlers<HostRequests>> = {}) {
    this.#file = file;
    this.#handlers = handlers;
  }

  /** Which thread answers now, counted from 1; undefined while there is none. A new one knows nothing of what the one before was told. */
  get thread(): number | undefined {
    return this.#thread === undefined ? undefined : this.#starts;
  }

  /** Asks the worker; rejects with a `WorkerFailure`, of kind `cancelled` when the signal was aborted. */
  request<N extends RequestName>(name: N, params: Requests[N]['params'], options: RequestOptions<N> = {}): Promise<Requests[N]['result']> {
    if (this.#isDisposed) return Promise.reject(new WorkerFailure({ kind: 'cancelled', message: 'Cancelled.' }));
    return this.#asker.ask(name, params, options);
  }

  /** Tells the worker something. When it is lost with its thread, the next thread has to be told again. */
  tell<N extends RequestName>(name: N, params: Requests[N]['params']): void {
    this.request(name, params).catch(() => undefined);
  }

  /** Lets the thread end what it runs, processes too, and ends it; what is still asked for is cancelled. */
  async dispose(): Promise<void> {
    this.#isDisposed = true;
    const thread = this.#thread;
    this.#thread = undefined;
    this.#asker.failAll({ kind: 'cancelled', message: 'DevMatrix is shutting down.' });
    if (thread === undefined) return;
    const { worker, answerer } = thread;
    void answerer.stop();
    const ended = new Promise((resolve) => { worker.once('exit', resolve); });
    const timer = setTimeout(() => { void worker.terminate(); }, farewellMs);
    worker.postMessage({ kind: 'stop' } satisfies ToWorker);
    await ended;
    clearTimeout(timer);
  }

  /** Whatever is cancelled needs no thread of its own. */
  #tell(message: ToWorker): void {
    if (message.kind === 'request') this.#thread ??= this.#start();
    this.#thread?.worker.postMessage(message);
  }

  #start(): Thread {
    const worker = new Worker(this.#file, { name: 'devmatrix' });
    // What one thread asked is never answered to the next one, which counts its questions from 1 again.
    const answerer = new Answerer<HostRequests>({ handlers: this.#handlers, send: (reply) => { worker.postMessage(reply); } });
    worker.on('message', (message: FromWorker) => { this.#receive(message, answerer); });
    worker.on('error', (error: unknown) => { this.#lost(worker, failureOf(error)); });
    worker.on('exit', (code) => { this.#lost(worker, { kind: 'bug', message: `The worker ended with code ${code}.` }); });
    this.#starts += 1;
    return { worker, answerer };
  }

  #receive(message: FromWorker, answerer: Answerer<HostRequests>): void {
    switch (message.kind) {
      case 'request': case 'cancel':
        answerer.receive(message);
        break;
      case 'progress': case 'result': case 'failure':
        this.#asker.receive(message);
        break;
    }
  }

  #lost(worker: Worker, failure: Failure): void {
    if (this.#thread?.worker !== worker) return;
    void this.#thread.answerer.stop();
    this.#thread = undefined;
    this.#asker.failAll(failure);
  }
}
