import * as vscode from 'vscode';
import { registerCommand } from '../commands.ts';
import type { AppProblems } from '../generate/appProblems.ts';
import { WriteWordsCommand } from '../generate/writeWords.ts';
import { WritingStatus } from '../generate/writingStatus.ts';
import { commandIds, settingIds } from '../ids.ts';
import type { Services } from '../services.ts';
import { PromptPreview } from '../words/promptPreview.ts';
import { AskCommand } from './askCommand.ts';
import { BenchmarkCommand } from './benchmarkCommand.ts';
import { BudgetAlerts } from './budgetAlerts.ts';
import { CostMeter } from './costMeter.ts';
import { costsPage } from './costsPage.ts';
import { ProviderKeys } from './keys.ts';
import { manageProviders } from './manageProviders.ts';
import { benchmarkHours, Models } from './models.ts';
import { modelOfRow, ProvidersView } from './providersView.ts';
import { testModel } from './testCall.ts';

/** After the start of the window, which is busy with more important things. */
const offerDelayMs = 5_000;

/** Providers, costs and budgets of models in the editor. No thread is started until there is something to show or to do. */
export function registerModels(services: Services, context: vscode.ExtensionContext, problems: AppProblems): vscode.Disposable {
  const { models: client, log, pages } = services;
  const keys = new ProviderKeys(context.secrets);
  const models = new Models({ client, keys, context, log });
  const view = new ProvidersView(models);
  const benchmark = new BenchmarkCommand({ models, pages });
  const asking = new AskCommand({ models, pages });
  const status = new WritingStatus(models);
  const writeWords = new WriteWordsCommand({ models, services, problems, status, storage: context.workspaceState });
  const prompts = new PromptPreview({ models, services });
  const offer = setTimeout(() => { writeWords.offerToGoOn().catch((error: unknown) => { log.warn('A run that was cut off could not be offered.', error); }); }, offerDelayMs);
  return vscode.Disposable.from(
    models, view, status, prompts, { dispose: () => { clearTimeout(offer); } }, new CostMeter(models), new BudgetAlerts(models),
    models.onDidHear((news) => { if (news.kind === 'benchmarked') void benchmark.tell(news.report); }),
    vscode.workspace.onDidChangeConfiguration((event) => { if (event.affectsConfiguration(`${settingIds.section}.${settingIds.benchmarkEveryHours}`)) tellRepeating(benchmark, log); }),
    registerCommand(commandIds.runBenchmark, log, () => benchmark.run()),
    registerCommand(commandIds.askModel, log, () => asking.run()),
    registerCommand(commandIds.writeWords, log, (given) => writeWords.run(given)),
    registerCommand(commandIds.pauseWriting, log, () => status.steer('pause')),
    registerCommand(commandIds.resumeWriting, log, () => status.steer('goOn')),
    registerCommand(commandIds.cancelWriting, log, () => { status.cancel(); }),
    registerCommand(commandIds.writingActions, log, () => status.offerActions()),
    registerCommand(commandIds.previewPrompt, log, (given, at) => prompts.run(given, at)),
    registerCommand(commandIds.manageProviders, log, () => manageProviders({ models, keys })),
    registerCommand(commandIds.refreshProviders, log, () => view.refresh()),
    registerCommand(commandIds.testModel, log, async (given) => {
      const model = modelOfRow(given);
      if (model !== undefined) await testModel(model, models);
    }),
    registerCommand(commandIds.showCosts, log, async () => {
      const since = `${new Date().toISOString().slice(0, 7)}-01`;
      await pages.show(vscode.l10n.t('Costs of Models'), costsPage(await models.ask('modelCosts', { since }), since));
    }),
  );
}

/** Only the window that has the focus tells it: the setting changes in all of them. */
function tellRepeating(benchmark: BenchmarkCommand, log: vscode.LogOutputChannel): void {
  const everyHours = benchmarkHours();
  if (everyHours === undefined || !vscode.window.state.focused) return;
  benchmark.tellWhatRepeats(everyHours).catch((error: unknown) => { log.warn('What benchmarks repeat cannot be told.', error); });
}
