import type { RateLimitReading, RateLimitWindow } from '../outcome.ts';
import { present } from './present.ts';

/**
 * What the headers tell about the running window. Anthropic counts input and output apart; OpenAI and those like it have one
 * count of tokens, which is read as that of the input, the larger part of what we send.
 */
export function rateLimitsOf(headers: Headers, nowMs: number): RateLimitReading | undefined {
  const told = toldLimits(headers);
  if (told === undefined) return undefined;
  const reading = present({
    requests: anthropicWindow(told, 'requests', nowMs) ?? openaiWindow(told, 'requests', nowMs),
    inputTokens: anthropicWindow(told, 'input-tokens', nowMs) ?? openaiWindow(told, 'tokens', nowMs),
    outputTokens: anthropicWindow(told, 'output-tokens', nowMs),
  });
  return Object.keys(reading).length === 0 ? undefined : reading;
}

type Told = ReadonlyMap<string, string>;

/** The headers about limits, in one look at all of them: to ask for each name takes longer than all the rest. */
function toldLimits(headers: Headers): Told | undefined {
  let told: Map<string, string> | undefined;
  for (const [name, value] of headers) if (name.includes('ratelimit')) (told ??= new Map<string, string>()).set(name, value);
  return told;
}

function anthropicWindow(told: Told, name: string, nowMs: number): RateLimitWindow | undefined {
  const prefix = `anthropic-ratelimit-${name}`;
  return windowOf(told.get(`${prefix}-limit`), told.get(`${prefix}-remaining`), told.get(`${prefix}-reset`), nowMs);
}

function openaiWindow(told: Told, name: string, nowMs: number): RateLimitWindow | undefined {
  return windowOf(told.get(`x-ratelimit-limit-${name}`), told.get(`x-ratelimit-remaining-${name}`), told.get(`x-ratelimit-reset-${name}`), nowMs);
}

function windowOf(limit: string | undefined, remaining: string | undefined, reset: string | undefined, nowMs: number): RateLimitWindow | undefined {
  const window = present({ limit: wholeNumber(limit), remaining: wholeNumber(remaining), resetMs: resetOf(reset, nowMs) });
  return Object.keys(window).length === 0 ? undefined : window;
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text.trim()) ? Number(text) : undefined;
}

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds from now of `6m0s`, `20ms`, `1h2m3.5s`, a number of seconds, or a date. */
function resetOf(text: string | undefined, nowMs: number): number | undefined {
  const value = text?.trim() ?? '';
  if (/^\d+(?:\.\d+)?$/.test(value)) return Math.ceil(Number(value) * 1000);
  if (/^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/.test(value)) {
    const parts = value.matchAll(/(?<count>\d+(?:\.\d+)?)(?<unit>ms|s|m|h|d)/g);
    return Math.ceil([...parts].reduce((sum, { groups }) => sum + Number(groups?.['count'] ?? 0) * (unitMs[groups?.['unit'] ?? ''] ?? 0), 0));
  }
  const date = value === '' ? Number.NaN : Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}
