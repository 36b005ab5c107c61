import assert from 'node:assert/strict';
import { retryAfterMs } from './retryAfter.ts';

const now = Date.UTC(2026, 10, 21, 12, 0, 0);
const asked = (headers: Record<string, string>, body?: unknown): number | undefined => retryAfterMs(new Headers(headers), body, now);

it('milliseconds count before seconds, and seconds may have parts', () => {
  assert.equal(asked({ 'retry-after-ms': '350', 'retry-after': '9' }), 350);
  assert.equal(asked({ 'x-ms-retry-after-ms': '20' }), 20);
  assert.equal(asked({ 'retry-after': '2' }), 2_000);
  assert.equal(asked({ 'retry-after': '0.5' }), 500);
  assert.equal(asked({ 'retry-after': '0' }), 0);
});

it('a date is the time until it, never less than nothing', () => {
  assert.equal(asked({ 'retry-after': 'Sat, 21 Nov 2026 12:00:30 GMT' }), 30_000);
  assert.equal(asked({ 'retry-after': 'Sat, 21 Nov 2026 11:00:00 GMT' }), 0);
});

it('nonsense and nothing ask for nothing', () => {
  for (const value of ['', 'soon', '-3', 'NaN']) assert.equal(asked({ 'retry-after': value }), undefined, value);
  assert.equal(asked({}), undefined);
});

it('Google asks in the details of the error', () => {
  assert.equal(asked({}, { details: [{ reason: 'X' }, { retryDelay: '34.5s' }] }), 34_500);
});
