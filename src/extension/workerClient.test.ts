import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { WorkerClient } from './workerClient.ts';

const realWorker = new URL('worker/worker.ts', import.meta.url);
const shop = fileURLToPath(new URL('../../examples/shop/shop.devmatrix.yaml', import.meta.url));

/** A thread that answers `hover` with how often it was asked, dies of the path "die", and never answers the path "wait". */
const fakeWorker = `
  import { parentPort } from 'node:worker_threads';
  let asked = 0;
  parentPort.on('message', ({ kind, id, params }) => {
    if (kind === 'stop') process.exit(0);
    if (kind === 'cancel') parentPort.postMessage({ kind: 'failure', id, failure: { kind: 'cancelled', message: 'Cancelled.' } });
    if (kind !== 'request' || params.path === 'wait') return;
    if (params.path === 'die') throw new Error('died');
    asked += 1;
    parentPort.postMessage({ kind: 'result', id, value: asked });
  });
`;

async function withClient(code: string, task: (client: WorkerClient, folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'devmatrix-worker-'));
  const file = join(folder, 'worker.mjs');
  writeFileSync(file, code);
  const client = new WorkerClient(file);
  try {
    await task(client, folder);
  } finally {
    await client.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
}

const hover = (client: WorkerClient, path: string, signal?: AbortSignal): Promise<unknown> => client.request('hover', { path, offset: 0 }, signal === undefined ? {} : { signal });

it('starts a thread at the first request, and another one after a crash, which it tells from the first', () => withClient(fakeWorker, async (client) => {
  assert.equal(client.thread, undefined);
  assert.equal(await hover(client, 'a'), 1);
  assert.equal(client.thread, 1);
  const waiting = hover(client, 'wait');
  await Promise.all([
    assert.rejects(hover(client, 'die'), { name: 'WorkerFailure', kind: 'bug', message: 'died' }),
    assert.rejects(waiting, { name: 'WorkerFailure', kind: 'bug' }),
  ]);
  assert.equal(client.thread, undefined);
  assert.equal(await hover(client, 'a'), 1);
  assert.equal(client.thread, 2);
}));

it('leaves no rejection unhandled when what it was told is lost with its thread', () => withClient(fakeWorker, async (client) => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => { unhandled.push(reason); };
  process.on('unhandledRejection', note);
  try {
    client.tell('closeText', { path: 'die' });
    await assert.rejects(hover(client, 'wait'), { kind: 'bug' });
    await wait(10);
  } finally {
    process.off('unhandledRejection', note);
  }
  assert.deepEqual(unhandled, []);
}));

it('cancels a request, and sends nothing for one that was cancelled before', () => withClient(fakeWorker, async (client) => {
  const controller = new AbortController();
  const waiting = hover(client, 'wait', controller.signal);
  controller.abort();
  await assert.rejects(waiting, { kind: 'cancelled' });
  await assert.rejects(hover(client, 'a', controller.signal), { kind: 'cancelled' });
  assert.equal(await hover(client, 'a'), 1);
}));

it('starts no thread any more once it is disposed, whatever is asked or cancelled', () => withClient(fakeWorker, async (client) => {
  const controller = new AbortController();
  const waiting = assert.rejects(hover(client, 'wait', controller.signal), { kind: 'cancelled' });
  await client.dispose();
  await waiting;
  controller.abort();
  await assert.rejects(hover(client, 'a'), { kind: 'cancelled' });
  assert.equal(client.thread, undefined);
}));

it('does not begin what was cancelled while the thread was busy', () => withClient(`import ${JSON.stringify(realWorker.href)};`, async (client) => {
  const controller = new AbortController();
  const cancelled = assert.rejects(client.request('check', { path: '/nowhere/a.yaml' }, { signal: controller.signal }), { kind: 'cancelled' });
  controller.abort();
  await cancelled;
  client.tell('openText', { path: 'untitled:one', text: 'openapi: 3.1.0\n$ref: ./package.json\n' });
  const { alsoRead } = await client.request('check', { path: 'untitled:one' });
  assert.ok(alsoRead.length <= 1);
}));

it('writes nothing when a generation is cancelled on its way', () => withClient(`import ${JSON.stringify(realWorker.href)};`, async (client, folder) => {
  const controller = new AbortController();
  const out = join(folder, 'app');
  const generation = client.request('generate', { spec: shop, out, overwrite: 'keepEdits' }, {
    signal: controller.signal, onProgress: ({ stage }) => { if (stage === 'spec') controller.abort(); },
  });
  await assert.rejects(generation, { kind: 'cancelled' });
  assert.ok(!existsSync(out));
}));

it('kills the processes that still run when the window closes', () => withClient(`
  import ${JSON.stringify(realWorker.href)};
  import { start } from ${JSON.stringify(new URL('../node/verify/processes.ts', import.meta.url).href)};
  const beats = new URL('beats', import.meta.url).pathname;
  start(process.execPath, ['-e', "process.on('SIGTERM', () => {}); setInterval(() => require('node:fs').appendFileSync(process.argv[1], '.'), 20)", beats]);
`, async (client, folder) => {
  const beats = (): number => (existsSync(join(folder, 'beats')) ? statSync(join(folder, 'beats')).size : 0);
  await client.request('findSpecs', { paths: [] });
  for (let waitedMs = 0; beats() === 0 && waitedMs < 20_000; waitedMs += 20) await wait(20);
  assert.ok(beats() > 0);
  await client.dispose();
  await wait(50);
  const before = beats();
  await wait(300);
  assert.equal(beats(), before);
}));
