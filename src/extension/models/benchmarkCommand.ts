import * as vscode from 'vscode';
import { dollars } from '../../base/dollars.ts';
import type { BenchmarkChoice } from '../../llm/benchmark/pastRuns.ts';
import type { TaskCategory } from '../../llm/records/ledger.ts';
import { withSignal } from '../cancellation.ts';
import { commandIds, editorProviderId } from '../ids.ts';
import type { Pages } from '../pages.ts';
import type { BenchmarkOffer, BenchmarkReport } from '../worker/benchmarkRequests.ts';
import { benchmarkPage, summary } from './benchmarkPage.ts';
import { leftOf, spentWords } from './meterState.ts';
import type { Models } from './models.ts';
import { wordCategory, wordModels, wordSum } from './words.ts';

/** With more models than that, none is chosen beforehand: it would be a dear surprise. */
const fewModels = 6;

interface Parts {
  readonly models: Models;
  readonly pages: Pages;
}

type OfferedModel = BenchmarkOffer['models'][number];

/** The command: asks what shall be measured, tells what it will cost, measures, and shows the results beside those before. */
export class BenchmarkCommand {
  readonly #parts: Parts;
  #isRunning = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async run(): Promise<void> {
    const { t } = vscode.l10n;
    if (this.#isRunning) {
      void vscode.window.showInformationMessage(t('A benchmark is running already.'));
      return;
    }
    this.#isRunning = true;
    try {
      const choice = await this.#choose();
      if (choice !== undefined) await this.#measure(choice);
    } finally {
      this.#isRunning = false;
    }
  }

  /** Tells a benchmark that has ended by itself. */
  async tell(report: BenchmarkReport): Promise<void> {
    const { t } = vscode.l10n;
    const show = t('Show Results');
    if (await vscode.window.showInformationMessage(t('Models were measured again. {0}', summary(report)), show) === show) await this.#show(report);
  }

  /** Who has just switched repeating on is told what it repeats, or that there is nothing yet. */
  async tellWhatRepeats(everyHours: number): Promise<void> {
    const { t } = vscode.l10n;
    const { last, models } = await this.#parts.models.ask('offerBenchmark', {});
    const run = t('Run Benchmark');
    if (last === undefined) {
      if (await vscode.window.showInformationMessage(t('Benchmarks repeat by themselves once one was run to its end.'), run) === run) await vscode.commands.executeCommand(commandIds.runBenchmark);
      return;
    }
    const cost = costOf(models.filter((each) => isAmong(each, last)), last.categories);
    void vscode.window.showInformationMessage(t('The last benchmark is repeated every {0} h: {1}, about {2} each time.', everyHours, wordModels(last.models.length), wordCost(cost)));
  }

  async #choose(): Promise<BenchmarkChoice | undefined> {
    const { t } = vscode.l10n;
    const { models } = this.#parts;
    const offer = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: t('DevMatrix: asking for models') }, async () => {
      await models.refresh('ask');
      return models.ask('offerBenchmark', {});
    });
    if (offer.models.length === 0) {
      const manage = t('Manage Providers');
      if (await vscode.window.showInformationMessage(t('No model can be asked: no provider is configured, or none has its key.'), manage) === manage) await vscode.commands.executeCommand(commandIds.manageProviders);
      return undefined;
    }
    const chosen = await chooseModels(offer);
    if (chosen === undefined || chosen.length === 0) return undefined;
    const categories = await chooseCategories(offer, chosen);
    if (categories === undefined || categories.length === 0) return undefined;
    return await this.#agree(offer, chosen, categories) ? { models: chosen.map(({ model }) => model), categories } : undefined;
  }

  /** The last look at the price. */
  async #agree(offer: BenchmarkOffer, chosen: readonly OfferedModel[], categories: readonly TaskCategory[]): Promise<boolean> {
    const { t } = vscode.l10n;
    const questions = chosen.length * offer.categories.filter(({ category }) => categories.includes(category)).reduce((sum, one) => sum + one.questions, 0);
    const budgets = this.#parts.models.view?.meter.budgets ?? [];
    const detail = [
      t('At list prices, for the longest answers that the questions need; models that think before they answer can cost more.'),
      ...(chosen.some(({ model }) => model.provider === editorProviderId) ? [t('VS Code tells no usage of its own models: their costs are estimated or unknown, and they count against your subscription.')] : []),
      ...(budgets.length === 0 ? [t('No budget applies.')] : [t('The budgets leave {0}; it ends before it could cost more.', dollars(Math.min(...budgets.map(leftOf))))]),
    ].join('\n');
    const start = t('Start');
    const asked = t('Ask {0} questions to {1} for about {2}?', questions, wordModels(chosen.length), wordCost(costOf(chosen, categories)));
    return await vscode.window.showInformationMessage(asked, { modal: true, detail }, start) === start;
  }

  async #measure(choice: BenchmarkChoice): Promise<void> {
    const { t } = vscode.l10n;
    const report = await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title: t('DevMatrix: measuring models'), cancellable: true }, (progress, token) => withSignal(token, (signal) => {
      let told = 0;
      return this.#parts.models.ask('runBenchmark', choice, {
        signal,
        onProgress: ({ done, all, model }) => {
          const share = (100 * done) / all;
          progress.report({ increment: share - told, message: t('{0} of {1}: {2}', done, all, model.model) });
          told = share;
        },
      });
    }));
    if (report.answers === 0) void vscode.window.showInformationMessage(report.end === 'overBudget' ? t('Nothing was measured: the budget leaves no room for it.') : t('Nothing was measured.'));
    else await this.#show(report);
  }

  async #show(report: BenchmarkReport): Promise<void> {
    await this.#parts.pages.show(vscode.l10n.t('Model Benchmark'), benchmarkPage(report));
  }
}

async function chooseModels({ models, last, categories }: BenchmarkOffer): Promise<readonly OfferedModel[] | undefined> {
  const { t } = vscode.l10n;
  const all = categories.map(({ category }) => category);
  const isPicked = (each: OfferedModel): boolean => (last !== undefined ? isAmong(each, last) : models.length <= fewModels && each.model.provider !== editorProviderId);
  const items = models.map((each) => ({ label: each.model.model, description: each.provider, detail: t('All categories: about {0}', wordCost(costOf([each], all))), picked: isPicked(each), each }));
  const chosen = await vscode.window.showQuickPick(items, { canPickMany: true, matchOnDescription: true, title: t('Run Model Benchmark (1/2)'), placeHolder: t('Which models shall be measured?') });
  return chosen?.map(({ each }) => each);
}

async function chooseCategories({ categories, last }: BenchmarkOffer, chosen: readonly OfferedModel[]): Promise<readonly TaskCategory[] | undefined> {
  const { t } = vscode.l10n;
  const items = categories.map(({ category, questions }) => ({
    label: wordCategory(category), description: t('{0} questions a model, about {1} in all', questions, wordCost(costOf(chosen, [category]))), picked: last?.categories.includes(category) ?? true, category,
  }));
  const picked = await vscode.window.showQuickPick(items, { canPickMany: true, title: t('Run Model Benchmark (2/2)'), placeHolder: t('In which categories?') });
  return picked?.map(({ category }) => category);
}

interface Cost {
  readonly microUsd: number;
  readonly unpriced: number;
}

function costOf(models: readonly OfferedModel[], categories: readonly TaskCategory[]): Cost {
  const costs = models.flatMap(({ microUsd }) => categories.map((category) => microUsd[category]));
  return { microUsd: costs.reduce<number>((sum, cost) => sum + (cost ?? 0), 0), unpriced: costs.filter((cost) => cost === undefined).length };
}

function wordCost({ microUsd, unpriced }: Cost): string {
  return wordSum(spentWords({ microUsd, isEstimated: false, unpricedCalls: unpriced }));
}

function isAmong({ model }: OfferedModel, { models }: BenchmarkChoice): boolean {
  return models.some((one) => one.provider === model.provider && one.model === model.model);
}
