import assert from 'node:assert/strict';
import { startedEarly } from './earlyDatabase.ts';
import type { DatabasePort, DatabaseServer } from './ports.ts';

/** Databases that write down what is done with them. */
function databases(local: (log: string[]) => Promise<DatabaseServer | undefined> = started): { readonly port: DatabasePort; readonly log: string[] } {
  const log: string[] = [];
  const none = (): Promise<never> => Promise.reject(new Error('not asked for'));
  return { log, port: { local: () => local(log), docker: none, embedded: none, fromUrl: none } };
}

function started(log: string[]): Promise<DatabaseServer> {
  log.push('started');
  const close = (): Promise<void> => {
    log.push('closed');
    return Promise.resolve();
  };
  return Promise.resolve({ label: 'local', createDatabase: () => Promise.resolve(''), close });
}

const { signal } = new AbortController();

it('starts the local server before somebody asks for it, once', async () => {
  const { port, log } = databases();
  const early = startedEarly(port, signal);
  assert.deepEqual(log, ['started']);
  const server = await early.local(signal);
  assert.equal(server?.label, 'local');
  assert.deepEqual(log, ['started']);
});

it('stops a server that nobody has taken', async () => {
  const { port, log } = databases();
  await startedEarly(port, signal).leave();
  assert.deepEqual(log, ['started', 'closed']);
});

it('leaves a server to whoever has taken it', async () => {
  const { port, log } = databases();
  const early = startedEarly(port, signal);
  await early.local(signal);
  await early.leave();
  assert.deepEqual(log, ['started']);
});

it('tells whoever asks for the server that it did not start, and nobody else', async () => {
  const fails = (): Promise<never> => Promise.reject(new Error('initdb failed'));
  await startedEarly(databases(fails).port, signal).leave();
  await assert.rejects(startedEarly(databases(fails).port, signal).local(signal), /initdb failed/);
});

it('knows where there is no local server', async () => {
  const early = startedEarly(databases(() => Promise.resolve(undefined)).port, signal);
  assert.equal(await early.local(signal), undefined);
});
