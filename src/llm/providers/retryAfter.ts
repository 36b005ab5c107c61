import { listOf, recordOf, textOf } from './unknownJson.ts';

/** How long a provider asks to wait, in milliseconds: by `retry-after-ms`, by `retry-after` in seconds or as a date, or in Google's details of the error. */
export function retryAfterMs(headers: Headers, errorBody: unknown, nowMs: number): number | undefined {
  return milliseconds(headers.get('retry-after-ms') ?? headers.get('x-ms-retry-after-ms'))
    ?? secondsOrDate(headers.get('retry-after'), nowMs)
    ?? googleDelay(errorBody);
}

function milliseconds(value: string | null): number | undefined {
  const ms = value === null || value.trim() === '' ? Number.NaN : Number(value);
  return Number.isFinite(ms) && ms >= 0 ? Math.ceil(ms) : undefined;
}

function secondsOrDate(value: string | null, nowMs: number): number | undefined {
  if (value === null || value.trim() === '') return undefined;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return seconds >= 0 ? Math.ceil(seconds * 1000) : undefined;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}

/** `details: [{ '@type': '…RetryInfo', retryDelay: '34s' }]`. */
function googleDelay(errorBody: unknown): number | undefined {
  for (const detail of listOf(recordOf(errorBody)?.['details'])) {
    const delay = /^(\d+(?:\.\d+)?)s$/.exec(textOf(recordOf(detail)?.['retryDelay']) ?? '')?.[1];
    if (delay !== undefined) return Math.ceil(Number(delay) * 1000);
  }
  return undefined;
}
