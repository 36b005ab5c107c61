import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answerCache } from '../../src/llm/cache/answerCache.ts';
import { ledgerReport } from '../../src/llm/ledger/ledgerReport.ts';
import type { ModelCall } from '../../src/llm/modelCall.ts';
import type { ReservedEvent, SettledEvent } from '../../src/llm/records/ledger.ts';
import type { Store } from '../../src/llm/records/store.ts';
import { openSqliteStore } from '../../src/node/sqliteStore.ts';
import { systemTime } from '../../src/node/systemTime.ts';
import type { BenchRow } from './benchRow.ts';

const keptCalls = 10_000;

/** What the store adds to a call, on a real file, with ten thousand calls in its ledger. CPU time: how long a disk takes to be sure is the disk's. */
export async function storeRows(): Promise<readonly BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'devmatrix-bench-store-'));
  const file = join(folder, 'store.sqlite');
  try {
    const { store } = await openSqliteStore(file);
    for (const scope of [{ kind: 'day' }, { kind: 'month' }, { kind: 'workspace', workspace: 'w' }] as const) await store.budgets.set({ scope, hardMicroUsd: 1e12, softMicroUsd: 9e11 }, 0);
    await Promise.all(Array.from({ length: keptCalls }, (_, index) => account(store, `kept-${index}`)));
    const rows = [...await ledgerRows(store), ...await readingRows(store), await cacheRow(store)];
    await store.close();
    return [...rows, await openRow(file)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function ledgerRows(store: Store): Promise<readonly BenchRow[]> {
  let number = 0;
  const next = (): Promise<void> => account(store, `call-${number += 1}`);
  const alone = await least(20, 20, async (times) => {
    for (let time = 0; time < times; time += 1) await next();
  });
  const together = await least(10, 100, async (times) => {
    await Promise.all(Array.from({ length: times }, next));
  });
  return [
    { what: 'reserve and settle a call, one after the other', figure: alone, limit: 2, how: 'two transactions on disk, three budgets; half of it is the system call that waits for the disk' },
    { what: 'reserve and settle a call, 100 at the same time', figure: together, limit: 0.5, how: 'transactions are shared' },
  ];
}

async function readingRows(store: Store): Promise<readonly BenchRow[]> {
  const usage = await least(10, 50, async (times) => {
    for (let time = 0; time < times; time += 1) await store.ledger.usage({ kind: 'day' }, Date.now());
  });
  const events = await store.ledger.events({});
  return [
    { what: 'what is spent today', figure: usage, limit: 0.5, how: 'for the status bar' },
    { what: 'read the ledger', figure: await least(3, 1, () => store.ledger.events({})), limit: 1500, how: `${events.length} events` },
    { what: 'sum up the ledger', figure: await least(3, 1, () => Promise.resolve(ledgerReport(events, Date.now()))), limit: 1000, how: `${events.length} events, from every side` },
  ];
}

async function cacheRow(store: Store): Promise<BenchRow> {
  const cache = answerCache({ answers: store.answers, time: systemTime, sha256: (text) => createHash('sha256').update(text).digest('hex') });
  const call: ModelCall = {
    model: { provider: 'p', model: 'm' }, system: [{ text: 'const answer = 42;\n'.repeat(1700), stable: true }], messages: [{ role: 'user', parts: [{ text: 'Go on.', stable: false }] }],
    maxOutputTokens: 1000, limits: { firstByteMs: 1, idleMs: 1, totalMs: 1 },
  };
  const request = { ...call, purpose: { workspace: 'w', category: 'coding' } } as const;
  const { signal } = new AbortController();
  const miss = await cache.find(call, request, signal);
  if (miss.kind === 'miss') await miss.keep({ kind: 'ok', text: 'It is done. '.repeat(200), usage: { input: 9, cacheRead: 0, cacheWrite: 0, cacheWriteLong: 0, output: 9 }, timing: { totalMs: 1 } }, 100);
  const figure = await least(20, 20, async (times) => {
    for (let time = 0; time < times; time += 1) if ((await cache.find(call, request, signal)).kind !== 'hit') throw new Error('The answer was not found.');
  });
  return { what: 'an answer from the cache', figure, limit: 1, how: 'key of a prompt of 32 KB, found, marked as used' };
}

async function openRow(file: string): Promise<BenchRow> {
  const figure = await least(20, 1, async () => {
    const { store } = await openSqliteStore(file);
    await store.close();
  });
  return { what: 'open and close the store', figure, limit: 30, how: `${2 * keptCalls} events in it` };
}

/** The least CPU time of a number of blocks, in milliseconds for each of the things that a block does: whatever else runs on the machine only adds. */
async function least(blocks: number, times: number, work: (times: number) => Promise<unknown>): Promise<number> {
  let found = Number.POSITIVE_INFINITY;
  for (let block = 0; block < blocks; block += 1) {
    const before = process.cpuUsage();
    await work(times);
    const { user, system } = process.cpuUsage(before);
    found = Math.min(found, (user + system) / 1000 / times);
  }
  return found;
}

async function account(store: Store, call: string): Promise<void> {
  const at = Date.now();
  const base = { call, at, model: { provider: 'p', model: 'm' }, purpose: { workspace: 'w', run: 'r', unit: `unit-${call.length}`, category: 'coding' } } as const;
  const reserved: ReservedEvent = { ...base, kind: 'reserved', id: `${call}/r`, microUsd: 900, expiresAt: at + 600_000 };
  const settled: SettledEvent = {
    ...base, kind: 'settled', id: `${call}/s`, usage: { input: 900, cacheRead: 100, cacheWrite: 0, cacheWriteLong: 0, output: 50 }, microUsd: 420,
    source: 'table', outcome: 'ok', wasted: false, totalMs: 800,
  };
  await store.ledger.reserve(reserved, 'refuse');
  await store.ledger.settle(settled);
}
