import { parentPort } from 'node:worker_threads';
import { VerifyError } from '../../verify/ports.ts';
import { handlers } from './handlers.ts';
import type { Failure, FromWorker, RequestName, Requests, ToWorker } from './requests.ts';

// The entry of a worker thread: answers requests one beside the other; each can be cancelled.

const running = new Map<number, AbortController>();

function send(message: FromWorker): void {
  parentPort?.postMessage(message);
}

async function answer<N extends RequestName>(id: number, name: N, params: Requests[N]['params']): Promise<void> {
  const controller = new AbortController();
  running.set(id, controller);
  try {
    const value = await handlers[name](params, { signal: controller.signal, progress: (progress) => { send({ kind: 'progress', id, value: progress }); } });
    send({ kind: 'result', id, value });
  } catch (error) {
    send({ kind: 'failure', id, failure: failureOf(error, controller.signal) });
  } finally {
    running.delete(id);
  }
}

function failureOf(error: unknown, signal: AbortSignal): Failure {
  if (signal.aborted) return { kind: 'cancelled', message: 'Cancelled.' };
  if (error instanceof VerifyError) return { kind: 'problem', message: error.message };
  if (!(error instanceof Error)) return { kind: 'bug', message: String(error) };
  return { kind: 'bug', message: error.message, ...(error.stack === undefined ? {} : { stack: error.stack }) };
}

parentPort?.on('message', (message: ToWorker) => {
  if (message.kind === 'cancel') running.get(message.id)?.abort();
  else void answer(message.id, message.name, message.params);
});
