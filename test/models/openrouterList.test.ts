import assert from 'node:assert/strict';
import { loadProvider } from '../../src/llm/providers/loadProvider.ts';
import { systemTime } from '../../src/node/systemTime.ts';

it('reads prices, abilities and tokenizers from a list in the manner of OpenRouter', async () => {
  const list = {
    data: [
      {
        id: 'anthropic/claude-opus-5.5', name: 'Claude Opus 5.5', context_length: 1_000_000, architecture: { tokenizer: 'Claude' }, top_provider: { max_completion_tokens: 128_000 },
        pricing: { prompt: '0.000004', completion: '0.00002', input_cache_read: '0.0000002' }, supported_parameters: ['max_tokens', 'structured_outputs', 'reasoning'],
      },
      { id: 'openrouter/auto', name: 'Auto', context_length: 2_000_000, architecture: { tokenizer: 'Router' }, pricing: { prompt: '-1', completion: '-1' } },
    ],
  };
  const answer = (): Promise<Response> => Promise.resolve(new Response(JSON.stringify(list), { headers: { 'content-type': 'application/json' } }));
  const provider = await loadProvider('compatible', { id: 'o', label: 'O', baseUrl: 'https://list.invalid/v1', key: 'k', fetch: answer, time: systemTime, modelInfo: () => undefined });
  const listed = await provider.list(new AbortController().signal);
  assert.ok(listed.kind === 'models');
  assert.deepEqual(listed.models, [
    { model: 'anthropic/claude-opus-5.5', temperature: false, structuredOutput: true, tokenizer: 'claude5', label: 'Claude Opus 5.5', contextTokens: 1_000_000, maxOutputTokens: 128_000, price: { input: 4, output: 20, cacheRead: 0.2 } },
    { model: 'openrouter/auto', label: 'Auto', contextTokens: 2_000_000 },
  ]);
});
