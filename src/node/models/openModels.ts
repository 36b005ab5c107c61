import { hash } from 'node:crypto';
import { scoreTable } from '../../llm/benchmark/rankModels.ts';
import { recordOf } from '../../llm/breaker/modelBreaker.ts';
import { budgetGate, type SettlingGate } from '../../llm/budget/budgetGate.ts';
import { answerCache, answerCacheDefaults } from '../../llm/cache/answerCache.ts';
import { carefulMatcher } from '../../llm/cache/questionMatcher.ts';
import type { GatewayEvent } from '../../llm/gateway/events.ts';
import { openGateway, type OpenedGateway } from '../../llm/gateway/openGateway.ts';
import type { ModelLimits } from '../../llm/limiter/lane.ts';
import { modelKey, type ModelInfo } from '../../llm/models/modelInfo.ts';
import { listPricing } from '../../llm/models/price.ts';
import type { BenchmarkResult } from '../../llm/records/benchmarks.ts';
import type { BudgetState, TaskCategory } from '../../llm/records/ledger.ts';
import type { UnknownPrices } from '../../llm/records/ledgerRepository.ts';
import type { Store } from '../../llm/records/store.ts';
import type { MeasuredQuality, Preference, RouteFacts } from '../../llm/router/decision.ts';
import { createRouter, type ExplainedRoute, type ExplainingRouter } from '../../llm/router/router.ts';
import { Conversations } from '../../llm/sessions/conversations.ts';
import { CountedSizes } from '../../llm/tokens/callSizes.ts';
import { roughCounter } from '../../llm/tokens/tokenCounter.ts';
import type { ConfiguredProviders } from '../configuredProviders.ts';
import { systemRandom } from '../systemRandom.ts';
import { systemTime } from '../systemTime.ts';
import { openTiktoken } from '../tokens/tiktokenCounter.ts';

export interface OpenModelsOptions {
  readonly providers: ConfiguredProviders;
  readonly store: Store;
  /** `import.meta.url` of the program's entry: files of packages are looked for from there. */
  readonly moduleUrl: string;
  /** Asked for each call, so that a changed setting holds at once. */
  readonly preference?: () => Preference;
  readonly unknownPrices?: () => UnknownPrices;
  /** Whether conversations may get the answer to a much alike question of the last hour; not by default. Asked for each call. */
  readonly similarAnswers?: () => boolean;
  /** Why a model may not be asked for that use unless it is named; nobody has agreed to it. */
  readonly barred?: NonNullable<RouteFacts['barred']>;
  /** Limits of models before their providers have told any. */
  readonly limitsOf?: (model: ModelInfo['id']) => ModelLimits;
  readonly alert?: (budget: BudgetState) => void;
  readonly events?: (event: GatewayEvent) => void;
  /** Hears each decision of the router with its alternatives. */
  readonly routed?: (route: ExplainedRoute) => void;
}

/** Everything that answers calls to models, put together over a store. */
export interface OpenedModels extends OpenedGateway {
  readonly providers: ConfiguredProviders;
  readonly router: ExplainingRouter;
  /** Those that the router knows; whoever keeps conversations puts them back here. */
  readonly conversations: Conversations;
  readonly sizes: CountedSizes;
  readonly budget: SettlingGate;
  /** Benchmark scores as the router sees them. */
  score(model: ModelInfo['id'], category: TaskCategory): MeasuredQuality | undefined;
  /** Reads the scores again, after a benchmark. */
  refreshScores(): Promise<void>;
  /** Records what is still to be recorded. The store stays open. */
  close(): Promise<void>;
}

/** Results of benchmarks count for so long: models change behind their names. */
const scoresLastMs = 90 * 24 * 3_600_000;

/** Puts gateway, router, breaker, limiter, budgets, ledger and cache together over the adapters of the SDKs. */
export async function openModels(options: OpenModelsOptions): Promise<OpenedModels> {
  const { providers, store } = options;
  const [breakers, corrections] = await Promise.all([store.breakers.load(), store.corrections.load()]);
  const sizes = new CountedSizes(() => openTiktoken(options.moduleUrl), Object.fromEntries(corrections.map(({ model, ratio, spread, calls }) => [modelKey(model), { ratio, spread, calls }])));
  const budget = budgetGate({ ledger: store.ledger, time: systemTime, unknownPrices: options.unknownPrices ?? (() => 'refuse'), alert: options.alert ?? (() => undefined) });
  let scores = await readScores(store);
  const conversations = new Conversations(systemTime);
  const router = routing();
  const opened: OpenedGateway = openGateway({
    parts: {
      router,
      providers,
      cache: answerCache({
        answers: store.answers, time: systemTime, sha256: (text) => hash('sha256', text),
        settings: () => (options.similarAnswers?.() === true ? { ...answerCacheDefaults, similar: carefulMatcher } : answerCacheDefaults),
      }),
      sizes,
      pricing: listPricing,
      budget,
      ledger: budget,
      events: { emit: (event) => { heard(event); } },
    },
    time: systemTime,
    random: systemRandom,
    breakers,
    ...(options.limitsOf === undefined ? {} : { limitsOf: options.limitsOf }),
  });

  function routing(): ExplainingRouter {
    const choosing = createRouter({
      facts: () => ({ models: providers.models(today()), score: scores, closed: (model) => closedWords(opened.breaker.retryInMs(model)), cost: listCost, today: today(), ...(options.barred === undefined ? {} : { barred: options.barred }) }),
      conversations,
      textSize: (text) => roughCounter.count(text),
      preference: options.preference ?? (() => 'balanced'),
    });
    return {
      ...choosing,
      route: (request) => {
        const route = choosing.route(request);
        options.routed?.(route);
        return route;
      },
    };
  }

  function heard(event: GatewayEvent): void {
    options.events?.(event);
    if (event.kind === 'breaker.changed') void store.breakers.save(recordOf(event)).catch(() => undefined);
  }

  return {
    ...opened, providers, router, conversations, sizes, budget,
    score: (model, category) => scores(model, category),
    refreshScores: async () => { scores = await readScores(store); },
    close: async () => {
      await budget.close();
      await saveCorrections(store, sizes, providers.models(today()));
    },
  };
}

async function readScores(store: Store): Promise<(model: ModelInfo['id'], category: TaskCategory) => MeasuredQuality | undefined> {
  const results: readonly BenchmarkResult[] = await store.benchmarks.results({ since: Date.now() - scoresLastMs });
  return scoreTable(results);
}

async function saveCorrections(store: Store, sizes: CountedSizes, models: readonly ModelInfo[]): Promise<void> {
  const learnt = sizes.learnt();
  for (const { id } of models) {
    const correction = learnt[modelKey(id)];
    if (correction !== undefined) await store.corrections.save({ model: id, ...correction, updatedAt: Date.now() });
  }
}

function closedWords(waitMs: number | undefined): string | undefined {
  return waitMs === undefined || waitMs === 0 ? undefined : `its breaker is open for ${String(Math.ceil(waitMs / 1000))} s more`;
}

function listCost(model: ModelInfo, input: number, output: number): number | undefined {
  return listPricing.cost(model, { input, cacheRead: 0, cacheWrite: 0, cacheWriteLong: 0, output });
}

/** ISO day, UTC. */
function today(): string {
  return new Date().toISOString().slice(0, 10);
}
