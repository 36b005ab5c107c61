import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CircuitSettings } from '../../src/llm/breaker/circuit.ts';
import { budgetGate } from '../../src/llm/budget/budgetGate.ts';
import type { GatewayEvent } from '../../src/llm/gateway/events.ts';
import type { GatewayResult } from '../../src/llm/gateway/gatewayResult.ts';
import type { GatewaySettings } from '../../src/llm/gateway/gatewaySettings.ts';
import type { ModelRequest } from '../../src/llm/gateway/modelRequest.ts';
import { openGateway, type OpenedGateway } from '../../src/llm/gateway/openGateway.ts';
import type { AnswerCache } from '../../src/llm/gateway/parts.ts';
import { listPricing } from '../../src/llm/models/price.ts';
import type { ModelInfo } from '../../src/llm/models/modelInfo.ts';
import type { Provider } from '../../src/llm/provider.ts';
import { loadProvider } from '../../src/llm/providers/loadProvider.ts';
import type { Store } from '../../src/llm/records/store.ts';
import { CountedSizes } from '../../src/llm/tokens/callSizes.ts';
import { roughCounter } from '../../src/llm/tokens/tokenCounter.ts';
import { openSqliteStore } from '../../src/node/sqliteStore.ts';
import { systemRandom } from '../../src/node/systemRandom.ts';
import { systemTime } from '../../src/node/systemTime.ts';
import { startProviderServer } from '../../test/provider-server/providerServer.ts';
import type { Chaos, FakeModel, ProviderServer } from '../../test/provider-server/types.ts';

const protocols = [['anthropic', 'anthropic'], ['openai', 'responses'], ['compatible', 'chat']] as const;
const prices = [{ input: 1, output: 5 }, { input: 2, output: 10 }, { input: 0.5, output: 2 }];

/** The whole layer over real HTTP on this machine: the adapters, the gateway, and the store in a file; only the models are played. */
export interface EvalWorld extends OpenedGateway {
  readonly server: ProviderServer;
  readonly store: Store;
  readonly events: (GatewayEvent & { readonly heardAt: number })[];
  readonly ask: (more?: Partial<ModelRequest>, signal?: AbortSignal) => Promise<GatewayResult>;
  close(): Promise<void>;
}

export interface EvalOptions {
  /** How many of the three providers there are; each has its own protocol and one model, `anthropic`, `openai`, `compatible`. */
  readonly providers?: 1 | 2 | 3;
  readonly model?: Partial<FakeModel>;
  readonly chaos?: Chaos;
  readonly settings?: Partial<GatewaySettings>;
  readonly circuits?: Partial<CircuitSettings>;
  readonly hardMicroUsd?: number;
  /** The most calls at once for each model; 50 by default, because server and client share this machine. */
  readonly atOnce?: number;
}

/** What a call must say to be right: a cut or mixed-up answer would not. */
export const wholeText = `${'Every word of this answer must arrive, in its order. '.repeat(12)}End.`;

const noCache: AnswerCache = { find: () => Promise.resolve({ kind: 'miss', keep: () => Promise.resolve(), abandon: () => undefined }) };

export async function openWorld(options: EvalOptions): Promise<EvalWorld> {
  const used = protocols.slice(0, options.providers ?? 3);
  const models = used.map(([protocol]) => ({ id: protocol, contextTokens: 200_000, maxOutputTokens: 32_000, ...options.model }));
  const server = await startProviderServer({ models, rules: [{ answer: wholeText }], ...(options.chaos ? { chaos: options.chaos } : {}) });
  const folder = mkdtempSync(join(tmpdir(), 'devmatrix-resilience-'));
  const { store } = await openSqliteStore(join(folder, 'store.sqlite'));
  if (options.hardMicroUsd !== undefined) await store.budgets.set({ scope: { kind: 'day' }, hardMicroUsd: options.hardMicroUsd }, Date.now());
  const events: EvalWorld['events'] = [];
  const infos = used.map(([protocol], index) => infoOf(protocol, prices[index] ?? { input: 1, output: 1 }));
  const providers = new Map<string, Provider>();
  for (const [protocol, wire] of used) {
    providers.set(protocol, await loadProvider(protocol, { id: protocol, label: protocol, baseUrl: server.baseUrl[wire], key: server.key, fetch, time: systemTime, modelInfo: (model) => infos.find(({ id }) => id.model === model) }));
  }
  const gate = budgetGate({ ledger: store.ledger, time: systemTime, unknownPrices: () => 'refuse', alert: () => undefined });
  const opened = openGateway({
    time: systemTime, random: systemRandom, limitsOf: () => ({ concurrency: { most: options.atOnce ?? 50 } }),
    settings: { limits: { firstByteMs: 8000, idleMs: 4000, totalMs: 30_000 }, withinMs: 120_000, ...options.settings },
    ...(options.circuits ? { circuits: options.circuits } : {}),
    parts: {
      router: { route: () => ({ candidates: infos, reason: 'all of them, in this order' }) },
      providers: { provider: (id) => providers.get(id) },
      cache: noCache, sizes: new CountedSizes(() => Promise.resolve(roughCounter)), pricing: listPricing, budget: gate, ledger: gate,
      events: { emit: (event) => events.push({ ...event, heardAt: performance.now() }) },
    },
  });
  return { ...opened, server, store, events, ask: asker(opened), close: closer(server, store, folder) };
}

/** Settlements of all reservations, and whatever does not add up. */
export async function ledgerFigures(store: Store): Promise<{ readonly reserved: number; readonly settled: number; readonly doubled: number; readonly spentMicroUsd: number; readonly openMicroUsd: number; readonly wastedMicroUsd: number }> {
  const events = (await store.ledger.events({ limit: 1_000_000 })).map(({ event }) => event);
  const settled = events.filter((event) => event.kind === 'settled');
  const usage = await store.ledger.usage({ kind: 'day' }, Date.now());
  return {
    reserved: events.filter(({ kind }) => kind === 'reserved').length,
    settled: settled.length,
    doubled: settled.length - new Set(settled.map(({ call }) => call)).size,
    spentMicroUsd: usage.spentMicroUsd,
    openMicroUsd: usage.reservedMicroUsd,
    wastedMicroUsd: settled.reduce((sum, event) => sum + (event.wasted ? event.microUsd ?? 0 : 0), 0),
  };
}

function asker({ gateway }: OpenedGateway): EvalWorld['ask'] {
  return (more, signal = new AbortController().signal) => gateway.ask({
    system: [{ text: 'You are asked again and again.', stable: true }],
    messages: [{ role: 'user', parts: [{ text: 'Say all of it.', stable: false }] }],
    maxOutputTokens: 400, purpose: { workspace: 'eval', run: 'eval', category: 'general' }, ...more,
  }, signal);
}

function closer(server: ProviderServer, store: Store, folder: string): () => Promise<void> {
  return async () => {
    await server.close();
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  };
}

function infoOf(provider: string, price: { readonly input: number; readonly output: number }): ModelInfo {
  return {
    id: { provider, model: provider }, label: provider, price, contextTokens: 200_000, maxOutputTokens: 32_000, tokenizer: 'o200k', sources: ['user'],
    abilities: { temperature: true, efforts: [], structuredOutput: false, promptCache: 'none' },
  };
}
