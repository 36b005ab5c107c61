import { setImmediate as turn } from 'node:timers/promises';
import { parentPort } from 'node:worker_threads';
import { StoreError } from '../../llm/records/store.ts';
import { VerifyError } from '../../verify/ports.ts';
import { handlers } from './handlers.ts';
import type { Failure, FromWorker, RequestName, Requests, ToWorker } from './requests.ts';

// The entry of a worker thread: answers requests one beside the other; each can be cancelled.

/** How long what is cancelled when the window closes may take to end by itself: VS Code ends the extension host after 5 s. */
const farewellMs = 2500;

interface Running {
  readonly controller: AbortController;
  readonly ended: Promise<void>;
}

const running = new Map<number, Running>();

function send(message: FromWorker): void {
  parentPort?.postMessage(message);
}

async function answer<N extends RequestName>(id: number, name: N, params: Requests[N]['params'], signal: AbortSignal): Promise<void> {
  try {
    // What was cancelled while the thread was busy is seen before it is begun: a question that nobody waits for costs nothing.
    await turn();
    signal.throwIfAborted();
    const value = await handlers[name](params, { signal, progress: (progress) => { send({ kind: 'progress', id, value: progress }); } });
    send({ kind: 'result', id, value });
  } catch (error) {
    send({ kind: 'failure', id, failure: failureOf(error, signal) });
  } finally {
    running.delete(id);
  }
}

function failureOf(error: unknown, signal: AbortSignal): Failure {
  if (signal.aborted) return { kind: 'cancelled', message: 'Cancelled.' };
  if (error instanceof VerifyError || error instanceof StoreError) return { kind: 'problem', message: error.message };
  if (!(error instanceof Error)) return { kind: 'bug', message: String(error) };
  return { kind: 'bug', message: error.message, ...(error.stack === undefined ? {} : { stack: error.stack }) };
}

/** Cancels everything and ends the thread; processes that do not end in time are killed by the hooks of the exit. */
async function stop(): Promise<void> {
  const all = [...running.values()];
  for (const { controller } of all) controller.abort();
  const giveUp = new Promise((resolve) => { setTimeout(resolve, farewellMs); });
  await Promise.race([Promise.all(all.map(({ ended }) => ended)), giveUp]);
  process.exit(0);
}

parentPort?.on('message', (message: ToWorker) => {
  switch (message.kind) {
    case 'request': {
      const controller = new AbortController();
      const { id, name, params } = message;
      running.set(id, { controller, ended: answer(id, name, params, controller.signal) });
      break;
    }
    case 'cancel':
      running.get(message.id)?.controller.abort();
      break;
    case 'stop':
      void stop();
      break;
  }
});
