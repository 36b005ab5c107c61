import assert from 'node:assert/strict';
import { inputTokens } from '../tokenUsage.ts';
import { anthropicUsage, billedCost, billedInHeaders, openaiUsage } from './usage.ts';

it('counts of Anthropic are disjoint already; what is written for an hour is taken out of what is written', () => {
  const usage = anthropicUsage({ input_tokens: 5, cache_read_input_tokens: 100, cache_creation_input_tokens: 30, cache_creation: { ephemeral_1h_input_tokens: 20, ephemeral_5m_input_tokens: 10 }, output_tokens: 7 });
  assert.deepEqual(usage, { input: 5, cacheRead: 100, cacheWrite: 10, cacheWriteLong: 20, output: 7 });
});

it('counts of OpenAI contain what was cached, in both of its protocols; their sum stays', () => {
  const chat = openaiUsage({ prompt_tokens: 2000, prompt_tokens_details: { cached_tokens: 1024, cache_write_tokens: 500 }, completion_tokens: 9, total_tokens: 2009 });
  assert.deepEqual(chat, { input: 476, cacheRead: 1024, cacheWrite: 500, cacheWriteLong: 0, output: 9 });
  assert.equal(inputTokens(chat), 2000);
  assert.deepEqual(openaiUsage({ input_tokens: 2000, input_tokens_details: { cached_tokens: 1024, cache_write_tokens: 500 }, output_tokens: 9 }), chat);
});

it('reasoning that a server leaves out of its output is found in the total', () => {
  assert.equal(openaiUsage({ prompt_tokens: 10, completion_tokens: 5, total_tokens: 115 }).output, 105);
});

it('counts that are no counts are nothing, and no bucket is ever below zero', () => {
  assert.deepEqual(openaiUsage({ prompt_tokens: 10, prompt_tokens_details: { cached_tokens: 50 }, completion_tokens: null, total_tokens: 'x' }), { input: 0, cacheRead: 10, cacheWrite: 0, cacheWriteLong: 0, output: 0 });
  assert.deepEqual(anthropicUsage({ input_tokens: -4, output_tokens: Number.NaN }), { input: 0, cacheRead: 0, cacheWrite: 0, cacheWriteLong: 0, output: 0 });
});

it('a cost that is told counts in millionths of a dollar', () => {
  assert.equal(billedCost({ cost: 0.00123 }), 1230);
  assert.equal(billedCost({ cost: { total_cost: 0.5 } }), 500_000);
  assert.equal(billedCost({ cost: 0 }), 0);
  for (const cost of [undefined, null, 'x', -1]) assert.equal(billedCost({ cost }), undefined);
  assert.equal(billedInHeaders(new Headers({ 'x-litellm-response-cost': '0.000002' })), 2);
  assert.equal(billedInHeaders(new Headers({ 'x-litellm-response-cost': '' })), undefined);
});
