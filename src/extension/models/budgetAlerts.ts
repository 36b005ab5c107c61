import * as vscode from 'vscode';
import { dollars } from '../../base/dollars.ts';
import { commandIds, settingIds } from '../ids.ts';
import type { Models } from './models.ts';
import { wordScope } from './words.ts';

/** Tells when a budget reaches its soft limit, once for all windows, and when calls are not made because nothing is left. */
export class BudgetAlerts implements vscode.Disposable {
  readonly #listener: vscode.Disposable;
  #isTold = false;

  constructor(models: Models) {
    this.#listener = models.onDidHear((news) => {
      if (news.kind === 'alert') void tellAlert(news.budget);
      if (news.kind === 'stopped') void this.#tellStop();
    });
  }

  dispose(): void {
    this.#listener.dispose();
  }

  /** Many calls can be stopped at once: one message stands for them until it is closed. */
  async #tellStop(): Promise<void> {
    if (this.#isTold) return;
    this.#isTold = true;
    try {
      await offerBudget(vscode.window.showErrorMessage, vscode.l10n.t('A call to a model was not made: it could have cost more than the budget leaves.'));
    } finally {
      this.#isTold = false;
    }
  }
}

async function tellAlert({ scope, spentMicroUsd, hardMicroUsd }: { readonly scope: { readonly kind: 'day' | 'month' | 'workspace' | 'run' }; readonly spentMicroUsd: number; readonly hardMicroUsd: number }): Promise<void> {
  await offerBudget(vscode.window.showWarningMessage, vscode.l10n.t('Models have cost {0} of the budget of {1} for {2}. Calls go on until nothing is left.', dollars(spentMicroUsd), dollars(hardMicroUsd), wordScope(scope.kind)));
}

/** Shows a message about a budget with the ways to raise it and to see what was spent. */
export async function offerBudget(show: (message: string, ...items: readonly string[]) => Thenable<string | undefined>, message: string): Promise<void> {
  const [raise, costs] = [vscode.l10n.t('Raise the Budget'), vscode.l10n.t('Show Costs')];
  const choice = await show(message, raise, costs);
  if (choice === raise) await vscode.commands.executeCommand('workbench.action.openSettings', `${settingIds.section}.budget`);
  if (choice === costs) await vscode.commands.executeCommand(commandIds.showCosts);
}
