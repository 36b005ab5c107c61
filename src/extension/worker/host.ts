import { parentPort } from 'node:worker_threads';
import { Asker } from '../channel/asker.ts';
import type { HostRequests } from './hostRequests.ts';
import type { FromWorker } from './requests.ts';

/** Sends to the editor. */
export function send(message: FromWorker): void {
  parentPort?.postMessage(message);
}

/** The way from a worker back to the editor, for what only the extension host can do. */
export const host = new Asker<HostRequests>(send);
