import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChatEnd, ChatProgress, ChatQuestion } from '../../src/extension/worker/chatRequests.ts';
import type { ModelsSetup } from '../../src/extension/worker/modelRequests.ts';
import { ModelsSession } from '../../src/extension/worker/models/session.ts';
import { fourModels } from '../provider-server/fourModels.ts';
import { startProviderServer } from '../provider-server/providerServer.ts';
import type { ProviderServer } from '../provider-server/types.ts';

const never = new AbortController().signal;

interface World {
  readonly session: ModelsSession;
  readonly server: ProviderServer;
  readonly setup: ModelsSetup;
  /** Asks, and gives how it ended and what was told on the way. */
  readonly ask: (question: Partial<ChatQuestion> & { readonly text: string }, signal?: AbortSignal, hear?: (value: ChatProgress) => void) => Promise<{ readonly end: ChatEnd; readonly told: readonly ChatProgress[] }>;
  readonly kept: () => string;
}

/** A window whose settings have one provider, with a store of its own. */
async function inWindow(work: (world: World) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'devmatrix-chat-'));
  const file = join(folder, 'store.sqlite');
  const server = await startProviderServer({ models: fourModels.map((model) => ({ ...model, latency: {}, contextTokens: 1_000_000 })), keys: ['secret-key-of-house'] });
  const session = new ModelsSession({ file, environment: {} });
  const setup: ModelsSetup = {
    providers: [{ id: 'fake', label: 'Fake', baseUrl: server.baseUrl.chat, key: 'secret', models: fourModels.map(({ id, price }) => ({ model: id, ...(price === undefined ? {} : { price }) })) }],
    keys: { fake: { key: server.key, baseUrl: server.baseUrl.chat } },
    budgets: { day: null, month: null, workspace: null, run: null, softShare: 0.8, dropped: [] },
    unknownPrices: 'refuse', editorModels: 'off', benchmarkEveryHours: undefined, folder,
  };
  try {
    await session.setUp(setup);
    await work({
      session, server, setup,
      ask: async (question, signal = never, hear = () => undefined) => {
        const told: ChatProgress[] = [];
        const end = await session.ask({ conversation: undefined, answers: 'kept', agreedMicroUsd: undefined, ...question }, { signal, progress: (value) => { told.push(value); hear(value); } });
        return { end, told };
      },
      kept: () => [file, `${file}-wal`].filter((path) => existsSync(path)).map((path) => readFileSync(path, 'latin1')).join(''),
    });
  } finally {
    await session.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function answered(end: ChatEnd): Extract<ChatEnd, { readonly kind: 'answer' }> {
  assert.ok(end.kind === 'answer', JSON.stringify(end));
  return end;
}

it('an answer arrives in pieces below its conversation, costs what the meter shows, and is kept for the next question', () => inWindow(async ({ session, server, ask }) => {
  server.use({ user: 'mutex', answer: { text: 'A lock. '.repeat(40), pauseMs: 20 } });
  const first = await ask({ text: 'What is a mutex?' });
  const [begins, ...pieces] = first.told;
  assert.ok(begins?.kind === 'begins');
  assert.match(begins.page, /^# What is a mutex\?\n\n## You, .* UTC\n\nWhat is a mutex\?\n\n## .*UTC\n\n$/);
  assert.ok(pieces.length > 1);
  assert.equal(pieces.map((piece) => (piece.kind === 'text' ? piece.text : '?')).join(''), 'A lock. '.repeat(40));
  const { name, model, microUsd } = answered(first.end);
  assert.equal((await session.view()).meter.spentMicroUsd, microUsd);
  const second = answered((await ask({ text: 'and how is it released?', conversation: name })).end);
  assert.equal(second.model, model);
  assert.match(second.page, /A lock\.[\s\S]*and how is it released\?[\s\S]*You said: and how is it released\?/);
  assert.deepEqual((await session.conversations()).map(({ title, turns }) => [title, turns]), [['What is a mutex?', 2]]);
}));

it('a dear question is asked only when the person agrees', () => inWindow(async ({ session, server, setup, ask }) => {
  const text = 'What is a mutex?';
  const price = { input: 100, output: 100 };
  await session.setUp({ ...setup, providers: [{ id: 'fake', label: 'Fake', baseUrl: server.baseUrl.chat, key: 'secret', models: fourModels.map(({ id }) => ({ model: id, price })) }] });
  const { end, told } = await ask({ text });
  assert.ok(end.kind === 'dear' && end.mostMicroUsd > (end.expectedMicroUsd ?? 0));
  assert.deepEqual([told, server.requests.filter(({ path }) => path.endsWith('completions'))], [[], []]);
  assert.equal((await ask({ text, agreedMicroUsd: end.mostMicroUsd - 1 })).end.kind, 'dear');
  assert.equal((await ask({ text, agreedMicroUsd: end.mostMicroUsd })).end.kind, 'answer');
}));

it('cancelling ends the call, accounts for it, and leaves the conversation as it was', () => inWindow(async ({ session, server, ask }) => {
  server.use({ answer: { text: 'word '.repeat(500), pauseMs: 30 } });
  const controller = new AbortController();
  await assert.rejects(ask({ text: 'Say it slowly' }, controller.signal, ({ kind }) => { if (kind === 'text') controller.abort(); }));
  assert.deepEqual(await session.conversations(), []);
  const { report: { total } } = await session.costs('2020-01-01');
  assert.deepEqual([total.calls, total.underWay, total.wastedMicroUsd > 0], [1, 0, true]);
}));

it('an answer to a much alike question is used where the setting allows it, says so, and can be asked for afresh', () => inWindow(async ({ session, setup, ask }) => {
  const reused = async (text: string, answers: ChatQuestion['answers'] = 'kept'): Promise<unknown> => answered((await ask({ text, answers })).end).reused;
  assert.equal(await reused('Explain what a mutex is'), undefined);
  assert.equal(await reused('please explain what a mutex is'), undefined);
  await session.setUp({ ...setup, similarAnswers: true });
  assert.equal(await reused('Could you explain what a mutex is?'), undefined);
  assert.deepEqual(await reused('could you please explain what a mutex is'), { match: 'similar', question: 'Could you explain what a mutex is?' });
  assert.equal(await reused('can you explain what a mutex is', 'fresh'), undefined);
}));

it('keys of providers are taken out of questions, whatever they look like', () => inWindow(async ({ server, ask, kept }) => {
  const end = answered((await ask({ text: `Is ${server.key} a good key?` })).end);
  assert.deepEqual([end.maskedKeys, end.page.includes('Is [key] a good key?'), kept().includes(server.key)], [1, true, false]);
}));

it('what fails is told in words with what arrived, and nothing is kept', () => inWindow(async ({ session, server, setup, ask }) => {
  for (const { id } of fourModels) server.setFault('contentFilter', id);
  const { end } = await ask({ text: 'Hello' });
  assert.ok(end.kind === 'failed');
  assert.deepEqual([end.outcome, end.page, end.what], ['refused', undefined, `${end.model?.slice('fake/'.length) ?? ''} declined to answer, or a filter of Fake held the answer back.`]);
  assert.deepEqual(await session.conversations(), []);
  await session.setUp({ ...setup, providers: [] });
  assert.deepEqual((await ask({ text: 'Hello' })).end, { kind: 'noModel' });
}));
