import type { BenchmarkChoice } from '../../../llm/benchmark/pastRuns.ts';
import type { GatewayEvent } from '../../../llm/gateway/events.ts';
import { editorProviderId, type LmPort } from '../../../llm/editorModels.ts';
import { ledgerReport } from '../../../llm/ledger/ledgerReport.ts';
import type { ModelLimits } from '../../../llm/limiter/lane.ts';
import type { ModelId, ModelInfo } from '../../../llm/models/modelInfo.ts';
import { outcomeWords } from '../../../llm/outcomeWords.ts';
import { inputTokens } from '../../../llm/tokenUsage.ts';
import { loadEditorProvider } from '../../../llm/providers/loadProvider.ts';
import { type ConfiguredProviders, openProviders } from '../../../node/configuredProviders.ts';
import { openModels, type OpenedModels } from '../../../node/models/openModels.ts';
import { openSqliteStore, storeFile } from '../../../node/sqliteStore.ts';
import type { OpenedStore } from '../../../store/openStore.ts';
import { systemTime } from '../../../node/systemTime.ts';
import { workspaceId } from '../../../node/workspaceId.ts';
import type { WaveRun } from '../../../waves/waveRun.ts';
import type { BenchmarkOffer, BenchmarkProgress, BenchmarkReport } from '../benchmarkRequests.ts';
import type { ChatEnd, ChatQuestion } from '../chatRequests.ts';
import type { Requests } from '../requests.ts';
import type { PromptList, PromptPage, PromptPlace, WritingOffer, WritingProgress, WritingResult } from '../writingRequests.ts';
import type { ModelCosts, ModelsNews, ModelsSetup, ModelsView, TestedModel } from '../modelRequests.ts';
import { benchmarkOffer, choiceToRepeat, measure } from './benchmarks.ts';
import { applyBudgets, budgetChanges, budgetsOf } from './budgets.ts';
import { CallsOfToday } from './callsOfToday.ts';
import { askQuestion, type ChatWatch, recentConversations } from './chat.ts';
import { Health } from './health.ts';
import { keyOf, providerSources } from './providerSources.ts';
import { RepeatedBenchmark } from './repeatedBenchmark.ts';
import { modelsView, type ModelsState } from './view.ts';
import type { Writer } from './writing.ts';

/** Between two views that are told, in milliseconds: many calls at once are one change. */
const pauseMs = 250;
/** How long a provider may take to list its models. */
const listTimeoutMs = 8_000;
/** A test call may take that long as a whole; the answer has so many tokens at most, because some models think before they speak. */
const testMs = 45_000;
const testTokens = 512;
const testUnit = 'test';
/** So many runs are told to be benchmarks; more are in no month. */
const knownBenchmarks = 1000;

/** A person may have to be asked for consent before the editor's models answer. */
const testWithConsentMs = 180_000;
/** They are made for a person, not for a fan-out. */
const editorLimits: ModelLimits = { concurrency: { start: 2, most: 2 } };

interface Opened extends ModelsState {
  readonly setup: ModelsSetup;
  readonly today: CallsOfToday;
}

/** How a session reaches the world; tests say it all. */
export interface SessionWorld {
  /** Where the store lies, if not in its usual place. */
  readonly file?: string;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** The models of the editor. */
  readonly editor?: LmPort;
}

/** The models of one window: what its settings configure, over the store that all windows share. */
export class ModelsSession {
  readonly #world: SessionWorld;
  readonly #environment: Readonly<Record<string, string | undefined>>;
  readonly #watchers = new Set<(news: ModelsNews) => void>();
  #store: Promise<OpenedStore> | undefined;
  #opened: Opened | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  /** The run that writes. */
  #running: Pick<WaveRun, 'pause' | 'resume'> | undefined;
  readonly #repeated: RepeatedBenchmark;

  constructor(world: SessionWorld = {}) {
    this.#world = world;
    this.#environment = world.environment ?? process.env;
    this.#repeated = new RepeatedBenchmark({
      time: systemTime,
      lock: `${world.file ?? storeFile()}.benchmark`,
      lastStartedAt: async () => (await this.#opened?.store.benchmarks.runs(1))?.[0]?.startedAt,
      run: (signal) => this.#repeatBenchmark(signal),
    });
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
    const [calls, budgets] = await Promise.all([opened.today.at(now), opened.store.budgets.states(now)]);
    return modelsView(opened, { calls, budgets: budgetsOf(budgets, opened.workspace), now });
  }

  /** Asks all providers, or one, for their models. */
  async askLists(signal: AbortSignal, only?: string): Promise<void> {
    const { models, lists } = this.#now();
    for (const { settings: { id }, list } of await models.providers.refresh(listTimeoutMs, signal, only)) {
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
      purpose: { workspace, unit: testUnit, category: 'general' },
      system: [], messages: [{ role: 'user', parts: [{ text: 'Answer with the one word: ready', stable: false }] }],
      maxOutputTokens: testTokens, wish: { only: [model] }, cache: 'off', withinMs: model.provider === editorProviderId ? testWithConsentMs : testMs,
    }, signal);
    signal.throwIfAborted();
    return {
      model, totalMs: attempts.at(-1)?.totalMs ?? totalMs,
      microUsd: hasUnknownCost ? undefined : microUsd,
      isEstimated: attempts.some(({ source }) => source === 'estimated'),
      tokens: outcome.kind === 'ok' ? { input: inputTokens(outcome.usage), output: outcome.usage.output, isEstimated: outcome.usageIsEstimated === true } : undefined,
      failure: outcome.kind === 'ok' ? undefined : { kind: outcome.kind, ...outcomeWords(outcome, { provider: label, model: model.model }) },
    };
  }

  /** The ledger since a day, and the budgets. */
  async costs(since: string): Promise<ModelCosts> {
    const { store, workspace } = this.#now();
    const now = Date.now();
    return {
      report: ledgerReport(await store.ledger.events({ since: Date.parse(since) }), now),
      budgets: budgetsOf(await store.budgets.states(now), workspace),
      benchmarks: Object.fromEntries((await store.benchmarks.runs(knownBenchmarks)).map(({ id, startedAt }) => [id, startedAt])),
    };
  }

  /** What can be measured now, and what it will cost. */
  benchmarkOffer(): Promise<BenchmarkOffer> {
    return benchmarkOffer(this.#now());
  }

  /** Measures what was chosen. */
  async benchmark(choice: BenchmarkChoice, watch: { readonly signal: AbortSignal; readonly progress: (value: BenchmarkProgress) => void }): Promise<BenchmarkReport> {
    const report = await measure(choice, this.#now(), watch);
    this.#changed();
    return report;
  }

  /** What was asked and answered in the window's folder, used last first. */
  conversations(): Promise<Requests['listConversations']['result']> {
    return recentConversations(this.#now());
  }

  /** Answers a question of a person. */
  async ask(question: ChatQuestion, watch: ChatWatch): Promise<ChatEnd> {
    // Servers of one's own have models that only they know.
    if (this.#now().lists.size === 0) await this.askLists(watch.signal);
    const opened = this.#now();
    const keys = [...Object.values(opened.setup.keys).map(({ key }) => key), ...opened.sources.providers.flatMap((settings) => keyOf(settings, {}, this.#environment) ?? [])];
    return askQuestion(question, { ...opened, keys, doubts: opened.setup.doubts ?? 'model' }, watch);
  }

  /** What a model would have to write for an app, and what that will cost. */
  async writingOffer(params: Requests['offerWriting']['params']): Promise<WritingOffer> {
    const { writingOffer } = await import('./writing.ts');
    return writingOffer(params, this.#writer());
  }

  /** What a spec states in words, with what would be asked for it. */
  async listPrompts(place: PromptPlace): Promise<PromptList> {
    const { listPrompts } = await import('./prompts.ts');
    return listPrompts(place, this.#writer());
  }

  /** What models are asked for one unit, as a page. */
  async promptPage(params: Requests['promptPage']['params']): Promise<PromptPage> {
    const { promptPage } = await import('./prompts.ts');
    return promptPage(params, this.#writer());
  }

  /** Pauses the run that is under way, or lets it go on; false when there is none. */
  steer(to: 'pause' | 'goOn'): boolean {
    if (to === 'pause') this.#running?.pause('The person paused it.');
    else this.#running?.resume();
    return this.#running !== undefined;
  }

  /** Has models write what a spec states in words. */
  async write(params: Requests['writeUnits']['params'], watch: { readonly signal: AbortSignal; readonly progress: (value: WritingProgress) => void }): Promise<WritingResult> {
    const { writeUnits } = await import('./writing.ts');
    try {
      return await writeUnits(params, this.#writer(), { ...watch, running: (run) => { this.#running = run; } });
    } finally {
      this.#running = undefined;
      this.#changed();
    }
  }

  /** Records what is to be recorded and lets go of the store. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#repeated.stop();
    await this.#opened?.models.close();
    await (await this.#store)?.store.close();
  }

  async #open(setup: ModelsSetup): Promise<ModelsView> {
    this.#store ??= openSqliteStore(this.#world.file);
    const { store, access, notice } = await this.#store.catch((error: unknown) => {
      this.#store = undefined;
      throw error;
    });
    const workspace = setup.folder === undefined ? 'none' : workspaceId(setup.folder);
    // A newer DevMatrix keeps this one from writing; the view says so.
    if (access === 'write') await applyBudgets(budgetChanges(setup.budgets, await store.budgets.list(), workspace), store.budgets, Date.now());
    const before = this.#opened;
    if (before !== undefined && isSame(before.setup, setup)) this.#opened = { ...before, setup, workspace, notice };
    else {
      await before?.models.close();
      this.#opened = await this.#openProviders(setup, { store, workspace, notice });
    }
    await this.#repeated.set(setup.benchmarkEveryHours);
    return this.view();
  }

  async #openProviders(setup: ModelsSetup, { store, ...rest }: Pick<Opened, 'store' | 'workspace' | 'notice'>): Promise<Opened> {
    const sources = providerSources(setup, this.#environment);
    const keys = new Map(sources.providers.map((settings) => [settings.key, keyOf(settings, setup.keys, this.#environment)]));
    const health = new Health((provider) => sources.providers.find(({ id }) => id === provider)?.label ?? provider, await store.breakers.load());
    const { editor } = this.#world;
    const providers: ConfiguredProviders = await openProviders(sources.providers, {
      keyOf: (reference) => keys.get(reference),
      ...(editor === undefined ? {} : { editor: (options) => loadEditorProvider({ ...options, port: editor, estimateTokens: (text, model) => textSize(text, options.modelInfo(model), this.#opened?.models) }) }),
    });
    const models = await openModels({
      providers,
      store,
      moduleUrl: import.meta.url,
      similarAnswers: () => this.#opened?.setup.similarAnswers === true,
      unknownPrices: () => this.#opened?.setup.unknownPrices ?? 'refuse',
      barred: ({ provider }, use) => (provider === editorProviderId && use === 'checked' && this.#opened?.setup.editorModels !== 'all' ? 'VS Code\'s own models are switched on for conversations only' : undefined),
      limitsOf: ({ provider }) => (provider === editorProviderId ? editorLimits : {}),
      alert: (budget) => { this.#tell({ kind: 'alert', budget }); },
      events: (event) => { this.#heard(event, health); },
    });
    return { setup, store, ...rest, sources, models, health, lists: new Map(), today: new CallsOfToday(store.ledger) };
  }

  #heard(event: GatewayEvent, health: Health): void {
    // Whoever tests a model is told by the test itself, and of a run by how it goes on or ends.
    if (event.kind === 'call.done' && event.outcome === 'budget' && event.purpose.unit !== testUnit && event.purpose.run === undefined) this.#tell({ kind: 'stopped' });
    if (health.heard(event)) this.#changed();
  }

  /** Nobody waits for it: what goes wrong is no more than a benchmark that is not there. */
  async #repeatBenchmark(signal: AbortSignal): Promise<void> {
    try {
      await this.askLists(signal);
      const opened = this.#now();
      const choice = await choiceToRepeat(opened, opened.setup.editorModels === 'all');
      if (choice === undefined) return;
      const report = await this.benchmark(choice, { signal, progress: () => undefined });
      if (report.answers > 0) this.#tell({ kind: 'benchmarked', report });
    } catch {
      // The next one tries it again.
    }
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

  #writer(): Writer {
    const opened = this.#now();
    const { budgets: { run }, prompts, otherApps = true } = opened.setup;
    return { ...opened, prompts, functions: otherApps ? opened.store.functions : undefined, runMicroUsd: run === null ? undefined : Math.round(run * 1e6) };
  }

  #now(): Opened {
    if (this.#opened === undefined) throw new Error('The models are not set up.');
    return this.#opened;
  }
}

/** Whether providers and keys are the same: only then what was learnt of them stays. */
function isSame(left: ModelsSetup, right: ModelsSetup): boolean {
  const whatMatters = ({ providers, keys, editorModels }: ModelsSetup): string => JSON.stringify([providers, keys, editorModels === 'off']);
  return whatMatters(left) === whatMatters(right);
}

function textSize(text: string, model: ModelInfo | undefined, models: OpenedModels | undefined): number {
  return model === undefined || models === undefined ? Math.ceil(text.length / 4) : models.sizes.textSize(text, model);
}
