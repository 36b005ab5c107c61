import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { budgetGate } from '../../src/llm/budget/budgetGate.ts';
import { answerCache } from '../../src/llm/cache/answerCache.ts';
import { openGateway } from '../../src/llm/gateway/openGateway.ts';
import { listPricing } from '../../src/llm/models/price.ts';
import type { ModelInfo } from '../../src/llm/models/modelInfo.ts';
import { loadProvider } from '../../src/llm/providers/loadProvider.ts';
import type { Store } from '../../src/llm/records/store.ts';
import { CountedSizes } from '../../src/llm/tokens/callSizes.ts';
import { roughCounter } from '../../src/llm/tokens/tokenCounter.ts';
import { takeProcessLock } from '../../src/node/processLock.ts';
import { openSqliteStore } from '../../src/node/sqliteStore.ts';
import { systemRandom } from '../../src/node/systemRandom.ts';
import { systemTime } from '../../src/node/systemTime.ts';
import { planUnits } from '../../src/plan/masterplan.ts';
import type { WavePlan, WavePorts } from '../../src/waves/ports.ts';
import { atomUnit } from '../../src/waves/testing/waveWorld.ts';
import { saidWorkshop } from './saidWorkshop.ts';

/** Where a run lives: its store, and the provider on this machine. */
export interface LiveOrder {
  readonly file: string;
  readonly baseUrl: string;
  readonly key: string;
  readonly run: string;
  readonly atoms: number;
  /** Models that the provider has, in the order in which they are asked; a small one when left out. */
  readonly models?: readonly ModelInfo[];
}

/** A run's world as it is in the command line, but for its models and validators: the adapters, the gateway, the store in its file. */
export interface LiveWorld {
  readonly store: Store;
  readonly ports: WavePorts;
  readonly plan: WavePlan;
  close(): Promise<void>;
}

/** A small model whose prefixes are cached when they are marked. */
export const liveModel: ModelInfo = {
  id: { provider: 'anthropic', model: 'small' }, label: 'small', price: { input: 1, output: 5, cacheRead: 0.1, cacheWrite: 1.25 }, contextTokens: 200_000, maxOutputTokens: 32_000, tokenizer: 'o200k', sources: ['user'],
  abilities: { temperature: true, efforts: [], structuredOutput: false, promptCache: 'explicit', minCacheTokens: 1024 },
};

export async function openLiveWorld({ file, baseUrl, key, atoms, models = [liveModel] }: Omit<LiveOrder, 'run'>, atOnce = 64): Promise<LiveWorld> {
  mkdirSync(dirname(file), { recursive: true });
  const { store } = await openSqliteStore(file);
  const provider = await loadProvider('anthropic', { id: 'anthropic', label: 'anthropic', baseUrl, key, fetch, time: systemTime, modelInfo: (model) => models.find(({ id }) => id.model === model) });
  const gate = budgetGate({ ledger: store.ledger, time: systemTime, unknownPrices: () => 'refuse', alert: () => undefined });
  const { gateway } = openGateway({
    time: systemTime, random: systemRandom, limitsOf: () => ({ concurrency: { start: atOnce, most: atOnce } }),
    parts: {
      router: { route: () => ({ candidates: models, reason: 'in their order' }) }, providers: { provider: () => provider },
      cache: answerCache({ answers: store.answers, time: systemTime, sha256: (text) => createHash('sha256').update(text).digest('hex') }),
      sizes: new CountedSizes(() => Promise.resolve(roughCounter)), pricing: listPricing, budget: gate, ledger: gate, events: { emit: () => undefined },
    },
  });
  return {
    store, plan: planOf(atoms), close: () => store.close(),
    ports: {
      gateway, workshop: saidWorkshop, log: store.runLog, ledger: store.ledger, time: systemTime, random: systemRandom,
      lock: (run) => Promise.resolve(takeProcessLock(join(dirname(file), `${run}.lock`))),
    },
  };
}

/** Atoms in four waves. */
function planOf(atoms: number): WavePlan {
  const perWave = Math.ceil(atoms / 4);
  const units = Array.from({ length: atoms }, (_, index) => atomUnit(`a${index}`, index < perWave ? [] : [`a${index - perWave}`], { file: `f${Math.floor(index / 3)}.ts` }));
  const { llm, strata } = planUnits('live', units);
  return { id: 'live', application: 'live', spec: 'live', template: 'v1', units, atoms: llm, strata };
}
