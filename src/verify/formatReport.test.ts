import assert from 'node:assert/strict';
import { formatReport } from './formatReport.ts';
import type { VerifyReport } from './report.ts';

const fine: VerifyReport = {
  ok: true,
  typecheck: { ok: true, errors: [] },
  lint: { ok: true, ran: true, errors: [] },
  tests: { passed: 91, failed: 0, skipped: 0, failures: [] },
  smoke: { passed: 17, failed: 0, requests: 17, operations: [{ operation: 'GET /notes', checks: 17, passed: 17, ms: 21.4, failures: [] }], skipped: [] },
  bootMs: 300,
  database: 'PostgreSQL 15.18 (local binaries)',
  timingMs: { dependencies: 4, typecheck: 850, lint: 40, database: 60, tests: 1200, boot: 300, smoke: 21, stop: 9, total: 2500 },
};

it('ends with the verdict and says what ran where', () => {
  const text = formatReport(fine);
  assert.match(text, /✓ {2}GET \/notes {2}17\/17 {2}21 ms/);
  assert.match(text, /database {2}PostgreSQL 15\.18 \(local binaries\)/);
  assert.ok(text.endsWith('Verified in 2500 ms: the app does what the spec says.\n'));
});

it('shows failures first, each with what was expected, what came and the request', () => {
  const failure = { check: 'limit honoured', expected: '2 items', actual: '20 items', curl: "curl -i 'http://h/notes?limit=2'" };
  const text = formatReport({ ...fine, ok: false, smoke: { ...fine.smoke, passed: 16, failed: 1, operations: [{ operation: 'GET /notes', checks: 17, passed: 16, ms: 21, failures: [failure] }] } });
  assert.ok(text.startsWith(['GET /notes (1 of 17 checks fail)', '  ✗ limit honoured', '      expected  2 items', '      came      20 items', "      curl -i 'http://h/notes?limit=2'"].join('\n')));
  assert.match(text, /Not verified/);
});

it('does not pass off as fine what was left out', () => {
  const text = formatReport({ ...fine, leftOut: ['typecheck', 'tests'] });
  assert.match(text, /types {5}left out\n/);
  assert.match(text, /tests {5}left out\n/);
  assert.match(text, /lint {6}0 findings/);
  assert.ok(text.endsWith('Verified in 2500 ms, without typecheck, tests: what was looked at is as the spec says.\n'));
});
