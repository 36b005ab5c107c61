import * as vscode from 'vscode';
import { isGenerated } from '../apps.ts';
import { withSignal } from '../cancellation.ts';
import { commandIds } from '../ids.ts';
import { dollars } from '../models/meterState.ts';
import type { Models } from '../models/models.ts';
import { wordCalls } from '../models/words.ts';
import type { Services } from '../services.ts';
import { chooseSpec, mayAct, saveSpec, showSpec } from '../specs/chooseSpec.ts';
import type { PricedWriting, WritingEnd, WritingPlace, WritingResult } from '../worker/writingRequests.ts';
import type { AppProblems } from './appProblems.ts';
import { offerGeneration } from './offerGeneration.ts';
import { asTyped, typedDollars } from './typedDollars.ts';

interface Parts {
  readonly models: Models;
  readonly services: Services;
  readonly problems: AppProblems;
}

interface Agreed {
  readonly budgetMicroUsd: number;
  readonly start: 'goOn' | 'anew';
}

/** The command: has models write what a spec states in words, after the person has seen the price and agreed to a budget. */
export class WriteWordsCommand {
  readonly #parts: Parts;
  #isRunning = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async run(given: unknown): Promise<void> {
    const { t } = vscode.l10n;
    if (!mayAct()) return;
    if (this.#isRunning) {
      void vscode.window.showInformationMessage(t('Models are writing already in this window.'));
      return;
    }
    this.#isRunning = true;
    try {
      await this.#run(given);
    } finally {
      this.#isRunning = false;
    }
  }

  async #run(given: unknown): Promise<void> {
    const { specs, language, apps } = this.#parts.services;
    const spec = await chooseSpec(given, specs);
    if (spec === undefined || !await saveSpec(spec, language)) return;
    const folder = apps.folderOf(spec);
    if (folder === undefined || !await isGenerated(folder)) {
      offerGeneration(spec);
      return;
    }
    const place = { spec: spec.fsPath, out: folder.fsPath };
    const agreed = await this.#agree(place, spec);
    if (agreed === undefined) return;
    const result = await this.#write(place, agreed);
    if (result.kind === 'ended') await this.#tell(result, folder, spec);
    else await tellWhyNot(result, spec);
  }

  /** What the person agreed to; undefined when there is nothing to agree to, which is then told, or when they leave it. */
  async #agree(place: WritingPlace, spec: vscode.Uri): Promise<Agreed | undefined> {
    const { t } = vscode.l10n;
    const { models } = this.#parts;
    const offer = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: t('DevMatrix: asking for models') }, async () => {
      await models.refresh('ask');
      return models.ask('offerWriting', place);
    });
    switch (offer.kind) {
      case 'nothing':
        void vscode.window.showInformationMessage(t('Everything that {0} states in words is written.', vscode.workspace.asRelativePath(spec)));
        return undefined;
      case 'noModel': {
        const manage = t('Manage Providers');
        if (await vscode.window.showInformationMessage(t('No model can write code: no provider is configured, none has its key, or VS Code\'s own models are switched on for conversations only.'), manage) === manage) await vscode.commands.executeCommand(commandIds.manageProviders);
        return undefined;
      }
      case 'problem':
        await tellWhyNot(offer, spec);
        return undefined;
      case 'priced':
        return agreeToPrice(offer);
    }
  }

  async #write(place: WritingPlace, agreed: Agreed): Promise<WritingResult> {
    const { t } = vscode.l10n;
    const title = t('DevMatrix: writing what the spec states in words');
    return vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title, cancellable: true }, (progress, token) => withSignal(token, (signal) => {
      let told = 0;
      progress.report({ message: t('preparing') });
      return this.#parts.models.ask('writeUnits', { ...place, ...agreed }, {
        signal,
        onProgress: ({ done, all, microUsd }) => {
          const share = (100 * done) / Math.max(1, all);
          // The bar never goes back; the numbers may, when units are sent back.
          progress.report({ increment: Math.max(0, share - told), message: signal.aborted ? t('ending the calls under way') : t('{0} of {1}, {2}', done, all, dollars(microUsd)) });
          told = Math.max(told, share);
        },
      });
    }));
  }

  async #tell(result: WritingEnd, folder: vscode.Uri, spec: vscode.Uri): Promise<void> {
    const { t } = vscode.l10n;
    const { services: { log, apps }, problems } = this.#parts;
    problems.show(folder, result.generated.report);
    if (result.generated.ok) await apps.remember({ spec, app: folder });
    log.info(`Written by models: ${String(result.written)}, incomplete: ${String(result.incomplete)}, ${result.outcome}, ${dollars(result.microUsd)}.`);
    await showReport(vscode.Uri.file(result.report));
    const isWhole = result.outcome === 'complete' && result.generated.ok;
    const next = isGoingOn(result) ? t('Go On') : t('Verify');
    const tell = isWhole ? vscode.window.showInformationMessage : vscode.window.showWarningMessage;
    void tell(endWords(result), next).then(async (chosen) => {
      if (chosen === next) await vscode.commands.executeCommand(isGoingOn(result) ? commandIds.writeWords : commandIds.verify, spec);
    });
  }
}

/** Asks for consent to the price, with another budget as often as the person wants. */
async function agreeToPrice(offer: PricedWriting): Promise<Agreed | undefined> {
  const { t } = vscode.l10n;
  const start = offer.goesOn ? t('Go On') : t('Start');
  const anew = t('Begin Anew');
  const other = t('Other Budget…');
  let budgetMicroUsd = offer.budgetMicroUsd ?? await askBudget(undefined);
  while (budgetMicroUsd !== undefined) {
    const chosen = await vscode.window.showInformationMessage(priceWords(offer), { modal: true, detail: priceDetail(offer, budgetMicroUsd) }, start, other, ...(offer.goesOn ? [anew] : []));
    if (chosen === start) return { budgetMicroUsd, start: 'goOn' };
    if (chosen === anew) return { budgetMicroUsd, start: 'anew' };
    if (chosen !== other) return undefined;
    budgetMicroUsd = await askBudget(budgetMicroUsd);
  }
  return undefined;
}

function priceWords({ units, microUsd }: PricedWriting): string {
  const { t } = vscode.l10n;
  const price = microUsd === undefined ? t('an unknown price') : t('about {0}', dollars(microUsd));
  return units === 1 ? t('Have 1 unit that is stated in words written for {0}?', price) : t('Have {0} units that are stated in words written for {1}?', units, price);
}

function priceDetail({ models, calls, goesOn }: PricedWriting, budgetMicroUsd: number): string {
  const { t } = vscode.l10n;
  return [
    t('Models: {0}', models.join(', ')),
    t('About {0}, at list prices.', wordCalls(calls)),
    t('Budget: {0}. It ends before it could cost more; what is written by then stays.', dollars(budgetMicroUsd)),
    ...(goesOn ? [t('A run was cut off. It goes on where it was, and what it paid for is not asked again.')] : []),
  ].join('\n');
}

async function askBudget(before: number | undefined): Promise<number | undefined> {
  const { t } = vscode.l10n;
  const typed = await vscode.window.showInputBox({
    title: t('Budget of This Run'), prompt: t('The most that it may cost, in US dollars'), ...(before === undefined ? {} : { value: asTyped(before) }), ignoreFocusOut: true,
    validateInput: (text) => (typedDollars(text) === undefined ? t('An amount in US dollars, like 2.50') : undefined),
  });
  return typed === undefined ? undefined : typedDollars(typed);
}

async function tellWhyNot(result: Exclude<WritingResult, WritingEnd>, spec: vscode.Uri): Promise<void> {
  const { t } = vscode.l10n;
  switch (result.kind) {
    case 'problem':
      await showSpec(spec);
      void vscode.window.showErrorMessage(t('Nothing was asked: {0}', result.message));
      return;
    case 'locked':
      void vscode.window.showWarningMessage(t('Another DevMatrix is at work on this run. Wait for its end, or stop it there.'));
      return;
    case 'other':
      void vscode.window.showWarningMessage(t('The run that was cut off is one of {0}. Choose "Begin Anew" to leave it.', result.application));
  }
}

/** Whether the run can go on where it ended. */
function isGoingOn({ outcome }: WritingEnd): boolean {
  return outcome !== 'complete' && outcome !== 'incomplete';
}

function endWords(result: WritingEnd): string {
  const { t } = vscode.l10n;
  const { written, incomplete, microUsd, generated: { ok } } = result;
  return [
    t('{0} written, {1} not written, {2}.', written, incomplete, dollars(microUsd)),
    ...wordOutcome(result),
    ...(ok ? [] : [t('The app could not be generated anew as a whole: see the problems.')]),
  ].join(' ');
}

function wordOutcome({ outcome, reason }: WritingEnd): readonly string[] {
  const { t } = vscode.l10n;
  switch (outcome) {
    case 'complete': return [];
    case 'incomplete': return [t('The report tells why.')];
    case 'cancelled': return [t('It was cancelled and can go on later.')];
    case 'outOfBudget': return [t('The budget is used up; with more it can go on.')];
    case 'stopped': case 'running': return [reason === undefined ? t('It was stopped and can go on later.') : t('It was stopped and can go on later: {0}', reason)];
  }
}

async function showReport(report: vscode.Uri): Promise<void> {
  try {
    await vscode.commands.executeCommand('markdown.showPreview', report);
  } catch {
    // The editor's Markdown extension is switched off: the text is readable as it is.
    await vscode.window.showTextDocument(report, { preview: true });
  }
}
