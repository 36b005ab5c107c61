import * as vscode from 'vscode';
import { dollars } from '../../base/dollars.ts';
import { commandIds } from '../ids.ts';
import type { ModelsView } from '../worker/modelRequests.ts';
import { leftOf, meterState } from './meterState.ts';
import type { Models } from './models.ts';
import { wordCalls, wordScope, wordSum } from './words.ts';

/** What calls to models cost today and what the budgets leave, in the status bar; a click shows the breakdown. */
export class CostMeter implements vscode.Disposable {
  readonly #item: vscode.StatusBarItem;
  readonly #listener: vscode.Disposable;

  constructor(models: Models) {
    this.#item = vscode.window.createStatusBarItem('devmatrix.costs', vscode.StatusBarAlignment.Left, -2);
    this.#item.name = vscode.l10n.t('DevMatrix: Costs of Models');
    this.#item.command = commandIds.showCosts;
    this.#listener = models.onDidChange((view) => { this.#show(view); });
  }

  dispose(): void {
    this.#listener.dispose();
    this.#item.dispose();
  }

  #show({ meter, providers }: ModelsView): void {
    const { isShown, spent, left, level } = meterState(meter, providers.length);
    if (!isShown) {
      this.#item.hide();
      return;
    }
    const { t } = vscode.l10n;
    const today = wordSum(spent);
    this.#item.text = `$(credit-card) ${left === undefined ? today : t('{0}, {1} left', today, left)}`;
    this.#item.backgroundColor = level === 'none' ? undefined : new vscode.ThemeColor(level === 'hard' ? 'statusBarItem.errorBackground' : 'statusBarItem.warningBackground');
    this.#item.tooltip = tooltipOf(meter, today);
    this.#item.accessibilityInformation = { label: left === undefined ? t('Models cost {0} today', today) : t('Models cost {0} today, the budget leaves {1}', today, left), role: 'button' };
    this.#item.show();
  }
}

function tooltipOf({ calls, reservedMicroUsd, isEstimated, unpricedCalls, budgets }: ModelsView['meter'], today: string): vscode.MarkdownString {
  const { t } = vscode.l10n;
  return new vscode.MarkdownString([
    `**${t('Models today (UTC)')}**: ${today}, ${wordCalls(calls)}`,
    ...(reservedMicroUsd === 0 ? [] : [t('Reserved for calls under way: {0} at most', dollars(reservedMicroUsd))]),
    ...(isEstimated ? [t('"≈": a part is estimated, because the provider tells no usage.')] : []),
    ...(unpricedCalls === 0 ? [] : [t('Calls whose price nobody knows, not in the sum: {0}', unpricedCalls)]),
    ...budgets.map((budget) => t('Budget for {0}: {1} of {2} left', wordScope(budget.scope.kind), dollars(leftOf(budget)), dollars(budget.hardMicroUsd))),
  ].join('\n\n'));
}
