import * as vscode from 'vscode';
import { settingIds } from '../ids.ts';
import { type RequestOptions, type WorkerClient, WorkerFailure } from '../workerClient.ts';
import type { BudgetName, BudgetSettings, ModelRequests, ModelsNews, ModelsSetup, ModelsView } from '../worker/modelRequests.ts';
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
  readonly onDidChange = this.#changed.event;
  /** Budgets that reached a limit. */
  readonly onDidHear = this.#heard.event;
  #view: ModelsView | undefined;
  /** The thread that knows the settings as they are now. */
  #thread: number | undefined;
  #changes = 0;
  #settingUp: Promise<void> | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
    const { section, providers } = settingIds;
    this.#listeners = [
      this.#changed, this.#heard,
      vscode.workspace.onDidChangeConfiguration((event) => { if ([providers, 'budget'].some((id) => event.affectsConfiguration(`${section}.${id}`))) this.#again(); }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => { this.#again(); }),
      parts.keys.onDidChange(() => { this.#again(); }),
      // Other windows spend from the same budgets.
      vscode.window.onDidChangeWindowState(({ focused }) => { if (focused && this.#thread !== undefined) this.#refreshQuietly(); }),
    ];
    const isUsed = parts.context.globalState.get<boolean>(usedKey) === true || entriesOf(configuration().get(providers)).length > 0;
    this.#timer = isUsed ? setTimeout(() => { this.#refreshQuietly(); }, startDelayMs) : undefined;
  }

  /** How everything stood when it was told last. */
  get view(): ModelsView | undefined {
    return this.#view;
  }

  /** Asks the thread, which knows the settings by then. */
  async ask<N extends keyof ModelRequests>(name: N, params: ModelRequests[N]['params'], options: RequestOptions<N> = {}): Promise<ModelRequests[N]['result']> {
    const { client } = this.#parts;
    // Settings may have changed again while the thread was told of them.
    while (this.#thread === undefined || this.#thread !== client.thread) {
      this.#settingUp ??= this.#setUp().finally(() => { this.#settingUp = undefined; });
      await this.#settingUp;
    }
    return client.request(name, params, options);
  }

  /** Brings the view up to date; `ask` asks the providers for their models, too. */
  async refresh(lists: 'ask' | 'known'): Promise<ModelsView> {
    const view = await this.ask('viewModels', { lists });
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
    const before = client.thread;
    const changes = this.#changes;
    const setup = await this.#read();
    this.#show(await client.request('setUpModels', setup));
    if (changes === this.#changes) this.#thread = client.thread;
    await rememberBudgets(setup.budgets, context);
    if (before === undefined || before !== client.thread) this.#watch();
  }

  #watch(): void {
    const onProgress = (news: ModelsNews): void => {
      if (news.kind === 'changed') this.#show(news.view);
      else this.#heard.fire(news);
    };
    this.#parts.client.request('watchModels', {}, { onProgress }).catch((error: unknown) => {
      // The next question starts another thread, which is watched again.
      if (!(error instanceof WorkerFailure && error.kind === 'cancelled')) this.#parts.log.warn('The thread of the models is lost.', error);
    });
  }

  #show(view: ModelsView): void {
    this.#view = view;
    if (view.providers.length > 0 || view.meter.calls > 0) void this.#parts.context.globalState.update(usedKey, true);
    this.#changed.fire(view);
  }

  /** Settings or keys are others: the thread is told, if there is one, or if there is now something to show. */
  #again(): void {
    const isRunning = this.#parts.client.thread !== undefined;
    this.#thread = undefined;
    this.#changes += 1;
    if (isRunning || entriesOf(configuration().get(settingIds.providers)).length > 0) this.#refreshQuietly();
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
      folder: vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri.fsPath,
    };
  }
}

function configuration(): vscode.WorkspaceConfiguration {
  return vscode.workspace.getConfiguration(settingIds.section);
}

function readBudgets(settings: vscode.WorkspaceConfiguration, context: Parts['context']): BudgetSettings {
  const limit = (id: string): number | null => {
    const value: unknown = settings.get(id);
    return typeof value === 'number' && value >= 0 ? value : null;
  };
  const [day, month, workspace] = [limit(settingIds.budgetDay), limit(settingIds.budgetMonth), limit(settingIds.budgetWorkspace)];
  const set = { day, month, workspace };
  const before = [...context.globalState.get<readonly BudgetName[]>(budgetsKey, []), ...context.workspaceState.get<readonly BudgetName[]>(budgetsKey, [])];
  return { ...set, softShare: settings.get(settingIds.budgetSoftShare, 0.8), dropped: before.filter((name) => set[name] === null) };
}

async function rememberBudgets({ day, month, workspace }: BudgetSettings, { globalState, workspaceState }: Parts['context']): Promise<void> {
  await globalState.update(budgetsKey, [...(day === null ? [] : ['day']), ...(month === null ? [] : ['month'])]);
  await workspaceState.update(budgetsKey, workspace === null ? [] : ['workspace']);
}
