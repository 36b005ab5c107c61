import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { liveModel, openLiveWorld } from '../../bench/waves/liveWorld.ts';
import { answerTo } from '../../bench/waves/saidWorkshop.ts';
import type { ModelInfo } from '../../src/llm/models/modelInfo.ts';
import { callsOf } from '../../src/llm/ledger/ledgerCalls.ts';
import { totalsBy, totalsOf } from '../../src/llm/ledger/ledgerTotals.ts';
import { openRun } from '../../src/waves/openRun.ts';
import type { WaveResult } from '../../src/waves/waveResult.ts';
import { startProviderServer } from '../provider-server/providerServer.ts';

const large: ModelInfo = { ...liveModel, id: { provider: 'anthropic', model: 'large' }, label: 'large', price: { input: 10, output: 50 } };

interface Outcome {
  readonly result: WaveResult;
  readonly spentMicroUsd: number;
  /** Answers by model. */
  readonly calls: Readonly<Record<string, number>>;
}

/** A run of 16 atoms, two or more calls each, with that budget of its own; nothing else limits it. */
async function runWith(models: readonly ModelInfo[], hardMicroUsd: number): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'devmatrix-run-budget-'));
  const server = await startProviderServer({ models: [{ id: 'small' }, { id: 'large' }], rules: [{ answer: ({ user }) => answerTo(user) }] });
  const world = await openLiveWorld({ file: join(folder, 'store.sqlite'), baseUrl: server.baseUrl.anthropic, key: server.key, atoms: 16, models });
  try {
    await world.store.budgets.set({ scope: { kind: 'run', run: 'r' }, hardMicroUsd }, Date.now());
    const opened = await openRun({ run: 'r', workspace: 'w', plan: world.plan, ports: world.ports, settings: { cache: 'refresh' }, signal: new AbortController().signal });
    assert.ok(opened.kind === 'running');
    const result = await opened.finished;
    const calls = callsOf(await world.store.ledger.events({ run: 'r' }));
    return { result, spentMicroUsd: totalsOf(calls, Date.now()).spentMicroUsd, calls: Object.fromEntries([...totalsBy(calls, Date.now(), ({ model }) => model.model)].map(([model, { answered }]) => [model, answered])) };
  } finally {
    await world.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

it('a run goes on with a cheaper model when its budget has too little left for the one that is wanted', async function () {
  this.timeout(120_000);
  const { result, spentMicroUsd, calls } = await runWith([large, liveModel], 300_000);
  assert.equal(result.outcome, 'complete', result.reason);
  assert.ok((calls['large'] ?? 0) >= 3 && (calls['small'] ?? 0) >= 16, JSON.stringify(calls));
  assert.ok(spentMicroUsd <= 300_000, String(spentMicroUsd));
});

it('a run ends out of budget when no model makes a call for what is left, and never costs more', async function () {
  this.timeout(120_000);
  const { result, spentMicroUsd, calls } = await runWith([large], 300_000);
  assert.deepEqual([result.outcome, calls['small']], ['outOfBudget', undefined]);
  assert.match(result.reason ?? '', /large: could cost \$[\d.]+, and the budget of the run has \$[\d.]+ left/);
  assert.ok(spentMicroUsd <= 300_000 && spentMicroUsd > 300_000 - 60_000, String(spentMicroUsd));
});
