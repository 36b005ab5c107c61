import * as vscode from 'vscode';
import { dollars } from '../../base/dollars.ts';
import { commandIds, contextKeys } from '../ids.ts';
import type { Models } from '../models/models.ts';
import type { WritingProgress } from '../worker/writingRequests.ts';

interface Running {
  readonly spec: vscode.Uri;
  readonly budgetMicroUsd: number;
  /** Ends the run; what is written stays. */
  readonly cancel: () => void;
  progress: WritingProgress | undefined;
  isCancelled: boolean;
}

/** The run of this window, in the status bar: how far it is, what it costs, and the ways to pause it, to go on and to end it. */
export class WritingStatus implements vscode.Disposable {
  readonly #item: vscode.StatusBarItem;
  readonly #models: Models;
  #running: Running | undefined;

  constructor(models: Models) {
    this.#models = models;
    this.#item = vscode.window.createStatusBarItem('devmatrix.writing', vscode.StatusBarAlignment.Left, -1);
    this.#item.name = vscode.l10n.t('DevMatrix: Run of Models');
    this.#item.command = commandIds.writingActions;
  }

  begin({ spec, budgetMicroUsd, cancel }: Pick<Running, 'spec' | 'budgetMicroUsd' | 'cancel'>): void {
    this.#running = { spec, budgetMicroUsd, cancel, progress: undefined, isCancelled: false };
    this.#show();
  }

  hear(progress: WritingProgress): void {
    if (this.#running === undefined) return;
    this.#running.progress = progress;
    this.#show();
  }

  end(): void {
    this.#running = undefined;
    this.#show();
  }

  /** Pauses the run, or lets it go on. */
  async steer(to: 'pause' | 'goOn'): Promise<void> {
    if (!await this.#models.ask('steerWriting', { to })) void vscode.window.showInformationMessage(vscode.l10n.t('No run of models is under way in this window.'));
  }

  /** What can be done with the run that is under way. */
  async offerActions(): Promise<void> {
    const { t } = vscode.l10n;
    const running = this.#running;
    if (running === undefined) return;
    const isPaused = running.progress?.isPaused === true;
    const actions: readonly (vscode.QuickPickItem & { readonly run: () => unknown })[] = [
      ...(running.progress?.phase !== 'writing' ? [] : [isPaused
        ? { label: `$(play) ${t('Resume')}`, description: t('goes on where it was'), run: () => this.steer('goOn') }
        : { label: `$(debug-pause) ${t('Pause')}`, description: t('no further call; answers under way are taken and kept'), run: () => this.steer('pause') }]),
      { label: `$(debug-stop) ${t('Cancel')}`, description: t('ends the calls under way; what is written stays, and it can go on later'), run: () => { this.cancel(); } },
      { label: `$(credit-card) ${t('Show Costs')}`, run: () => vscode.commands.executeCommand(commandIds.showCosts) },
    ];
    const chosen = await vscode.window.showQuickPick(actions, { title: titleOf(running), placeHolder: t('What is to be done with the run?') });
    await chosen?.run();
  }

  cancel(): void {
    if (this.#running === undefined) return;
    this.#running.isCancelled = true;
    this.#running.cancel();
    this.#show();
  }

  dispose(): void {
    this.#item.dispose();
  }

  #show(): void {
    const running = this.#running;
    const state = running === undefined ? undefined : running.progress?.isPaused === true ? 'paused' : running.progress?.phase === 'writing' ? 'running' : 'busy';
    void vscode.commands.executeCommand('setContext', contextKeys.writing, state);
    if (running === undefined) {
      this.#item.hide();
      return;
    }
    const { t } = vscode.l10n;
    this.#item.text = `${state === 'paused' ? '$(debug-pause)' : '$(sync~spin)'} ${wordShort(running)}`;
    this.#item.backgroundColor = state === 'paused' ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    this.#item.tooltip = new vscode.MarkdownString([`**${titleOf(running)}**`, t('Cost {0} of {1}', dollars(running.progress?.microUsd ?? 0), dollars(running.budgetMicroUsd)), t('Click to pause, to go on or to cancel')].join('\n\n'));
    this.#item.accessibilityInformation = { label: titleOf(running), role: 'button' };
    this.#item.show();
  }
}

function titleOf({ spec, progress, isCancelled }: Running): string {
  const { t } = vscode.l10n;
  return t('{0}: {1}', vscode.workspace.asRelativePath(spec), wordProgress(progress, isCancelled ? 'cancelled' : 'goesOn'));
}

function wordShort({ progress, isCancelled }: Running): string {
  const { t } = vscode.l10n;
  if (isCancelled || progress === undefined || progress.all === 0) return wordProgress(progress, isCancelled ? 'cancelled' : 'goesOn');
  const { written, incomplete, all, phase, isPaused } = progress;
  if (isPaused) return t('paused at {0} of {1}', written + incomplete, all);
  return phase === 'writing' ? t('{0} of {1} written', written, all) : wordProgress(progress, 'goesOn');
}

/** How far a run is, in words. */
export function wordProgress(progress: WritingProgress | undefined, state: 'goesOn' | 'cancelled'): string {
  const { t } = vscode.l10n;
  if (progress?.phase === 'generating') return t('generating the app with what was written');
  if (state === 'cancelled') return t('ending the calls under way');
  if (progress === undefined || progress.all === 0) return t('preparing');
  const { written, incomplete, all, microUsd, isPaused, phase } = progress;
  const count = incomplete === 0 ? t('{0} of {1} written, {2}', written, all, dollars(microUsd)) : t('{0} of {1} written, {2} not, {3}', written, all, incomplete, dollars(microUsd));
  if (isPaused) return t('paused: {0}', count);
  return phase === 'checking' ? t('{0}; checking the app', count) : count;
}
