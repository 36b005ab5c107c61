import * as vscode from 'vscode';
import { markdownCode as code, markdownText as plain } from '../../base/markdown.ts';
import type { Services } from '../services.ts';
import type { WholeRepair } from '../worker/complianceRequests.ts';
import { isCurrent, openVersions, workspaceEditOf } from './appEdits.ts';
import type { ComparedApp, ComparedApps } from './comparedApps.ts';
import { refusalOf } from './gapActions.ts';
import type { AppGap } from './gapDiagnostics.ts';
import type { RepairPreview } from './repairPreview.ts';
import { wordGaps } from './words.ts';

/** Makes one repair at once; it can be undone. */
export async function repairGap({ app, gap }: AppGap, apps: ComparedApps): Promise<void> {
  const before = openVersions();
  const repair = await apps.ask('repairGap', { ...app.key, gap: gap.id });
  const refusal = refusalOf(repair, gap.key);
  if (refusal !== undefined) void vscode.window.showWarningMessage(refusal);
  else if (repair.kind === 'edits' && isCurrent(repair.changes, before)) await vscode.workspace.applyEdit(workspaceEditOf(repair.changes));
}

export interface RepairParts {
  readonly apps: ComparedApps;
  readonly preview: RepairPreview;
  readonly services: Pick<Services, 'log' | 'pages'>;
}

/** The command: computes the repairs of all gaps of these apps and shows them; nothing is changed before the person agrees. */
export async function repairApps(chosen: readonly ComparedApp[], parts: RepairParts): Promise<void> {
  const { apps, services } = parts;
  for (const app of chosen) {
    const title = vscode.l10n.t('DevMatrix: repairing {0}', vscode.workspace.asRelativePath(app.specApp.app));
    const before = openVersions();
    const repair = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () => apps.ask('repairApp', app.key));
    services.log.info(`${app.key.app}: ${repair.fixed.length} gaps can be repaired in ${repair.rounds} rounds, ${repair.remaining} remain.`);
    const isApplied = await confirm(app, repair, { before, preview: parts.preview });
    if (isApplied !== false) await tellOutcome({ app, repair, isApplied }, apps, services.pages);
  }
}

/** Undefined when there is nothing to apply; false when the person did not want it. */
async function confirm(app: ComparedApp, repair: WholeRepair, { before, preview }: { readonly before: ReadonlyMap<string, number>; readonly preview: RepairPreview }): Promise<boolean | undefined> {
  const { changes, files, fixed } = repair;
  if (files.length === 0) return undefined;
  const { t } = vscode.l10n;
  const name = vscode.workspace.asRelativePath(app.specApp.app);
  const title = t('Repair of {0}', name);
  await preview.show(title, repair);
  const apply = t('Apply');
  const question = files.length === 1 ? t('{0}: {1} can be closed by changing 1 file.', name, wordGaps(fixed.length)) : t('{0}: {1} can be closed by changing {2} files.', name, wordGaps(fixed.length), files.length);
  const chosen = await vscode.window.showInformationMessage(question, apply, t('Discard'));
  await preview.close(title);
  if (chosen !== apply) return false;
  if (isCurrent(changes, before)) return vscode.workspace.applyEdit(workspaceEditOf(changes), { isRefactoring: true });
  void vscode.window.showWarningMessage(t('The text changed while the repair was computed. Try again.'));
  return false;
}

interface Outcome {
  readonly app: ComparedApp;
  readonly repair: WholeRepair;
  readonly isApplied: boolean | undefined;
}

/** Says what is left; with the reasons, where repairs were refused. */
async function tellOutcome({ app, repair, isApplied }: Outcome, apps: ComparedApps, pages: Services['pages']): Promise<void> {
  const result = await apps.checkNow(app);
  const left = result?.report?.gapCount ?? 0;
  const name = vscode.workspace.asRelativePath(app.specApp.app);
  const { t } = vscode.l10n;
  if (left === 0) {
    void vscode.window.showInformationMessage(isApplied === true ? t('{0} is repaired: the code does what the spec says.', name) : t('{0} has no gaps: the code does what the spec says.', name));
    return;
  }
  const why = t('Why');
  const shown = await vscode.window.showWarningMessage(t('{0}: {1} left.', name, wordGaps(left)), ...(repair.refused.length === 0 ? [] : [why]));
  if (shown === why) await pages.show(t('Not repaired: {0}', name), refusalPage(repair));
}

function refusalPage({ refused }: WholeRepair): string {
  const { t } = vscode.l10n;
  return [`# ${t('Not repaired')}`, '', `| ${t('part')} | ${t('why')} |`, '|---|---|', ...refused.map(({ key, reason }) => `| ${code(key)} | ${plain(reason)} |`), ''].join('\n');
}
