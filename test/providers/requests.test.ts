import assert from 'node:assert/strict';
import type { ProviderProtocol } from '../../src/llm/knownProviders.ts';
import type { ModelCall } from '../../src/llm/modelCall.ts';
import type { ModelAbilities, ModelInfo } from '../../src/llm/models/modelInfo.ts';
import type { ModelOutcome } from '../../src/llm/outcome.ts';
import type { Provider } from '../../src/llm/provider.ts';
import { loadProvider } from '../../src/llm/providers/loadProvider.ts';
import type { ProviderOptions } from '../../src/llm/providers/providerOptions.ts';
import { systemTime } from '../../src/node/systemTime.ts';
import { startProviderServer } from '../provider-server/providerServer.ts';
import type { LoggedRequest, ProviderServer, ProviderServerOptions } from '../provider-server/types.ts';

const all: ModelAbilities = { temperature: true, efforts: ['low', 'medium', 'high'], structuredOutput: true, promptCache: 'explicit', minCacheTokens: 1_024 };
const protocols: readonly ProviderProtocol[] = ['anthropic', 'compatible', 'openai'];
const part = (text: string, stable = false): { readonly text: string; readonly stable: boolean } => ({ text, stable });

const plain: ModelCall = {
  model: { provider: 'p', model: 'fake-model' }, system: [], messages: [{ role: 'user', parts: [part('hi')] }], maxOutputTokens: 200,
  limits: { firstByteMs: 20_000, idleMs: 20_000, totalMs: 30_000 },
};

interface Played {
  readonly outcome: ModelOutcome;
  readonly logged: LoggedRequest;
  readonly body: Readonly<Record<string, unknown>>;
}

interface Playing {
  readonly call?: Partial<ModelCall>;
  readonly abilities?: ModelAbilities | undefined;
  readonly server?: ProviderServerOptions;
  readonly options?: Partial<ProviderOptions>;
}

async function opened(protocol: ProviderProtocol, { abilities, server = {}, options = {} }: Playing, use: (provider: Provider, server: ProviderServer) => Promise<void>): Promise<void> {
  const fake = await startProviderServer(server);
  const info: ModelInfo | undefined = abilities === undefined ? undefined : { id: plain.model, label: 'F', abilities, tokenizer: 'o200k', sources: ['user'], contextTokens: 200_000 };
  try {
    const baseUrl = fake.baseUrl[protocol === 'anthropic' ? 'anthropic' : 'chat'];
    await use(await loadProvider(protocol, { id: 'p', label: 'P', baseUrl, key: fake.key, fetch, time: systemTime, modelInfo: () => info, ...options }), fake);
  } finally {
    await fake.close();
  }
}

async function played(protocol: ProviderProtocol, playing: Playing): Promise<Played> {
  const found: Played[] = [];
  await opened(protocol, playing, async (provider, server) => {
    const outcome = await provider.call({ ...plain, ...playing.call }, new AbortController().signal);
    const logged = server.requests[0];
    assert.ok(logged);
    found.push({ outcome, logged, body: logged.request?.body ?? {} });
  });
  assert.ok(found[0]);
  return found[0];
}

it('a model gets temperature, effort and a schema when it can, in the words of its protocol', async () => {
  const schema = { type: 'object', properties: { a: { type: 'number' } }, required: ['a'], additionalProperties: false };
  const call = { temperature: 0.3, effort: 'medium' as const, answerSchema: { name: 'an answer', schema } };
  const server = { rules: [{ answer: '{"a":1}' }] };
  const [anthropic, chat, responses] = await Promise.all(protocols.map((protocol) => played(protocol, { call, abilities: all, server })));
  assert.deepEqual([anthropic?.outcome.kind, chat?.outcome.kind, responses?.outcome.kind], ['ok', 'ok', 'ok']);
  assert.deepEqual([anthropic?.body['temperature'], anthropic?.body['output_config']], [0.3, { effort: 'medium', format: { type: 'json_schema', schema } }]);
  assert.deepEqual([chat?.body['temperature'], chat?.body['reasoning_effort'], chat?.body['response_format']], [0.3, 'medium', { type: 'json_schema', json_schema: { name: 'an_answer', schema, strict: true } }]);
  assert.deepEqual([responses?.body['temperature'], responses?.body['reasoning'], responses?.body['text']], [0.3, { effort: 'medium' }, { format: { type: 'json_schema', name: 'an_answer', schema, strict: true } }]);
});

it('a model of which nothing is known gets none of them, so that none of them can be refused', async () => {
  const call = { temperature: 0.3, effort: 'medium' as const, answerSchema: { name: 'a', schema: {} } };
  for (const protocol of protocols) {
    const { body, outcome } = await played(protocol, { call, server: { models: [{ id: 'fake-model', temperature: false }] } });
    assert.equal(outcome.kind, 'ok');
    for (const key of ['temperature', 'output_config', 'reasoning', 'reasoning_effort', 'response_format', 'text', 'prompt_cache_key']) assert.ok(!(key in body), `${protocol} ${key}`);
  }
});

it('a schema that is not closed is sent without holding the model to it strictly', async () => {
  const { body } = await played('compatible', { call: { answerSchema: { name: 'a', schema: { type: 'object', properties: { a: {} } } } }, abilities: all, server: { rules: [{ answer: '{}' }] } });
  assert.deepEqual((body['response_format'] as { json_schema: unknown }).json_schema, { name: 'a', schema: { type: 'object', properties: { a: {} } }, strict: false });
});

it('an answer that is no JSON where a schema was sent is no answer', async () => {
  for (const protocol of protocols) {
    const { outcome } = await played(protocol, { call: { answerSchema: { name: 'a', schema: {} } }, abilities: all, server: { rules: [{ answer: 'Sure! Here it is.' }] } });
    assert.deepEqual([outcome.kind, outcome.kind === 'ok' ? undefined : outcome.cause], ['badOutput', 'malformed']);
  }
});

it('the stable prefix is marked for Anthropic at its end, and at the end of the instructions, once it is long enough', async () => {
  const long = 'x'.repeat(5_000);
  const call = { system: [part(long, true), part('b', true)], messages: [{ role: 'user' as const, parts: [part(long, true), part('', true), part('task')] }] };
  const { body, logged } = await played('anthropic', { call, abilities: all });
  const cache_control = { type: 'ephemeral' };
  assert.deepEqual(body['system'], [{ type: 'text', text: long }, { type: 'text', text: 'b', cache_control }]);
  assert.deepEqual(body['messages'], [{ role: 'user', content: [{ type: 'text', text: long, cache_control }, { type: 'text', text: 'task' }] }]);
  assert.ok((logged.usage?.cacheWrite ?? 0) > 2_000);
});

it('a prefix that is too short for the cache of the model, or not at the start, is not marked', async () => {
  for (const system of [[part('short', true)], [part('changing'), part('x'.repeat(9_000), true)]]) {
    const { body } = await played('anthropic', { call: { system }, abilities: all });
    assert.ok(!JSON.stringify(body).includes('cache_control'));
  }
  const { body } = await played('anthropic', { call: { system: [part('x'.repeat(9_000), true)] }, abilities: { ...all, promptCache: 'none' } });
  assert.ok(!JSON.stringify(body).includes('cache_control'));
});

it('OpenAI gets a key for its cache that is the same for the same prefix, and keeps nothing', async () => {
  const system = [part('x'.repeat(9_000), true)];
  const abilities = { ...all, promptCache: 'automatic' as const };
  const first = await played('openai', { call: { system }, abilities });
  const second = await played('openai', { call: { system, messages: [{ role: 'user', parts: [part('other')] }] }, abilities });
  assert.match(String(first.body['prompt_cache_key']), /^devmatrix-[0-9a-f]{16}$/);
  assert.equal(first.body['prompt_cache_key'], second.body['prompt_cache_key']);
  assert.equal(first.body['store'], false);
});

it('usage comes in disjoint buckets and the told cost in millionths of a dollar', async () => {
  const usage = { input: 11, cacheRead: 2_000, cacheWrite: 300, cacheWriteLong: 0, output: 40 };
  const server = { bills: true, rules: [{ answer: { text: 'ok', usage } }], models: [{ id: 'fake-model', price: { input: 10, output: 100 } }] };
  for (const protocol of protocols) {
    for (const delivery of ['stream', 'whole'] as const) {
      const { outcome } = await played(protocol, { server, options: { delivery } });
      assert.ok(outcome.kind === 'ok');
      assert.deepEqual(outcome.usage, usage);
      assert.equal(outcome.billedMicroUsd, 110 + 2_000 + 3_750 + 4_000);
      assert.match(outcome.requestId ?? '', /^req_/);
    }
  }
});

it('what is left of the limits is read from the headers', async () => {
  for (const protocol of protocols) {
    const { outcome } = await played(protocol, { server: { models: [{ id: 'fake-model', limits: { requests: 50, inputTokens: 9_000 } }] } });
    assert.deepEqual([outcome.rateLimits?.requests?.limit, outcome.rateLimits?.requests?.remaining, outcome.rateLimits?.inputTokens?.limit], [50, 49, 9_000]);
    assert.ok((outcome.rateLimits?.requests?.resetMs ?? 0) > 50_000);
  }
});

it('nothing of the environment and nothing about this machine is sent, and no key where there is none', async () => {
  const before = { ...process.env };
  Object.assign(process.env, { OPENAI_ORG_ID: 'org-x', OPENAI_PROJECT_ID: 'proj-x', OPENAI_CUSTOM_HEADERS: 'x-secret: 1', ANTHROPIC_CUSTOM_HEADERS: 'x-secret: 1', ANTHROPIC_AUTH_TOKEN: 'token-x', OPENAI_BASE_URL: 'http://127.0.0.1:1' });
  try {
    for (const protocol of protocols) {
      const { logged } = await played(protocol, { options: { key: undefined } });
      const sent = Object.keys(logged.headers).filter((name) => !['host', 'connection', 'content-length', 'accept-encoding', 'accept-language', 'sec-fetch-mode'].includes(name));
      assert.deepEqual(sent.sort(), ['accept', ...(protocol === 'anthropic' ? ['anthropic-version'] : []), 'content-type', 'user-agent'], protocol);
      assert.equal(logged.headers['user-agent'], 'devmatrix');
    }
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in before)) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, before);
  }
});

it('a cache is warmed by asking for no output, which is an answer without text', async () => {
  const { outcome } = await played('anthropic', { call: { maxOutputTokens: 0, system: [part('x'.repeat(9_000), true)] }, abilities: all });
  assert.ok(outcome.kind === 'ok', JSON.stringify(outcome));
  assert.deepEqual([outcome.text, outcome.usage.output, outcome.usage.cacheWrite], ['', 0, 2_250]);
});

it('models are listed with what the provider tells of them; a failure is one of the closed outcomes', async () => {
  const models = [{ id: 'm1', label: 'One', contextTokens: 1_000, maxOutputTokens: 100, efforts: ['low', 'max'] }, { id: 'm2' }];
  for (const protocol of protocols) {
    await opened(protocol, { server: { models } }, async (provider, server) => {
      const { signal } = new AbortController();
      const list = await provider.list(signal);
      assert.ok(list.kind === 'models');
      assert.deepEqual(list.models.map(({ model, contextTokens, maxOutputTokens }) => [model, contextTokens, maxOutputTokens]), [['m1', 1_000, 100], ['m2', undefined, undefined]]);
      if (protocol === 'anthropic') assert.deepEqual([list.models[0]?.label, list.models[0]?.efforts, list.models[0]?.structuredOutput], ['One', ['low', 'max'], true]);
      server.setFault('html');
      assert.equal((await provider.list(signal)).kind, 'badOutput');
      server.setFault('overloaded');
      assert.equal((await provider.list(signal)).kind, 'overloaded');
      server.setFault('cutSocket');
      assert.equal((await provider.list(signal)).kind, 'truncated');
      assert.equal((await provider.list(AbortSignal.abort())).kind, 'cancelled');
    });
  }
});

it('input is counted by those who count it for nothing, and is unknown when they do not', async () => {
  for (const protocol of ['anthropic', 'openai'] as const) {
    await opened(protocol, {}, async (provider, server) => {
      const { signal } = new AbortController();
      const call = { ...plain, messages: [{ role: 'user' as const, parts: [part('x'.repeat(39))] }] };
      assert.equal(await provider.count?.(call, signal), 10);
      server.setFault('serverError');
      assert.equal(await provider.count?.(call, signal), undefined);
    });
  }
});

it('a connection that stays open after the whole answer does not hold it up', async () => {
  const text = 'event: message_start\ndata: {"type":"message_start","message":{"usage":{"input_tokens":1}}}\n\nevent: content_block_delta\ndata: {"type":"content_block_delta","delta":{"type":"text_delta","text":"done"}}\n\n'
    + 'event: message_delta\ndata: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":1}}\n\nevent: message_stop\ndata: {"type":"message_stop"}\n\n';
  const body = new ReadableStream<Uint8Array>({ start: (controller) => { controller.enqueue(new TextEncoder().encode(text)); } });
  const answer = (): Promise<Response> => Promise.resolve(new Response(body, { headers: { 'content-type': 'text/event-stream' } }));
  const provider = await loadProvider('anthropic', { id: 'p', label: 'P', baseUrl: 'http://nowhere.invalid', key: 'k', fetch: answer, time: systemTime, modelInfo: () => undefined });
  const outcome = await provider.call(plain, new AbortController().signal);
  assert.equal(outcome.kind === 'ok' ? outcome.text : outcome.detail, 'done');
  assert.ok(outcome.timing.totalMs < 10_000);
});

it('an adapter never rejects, whatever it is given', async () => {
  for (const protocol of protocols) {
    const { signal } = new AbortController();
    await opened(protocol, { abilities: all, options: { estimateTokens: () => { throw new Error('no estimate'); } } }, async (provider) => {
      const outcome = await provider.call({ ...plain, system: [part('x'.repeat(9_000), true)] }, signal);
      assert.equal(outcome.kind, protocol === 'compatible' ? 'ok' : 'unknown');
    });
    await opened(protocol, { server: { rules: [{ answer: { text: 'ok', fault: 'noUsage' } }] }, options: { estimateTokens: () => { throw new Error('no estimate'); } } }, async (provider) => {
      assert.equal((await provider.call(plain, signal)).kind, 'unknown');
    });
    await opened(protocol, { options: { baseUrl: 'no address' } }, async (provider) => {
      assert.notEqual((await provider.call(plain, signal)).kind, 'ok');
      assert.notEqual((await provider.list(signal)).kind, 'models');
    });
  }
});

it('a flood is given up before it fills the memory', async () => {
  const megabyte = new TextEncoder().encode('x'.repeat(1024 * 1024));
  const state = { sent: 0 };
  const body = (): ReadableStream<Uint8Array> => new ReadableStream<Uint8Array>({ pull: (controller) => {
    state.sent += 1;
    controller.enqueue(megabyte);
  } });
  const answer = (): Promise<Response> => Promise.resolve(new Response(body(), { headers: { 'content-type': 'application/json' } }));
  const provider = await loadProvider('anthropic', { id: 'p', label: 'P', baseUrl: 'http://nowhere.invalid', key: 'k', fetch: answer, time: systemTime, modelInfo: () => undefined });
  assert.equal((await provider.call(plain, new AbortController().signal)).kind, 'badOutput');
  assert.ok(state.sent < 140);
});

it('a fetch that ignores its signal cannot hold up a call that is cancelled or over its time', async () => {
  const never = (): Promise<Response> => new Promise(() => undefined);
  for (const protocol of protocols) {
    const provider = await loadProvider(protocol, { id: 'p', label: 'P', baseUrl: 'http://nowhere.invalid', key: 'k', fetch: never, time: systemTime, modelInfo: () => undefined });
    const controller = new AbortController();
    setTimeout(() => { controller.abort(); }, 30);
    assert.equal((await provider.call(plain, controller.signal)).kind, 'cancelled');
    assert.equal((await provider.call({ ...plain, limits: { firstByteMs: 30, idleMs: 30, totalMs: 60 } }, new AbortController().signal)).kind, 'offline');
  }
});
