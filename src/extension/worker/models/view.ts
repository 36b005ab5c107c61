import type { LedgerCall } from '../../../llm/ledger/ledgerCalls.ts';
import { type LedgerTotals, totalsBy, totalsOf } from '../../../llm/ledger/ledgerTotals.ts';
import { modelKey, type ModelInfo } from '../../../llm/models/modelInfo.ts';
import { outcomeWords } from '../../../llm/outcomeWords.ts';
import type { ProviderSettings } from '../../../llm/providerSettings.ts';
import { dayOf } from '../../../llm/records/budgetScopes.ts';
import { type BudgetState, taskCategories } from '../../../llm/records/ledger.ts';
import type { Store } from '../../../llm/records/store.ts';
import type { ConfiguredModels } from '../../../node/configuredProviders.ts';
import type { OpenedModels } from '../../../node/models/openModels.ts';
import type { BreakerView, ModelsView, ModelView, ProviderView } from '../modelRequests.ts';
import type { Health } from './health.ts';
import { type ProviderSources, settingsEntry } from './providerSources.ts';

/** Everything that a view is made of. */
export interface ModelsState {
  readonly store: Store;
  readonly workspace: string;
  /** What became of the store, for people: a damaged one was moved aside, one of a newer DevMatrix is only read. */
  readonly notice: string | undefined;
  readonly sources: ProviderSources;
  readonly models: OpenedModels;
  readonly health: Health;
  /** How asking for lists ended, by provider. */
  readonly lists: Map<string, ConfiguredModels['list']>;
}

/** What was spent today, and the budgets of this window. */
export interface SpentToday {
  readonly calls: readonly LedgerCall[];
  readonly budgets: readonly BudgetState[];
  readonly now: number;
}

/** The state of all models as plain data; keys are not in it. */
export function modelsView(state: ModelsState, { calls, budgets, now }: SpentToday): ModelsView {
  const total = totalsOf(calls, now);
  const byModel = totalsBy(calls, now, ({ model }) => modelKey(model));
  const day = dayOf(now);
  const levels = new Map(state.models.limiter.view().map((lane) => [modelKey(lane), lane.levels]));
  const infos = new Map(state.models.providers.known().map(({ settings, models }) => [settings.id, models]));
  return {
    meter: {
      spentMicroUsd: total.spentMicroUsd, reservedMicroUsd: total.reservedMicroUsd, isEstimated: total.estimatedMicroUsd > 0,
      unpricedCalls: total.unpricedCalls, calls: total.calls, budgets,
    },
    providers: state.sources.providers.map((settings): ProviderView => ({
      ...providerView(settings, state),
      models: (infos.get(settings.id) ?? []).filter(({ retiresOn }) => retiresOn === undefined || retiresOn >= day)
        .map((info) => ({ ...modelView(info, byModel.get(modelKey(info.id)), state), limits: levels.get(modelKey(info.id)) })),
    })),
    problems: [...(state.notice === undefined ? [] : [state.notice]), ...state.sources.problems],
  };
}

function providerView(settings: ProviderSettings, { sources, models, health, lists }: ModelsState): Omit<ProviderView, 'models'> {
  const { id, label, baseUrl, key, protocol } = settings;
  const list = lists.get(id) ?? { kind: 'table' };
  return {
    id, label, baseUrl, key,
    entry: settingsEntry(settings),
    origin: protocol === 'editor' ? 'editor' : sources.fromSettings.has(id) ? 'settings' : 'environment',
    hasKey: models.providers.provider(id) !== undefined,
    list: list.kind === 'failed' ? { kind: 'failed', words: outcomeWords({ kind: list.outcome, detail: list.detail }, { provider: label, model: 'its list of models' }).what } : list,
    breaker: current(health.breakerOf({ provider: id })),
  };
}

function modelView({ id, label, price }: ModelInfo, totals: LedgerTotals | undefined, { models, health }: ModelsState): ModelView {
  return {
    model: id.model, label,
    price: price === undefined ? undefined : { input: price.input, output: price.output },
    breaker: current(health.breakerOf(id)),
    limits: undefined,
    ...health.factsOf(id),
    calls: totals?.calls ?? 0,
    spentMicroUsd: totals?.spentMicroUsd ?? 0,
    isEstimated: (totals?.estimatedMicroUsd ?? 0) > 0,
    unpricedCalls: totals?.unpricedCalls ?? 0,
    scores: taskCategories.flatMap((category) => {
      const score = models.score(id, category);
      return score === undefined ? [] : [{ category, quality: score.quality }];
    }),
  };
}

/** A breaker that was open may let trial calls through by now; it says so itself only when the next call comes. */
function current(breaker: BreakerView | undefined): BreakerView | undefined {
  return breaker?.state === 'open' && breaker.retryAt !== undefined && breaker.retryAt <= Date.now() ? { ...breaker, state: 'halfOpen', retryAt: undefined } : breaker;
}
