import * as vscode from 'vscode';
import { settingIds } from '../ids.ts';
import { type RequestOptions, type WorkerClient, WorkerFailure } from '../workerClient.ts';
import type { BenchmarkRequests } from '../worker/benchmarkRequests.ts';
import type { ChatRequests } from '../worker/chatRequests.ts';
import type { BudgetName, BudgetSettings, EditorModelsUse, ModelRequests, ModelsNews, ModelsSetup, ModelsView } from '../worker/modelRequests.ts';
import type { Requests } from '../worker/requests.ts';
import type { WritingRequests } from '../worker/writingRequests.ts';
import type { ProviderKeys } from './keys.ts';
import { entriesOf, secretIds } from './providerList.ts';

/** Whether anything was ever called or configured: then the meter is shown from the start. */
const usedKey = 'models.used';
/** Budgets that the settings have set, to be taken back with their setting. */
const budgetsKey = 'models.budgets';
/** After the start of the window: nothing of this is needed for it. */
const startDelayMs = 3_000;

interface Parts {
  readonly client: WorkerClient;
  readonly keys: ProviderKeys;
  readonly context: Pick<vscode.ExtensionContext, 'globalState' | 'workspaceState'>;
  readonly log: vscode.LogOutputChannel;
}

/** The models of this window: tells their thread what settings and secret storage say, and what it tells to others. */
export class Models implements vscode.Disposable {
  readonly #parts: Parts;
  readonly #changed = new vscode.EventEmitter<ModelsView>();
  readonly #heard = new vscode.EventEmitter<Exclude<ModelsNews, { readonly kind: 'changed' }>>();
  readonly #listeners: readonly vscode.Disposable[];
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #told = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  /** The thread was told of settings and keys, again or for the first time. */
  readonly onDidSetUp = this.#told.event;
  /** Budgets that reached a limit. */
  readonly onDidHear = this.#heard.event;
  #view: ModelsView | undefined;
  /** The thread that knows the settings as they are now. */
  #thread: number | undefined;
  #changes = 0;
  /** The thread whose news are heard. */
  #watched: number | undefined;
  #isUsed: boolean;
  #settingUp: Promise<void> | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
    const { section, providers, vscodeModels } = settingIds;
    this.#listeners = [
      this.#changed, this.#heard, this.#told,
      vscode.workspace.onDidChangeConfiguration((event) => { if ([providers, vscodeModels, 'budget', 'benchmark', 'prompts', 'chat'].some((id) => event.affectsConfiguration(`${section}.${id}`))) this.#again(); }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => { this.#again(); }),
      parts.keys.onDidChange(() => { this.#again(); }),
      // Other windows spend from the same budgets.
      vscode.window.onDidChangeWindowState(({ focused }) => { if (focused && this.#thread !== undefined) this.#refreshQuietly(); }),
    ];
    this.#isUsed = parts.context.globalState.get<boolean>(usedKey) === true;
    this.#timer = this.#isUsed || isConfigured() ? setTimeout(() => { this.#refreshQuietly(); }, startDelayMs) : undefined;
  }

  /** How everything stood when it was told last. */
  get view(): ModelsView | undefined {
    return this.#view;
  }

  /** Asks the thread, which knows the settings by then. */
  async ask<N extends keyof ModelRequests | keyof BenchmarkRequests | keyof WritingRequests | keyof ChatRequests>(name: N, params: Requests[N]['params'], options: RequestOptions<N> = {}): Promise<Requests[N]['result']> {
    const { client } = this.#parts;
    // Settings may have changed again while the thread was told of them.
    while (this.#thread === undefined || this.#thread !== client.thread) {
      this.#settingUp ??= this.#setUp().finally(() => { this.#settingUp = undefined; });
      await this.#settingUp;
    }
    return client.request(name, params, options);
  }

  /** Brings the view up to date; `ask` asks the providers, or only that one, for their models, too. */
  async refresh(lists: 'ask' | 'known', only?: string): Promise<ModelsView> {
    const view = await this.ask('viewModels', { lists, ...(only === undefined ? {} : { only }) });
    this.#show(view);
    return view;
  }

  /** Reads settings and keys again, now. */
  async reload(): Promise<ModelsView> {
    this.#thread = undefined;
    this.#changes += 1;
    return this.refresh('known');
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const listener of this.#listeners) listener.dispose();
  }

  async #setUp(): Promise<void> {
    const { client, context } = this.#parts;
    const changes = this.#changes;
    const setup = await this.#read();
    this.#show(await client.request('setUpModels', setup));
    if (changes === this.#changes) this.#thread = client.thread;
    if (this.#watched !== client.thread) this.#watch();
    await rememberBudgets(setup.budgets, context);
    this.#told.fire();
  }

  #watch(): void {
    const onProgress = (news: ModelsNews): void => {
      if (news.kind === 'changed') this.#show(news.view);
      else this.#heard.fire(news);
    };
    this.#watched = this.#parts.client.thread;
    this.#parts.client.request('watchModels', {}, { onProgress }).catch((error: unknown) => {
      // The next question starts another thread, which is watched again.
      if (!(error instanceof WorkerFailure && error.kind === 'cancelled')) this.#parts.log.warn('The thread of the models is lost.', error);
    });
  }

  #show(view: ModelsView): void {
    this.#view = view;
    if (!this.#isUsed && (view.providers.length > 0 || view.meter.calls > 0)) {
      this.#isUsed = true;
      void this.#parts.context.globalState.update(usedKey, true);
    }
    this.#changed.fire(view);
  }

  /** Settings or keys are others: the thread is told, if there is one, or if there is now something to show. */
  #again(): void {
    const isRunning = this.#parts.client.thread !== undefined;
    this.#thread = undefined;
    this.#changes += 1;
    if (isRunning || isConfigured()) this.#refreshQuietly();
  }

  #refreshQuietly(): void {
    this.refresh('known').catch((error: unknown) => {
      if (!(error instanceof WorkerFailure && error.kind === 'cancelled')) this.#parts.log.warn('The costs of models cannot be shown.', error);
    });
  }

  async #read(): Promise<ModelsSetup> {
    const settings = configuration();
    const providers: unknown = settings.get(settingIds.providers);
    return {
      providers,
      keys: await this.#parts.keys.read(secretIds(providers)),
      budgets: readBudgets(settings, this.#parts.context),
      unknownPrices: settings.get<boolean>(settingIds.allowUnknownPrices) === true ? 'allow' : 'refuse',
      editorModels: editorModelsUse(),
      benchmarkEveryHours: benchmarkHours(),
      doubts: settings.get<boolean>(settingIds.askAboutTopic) === false ? 'words' : 'model',
      similarAnswers: settings.get<boolean>(settingIds.similarAnswers) === true,
      ...promptsVersion(),
      otherApps: settings.get<boolean>(settingIds.promptsOtherApps) !== false,
      folder: vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri.fsPath,
    };
  }
}

function configuration(): vscode.WorkspaceConfiguration {
  return vscode.workspace.getConfiguration(settingIds.section);
}

/** Whether the settings name anything that calls models. */
function isConfigured(): boolean {
  return entriesOf(configuration().get(settingIds.providers)).length > 0 || editorModelsUse() !== 'off' || benchmarkHours() !== undefined;
}

/** Whether VS Code's own models are used, and for what. */
export function editorModelsUse(): EditorModelsUse {
  const value: unknown = configuration().get(settingIds.vscodeModels);
  return value === 'conversations' || value === 'all' ? value : 'off';
}

/** How often benchmarks repeat by themselves, in hours; undefined when they do not. */
export function benchmarkHours(): number | undefined {
  const value: unknown = configuration().get(settingIds.benchmarkEveryHours);
  return typeof value === 'number' && value > 0 ? value : undefined;
}

function promptsVersion(): Pick<ModelsSetup, 'prompts'> {
  const value: unknown = configuration().get(settingIds.promptsVersion);
  return typeof value === 'string' && value.trim() !== '' ? { prompts: value.trim() } : {};
}

function readBudgets(settings: vscode.WorkspaceConfiguration, context: Parts['context']): BudgetSettings {
  const limit = (id: string): number | null => {
    const value: unknown = settings.get(id);
    return typeof value === 'number' && value >= 0 ? value : null;
  };
  const set = { day: limit(settingIds.budgetDay), month: limit(settingIds.budgetMonth), workspace: limit(settingIds.budgetWorkspace) };
  const before = [...context.globalState.get<readonly BudgetName[]>(budgetsKey, []), ...context.workspaceState.get<readonly BudgetName[]>(budgetsKey, [])];
  return { ...set, run: limit(settingIds.budgetRun), softShare: settings.get(settingIds.budgetSoftShare, 0.8), dropped: before.filter((name) => set[name] === null) };
}

async function rememberBudgets({ day, month, workspace }: BudgetSettings, { globalState, workspaceState }: Parts['context']): Promise<void> {
  await globalState.update(budgetsKey, [...(day === null ? [] : ['day']), ...(month === null ? [] : ['month'])]);
  await workspaceState.update(budgetsKey, workspace === null ? [] : ['workspace']);
}
