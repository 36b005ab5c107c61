import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { budgetGate } from '../../src/llm/budget/budgetGate.ts';
import { answerCache } from '../../src/llm/cache/answerCache.ts';
import type { Gateway } from '../../src/llm/gateway/gateway.ts';
import { openGateway } from '../../src/llm/gateway/openGateway.ts';
import type { ModelInfo } from '../../src/llm/models/modelInfo.ts';
import { listPricing } from '../../src/llm/models/price.ts';
import type { ModelAnswer } from '../../src/llm/outcome.ts';
import type { Provider } from '../../src/llm/provider.ts';
import type { Store } from '../../src/llm/records/store.ts';
import { openSqliteStore } from '../../src/node/sqliteStore.ts';
import { systemRandom } from '../../src/node/systemRandom.ts';
import { systemTime } from '../../src/node/systemTime.ts';
import type { BenchRow } from './benchRow.ts';

const calls = 2000;
const blocks = 5;
const answerMs = 20;
const answer: ModelAnswer = { kind: 'ok', text: 'It is done. '.repeat(200), usage: { input: 2000, cacheRead: 6000, cacheWrite: 0, cacheWriteLong: 0, output: 700 }, timing: { totalMs: answerMs } };
const model: ModelInfo = {
  id: { provider: 'p', model: 'm' }, label: 'M', price: { input: 1, output: 5, cacheRead: 0.1 }, tokenizer: 'o200k', sources: ['user'],
  abilities: { temperature: true, efforts: [], structuredOutput: true, promptCache: 'automatic' },
};
const provider: Provider = { id: 'p', label: 'P', call: () => pause(answerMs, answer), list: () => Promise.resolve({ kind: 'models', models: [] }) };

/** What a call costs with everything that stands behind the gateway, while many are under way: they end one by one, as calls to models do. */
export async function concurrentRows(): Promise<readonly BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'devmatrix-bench-gateway-'));
  try {
    const { store } = await openSqliteStore(join(folder, 'store.sqlite'));
    for (const scope of [{ kind: 'day' }, { kind: 'month' }, { kind: 'workspace', workspace: 'w' }, { kind: 'run', run: 'r' }] as const) await store.budgets.set({ scope, hardMicroUsd: 1e12, softMicroUsd: 9e11 }, 0);
    const rows = [await rowOf(store, 200, 'off'), await rowOf(store, 200, 'use'), await rowOf(store, 1000, 'use')];
    await store.close();
    return rows;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function rowOf(store: Store, atOnce: number, cache: 'use' | 'off'): Promise<BenchRow> {
  const gateway = gatewayOver(store);
  const costs: number[] = [];
  for (let block = 0; block < blocks; block += 1) {
    const before = process.cpuUsage();
    await callAll(gateway, { atOnce, cache, block: `${String(atOnce)} ${cache} ${String(block)}` });
    const { user, system } = process.cpuUsage(before);
    costs.push((user + system) / 1000 / calls);
  }
  return {
    what: `gateway and store, ${String(atOnce)} calls at once${cache === 'use' ? ', answers kept' : ''}`, figure: Math.min(...costs), limit: cache === 'use' ? 0.8 : 0.5,
    how: 'CPU time of a call with reservation and settlement on disk, four budgets, its prompt of 20 KB made anew; best of five',
  };
}

async function callAll(gateway: Gateway, { atOnce, cache, block }: { readonly atOnce: number; readonly cache: 'use' | 'off'; readonly block: string }): Promise<void> {
  const { signal } = new AbortController();
  let made = 0;
  const work = async (): Promise<void> => {
    while (made < calls) {
      made += 1;
      const text = `Write ${String(made)} of ${block}. `.repeat(100);
      const { outcome } = await gateway.ask({
        system: [{ text: 'Rules of the house. '.repeat(900), stable: true }], messages: [{ role: 'user', parts: [{ text, stable: false }] }],
        maxOutputTokens: 4000, cache, purpose: { workspace: 'w', run: 'r', unit: `u${String(made)}`, attempt: 1, category: 'coding' },
      }, signal);
      if (outcome.kind !== 'ok') throw new Error(`A call ended as ${outcome.kind}.`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

function gatewayOver(store: Store): Gateway {
  const gate = budgetGate({ ledger: store.ledger, time: systemTime, unknownPrices: () => 'refuse', alert: () => undefined });
  return openGateway({
    time: systemTime, random: systemRandom, limitsOf: () => ({ requestsPerMinute: 1e9, inputTokensPerMinute: 1e12, outputTokensPerMinute: 1e12, concurrency: { start: 2000, most: 2000 } }),
    parts: {
      router: { route: () => ({ candidates: [model], reason: '' }) }, providers: { provider: () => provider },
      cache: answerCache({ answers: store.answers, time: systemTime, sha256: (text) => createHash('sha256').update(text).digest('hex') }),
      sizes: { size: () => ({ input: 8000, inputAtMost: 9000, stable: 6000 }), textSize: (text) => text.length / 4 }, pricing: listPricing,
      budget: gate, ledger: gate, events: { emit: () => undefined },
    },
  }).gateway;
}
