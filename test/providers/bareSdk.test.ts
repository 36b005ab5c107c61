import assert from 'node:assert/strict';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { startProviderServer } from '../provider-server/providerServer.ts';
import type { FaultName } from '../provider-server/faults.ts';

// What the guard of the adapters is there for. When an update of an SDK makes one of these fail, look whether it is still needed.

const said = 'One line that is long enough to come in several pieces. '.repeat(6);
const ask = { model: 'fake-model', max_tokens: 500, messages: [{ role: 'user' as const, content: 'hi' }] };

/** What the streams of the bare SDKs say, read as their documentation shows it; undefined where they throw. */
async function bare(fault: FaultName): Promise<Readonly<Record<'anthropic' | 'chat' | 'responses', string | undefined>>> {
  const server = await startProviderServer({ rules: [{ answer: { text: said, fault } }] });
  const common = { apiKey: server.key, maxRetries: 0, timeout: 300, logLevel: 'off' as const };
  const anthropic = new Anthropic({ ...common, baseURL: server.baseUrl.anthropic });
  const openai = new OpenAI({ ...common, baseURL: server.baseUrl.chat });
  const readers = {
    anthropic: async () => {
      let text = '';
      for await (const event of await anthropic.messages.create({ ...ask, stream: true })) if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') text += event.delta.text;
      return text;
    },
    chat: async () => {
      let text = '';
      for await (const chunk of await openai.chat.completions.create({ ...ask, stream: true })) text += chunk.choices[0]?.delta.content ?? '';
      return text;
    },
    responses: async () => {
      let text = '';
      for await (const event of await openai.responses.create({ model: ask.model, input: 'hi', stream: true })) if (event.type === 'response.output_text.delta') text += event.delta;
      return text;
    },
  };
  const quiet = (read: () => Promise<string>): Promise<string | undefined> => read().catch(() => undefined);
  try {
    return { anthropic: await quiet(readers.anthropic), chat: await quiet(readers.chat), responses: await quiet(readers.responses) };
  } finally {
    await server.close();
  }
}

const isPart = (text: string | undefined): boolean => text !== undefined && text.length < said.length && said.startsWith(text);

it('the bare SDKs take a stream that ends early for a whole answer', async () => {
  const { anthropic, chat, responses } = await bare('cutInsideLine');
  assert.ok(isPart(anthropic));
  assert.equal(chat, undefined);
  assert.equal(responses, undefined);
  const early = await bare('endEarly');
  assert.ok([early.anthropic, early.chat, early.responses].every(isPart));
});

it('the bare SDKs take a web page with status 200 for an answer without text', async () => {
  assert.deepEqual(await bare('html'), { anthropic: '', chat: '', responses: '' });
});

it('the bare SDKs take an answer that a filter or a limit cut for whole', async () => {
  for (const fault of ['maxTokens', 'contentFilter'] as const) {
    const { anthropic, chat, responses } = await bare(fault);
    assert.ok([anthropic, chat, responses].every(isPart), fault);
  }
});
