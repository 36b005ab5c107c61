import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { totalsOf } from '../../src/llm/ledger/ledgerTotals.ts';
import { callsOf } from '../../src/llm/ledger/ledgerCalls.ts';
import { openRun } from '../../src/waves/openRun.ts';
import { reportOf, type RunReport } from '../../src/waves/report.ts';
import type { LoggedEvent } from '../../src/waves/runEvent.ts';
import { startProviderServer } from '../../test/provider-server/providerServer.ts';
import { openLiveWorld } from './liveWorld.ts';
import { answerTo } from './saidWorkshop.ts';

export interface FanOutRun {
  readonly report: RunReport;
  /** The most requests that the server answered at the same time. */
  readonly highest: number;
  /** The prefix that all calls of a kind begin with was written to the cache so many times. */
  readonly writes: number;
}

/** A run over HTTP against a provider that keeps prefixes as Anthropic does, with calls waiting for the first of their prefix or not. */
export async function runFanOut({ atoms, atOnce, fanOut }: { readonly atoms: number; readonly atOnce: number; readonly fanOut: number }): Promise<FanOutRun> {
  const folder = mkdtempSync(join(tmpdir(), 'devmatrix-fan-out-'));
  const server = await startProviderServer({ models: [{ id: 'small', latency: { firstByteMs: 60 } }], rules: [{ answer: ({ user }) => answerTo(user) }] });
  const world = await openLiveWorld({ file: join(folder, 'store.sqlite'), baseUrl: server.baseUrl.anthropic, key: server.key, atoms }, atOnce);
  try {
    const events: LoggedEvent[] = [];
    const opened = await openRun({ run: 'r', workspace: 'eval', plan: world.plan, ports: world.ports, settings: { atOnce, fanOut }, signal: new AbortController().signal, events: (logged) => events.push(logged) });
    if (opened.kind !== 'running') throw new Error(opened.kind);
    await opened.finished;
    const ledger = totalsOf(callsOf(await world.store.ledger.events({ run: 'r', limit: 1_000_000 })), Date.now());
    return { report: reportOf(events, ledger), highest: server.concurrency.highest, writes: server.requests.filter(({ usage }) => (usage?.cacheWrite ?? 0) > 0).length };
  } finally {
    await world.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
