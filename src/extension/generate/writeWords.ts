import * as vscode from 'vscode';
import { dollars } from '../../base/dollars.ts';
import { isGenerated } from '../apps.ts';
import { withSignal } from '../cancellation.ts';
import { inBackground } from '../commands.ts';
import { commandIds } from '../ids.ts';
import type { Models } from '../models/models.ts';
import type { Services } from '../services.ts';
import { chooseSpec, mayAct, saveSpec, showSpec } from '../specs/chooseSpec.ts';
import { tellUnknownPrompts } from '../words/promptPreview.ts';
import type { PricedWriting, WritingEnd, WritingOffer, WritingPlace, WritingResult } from '../worker/writingRequests.ts';
import { agreeToWriting } from './agreeToWriting.ts';
import type { AppProblems } from './appProblems.ts';
import { offerGeneration } from './offerGeneration.ts';
import { WritingNotification } from './writingNotification.ts';
import type { WritingStatus } from './writingStatus.ts';

interface Parts {
  readonly models: Models;
  readonly services: Services;
  readonly problems: AppProblems;
  readonly status: WritingStatus;
  /** Of the workspace. */
  readonly storage: vscode.Memento;
}

interface Agreed {
  readonly budgetMicroUsd: number;
  readonly start: 'goOn' | 'anew';
}

/** In the storage of the workspace: the spec whose run is under way. It stays when the window is closed or the run fails in the middle of it: the next window offers to go on. */
const underWayKey = 'writing.underWay';

/** The command: has models write what a spec states in words, after the person has seen the plan and agreed to a budget. */
export class WriteWordsCommand {
  readonly #parts: Parts;
  #phase: 'idle' | 'planning' | 'writing' = 'idle';

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async run(given: unknown): Promise<void> {
    const { t } = vscode.l10n;
    if (!mayAct()) return;
    if (this.#isWriting()) {
      await this.#parts.status.offerActions();
      return;
    }
    if (this.#phase === 'planning') {
      void vscode.window.showInformationMessage(t('A run is being planned: choose its budget in the list at the top of the window.'));
      return;
    }
    this.#phase = 'planning';
    try {
      await this.#run(given);
    } finally {
      this.#phase = 'idle';
    }
  }

  /** Says that a run was cut off, and offers to go on; until the person has answered, each window that opens says it again. */
  async offerToGoOn(): Promise<void> {
    const { t } = vscode.l10n;
    const { storage } = this.#parts;
    const spec = storage.get<string>(underWayKey);
    if (spec === undefined || this.#phase !== 'idle') return;
    const uri = vscode.Uri.parse(spec);
    const goOn = t('Go On');
    const choice = await vscode.window.showInformationMessage(t('Models were cut off while they wrote what {0} states in words. The run can go on where it was; what it paid for is not asked again.', vscode.workspace.asRelativePath(uri)), goOn);
    // Another run may have begun meanwhile, which may be cut off, too.
    if (this.#isWriting()) return;
    await storage.update(underWayKey, undefined);
    if (choice === goOn) await vscode.commands.executeCommand(commandIds.writeWords, uri);
  }

  #isWriting(): boolean {
    return this.#phase === 'writing';
  }

  async #run(given: unknown): Promise<void> {
    const { services: { specs, language, apps }, storage } = this.#parts;
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
    this.#phase = 'writing';
    await storage.update(underWayKey, spec.toString());
    const result = await this.#write(place, agreed, spec);
    await storage.update(underWayKey, undefined);
    if (result.kind === 'ended') await this.#tell(result, folder, spec);
    else await tellWhyNot(result, spec);
  }

  /** What the person agreed to; undefined when there is nothing to agree to, which is then told, or when they leave it. */
  async #agree(place: WritingPlace, spec: vscode.Uri): Promise<Agreed | undefined> {
    for (let start: Agreed['start'] = 'goOn'; ;) {
      const offer = await this.#offer(place, start);
      if (offer.kind !== 'priced') {
        await tellNoOffer(offer, spec);
        return undefined;
      }
      const agreement = await agreeToWriting(spec, offer, this.#parts.services);
      if (agreement?.kind !== 'anew') return agreement === undefined ? undefined : { budgetMicroUsd: agreement.budgetMicroUsd, start };
      start = 'anew';
    }
  }

  async #offer(place: WritingPlace, start: Agreed['start']): Promise<WritingOffer> {
    const { models } = this.#parts;
    return vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: vscode.l10n.t('DevMatrix: planning') }, async () => {
      await models.refresh('ask');
      return models.ask('offerWriting', { ...place, start });
    });
  }

  async #write(place: WritingPlace, agreed: Agreed, spec: vscode.Uri): Promise<WritingResult> {
    const { models, status } = this.#parts;
    const cancelled = new vscode.CancellationTokenSource();
    const notification = new WritingNotification(() => { status.cancel(); });
    status.begin({ spec, budgetMicroUsd: agreed.budgetMicroUsd, cancel: () => { cancelled.cancel(); } });
    try {
      return await withSignal(cancelled.token, (signal) => {
        signal.addEventListener('abort', () => { notification.cancelled(); }, { once: true });
        return models.ask('writeUnits', { ...place, ...agreed }, {
          signal,
          onProgress: (value) => {
            status.hear(value);
            notification.hear(value);
          },
        });
      });
    } finally {
      notification.dispose();
      status.end();
      cancelled.dispose();
    }
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
    inBackground(log, tell(endWords(result), next).then(async (chosen) => {
      if (chosen === next) await vscode.commands.executeCommand(isGoingOn(result) ? commandIds.writeWords : commandIds.verify, spec);
    }));
  }
}

async function tellNoOffer(offer: Exclude<WritingOffer, PricedWriting>, spec: vscode.Uri): Promise<void> {
  const { t } = vscode.l10n;
  switch (offer.kind) {
    case 'nothing':
      void vscode.window.showInformationMessage(t('Everything that {0} states in words is written.', vscode.workspace.asRelativePath(spec)));
      return;
    case 'noModel': {
      const manage = t('Manage Providers');
      if (await vscode.window.showInformationMessage(t('No model can write code: no provider is configured, none has its key, or VS Code\'s own models are switched on for conversations only.'), manage) === manage) await vscode.commands.executeCommand(commandIds.manageProviders);
      return;
    }
    case 'problem': case 'unknownPrompts':
      await tellWhyNot(offer, spec);
  }
}

async function tellWhyNot(result: Exclude<WritingResult, WritingEnd>, spec: vscode.Uri): Promise<void> {
  const { t } = vscode.l10n;
  switch (result.kind) {
    case 'problem':
      await showSpec(spec);
      void vscode.window.showErrorMessage(t('Nothing was asked: {0}', result.message));
      return;
    case 'unknownPrompts':
      await tellUnknownPrompts(result);
      return;
    case 'notBegun':
      void vscode.window.showInformationMessage(t('Nothing was asked.'));
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
