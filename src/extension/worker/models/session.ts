import type { GatewayEvent } from '../../../llm/gateway/events.ts';
import { ledgerReport, type LedgerReport } from '../../../llm/ledger/ledgerReport.ts';
import type { ModelId } from '../../../llm/models/modelInfo.ts';
import { outcomeWords } from '../../../llm/outcomeWords.ts';
import { dayOf } from '../../../llm/records/budgetScopes.ts';
import type { BudgetState } from '../../../llm/records/ledger.ts';
import type { Store } from '../../../llm/records/store.ts';
import { openProviders } from '../../../node/configuredProviders.ts';
import { openModels } from '../../../node/models/openModels.ts';
import { openSqliteStore } from '../../../node/sqliteStore.ts';
import { workspaceId } from '../../../node/workspaceId.ts';
import type { ModelsNews, ModelsSetup, ModelsView, TestedModel } from '../modelRequests.ts';
import { applyBudgets, budgetChanges, budgetsOf } from './budgets.ts';
import { Health } from './health.ts';
import { keyOf, providerSources } from './providerSources.ts';
import { modelsView, type ModelsState } from './view.ts';

/** Between two views that are told, in milliseconds: many calls at once are one change. */
const pauseMs = 250;
/** How long a provider may take to list its models. */
const listTimeoutMs = 8_000;
/** A test call may take that long as a whole; the answer has so many tokens at most, because some models think before they speak. */
const testMs = 45_000;
const testTokens = 512;

interface Opened extends ModelsState {
  readonly setup: ModelsSetup;
}

/** The models of one window: what its settings configure, over the store that all windows share. */
export class ModelsSession {
  readonly #file: string | undefined;
  readonly #environment: Readonly<Record<string, string | undefined>>;
  readonly #watchers = new Set<(news: ModelsNews) => void>();
  #store: Promise<Store> | undefined;
  #opened: Opened | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;

  /** `file`: where the store lies, if not in its usual place. */
  constructor(file?: string, environment: Readonly<Record<string, string | undefined>> = process.env) {
    this.#file = file;
    this.#environment = environment;
  }

  /** Opens everything as that setup says; one setup is finished before the next begins. */
  setUp(setup: ModelsSetup): Promise<ModelsView> {
    const done = this.#turn.then(() => this.#open(setup));
    this.#turn = done.catch(() => undefined);
    return done;
  }

  /** Tells news until the signal is aborted; then what calls cost is recorded. */
  async watch(tell: (news: ModelsNews) => void, signal: AbortSignal): Promise<undefined> {
    this.#watchers.add(tell);
    if (!signal.aborted) await new Promise<void>((resolve) => { signal.addEventListener('abort', () => { resolve(); }, { once: true }); });
    this.#watchers.delete(tell);
    await this.#opened?.models.close();
    return undefined;
  }

  /** How everything stands now. */
  async view(): Promise<ModelsView> {
    const opened = this.#now();
    const now = Date.now();
    const [events, budgets] = await Promise.all([opened.store.ledger.events({ since: Date.parse(dayOf(now)) }), opened.store.budgets.states(now)]);
    return modelsView(opened, { today: ledgerReport(events, now), budgets: budgetsOf(budgets, opened.workspace), day: dayOf(now) });
  }

  /** Asks all providers for their models. */
  async askLists(signal: AbortSignal): Promise<void> {
    const { models, lists } = this.#now();
    for (const { settings: { id }, list } of await models.providers.refresh(listTimeoutMs, signal)) {
      lists.set(id, list);
      if (list.kind === 'listed') models.gateway.enableProvider(id);
    }
  }

  /** One small call to a model, through everything that a call goes through. */
  async test(model: ModelId, signal: AbortSignal): Promise<TestedModel> {
    const { models, workspace, sources } = this.#now();
    const label = sources.providers.find(({ id }) => id === model.provider)?.label ?? model.provider;
    // A person who asks again may have mended what was wrong.
    models.gateway.enableProvider(model.provider);
    const { outcome, attempts, microUsd, hasUnknownCost, totalMs } = await models.gateway.ask({
      purpose: { workspace, category: 'general' },
      system: [], messages: [{ role: 'user', parts: [{ text: 'Answer with the one word: ready', stable: false }] }],
      maxOutputTokens: testTokens, wish: { only: [model] }, cache: 'off', withinMs: testMs,
    }, signal);
    signal.throwIfAborted();
    return {
      model, totalMs: attempts.at(-1)?.totalMs ?? totalMs,
      microUsd: hasUnknownCost ? undefined : microUsd,
      isEstimated: attempts.some(({ source }) => source === 'estimated'),
      failure: outcome.kind === 'ok' ? undefined : outcomeWords(outcome, { provider: label, model: model.model }),
    };
  }

  /** The ledger since a day, and the budgets. */
  async costs(since: string): Promise<{ readonly report: LedgerReport; readonly budgets: readonly BudgetState[] }> {
    const { store, workspace } = this.#now();
    const now = Date.now();
    return { report: ledgerReport(await store.ledger.events({ since: Date.parse(since) }), now), budgets: budgetsOf(await store.budgets.states(now), workspace) };
  }

  /** Records what is to be recorded and lets go of the store. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#opened?.models.close();
    await (await this.#store)?.close();
  }

  async #open(setup: ModelsSetup): Promise<ModelsView> {
    this.#store ??= openSqliteStore(this.#file).then(({ store }) => store);
    const store = await this.#store.catch((error: unknown) => {
      this.#store = undefined;
      throw error;
    });
    const workspace = setup.folder === undefined ? 'none' : workspaceId(setup.folder);
    await applyBudgets(budgetChanges(setup.budgets, await store.budgets.list(), workspace), store.budgets, Date.now());
    const before = this.#opened;
    if (before !== undefined && isSame(before.setup, setup)) this.#opened = { ...before, setup, workspace };
    else {
      await before?.models.close();
      this.#opened = await this.#openProviders(setup, { store, workspace });
    }
    return this.view();
  }

  async #openProviders(setup: ModelsSetup, { store, workspace }: Pick<Opened, 'store' | 'workspace'>): Promise<Opened> {
    const sources = providerSources(setup, this.#environment);
    const keys = new Map(sources.providers.map((settings) => [settings.key, keyOf(settings, setup.keys, this.#environment)]));
    const health = new Health((provider) => sources.providers.find(({ id }) => id === provider)?.label ?? provider, await store.breakers.load());
    const models = await openModels({
      providers: await openProviders(sources.providers, { keyOf: (reference) => keys.get(reference) }),
      store,
      moduleUrl: import.meta.url,
      unknownPrices: () => this.#opened?.setup.unknownPrices ?? 'refuse',
      alert: (budget) => { this.#tell({ kind: 'alert', budget }); },
      events: (event) => { this.#heard(event, health); },
    });
    return { setup, store, workspace, sources, models, health, lists: new Map() };
  }

  #heard(event: GatewayEvent, health: Health): void {
    if (event.kind === 'call.attempt' && event.attempt.outcome === 'budget') this.#tell({ kind: 'stopped', scope: undefined, detail: event.attempt.detail ?? '' });
    if (event.kind === 'call.done' && event.outcome === 'budget') this.#tell({ kind: 'stopped', scope: undefined, detail: '' });
    if (health.heard(event)) this.#changed();
  }

  /** Tells a new view soon; changes until then are told with it. */
  #changed(): void {
    if (this.#watchers.size === 0) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.view().then((view) => { this.#tell({ kind: 'changed', view }); }, () => undefined);
    }, pauseMs);
  }

  #tell(news: ModelsNews): void {
    for (const tell of this.#watchers) tell(news);
  }

  #now(): Opened {
    if (this.#opened === undefined) throw new Error('The models are not set up.');
    return this.#opened;
  }
}

/** Whether providers and keys are the same: only then what was learnt of them stays. */
function isSame(left: ModelsSetup, right: ModelsSetup): boolean {
  return JSON.stringify([left.providers, left.keys]) === JSON.stringify([right.providers, right.keys]);
}
