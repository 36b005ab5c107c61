import * as vscode from 'vscode';
import { contextKeys, providersViewId } from '../ids.ts';
import type { ModelsView, ModelView, ProviderView } from '../worker/modelRequests.ts';
import { spentWords } from './meterState.ts';
import { editorModelsUse, type Models } from './models.ts';
import { time, wordBreaker, wordCalls, wordCategory, wordDuration, wordModels, wordPrice, wordShare, wordSum } from './words.ts';

/** With more models of a provider, those that were never called stand behind a row of their own. */
const manyModels = 12;

/** What a row of the view stands for. */
export type ProviderRow =
  | { readonly kind: 'provider'; readonly provider: ProviderView }
  | { readonly kind: 'model'; readonly provider: ProviderView; readonly model: ModelView }
  | { readonly kind: 'others'; readonly provider: ProviderView; readonly models: readonly ModelView[] };

/** Providers and their models: whether they are asked, and if not why and until when; limits, latency, costs of today, benchmarks. */
export class ProvidersView implements vscode.TreeDataProvider<ProviderRow>, vscode.Disposable {
  readonly #models: Models;
  readonly #view: vscode.TreeView<ProviderRow>;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #listeners: readonly vscode.Disposable[];
  readonly onDidChangeTreeData = this.#changed.event;
  #isAsked = false;
  #isEmpty: boolean | undefined;
  #shown = '';

  constructor(models: Models) {
    this.#models = models;
    this.#view = vscode.window.createTreeView(providersViewId, { treeDataProvider: this, showCollapseAll: true });
    this.#listeners = [
      this.#view, this.#changed,
      models.onDidChange((view) => { this.#show(view); }),
      this.#view.onDidChangeVisibility(({ visible }) => { if (visible) void this.#askOnce(); }),
    ];
    if (this.#view.visible) void this.#askOnce();
  }

  /** Asks the providers for their models again. */
  async refresh(): Promise<void> {
    this.#isAsked = true;
    await vscode.window.withProgress({ location: { viewId: providersViewId } }, async () => {
      await this.#models.refresh('known');
      await this.#models.refresh('ask');
    });
    this.#view.message = '';
  }

  getChildren(row?: ProviderRow): ProviderRow[] {
    const toRow = (provider: ProviderView) => (model: ModelView): ProviderRow => ({ kind: 'model', provider, model });
    if (row === undefined) return (this.#models.view?.providers ?? []).map((provider) => ({ kind: 'provider', provider }));
    const { provider } = row;
    if (row.kind === 'model') return [];
    if (row.kind === 'others') return row.models.map(toRow(provider));
    if (provider.models.length <= manyModels) return provider.models.map(toRow(provider));
    const busy = provider.models.filter(isBusy);
    return [...busy.map(toRow(provider)), { kind: 'others', provider, models: provider.models.filter((model) => !isBusy(model)) }];
  }

  getTreeItem(row: ProviderRow): vscode.TreeItem {
    switch (row.kind) {
      case 'provider': return providerItem(row.provider);
      case 'model': return modelItem(row);
      case 'others': return othersItem(row);
    }
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
  }

  async #askOnce(): Promise<void> {
    if (this.#isAsked) return;
    try {
      await this.refresh();
    } catch (error) {
      this.#isAsked = false;
      this.#view.message = error instanceof Error ? error.message : String(error);
    }
  }

  #show(view: ModelsView): void {
    const isEmpty = view.providers.length === 0;
    if (isEmpty !== this.#isEmpty) void vscode.commands.executeCommand('setContext', contextKeys.hasNoProviders, isEmpty);
    this.#isEmpty = isEmpty;
    const stopped = view.providers.filter(({ breaker }) => breaker !== undefined).length;
    this.#view.badge = stopped === 0 ? undefined : { value: stopped, tooltip: vscode.l10n.t('Providers that are not asked now: {0}', stopped) };
    if (view.problems.length > 0) this.#view.message = view.problems.join(' ');
    // An unchanged tree is left alone: rows would lose their hover.
    const shown = JSON.stringify(view.providers);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#changed.fire(undefined);
  }
}

function isBusy({ calls, breaker, lastFailure, latencyMs }: ModelView): boolean {
  return calls > 0 || breaker !== undefined || lastFailure !== undefined || latencyMs !== undefined;
}

function providerItem(provider: ProviderView): vscode.TreeItem {
  const { t } = vscode.l10n;
  const { id, label, baseUrl, breaker, hasKey, list, models } = provider;
  const item = new vscode.TreeItem(label, models.length === 0 ? vscode.TreeItemCollapsibleState.None : vscode.TreeItemCollapsibleState.Expanded);
  // VS Code keeps a row as folded as it was first shown: one that was without models would stay closed.
  item.id = models.length === 0 ? `${id}\0empty` : id;
  item.contextValue = 'provider';
  const state = !hasKey ? t('no key') : breaker !== undefined ? wordState(breaker.state) : list.kind === 'failed' ? t('no list of models') : undefined;
  const isUnknown = models.length === 0 && list.kind === 'table';
  item.description = [...(state === undefined ? [] : [state]), isUnknown ? t('not asked for its models yet') : wordModels(models.length)].join(' · ');
  item.iconPath = !hasKey ? new vscode.ThemeIcon('key') : breaker !== undefined || list.kind === 'failed' ? warning() : list.kind === 'listed' ? passed() : new vscode.ThemeIcon('plug');
  item.tooltip = lines([label, ...(baseUrl === '' ? [] : [baseUrl]), wordKey(provider), ...(list.kind === 'failed' ? [list.words] : []), ...(breaker === undefined ? [] : [wordBreaker(breaker)])]);
  return item;
}

function modelItem({ provider, model }: ProviderRow & { readonly kind: 'model' }): vscode.TreeItem {
  const { breaker, calls, latencyMs, lastFailure } = model;
  const item = new vscode.TreeItem(model.model);
  item.id = `${provider.id}/${model.model}`;
  item.contextValue = 'model';
  item.description = [
    ...(breaker === undefined ? [] : [wordState(breaker.state)]),
    // A narrow side bar cuts the end off: what changes comes first.
    ...(calls === 0 ? [] : [wordSum(spent(model))]),
    ...(latencyMs === undefined ? [] : [wordDuration(latencyMs)]),
    wordPrice(model),
  ].join(' · ');
  item.iconPath = breaker !== undefined ? warning() : lastFailure !== undefined && latencyMs === undefined ? new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground')) : latencyMs !== undefined ? passed() : new vscode.ThemeIcon('circle-outline');
  item.tooltip = lines(tooltipLines(model));
  return item;
}

function othersItem({ provider, models }: ProviderRow & { readonly kind: 'others' }): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t('Not called yet'), vscode.TreeItemCollapsibleState.Collapsed);
  item.id = `${provider.id}\0others`;
  item.description = wordModels(models.length);
  return item;
}

function tooltipLines(model: ModelView): readonly string[] {
  const { t } = vscode.l10n;
  const { label, breaker, limits, lastFailure, latencyMs, calls, scores } = model;
  const left = limits === undefined ? [] : [
    ...(limits.requests === undefined ? [] : [t('calls: {0}', wordShare(limits.requests))]),
    ...(limits.inputTokens === undefined ? [] : [t('input tokens: {0}', wordShare(limits.inputTokens))]),
    ...(limits.outputTokens === undefined ? [] : [t('output tokens: {0}', wordShare(limits.outputTokens))]),
  ];
  return [
    label,
    model.price === undefined ? t('price unknown') : t('{0} for a million tokens of input and output', wordPrice(model)),
    ...(breaker === undefined ? [] : [wordBreaker(breaker)]),
    ...(left.length === 0 ? [] : [t('Left of the limits a minute: {0}', left.join(', '))]),
    ...(latencyMs === undefined ? [] : [t('Last answer in {0}', wordDuration(latencyMs))]),
    ...(lastFailure === undefined ? [] : [t('Last failure at {0}: {1}', time(lastFailure.at), lastFailure.words)]),
    ...(calls === 0 ? [] : [t('Today (UTC): {0}, {1}', wordCalls(calls), wordSum(spent(model)))]),
    ...(scores.length === 0 ? [] : [t('Benchmarks: {0}', scores.map(({ category, quality }) => `${wordCategory(category)} ${wordShare(quality)}`).join(', '))]),
  ];
}

function spent({ spentMicroUsd, isEstimated, unpricedCalls }: ModelView): string | undefined {
  return spentWords({ microUsd: spentMicroUsd, isEstimated, unpricedCalls });
}

function wordState(state: 'open' | 'halfOpen' | 'off'): string {
  switch (state) {
    case 'open': return vscode.l10n.t('paused');
    case 'halfOpen': return vscode.l10n.t('to be tried again');
    case 'off': return vscode.l10n.t('off');
  }
}

/** Where a provider's key comes from. */
export function wordKey({ key, hasKey, origin }: ProviderView): string {
  const { t } = vscode.l10n;
  if (origin === 'editor') return editorModelsUse() === 'all' ? t('for everything; VS Code asks for your consent') : t('for conversations only; VS Code asks for your consent');
  switch (key.kind) {
    case 'environment': return hasKey ? t('key from the variable {0}', key.variable) : t('no key: the variable {0} is not set', key.variable);
    case 'secret': return hasKey ? t('key from the secret storage') : t('no key for this address in the secret storage');
    case 'none': return t('needs no key');
  }
}

function lines(texts: readonly string[]): string {
  return texts.join('\n');
}

function warning(): vscode.ThemeIcon {
  return new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
}

function passed(): vscode.ThemeIcon {
  return new vscode.ThemeIcon('pass', new vscode.ThemeColor('testing.iconPassed'));
}

/** The model of a row that a command was called on. */
export function modelOfRow(given: unknown): { readonly provider: string; readonly model: string } | undefined {
  if (typeof given !== 'object' || given === null || !('kind' in given) || given.kind !== 'model') return undefined;
  const { provider, model } = given as ProviderRow & { readonly kind: 'model' };
  return { provider: provider.id, model: model.model };
}
