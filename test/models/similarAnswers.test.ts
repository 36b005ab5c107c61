import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ModelRequest } from '../../src/llm/gateway/modelRequest.ts';
import { openProviders } from '../../src/node/configuredProviders.ts';
import { openModels, type OpenModelsOptions } from '../../src/node/models/openModels.ts';
import { openSqliteStore } from '../../src/node/sqliteStore.ts';
import { startProviderServer } from '../provider-server/providerServer.ts';

const never = new AbortController().signal;

const asked = (question: string, session: string | undefined): ModelRequest => ({
  system: [{ text: 'You help.', stable: true }], messages: [{ role: 'user', parts: [{ text: question, stable: false }] }], maxOutputTokens: 100,
  purpose: { workspace: 'w', category: 'general' }, ...(session === undefined ? {} : { wish: { session } }),
});

/** How each of these questions was answered, over real HTTP: by whom it was found, or `asked`. */
async function answers(questions: readonly ModelRequest[], options: Pick<OpenModelsOptions, 'similarAnswers'>): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'devmatrix-similar-'));
  const server = await startProviderServer({ models: [{ id: 'one', contextTokens: 100_000, price: { input: 1, output: 5 } }] });
  const { store } = await openSqliteStore(join(folder, 'store.sqlite'));
  const providers = await openProviders([{
    id: 'fake', label: 'Fake', protocol: 'compatible', baseUrl: server.baseUrl.chat, key: { kind: 'environment', variable: 'FAKE' }, prices: { kind: 'unknown' }, models: [{ model: 'one', price: { input: 1, output: 5 } }],
  }], { keyOf: () => server.key });
  const models = await openModels({ providers, store, moduleUrl: import.meta.url, ...options });
  try {
    const found: string[] = [];
    for (const question of questions) found.push((await models.gateway.ask(question, never)).fromCache ?? 'asked');
    return found;
  } finally {
    await models.close();
    await store.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const questions = [
  asked('What is a mutex?', 'first'),
  asked('Please explain what a mutex is.', 'second'),
  asked('Could you please tell me what is a mutex', 'third'),
  asked('what is a mutex, please?', undefined),
];

it('a conversation gets the answer to a much alike question only where the person wants it, and the work of a run never', async () => {
  assert.deepEqual(await answers(questions, {}), ['asked', 'asked', 'asked', 'asked']);
  assert.deepEqual(await answers(questions, { similarAnswers: () => true }), ['asked', 'asked', 'similar', 'asked']);
});
