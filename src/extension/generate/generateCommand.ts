import * as vscode from 'vscode';
import { withSignal } from '../cancellation.ts';
import { inBackground } from '../commands.ts';
import { commandIds } from '../ids.ts';
import type { Services } from '../services.ts';
import { chooseSpec, mayAct, saveSpec, showSpec } from '../specs/chooseSpec.ts';
import type { GenerateProgress, GenerateResult } from '../worker/requests.ts';
import { chooseFolder } from './chooseFolder.ts';
import { summaryLine, summaryPage } from './summary.ts';
import type { AppProblems } from './appProblems.ts';

export interface GenerateRequest {
  /** The file that the command was called on, if any. */
  readonly given: unknown;
  /** `once`: the folder that was used before is used again. */
  readonly ask: 'always' | 'once';
}

/** The main job: spec -> app in a folder that the person chose, with progress, cancel and a summary. */
export async function generateFromSpec({ given, ask }: GenerateRequest, services: Services, problems: AppProblems): Promise<GenerateResult | undefined> {
  if (!mayAct()) return undefined;
  const spec = await chooseSpec(given, services.specs);
  if (spec === undefined || !await saveSpec(spec, services.language)) return undefined;
  const folder = await chooseFolder(spec, services.apps, { ask });
  if (folder === undefined) return undefined;
  const result = await runGeneration(spec, folder, services);
  if (result === undefined) return undefined;
  problems.show(folder, result.report);
  services.log.info(summaryLine(result, folder));
  if (result.title === undefined) {
    await tellSpecErrors(spec, result);
    return result;
  }
  if (result.ok || result.report.written > 0) await services.apps.remember({ spec, app: folder });
  if (!result.ok) {
    tellWriteErrors(folder, result);
    return result;
  }
  await showResult({ spec, folder, result }, services);
  return result;
}

async function runGeneration(spec: vscode.Uri, folder: vscode.Uri, { jobs, log }: Services): Promise<GenerateResult | undefined> {
  const title = vscode.l10n.t('DevMatrix: {0}', vscode.workspace.asRelativePath(spec));
  return vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title, cancellable: true }, (progress, token) => withSignal(token, async (signal) => {
    log.info(`Generating ${spec.fsPath} into ${folder.fsPath}`);
    return jobs.request('generate', { spec: spec.fsPath, out: folder.fsPath, overwrite: 'keepEdits' }, {
      signal,
      onProgress: (step) => { progress.report({ message: wordProgress(step) }); },
    });
  }));
}

function wordProgress({ stage, done, total }: GenerateProgress): string {
  const words = wordStage(stage);
  return total === undefined || total === 0 ? words : vscode.l10n.t('{0} ({1} of {2} files)', words, done, total);
}

function wordStage(stage: GenerateProgress['stage']): string {
  switch (stage) {
    case 'spec': return vscode.l10n.t('reading the spec');
    case 'generate': return vscode.l10n.t('generating');
    case 'format': return vscode.l10n.t('formatting');
    case 'write': return vscode.l10n.t('writing');
  }
}

async function tellSpecErrors(spec: vscode.Uri, { report }: GenerateResult): Promise<void> {
  const errors = report.diagnostics.filter(({ severity }) => severity === 'error');
  const show = vscode.l10n.t('Show Problems');
  await showSpec(spec);
  void vscode.window.showErrorMessage(
    errors.length === 1
      ? vscode.l10n.t('Nothing was generated: {0}', errors[0]?.message ?? '')
      : vscode.l10n.t('Nothing was generated: the spec has {0} errors.', errors.length),
    show,
  ).then(async (choice) => {
    if (choice === show) await vscode.commands.executeCommand('workbench.actions.view.problems');
  });
}

/** Some or all files could not be written; each of them carries its problem. */
function tellWriteErrors(folder: vscode.Uri, { report }: GenerateResult): void {
  const [error, ...more] = report.diagnostics.filter(({ severity }) => severity === 'error');
  const app = vscode.workspace.asRelativePath(folder);
  const show = vscode.l10n.t('Show Problems');
  const message = more.length === 0
    ? vscode.l10n.t('{0} is not complete: {1}', app, error?.message ?? '')
    : vscode.l10n.t('{0} is not complete: {1} ({2} more problems)', app, error?.message ?? '', more.length);
  void vscode.window.showErrorMessage(message, show).then(async (choice) => {
    if (choice === show) await vscode.commands.executeCommand('workbench.actions.view.problems');
  });
}

interface Shown {
  readonly spec: vscode.Uri;
  readonly folder: vscode.Uri;
  readonly result: GenerateResult;
}

/** Opens the app's tree and says what was made; does not wait for the person's answer. */
async function showResult({ spec, folder, result }: Shown, { pages, log }: Services): Promise<void> {
  const readme = vscode.Uri.joinPath(folder, 'README.md');
  const isInside = vscode.workspace.getWorkspaceFolder(folder) !== undefined;
  if (isInside) await vscode.commands.executeCommand('revealInExplorer', readme);
  const { report } = result;
  const verify = vscode.l10n.t('Verify');
  const start = vscode.l10n.t('Start App');
  const details = vscode.l10n.t('Details');
  const open = vscode.l10n.t('Open Folder');
  const write = vscode.l10n.t('Have It Written…');
  const needsLook = report.incomplete.length > 0 || report.kept.length > 0 || report.diagnostics.some(({ severity }) => severity === 'error');
  const tell = needsLook ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
  const choice = tell(summaryLine(result, folder), ...(report.incomplete.length > 0 ? [write] : []), verify, start, isInside ? details : open);
  inBackground(log, choice.then(async (chosen) => {
    if (chosen === write) await vscode.commands.executeCommand(commandIds.writeWords, spec);
    if (chosen === verify) await vscode.commands.executeCommand(commandIds.verify, spec);
    if (chosen === start) await vscode.commands.executeCommand(commandIds.startApp, spec);
    if (chosen === details) await pages.show(vscode.l10n.t('Generated {0}', result.title ?? ''), summaryPage(result, folder));
    if (chosen === open) await vscode.commands.executeCommand('vscode.openFolder', folder, { forceNewWindow: true });
  }));
}
