import { hash } from 'node:crypto';
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
import type { Provider } from '../../src/llm/provider.ts';
import { loadProvider } from '../../src/llm/providers/loadProvider.ts';
import type { Store } from '../../src/llm/records/store.ts';
import { openSqliteStore } from '../../src/node/sqliteStore.ts';
import { systemRandom } from '../../src/node/systemRandom.ts';
import { systemTime } from '../../src/node/systemTime.ts';
import { anthropicWire } from '../../test/provider-server/anthropicWire.ts';
import { bareCall, memoryFetch, promptOf, text, type Prompt } from './bareSdk.ts';
import type { BenchRow } from './benchRow.ts';

const calls = 400;
const blocks = 20;
/** Until the engine has compiled both sides they cost several times as much, whichever comes first. */
const warmUpBlocks = 5;
const answerMs = 20;
const limitMs = 0.15;
const model: ModelInfo = {
  id: { provider: 'p', model: 'm' }, label: 'M', price: { input: 1, output: 5, cacheRead: 0.1 }, tokenizer: 'o200k', sources: ['user'],
  abilities: { temperature: true, efforts: [], structuredOutput: true, promptCache: 'automatic' },
};

const quick: Provider = {
  id: 'p', label: 'P', list: () => Promise.resolve({ kind: 'models', models: [] }),
  call: () => pause(answerMs, { kind: 'ok', text, usage: { input: 2000, cacheRead: 6000, cacheWrite: 0, cacheWriteLong: 0, output: 300 }, timing: { totalMs: answerMs } }),
};

type Ask = (prompt: Prompt, number: number) => Promise<string>;

interface Setting {
  readonly what: string;
  readonly how: string;
  readonly atOnce: number;
  readonly cache: 'use' | 'off';
  /** Whether the adapter is ours, too, over the bare SDK; else the provider answers at once from memory. */
  readonly adapter: boolean;
}

const settings: readonly Setting[] = [
  { what: 'gateway and store, 200 calls at once', how: 'reservation and settlement on disk, four budgets', atOnce: 200, cache: 'off', adapter: false },
  { what: 'gateway and store, 200 calls at once, answers kept', how: 'besides, the key of a prompt of 20 KB, looked for, the answer kept', atOnce: 200, cache: 'use', adapter: false },
  { what: 'gateway and store, 1000 calls at once, answers kept', how: 'the same', atOnce: 1000, cache: 'use', adapter: false },
  { what: 'adapter, gateway and store over the bare SDK, 200 calls at once', how: 'an answer of 50 pieces', atOnce: 200, cache: 'off', adapter: true },
  { what: 'adapter, gateway and store over the bare SDK, answers kept', how: 'an answer of 50 pieces', atOnce: 200, cache: 'use', adapter: true },
];

/** What a call costs with everything that stands before a provider, while many are under way that end one by one, as calls to models do: less what the same calls cost without it, made in turn. */
export async function concurrentRows(): Promise<readonly BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'devmatrix-bench-gateway-'));
  try {
    const { store } = await openSqliteStore(join(folder, 'store.sqlite'));
    for (const scope of [{ kind: 'day' }, { kind: 'month' }, { kind: 'workspace', workspace: 'w' }, { kind: 'run', run: 'r' }] as const) await store.budgets.set({ scope, hardMicroUsd: 1e12, softMicroUsd: 9e11 }, 0);
    const rows: BenchRow[] = [];
    for (const setting of settings) rows.push(await rowOf(store, setting));
    await store.close();
    return rows;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function rowOf(store: Store, setting: Setting): Promise<BenchRow> {
  const server = memoryFetch(anthropicWire, answerMs);
  const provider = !setting.adapter ? quick : await loadProvider('anthropic', { id: 'p', label: 'P', baseUrl: 'http://memory.invalid', key: 'fake', fetch: server, time: systemTime, modelInfo: () => model });
  const bare = setting.adapter ? bareCall('anthropic', server) : alone(provider);
  const ours = through(gatewayOver(store, provider), setting.cache);
  const costs = { bare: [] as number[], ours: [] as number[] };
  for (let block = -warmUpBlocks; block < blocks; block += 1) {
    const words = `${setting.what} ${String(block)}`;
    // In turn first and second, because each leaves garbage behind for the other.
    const sides = [['bare', bare], ['ours', ours]] as const;
    for (const [side, ask] of block % 2 === 0 ? sides : sides.toReversed()) {
      const cost = await cpuMs(() => askAll(ask, setting.atOnce, words));
      if (block >= 0) costs[side].push(cost);
    }
  }
  const [bareMs, oursMs] = [quietQuarter(costs.bare), quietQuarter(costs.ours)];
  return { what: setting.what, figure: oursMs - bareMs, limit: limitMs, how: `${setting.how}; CPU time of a call ${oursMs.toFixed(3)} ms less ${bareMs.toFixed(3)} ms, each the mean of the quietest quarter of ${String(blocks)} blocks of ${String(calls)} calls made in turn` };
}

/** Whatever else runs on the machine only adds; the very quietest block alone is chance. */
function quietQuarter(costs: readonly number[]): number {
  const quiet = costs.toSorted((left, right) => left - right).slice(0, Math.ceil(costs.length / 4));
  return quiet.reduce((sum, cost) => sum + cost, 0) / quiet.length;
}

async function askAll(ask: Ask, atOnce: number, words: string): Promise<void> {
  let made = 0;
  const work = async (): Promise<void> => {
    while (made < calls) {
      made += 1;
      const number = made;
      if (await ask(promptOf(`Write ${String(number)} of ${words}. `.repeat(40), 'Rules of the house. '.repeat(900)), number) !== text) throw new Error('The answer is not what was sent.');
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

function alone(provider: Provider): Ask {
  const { signal } = new AbortController();
  return async (prompt) => {
    const outcome = await provider.call({ ...prompt, model: model.id, limits: { firstByteMs: 60_000, idleMs: 60_000, totalMs: 60_000 } }, signal);
    return outcome.kind === 'ok' ? outcome.text : outcome.detail;
  };
}

function through(gateway: Gateway, cache: 'use' | 'off'): Ask {
  const { signal } = new AbortController();
  return async (prompt, number) => {
    const { outcome } = await gateway.ask({ ...prompt, cache, purpose: { workspace: 'w', run: 'r', unit: `u${String(number)}`, attempt: 1, category: 'coding' } }, signal);
    return outcome.kind === 'ok' ? outcome.text : outcome.detail;
  };
}

function gatewayOver(store: Store, provider: Provider): Gateway {
  const gate = budgetGate({ ledger: store.ledger, time: systemTime, unknownPrices: () => 'refuse', alert: () => undefined });
  return openGateway({
    time: systemTime, random: systemRandom, limitsOf: () => ({ requestsPerMinute: 1e9, inputTokensPerMinute: 1e12, outputTokensPerMinute: 1e12, concurrency: { start: 2000, most: 2000 } }),
    parts: {
      router: { route: () => ({ candidates: [model], reason: '' }) }, providers: { provider: () => provider },
      cache: answerCache({ answers: store.answers, time: systemTime, sha256: (content) => hash('sha256', content) }),
      sizes: { size: () => ({ input: 8000, inputAtMost: 9000, stable: 6000 }), textSize: (content) => content.length / 4 },
      pricing: listPricing, budget: gate, ledger: gate, events: { emit: () => undefined },
    },
  }).gateway;
}

async function cpuMs(make: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await make();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / calls;
}
