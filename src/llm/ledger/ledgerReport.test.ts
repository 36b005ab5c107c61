import assert from 'node:assert/strict';
import type { CallPurpose, LedgerEvent, SettledEvent } from '../records/ledger.ts';
import type { StoredLedgerEvent } from '../records/ledgerRepository.ts';
import { noUsage } from '../tokenUsage.ts';
import { ledgerReport } from './ledgerReport.ts';
import { promptCacheRate } from './ledgerTotals.ts';

const noon = Date.UTC(2026, 10, 30, 12);
const day = 24 * 3600 * 1000;

interface Told extends Partial<Omit<CallPurpose, 'category'>> {
  readonly model?: string;
  readonly category?: CallPurpose['category'];
  readonly chargedAt?: number;
}

function stored(event: object, { model = 'small', chargedAt = noon, ...purpose }: Told = {}): StoredLedgerEvent {
  const base = { id: 'any', at: noon, model: { provider: 'p', model }, purpose: { workspace: 'w', category: 'coding', ...purpose } };
  return { seq: 0, chargedAt, event: { ...base, ...event } as LedgerEvent };
}

const reserved = (call: string, microUsd: number | undefined, told?: Told): StoredLedgerEvent => stored({ kind: 'reserved', call, ...(microUsd === undefined ? {} : { microUsd }), expiresAt: noon + 1000 }, told);
const settled = (call: string, microUsd: number | undefined, changes: Partial<SettledEvent> = {}, told?: Told): StoredLedgerEvent => stored({
  kind: 'settled', call, usage: { ...noUsage, input: 10, output: 5 }, ...(microUsd === undefined ? {} : { microUsd }), source: 'table', outcome: 'ok', wasted: false, totalMs: 1, ...changes,
}, told);

it('a call counts with what it cost, not with what was reserved for it', () => {
  const { total } = ledgerReport([reserved('a', 100), settled('a', 40)], noon);
  assert.deepEqual([total.calls, total.answered, total.spentMicroUsd, total.reservedMicroUsd], [1, 1, 40, 0]);
  assert.deepEqual(total.usage, { ...noUsage, input: 10, output: 5 });
});

it('calls under way are reserved, those of dead processes are spent', () => {
  const events = [reserved('a', 100)];
  const before = ledgerReport(events, noon).total;
  assert.deepEqual([before.underWay, before.reservedMicroUsd, before.lost, before.spentMicroUsd], [1, 100, 0, 0]);
  const later = ledgerReport(events, noon + 1000).total;
  assert.deepEqual([later.underWay, later.reservedMicroUsd, later.lost, later.spentMicroUsd], [0, 0, 1, 100]);
});

it('a cost that nobody learned is what was reserved, else the call is unpriced', () => {
  const { total } = ledgerReport([reserved('a', 100), settled('a', undefined, { source: 'unknown' }), reserved('b', undefined), settled('b', undefined, { source: 'unknown' })], noon);
  assert.deepEqual([total.spentMicroUsd, total.unpricedCalls], [100, 1]);
});

it('sums stand by day, month, run, unit, model and category', () => {
  const report = ledgerReport([
    settled('a', 10, {}, { run: 'r1', unit: 'u1', chargedAt: noon }),
    settled('b', 20, {}, { run: 'r1', unit: 'u2', category: 'math', chargedAt: noon + day }),
    settled('c', 30, {}, { run: 'r2', unit: 'u1', model: 'large', chargedAt: noon + day }),
    settled('d', 40),
  ], noon);
  const spent = (groups: typeof report.byDay): readonly (readonly [string, number])[] => groups.map(({ key, totals }) => [key, totals.spentMicroUsd]);
  assert.deepEqual(spent(report.byDay), [['2026-11-30', 50], ['2026-12-01', 50]]);
  assert.deepEqual(spent(report.byMonth), [['2026-11', 50], ['2026-12', 50]]);
  assert.deepEqual(spent(report.byRun), [['r1', 30], ['r2', 30]]);
  assert.deepEqual(spent(report.byUnit), [['r2/u1', 30], ['r1/u2', 20], ['r1/u1', 10]]);
  assert.deepEqual(spent(report.byModel), [['p/small', 70], ['p/large', 30]]);
  assert.deepEqual(spent(report.byCategory), [['coding', 80], ['math', 20]]);
});

it('waste is what failed and was paid, and what turned out to be of no use', () => {
  const { total, waste } = ledgerReport([
    settled('a', 10, { outcome: 'truncated', wasted: true }),
    settled('b', 25), stored({ kind: 'wasted', call: 'b', reason: 'tests failed' }),
    settled('c', 100), settled('d', 0, { outcome: 'rateLimited' }),
  ], noon);
  assert.deepEqual([total.wastedCalls, total.wastedMicroUsd, total.spentMicroUsd, total.failed], [2, 35, 135, 2]);
  assert.deepEqual(waste.map(({ key, totals }) => [key, totals.spentMicroUsd]), [['tests failed', 25], ['truncated', 10]]);
});

it('hits of the cache are told with what they saved, and are no calls', () => {
  const { total } = ledgerReport([stored({ kind: 'cached', call: 'h', match: 'exact', usage: noUsage, savedMicroUsd: 70 }), stored({ kind: 'cached', call: 'i', match: 'joined', usage: noUsage })], noon);
  assert.deepEqual([total.calls, total.cacheHits, total.savedMicroUsd, total.spentMicroUsd], [0, 2, 70, 0]);
});

it('the part of the input that came from a prompt cache is known', () => {
  const { total } = ledgerReport([settled('a', 1, { usage: { input: 20, cacheRead: 70, cacheWrite: 10, cacheWriteLong: 0, output: 9 } })], noon);
  assert.equal(promptCacheRate(total), 0.7);
  assert.equal(promptCacheRate(ledgerReport([], noon).total), undefined);
});
