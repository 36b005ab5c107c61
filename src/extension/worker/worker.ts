import { parentPort } from 'node:worker_threads';
import { StoreError } from '../../llm/records/store.ts';
import { VerifyError } from '../../verify/ports.ts';
import { Answerer } from '../channel/answerer.ts';
import { handlers } from './handlers.ts';
import { host, send } from './host.ts';
import type { Requests, ToWorker } from './requests.ts';

// The entry of a worker thread: answers requests one beside the other; each can be cancelled.

/** How long what is cancelled when the window closes may take to end by itself: VS Code ends the extension host after 5 s. */
const farewellMs = 2500;

const answerer = new Answerer<Requests>({ handlers, send, isProblem: (error) => error instanceof VerifyError || error instanceof StoreError });

/** Cancels everything and ends the thread; processes that do not end in time are killed by the hooks of the exit. */
async function stop(): Promise<void> {
  const giveUp = new Promise((resolve) => { setTimeout(resolve, farewellMs); });
  host.failAll({ kind: 'cancelled', message: 'DevMatrix is shutting down.' });
  await Promise.race([answerer.stop(), giveUp]);
  process.exit(0);
}

parentPort?.on('message', (message: ToWorker) => {
  switch (message.kind) {
    case 'request': case 'cancel':
      answerer.receive(message);
      break;
    case 'progress': case 'result': case 'failure':
      host.receive(message);
      break;
    case 'stop':
      void stop();
      break;
  }
});
