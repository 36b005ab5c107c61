import * as vscode from 'vscode';
import { withSignal } from '../cancellation.ts';
import type { ModelView } from '../worker/modelRequests.ts';
import { offerBudget } from './budgetAlerts.ts';
import type { Models } from './models.ts';
import { wordPrice, wordTest } from './words.ts';

/** Asks for one of the provider's models, cheapest first, and tests it. */
export async function testProvider(provider: string, models: Models): Promise<void> {
  const { t } = vscode.l10n;
  const view = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: t('DevMatrix: asking for models') }, () => models.refresh('ask', provider));
  const found = view.providers.find(({ id }) => id === provider);
  if (found === undefined) return;
  if (found.models.length === 0) {
    void vscode.window.showErrorMessage(found.list.kind === 'failed' ? found.list.words : t('{0} lists no models.', found.label));
    return;
  }
  const items = [...found.models].sort((left, right) => costOf(left) - costOf(right)).map((model) => ({ label: model.model, description: wordPrice(model), detail: model.label === model.model ? '' : model.label }));
  const choice = await vscode.window.showQuickPick(items, { placeHolder: t('Which model shall be tested? Prices are for a million tokens of input and output.'), matchOnDetail: true });
  if (choice !== undefined) await testModel({ provider, model: choice.label }, models);
}

/** Makes one small call and shows model, latency and price, or what went wrong and what to do. */
export async function testModel(model: { readonly provider: string; readonly model: string }, models: Models): Promise<void> {
  const { t } = vscode.l10n;
  const tested = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: t('DevMatrix: testing {0}', model.model), cancellable: true },
    (_, token) => withSignal(token, (signal) => models.ask('testModel', model, { signal })),
  );
  await models.refresh('known');
  if (tested.failure === undefined) void vscode.window.showInformationMessage(wordTest(tested));
  else if (tested.failure.kind === 'budget') await offerBudget(vscode.window.showErrorMessage, tested.failure.what);
  else void vscode.window.showErrorMessage(`${tested.failure.what} ${tested.failure.next}`);
}

/** Models without a known price come last. */
function costOf({ price }: ModelView): number {
  return price === undefined ? Number.MAX_VALUE : price.input + price.output;
}
