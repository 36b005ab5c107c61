import assert from 'node:assert/strict';
import { rateLimitsOf } from './rateLimitHeaders.ts';

const now = Date.UTC(2026, 10, 21, 12, 0, 0);

it('Anthropic tells requests, input and output apart, with dates', () => {
  const headers = new Headers({
    'anthropic-ratelimit-requests-limit': '50', 'anthropic-ratelimit-requests-remaining': '49', 'anthropic-ratelimit-requests-reset': '2026-11-21T12:00:01.500Z',
    'anthropic-ratelimit-input-tokens-limit': '40000', 'anthropic-ratelimit-input-tokens-remaining': '39000',
    'anthropic-ratelimit-output-tokens-remaining': '0', 'anthropic-ratelimit-output-tokens-reset': '2026-11-21T11:59:00Z',
  });
  assert.deepEqual(rateLimitsOf(headers, now), {
    requests: { limit: 50, remaining: 49, resetMs: 1_500 }, inputTokens: { limit: 40_000, remaining: 39_000 }, outputTokens: { remaining: 0, resetMs: 0 },
  });
});

it('OpenAI and those like it tell one count of tokens, with durations', () => {
  const durations: readonly (readonly [string, number])[] = [['6m0s', 360_000], ['20ms', 20], ['1h2m3.5s', 3_723_500], ['2m59.56s', 179_560], ['1d', 86_400_000], ['12', 12_000]];
  for (const [text, resetMs] of durations) {
    const headers = new Headers({ 'x-ratelimit-limit-tokens': '100', 'x-ratelimit-remaining-tokens': '7', 'x-ratelimit-reset-tokens': text });
    assert.deepEqual(rateLimitsOf(headers, now), { inputTokens: { limit: 100, remaining: 7, resetMs } }, text);
  }
});

it('what is no number is left out, and without any there is no reading', () => {
  assert.equal(rateLimitsOf(new Headers({ 'x-ratelimit-limit-requests': 'many', 'x-ratelimit-reset-requests': 'later' }), now), undefined);
  assert.equal(rateLimitsOf(new Headers(), now), undefined);
});
