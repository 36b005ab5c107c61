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
  let databases = 0;
  const close = (): Promise<void> => {
    log.push('closed');
    return Promise.resolve();
  };
  const createDatabase = (): Promise<string> => {
    log.push('made');
    databases += 1;
    return Promise.resolve(`database ${String(databases)}`);
  };
  return Promise.resolve({ label: 'local', createDatabase, close });
}

const { signal } = new AbortController();

it('starts the local server before somebody asks for it, once', async () => {
  const { port, log } = databases();
  const early = startedEarly(port, signal);
  assert.deepEqual(log, ['started']);
  const server = await early.local(signal);
  assert.equal(server?.label, 'local');
  assert.deepEqual(log, ['started', 'made']);
});

it('stops a server that nobody has taken', async () => {
  const { port, log } = databases();
  await startedEarly(port, signal).leave();
  assert.deepEqual(log, ['started', 'made', 'closed']);
});

it('leaves a server to whoever has taken it', async () => {
  const { port, log } = databases();
  const early = startedEarly(port, signal);
  await early.local(signal);
  await early.leave();
  assert.deepEqual(log, ['started', 'made']);
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

it('has made the first database before somebody asks for it, and the others when they are asked for', async () => {
  const { port, log } = databases();
  const server = await startedEarly(port, signal).local(signal);
  assert.equal(await server?.createDatabase('smoke'), 'database 1');
  assert.deepEqual(log, ['started', 'made']);
  assert.equal(await server?.createDatabase('tests'), 'database 2');
});

it('makes the first database when it is asked for where that could not be done before', async () => {
  let asked = 0;
  const createDatabase = (): Promise<string> => {
    asked += 1;
    return asked === 1 ? Promise.reject(new Error('no driver yet')) : Promise.resolve('late');
  };
  const local = (): Promise<DatabaseServer> => Promise.resolve({ label: 'local', createDatabase, close: () => Promise.resolve() });
  const server = await startedEarly(databases(local).port, signal).local(signal);
  assert.equal(await server?.createDatabase('smoke'), 'late');
});
