import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatModels } from '../../src/cli/modelsCommand.ts';
import type { ModelInfo } from '../../src/llm/models/modelInfo.ts';
import { openProviders } from '../../src/node/configuredProviders.ts';
import { probeLocalProviders } from '../../src/node/localProviders.ts';
import { type FakeModel } from '../provider-server/types.ts';
import { startProviderServer } from '../provider-server/providerServer.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const secret = 'sk-test-0123456789abcdef';
const models: readonly FakeModel[] = [{ id: 'claude-haiku-5-5', contextTokens: 500_000, maxOutputTokens: 1000 }, { id: 'house-model', contextTokens: 9000 }];

interface ModelsJson {
  readonly tableAsOf: string;
  readonly problems: readonly string[];
  readonly providers: readonly { readonly id: string; readonly list: { readonly kind: string; readonly outcome?: string }; readonly models: readonly (Omit<ModelInfo, 'id'> & { readonly model: string; readonly unknown: readonly string[] })[] }[];
}

function cli(args: readonly string[], environment: Readonly<Record<string, string>>): Promise<{ readonly status: number; readonly stdout: string; readonly stderr: string }> {
  const program = "import { main } from './src/cli/main.ts'; process.exitCode = await main(process.argv.slice(1), new AbortController().signal);";
  const cache = mkdtempSync(join(tmpdir(), 'devmatrix-models-'));
  return new Promise((resolve) => {
    execFile(process.execPath, ['--input-type=module', '-e', program, '--', 'models', ...args], { cwd: root, env: { PATH: process.env['PATH'] ?? '', XDG_CACHE_HOME: cache, ...environment } }, (error, stdout, stderr) => {
      rmSync(cache, { recursive: true, force: true });
      resolve({ status: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

async function listening<T>(listener: RequestListener, use: (port: number) => Promise<T>): Promise<T> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  try {
    return await use((server.address() as AddressInfo).port);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

it('lists the models of every provider that the environment configures, over HTTP, and never shows a key', async () => {
  const server = await startProviderServer({ models, keys: [secret] });
  try {
    const environment = {
      ANTHROPIC_API_KEY: secret, ANTHROPIC_BASE_URL: server.baseUrl.anthropic, DEVMATRIX_HOUSE_BASE_URL: server.baseUrl.chat, DEVMATRIX_HOUSE_API_KEY: secret, DEVMATRIX_HOUSE_PRICES: 'anthropic',
      OPENAI_API_KEY: 'sk-wrong-9876543210fedcba', OPENAI_BASE_URL: server.baseUrl.responses,
    };
    const run = await cli(['--json'], environment);
    assert.equal(run.status, 1, run.stderr);
    const { providers, tableAsOf, problems } = JSON.parse(run.stdout) as ModelsJson;
    assert.match(tableAsOf, /^\d{4}-/);
    assert.deepEqual(problems, []);
    assert.deepEqual(providers.map(({ id, list }) => [id, list.kind, list.outcome]), [['anthropic', 'listed', undefined], ['openai', 'failed', 'unauthorised'], ['house', 'listed', undefined]]);
    // At another address than the vendor's the price is unknown, whatever the model is called; the person can say that it is the same.
    assert.deepEqual(providers.map((provider) => provider.models.map(({ model, contextTokens, price, unknown }) => [model, contextTokens, price?.input, unknown])), [
      [['claude-haiku-5-5', 500_000, undefined, ['price']], ['house-model', 9000, undefined, ['price', 'output limit']]],
      [],
      [['claude-haiku-5-5', 500_000, 0.1, []], ['house-model', 9000, undefined, ['price', 'output limit']]],
    ]);
    const text = await cli([], environment);
    assert.match(text.stdout, /house {2}house, http:\/\/127\.0\.0\.1:\d+\/v1, key from DEVMATRIX_HOUSE_API_KEY: 2 models, listed by the provider\n {2}model .*\n {2}claude-haiku-5-5 +0\.10 +0\.50 +0\.01 +0\.125 +500,000 +1,000 {2}0\.50 \/ 2\.50 over 100,000 of input\n/);
    assert.match(text.stdout, /openai {2}OpenAI, .*its list cannot be had \(unauthorised:/);
    for (const output of [run.stdout, run.stderr, text.stdout, text.stderr]) assert.ok(!/sk-(?:test|wrong)/.test(output), output);
  } finally {
    await server.close();
  }
});

it('shows the table without asking anybody, and how to begin when nothing is configured', async () => {
  const offline = await cli(['--offline'], { GROQ_API_KEY: secret });
  assert.equal(offline.status, 0, offline.stderr);
  assert.match(offline.stdout, /groq {2}Groq, https:\/\/api\.groq\.com\/openai\/v1, key from GROQ_API_KEY: \d+ models in the table/);
  const none = await cli([], {});
  assert.equal(none.status, 0);
  assert.match(none.stdout, /No provider of models is configured[^]*ANTHROPIC_API_KEY[^]*DEVMATRIX_<NAME>_BASE_URL/);
  assert.equal((await cli(['extra'], {})).status, 2);
  const wrong = await cli(['--offline'], { DEVMATRIX_X_BASE_URL: 'http://example.com' });
  assert.equal(wrong.status, 1);
  assert.match(wrong.stderr, /DEVMATRIX_X_BASE_URL is not https/);
});

it('waits for no list longer than it should, and lets none spoil the others', async () => {
  await listening(() => { /* never answers */ }, async (silent) => {
    const server = await startProviderServer({ models });
    try {
      const provider = { label: 'x', protocol: 'compatible', prices: { kind: 'vendor', vendor: 'groq' }, models: [] } as const;
      const providers = await openProviders([
        { ...provider, id: 'slow', baseUrl: `http://127.0.0.1:${String(silent)}/v1`, key: { kind: 'none' } },
        { ...provider, id: 'good', baseUrl: server.baseUrl.chat, key: { kind: 'environment', variable: 'K' } },
        { ...provider, id: 'keyless', baseUrl: server.baseUrl.chat, key: { kind: 'secret', name: 'missing' } },
      ], { keyOf: (reference) => Promise.resolve(reference.kind === 'environment' ? server.key : undefined) });
      const before = providers.known();
      assert.deepEqual(before.map(({ list }) => list.kind), ['table', 'table', 'table']);
      const [first, second, third] = await providers.refresh(300, new AbortController().signal);
      assert.deepEqual([first?.list.kind === 'failed' && first.list.outcome, second?.list.kind, third?.list.kind === 'failed' && third.list.outcome], ['offline', 'listed', 'unauthorised']);
      assert.ok((first?.models.length ?? 0) > 3);
      assert.equal(server.requests.length, 1);
      const callable = new Set(providers.models('2026-11-21').map(({ id }) => id.provider));
      assert.deepEqual([...callable], ['slow', 'good']);
      assert.deepEqual([providers.provider('good')?.id, providers.provider('keyless'), providers.provider('none')], ['good', undefined, undefined]);
      assert.equal(providers.model({ provider: 'good', model: 'house-model' })?.contextTokens, 9000);
      await server.close();
      const [, later] = await providers.refresh(300, new AbortController().signal);
      assert.deepEqual([later?.list.kind, later?.models.length], ['failed', 2]);
    } finally {
      await server.close();
    }
  });
});

it('finds servers on this machine that list models, and nothing else', async () => {
  const answers: Readonly<Record<string, RequestListener>> = {
    models: (_, response) => response.end(JSON.stringify({ object: 'list', data: [{ id: 'llama' }] })),
    page: (_, response) => response.end('<html>hello</html>'),
    other: (_, response) => response.end('{"data": 5}'),
    refused: (_, response) => { response.writeHead(401).end('{"data": []}'); },
    elsewhere: (_, response) => { response.writeHead(302, { location: 'http://example.invalid/v1/models' }).end(); },
    endless: (_, response) => { response.write(`{"data": [${'"x",'.repeat(400_000)}`); },
  };
  const headers: unknown[] = [];
  for (const [name, answer] of Object.entries(answers)) {
    await listening((request, response) => {
      headers.push(request.headers.authorization);
      answer(request, response);
    }, async (port) => {
      const found = await probeLocalProviders(new AbortController().signal, [port]);
      assert.deepEqual(found.map(({ id, baseUrl, key, prices }) => [id, baseUrl, key.kind, prices.kind]), name === 'models' ? [[`local-${String(port)}`, `http://127.0.0.1:${String(port)}/v1`, 'none', 'unknown']] : [], name);
    });
  }
  assert.deepEqual(headers, Object.keys(answers).map(() => undefined));
  assert.deepEqual(await probeLocalProviders(new AbortController().signal, [1]), []);
});

it('tells what is retired and what costs nothing', () => {
  const model: ModelInfo = { id: { provider: 'p', model: 'old' }, label: 'Old', price: { input: 0, output: 0 }, retiresOn: '2026-11-30', abilities: { temperature: true, efforts: [], structuredOutput: false, promptCache: 'none' }, tokenizer: 'other', sources: ['user'] };
  const shown = (today: string): string => formatModels([{ settings: { id: 'p', label: 'P', protocol: 'compatible', baseUrl: 'http://127.0.0.1/v1', key: { kind: 'secret', name: 'p' }, prices: { kind: 'free' }, models: [] }, list: { kind: 'table' }, models: [model] }], today);
  assert.match(shown('2026-11-21'), /p {2}P, http:\/\/127\.0\.0\.1\/v1, key from the secret storage: 1 model in the table; costs nothing\n.*\n {2}old +0\.00 +0\.00 +until 2026-11-30; unknown: context, output limit\n/);
  assert.match(shown('2026-12-01'), /retired/);
});
