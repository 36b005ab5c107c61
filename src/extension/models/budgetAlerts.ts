import * as vscode from 'vscode';
import { commandIds, settingIds } from '../ids.ts';
import { dollars } from './meterState.ts';
import type { Models } from './models.ts';
import { wordScope } from './words.ts';

/** Tells when a budget reaches its soft limit, once for all windows, and when calls are not made because nothing is left. */
export class BudgetAlerts implements vscode.Disposable {
  readonly #listener: vscode.Disposable;
  #isTold = false;

  constructor(models: Models) {
    this.#listener = models.onDidHear((news) => {
      if (news.kind === 'alert') void tellAlert(news.budget);
      else void this.#tellStop();
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
      const { t } = vscode.l10n;
      await offer(vscode.window.showErrorMessage(t('A call to a model was not made: it could have cost more than the budget leaves.'), t('Raise the Budget'), t('Show Costs')));
    } finally {
      this.#isTold = false;
    }
  }
}

async function tellAlert({ scope, spentMicroUsd, hardMicroUsd }: { readonly scope: { readonly kind: 'day' | 'month' | 'workspace' | 'run' }; readonly spentMicroUsd: number; readonly hardMicroUsd: number }): Promise<void> {
  const { t } = vscode.l10n;
  await offer(vscode.window.showWarningMessage(
    t('Models have cost {0} of the budget of {1} for {2}. Calls go on until nothing is left.', dollars(spentMicroUsd), dollars(hardMicroUsd), wordScope(scope.kind)), t('Raise the Budget'), t('Show Costs'),
  ));
}

async function offer(shown: Thenable<string | undefined>): Promise<void> {
  const choice = await shown;
  if (choice === vscode.l10n.t('Raise the Budget')) await vscode.commands.executeCommand('workbench.action.openSettings', `${settingIds.section}.budget`);
  if (choice === vscode.l10n.t('Show Costs')) await vscode.commands.executeCommand(commandIds.showCosts);
}
