import assert from 'node:assert/strict';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { inputTokens } from '../../src/llm/tokenUsage.ts';
import { startProviderServer } from './providerServer.ts';
import type { ProviderServer, ProviderServerOptions } from './types.ts';

const ask = { model: 'fake-model', max_tokens: 100, messages: [{ role: 'user' as const, content: 'hi' }] };

async function served(options: ProviderServerOptions, use: (clients: { anthropic: Anthropic; openai: OpenAI; server: ProviderServer }) => Promise<void>): Promise<void> {
  const server = await startProviderServer(options);
  const common = { apiKey: server.key, maxRetries: 0 };
  try {
    await use({ server, anthropic: new Anthropic({ ...common, baseURL: server.baseUrl.anthropic }), openai: new OpenAI({ ...common, baseURL: server.baseUrl.chat }) });
  } finally {
    await server.close();
  }
}

it('all protocols say what the rule says, streaming or not, and the SDKs read it', async () => {
  await served({ rules: [{ user: 'hi', answer: 'Hello — “world” 🌍, and a good morning to all of you.' }] }, async ({ anthropic, openai }) => {
    const said = 'Hello — “world” 🌍, and a good morning to all of you.';
    const whole = await anthropic.messages.create(ask);
    assert.deepEqual(whole.content, [{ type: 'text', text: said, citations: null }]);
    assert.equal(await anthropic.messages.stream(ask).finalText(), said);
    assert.equal((await openai.chat.completions.create(ask)).choices[0]?.message.content, said);
    assert.equal((await openai.chat.completions.stream(ask).finalChatCompletion()).choices[0]?.message.content, said);
    assert.equal((await openai.responses.create({ model: 'fake-model', input: 'hi' })).output_text, said);
    assert.equal((await openai.responses.stream({ model: 'fake-model', input: 'hi' }).finalResponse()).output_text, said);
  });
});

it('models and counts are listed for both families', async () => {
  await served({ models: [{ id: 'm', contextTokens: 1000, efforts: ['low'] }] }, async ({ anthropic, openai }) => {
    assert.deepEqual((await anthropic.models.list()).data.map(({ id, max_input_tokens }) => [id, max_input_tokens]), [['m', 1000]]);
    assert.deepEqual((await openai.models.list()).data.map(({ id }) => id), ['m']);
    assert.deepEqual(await anthropic.messages.countTokens({ model: 'm', messages: [{ role: 'user', content: 'x'.repeat(39) }] }), { input_tokens: 10 });
    assert.equal((await openai.responses.inputTokens.count({ model: 'm', input: 'x'.repeat(39) })).input_tokens, 10);
  });
});

it('a marked prefix is written once and read afterwards; the buckets stay disjoint', async () => {
  await served({}, async ({ anthropic, server }) => {
    const system = [{ type: 'text' as const, text: 'y'.repeat(8000), cache_control: { type: 'ephemeral' as const } }];
    const first = (await anthropic.messages.create({ ...ask, system })).usage;
    const second = (await anthropic.messages.create({ ...ask, system })).usage;
    assert.deepEqual([first.cache_creation_input_tokens, first.cache_read_input_tokens], [2000, 0]);
    assert.deepEqual([second.cache_creation_input_tokens, second.cache_read_input_tokens], [0, 2000]);
    const [one, two] = server.requests.map(({ usage }) => (usage === undefined ? 0 : inputTokens(usage)));
    assert.equal(one, two);
  });
});

it('a wrong key, an unknown model, a forbidden temperature and a prompt over the context are refused', async () => {
  await served({ models: [{ id: 'fake-model', temperature: false, contextTokens: 10 }] }, async ({ server, openai }) => {
    const status = async (call: Promise<unknown>): Promise<unknown> => call.then(() => 200, (error: unknown) => (error as { status?: number }).status);
    const stranger = new OpenAI({ apiKey: 'other', baseURL: server.baseUrl.chat, maxRetries: 0 });
    assert.equal(await status(stranger.chat.completions.create(ask)), 401);
    assert.equal(await status(openai.chat.completions.create({ ...ask, model: 'none' })), 404);
    assert.equal(await status(openai.chat.completions.create({ ...ask, temperature: 0 })), 400);
    assert.equal(await status(openai.chat.completions.create({ ...ask, messages: [{ role: 'user', content: 'x'.repeat(50) }] })), 400);
    assert.equal(await status(openai.chat.completions.create(ask)), 200);
    assert.deepEqual(server.requests.map(({ fault }) => fault), ['unauthorised', 'notFound', 'badRequest', 'contextLength', undefined]);
  });
});

it('calls over the limit of a minute are answered with 429, and headers tell what is left', async () => {
  await served({ models: [{ id: 'fake-model', limits: { requests: 1 } }] }, async ({ anthropic }) => {
    const { response } = await anthropic.messages.create(ask).withResponse();
    assert.equal(response.headers.get('anthropic-ratelimit-requests-remaining'), '0');
    await assert.rejects(anthropic.messages.create(ask), (error: unknown) => error instanceof Anthropic.RateLimitError && Number(error.headers.get('retry-after')) > 50);
  });
});

it('a graded task is solved as often as the quality says, and always the same way', async () => {
  const models = [{ id: 'good', quality: { math: 0.9 } }, { id: 'poor', quality: { math: 0.2 } }];
  await served({ models }, async ({ server }) => {
    const share = (model: string): number => Array.from({ length: 500 }, (_, index) => server.solves(model, 'math', `sum ${index}`)).filter(Boolean).length / 500;
    assert.ok(Math.abs(share('good') - 0.9) < 0.05 && Math.abs(share('poor') - 0.2) < 0.06, `${share('good')} ${share('poor')}`);
    assert.equal(share('good'), share('good'));
    await Promise.resolve();
  });
});

it('faults come by rule, by header, for a model, or by chance with a seed', async () => {
  const failures = async (seed: number): Promise<readonly (string | undefined)[]> => {
    const found: (string | undefined)[] = [];
    await served({ chaos: { rate: 0.3, seed, faults: ['overloaded', 'serverError'] } }, async ({ openai, server }) => {
      for (let index = 0; index < 40; index++) await openai.chat.completions.create(ask).catch(() => undefined);
      found.push(...server.requests.map(({ fault }) => fault));
    });
    return found;
  };
  const first = await failures(7);
  assert.deepEqual(await failures(7), first);
  assert.ok(first.filter((fault) => fault !== undefined).length > 5);
  await served({ rules: [{ times: 1, answer: { text: '', fault: 'overloaded' } }] }, async ({ openai, server }) => {
    const outcomes: unknown[] = [];
    const status = async (options: object = {}): Promise<void> => { outcomes.push(await openai.chat.completions.create(ask, options).then(() => 200, (error: unknown) => (error as { status?: number }).status)); };
    await status();
    await status();
    await status({ headers: { 'x-fake-fault': 'noCredit' } });
    server.setFault('unavailable', 'fake-model');
    await status();
    server.setFault(undefined, 'fake-model');
    await status();
    assert.deepEqual(outcomes, [529, 200, 402, 503, 200]);
  });
});

it('the log tells how many requests were answered at once', async () => {
  await served({ rules: [{ answer: { text: 'slow', delayMs: 60 } }] }, async ({ openai, server }) => {
    await Promise.all(Array.from({ length: 12 }, () => openai.chat.completions.create(ask)));
    assert.deepEqual(server.concurrency, { now: 0, highest: 12 });
  });
});
