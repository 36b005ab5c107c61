import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fourModels } from '../provider-server/fourModels.ts';
import { startProviderServer } from '../provider-server/providerServer.ts';
import type { ProviderServer } from '../provider-server/types.ts';
import type { ModelsNews, ModelsSetup } from '../../src/extension/worker/modelRequests.ts';
import { ModelsSession } from '../../src/extension/worker/models/session.ts';
import type { EditorModel, EditorModelCall, LmPort } from '../../src/llm/editorModels.ts';

const never = new AbortController().signal;
const [first] = fourModels;
assert.ok(first !== undefined);
const fake = { provider: 'fake', model: first.id };

interface World {
  readonly session: ModelsSession;
  readonly server: ProviderServer;
  readonly setup: ModelsSetup;
  readonly storeText: () => string;
}

/** A window whose settings have one provider, with its key in the secret storage and a store of its own. */
async function inWindow(work: (world: World) => Promise<void>, editor?: LmPort): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'devmatrix-models-'));
  const file = join(folder, 'store.sqlite');
  const server = await startProviderServer({ models: fourModels.map((model) => ({ ...model, latency: {} })) });
  const session = new ModelsSession({ file, environment: {}, ...(editor === undefined ? {} : { editor }) });
  const setup: ModelsSetup = {
    providers: [{ id: 'fake', label: 'Fake', baseUrl: server.baseUrl.chat, key: 'secret', models: fourModels.map(({ id, price }) => ({ model: id, ...(price === undefined ? {} : { price }) })) }],
    keys: { fake: { key: server.key, baseUrl: server.baseUrl.chat } },
    budgets: { day: null, month: null, workspace: null, run: null, softShare: 0.8, dropped: [] },
    unknownPrices: 'refuse',
    editorModels: 'off',
    benchmarkEveryHours: undefined,
    folder,
  };
  const storeText = (): string => [file, `${file}-wal`].filter((path) => existsSync(path)).map((path) => readFileSync(path, 'latin1')).join('');
  try {
    await work({ session, server, setup, storeText });
  } finally {
    await session.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

it('a test call answers, is told with its price, and stands in the ledger and the meter', () => inWindow(async ({ session, setup, server, storeText }) => {
  assert.equal((await session.setUp(setup)).providers[0]?.hasKey, true);
  const tested = await session.test(fake, never);
  assert.equal(tested.failure, undefined);
  assert.ok((tested.microUsd ?? 0) > 0);
  const view = await session.view();
  assert.deepEqual([view.meter.calls, view.meter.spentMicroUsd], [1, tested.microUsd]);
  const model = view.providers[0]?.models.find((one) => one.model === fake.model);
  assert.deepEqual([model?.calls, model?.spentMicroUsd], [1, tested.microUsd]);
  assert.ok((model?.latencyMs ?? 0) > 0);
  assert.equal((await session.costs('2020-01-01')).report.total.spentMicroUsd, tested.microUsd);
  assert.ok(!storeText().includes(server.key));
  assert.ok(!JSON.stringify(view).includes(server.key));
}));

it('a key goes only to the address that it was entered for', () => inWindow(async ({ session, setup, server }) => {
  const moved = await session.setUp({ ...setup, keys: { fake: { key: server.key, baseUrl: 'https://api.example.com/v1' } } });
  assert.equal(moved.providers[0]?.hasKey, false);
  assert.ok((await session.test(fake, never)).failure !== undefined);
  assert.deepEqual(server.requests, []);
}));

it('a wrong key is told in words, takes the provider out of use, and the next test asks again', () => inWindow(async ({ session, setup, server }) => {
  await session.setUp({ ...setup, keys: { fake: { key: 'not-the-key', baseUrl: server.baseUrl.chat } } });
  assert.equal((await session.test(fake, never)).failure?.what, 'Fake does not accept the key, or there is none.');
  const [provider] = (await session.view()).providers;
  assert.equal(provider?.breaker?.state, 'off');
  assert.ok(!JSON.stringify(provider).includes('not-the-key'));
  await session.setUp(setup);
  assert.equal((await session.test(fake, never)).failure, undefined);
  assert.equal((await session.view()).providers[0]?.breaker, undefined);
}));

it('the limits of the settings stop calls before they are sent, and are taken back with their setting', () => inWindow(async ({ session, setup, server }) => {
  const limited: ModelsSetup = { ...setup, budgets: { ...setup.budgets, day: 0.000001, workspace: 5 } };
  const { meter } = await session.setUp(limited);
  assert.deepEqual(meter.budgets.map(({ scope, hardMicroUsd, softMicroUsd }) => [scope.kind, hardMicroUsd, softMicroUsd]), [['day', 1, 1], ['workspace', 5_000_000, 4_000_000]]);
  assert.match((await session.test(fake, never)).failure?.what ?? '', /budget/);
  assert.deepEqual(server.requests, []);
  const after = await session.setUp({ ...setup, budgets: { ...setup.budgets, dropped: ['day', 'workspace'] } });
  assert.deepEqual(after.meter.budgets, []);
  assert.equal((await session.test(fake, never)).failure, undefined);
}));

it('tells what changes and a reached soft limit', () => inWindow(async ({ session, setup }) => {
  const heard: ModelsNews[] = [];
  const watch = new AbortController();
  await session.setUp({ ...setup, budgets: { ...setup.budgets, day: 1, softShare: 0.000001 } });
  const watching = session.watch((news) => { heard.push(news); }, watch.signal);
  await session.test(fake, never);
  for (let waited = 0; waited < 10_000 && !heard.some(({ kind }) => kind === 'changed'); waited += 20) await wait(20);
  assert.deepEqual([...new Set(heard.map(({ kind }) => kind))].sort(), ['alert', 'changed']);
  watch.abort();
  await watching;
}));

it('lists of models are asked for when somebody wants them, and a provider that does not answer says why', () => inWindow(async ({ session, setup, server }) => {
  await session.setUp({ ...setup, providers: [...(setup.providers as readonly object[]), { id: 'gone', label: 'Gone', baseUrl: 'http://127.0.0.1:1/v1', key: 'none' }] });
  assert.deepEqual(server.requests, []);
  await session.askLists(never);
  const { providers } = await session.view();
  assert.deepEqual(providers.map(({ id, list }) => [id, list.kind]), [['fake', 'listed'], ['gone', 'failed']]);
  assert.deepEqual(providers[1]?.list, { kind: 'failed', words: 'Gone cannot be reached.' });
}));

const editorModel: EditorModel = { vendor: 'copilot', id: 'gpt-5', name: 'GPT 5', maxInputTokens: 8000 };
const ofEditor = { provider: 'vscode', model: 'copilot/gpt-5' };

/** An editor whose one model answers every question with one word. */
function answeringEditor(): LmPort & { readonly asked: EditorModelCall[] } {
  const asked: EditorModelCall[] = [];
  return {
    asked,
    models: () => Promise.resolve([editorModel]),
    ask: (call, hear) => {
      asked.push(call);
      hear({ kind: 'text', text: 'ready' });
      return Promise.resolve({ kind: 'ended', otherParts: 0, tokens: { input: 9, output: 1 } });
    },
  };
}

it('models of the editor are there once they are switched on, and what their calls use and cost is marked as estimated', async () => {
  const editor = answeringEditor();
  await inWindow(async ({ session, setup }) => {
    assert.deepEqual((await session.setUp(setup)).providers.map(({ id }) => id), ['fake']);
    const on: ModelsSetup = { ...setup, editorModels: 'conversations' };
    assert.deepEqual((await session.setUp(on)).providers.map(({ id, origin, hasKey }) => [id, origin, hasKey]), [['fake', 'settings', true], ['vscode', 'editor', true]]);
    await session.askLists(never, 'vscode');
    const unpriced = await session.test(ofEditor, never);
    assert.deepEqual([unpriced.failure, unpriced.microUsd, unpriced.tokens], [undefined, undefined, { input: 9, output: 1, isEstimated: true }]);
    const priced = [...(setup.providers as readonly object[]), { id: 'vscode', models: [{ model: ofEditor.model, price: { input: 100, output: 1000 } }] }];
    await session.setUp({ ...on, providers: priced });
    const tested = await session.test(ofEditor, never);
    assert.deepEqual([tested.microUsd, tested.isEstimated], [1900, true]);
    const { meter } = await session.view();
    assert.deepEqual([meter.spentMicroUsd, meter.isEstimated, meter.unpricedCalls], [1900, true, 1]);
    assert.deepEqual((await session.setUp(setup)).providers.map(({ id }) => id), ['fake']);
    assert.match((await session.test(ofEditor, never)).failure?.what ?? '', /copilot\/gpt-5/);
    assert.equal(editor.asked.length, 2);
  }, editor);
});

it('what became of a damaged store is told', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'devmatrix-models-'));
  const file = join(folder, 'store.sqlite');
  writeFileSync(file, 'this is no database, whatever it is called'.repeat(100));
  const session = new ModelsSession({ file, environment: {} });
  try {
    const { problems } = await session.setUp({ providers: [], keys: {}, budgets: { day: null, month: null, workspace: null, run: null, softShare: 1, dropped: [] }, unknownPrices: 'refuse', editorModels: 'off', benchmarkEveryHours: undefined, folder });
    assert.equal(problems.length, 1);
    assert.match(problems[0] ?? '', /damaged/);
  } finally {
    await session.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
