import type { RateLimitReading, RateLimitWindow } from '../outcome.ts';
import { present } from './present.ts';

/**
 * What the headers tell about the running window. Anthropic counts input and output apart; OpenAI and those like it have one
 * count of tokens, which is read as that of the input, the larger part of what we send.
 */
export function rateLimitsOf(headers: Headers, nowMs: number): RateLimitReading | undefined {
  const reading = present({
    requests: anthropicWindow(headers, 'requests', nowMs) ?? openaiWindow(headers, 'requests', nowMs),
    inputTokens: anthropicWindow(headers, 'input-tokens', nowMs) ?? openaiWindow(headers, 'tokens', nowMs),
    outputTokens: anthropicWindow(headers, 'output-tokens', nowMs),
  });
  return Object.keys(reading).length === 0 ? undefined : reading;
}

function anthropicWindow(headers: Headers, name: string, nowMs: number): RateLimitWindow | undefined {
  const prefix = `anthropic-ratelimit-${name}`;
  return windowOf(headers.get(`${prefix}-limit`), headers.get(`${prefix}-remaining`), headers.get(`${prefix}-reset`), nowMs);
}

function openaiWindow(headers: Headers, name: string, nowMs: number): RateLimitWindow | undefined {
  return windowOf(headers.get(`x-ratelimit-limit-${name}`), headers.get(`x-ratelimit-remaining-${name}`), headers.get(`x-ratelimit-reset-${name}`), nowMs);
}

function windowOf(limit: string | null, remaining: string | null, reset: string | null, nowMs: number): RateLimitWindow | undefined {
  const window = present({ limit: wholeNumber(limit), remaining: wholeNumber(remaining), resetMs: resetOf(reset, nowMs) });
  return Object.keys(window).length === 0 ? undefined : window;
}

function wholeNumber(text: string | null): number | undefined {
  return text !== null && /^\d+$/.test(text.trim()) ? Number(text) : undefined;
}

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds from now of `6m0s`, `20ms`, `1h2m3.5s`, a number of seconds, or a date. */
function resetOf(text: string | null, nowMs: number): number | undefined {
  const value = text?.trim() ?? '';
  if (/^\d+(?:\.\d+)?$/.test(value)) return Math.ceil(Number(value) * 1000);
  if (/^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/.test(value)) {
    const parts = value.matchAll(/(?<count>\d+(?:\.\d+)?)(?<unit>ms|s|m|h|d)/g);
    return Math.ceil([...parts].reduce((sum, { groups }) => sum + Number(groups?.['count'] ?? 0) * (unitMs[groups?.['unit'] ?? ''] ?? 0), 0));
  }
  const date = value === '' ? Number.NaN : Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}
