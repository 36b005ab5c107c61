import * as vscode from 'vscode';
import { markdownCode as code, markdownText as plain } from '../../base/markdown.ts';
import type { Services } from '../services.ts';
import type { WholeRepair } from '../worker/complianceRequests.ts';
import { isCurrent, openVersions, workspaceEditOf } from './appEdits.ts';
import type { ComparedApp, ComparedApps } from './comparedApps.ts';
import { refusalOf } from './gapActions.ts';
import type { AppGap } from './gapDiagnostics.ts';
import { wordGaps } from './specLenses.ts';

/** Makes one repair at once; it can be undone. */
export async function repairGap({ app, gap }: AppGap, apps: ComparedApps): Promise<void> {
  const before = openVersions();
  const repair = await apps.ask('repairGap', { ...app.key, gap: gap.id });
  const refusal = refusalOf(repair, gap.key);
  if (refusal !== undefined) void vscode.window.showWarningMessage(refusal);
  else if (repair.kind === 'edits' && isCurrent(repair.changes, before)) await vscode.workspace.applyEdit(workspaceEditOf(repair.changes));
}

/** The command: computes the repairs of all gaps of these apps and shows them for confirmation; nothing is changed without it. */
export async function repairApps(chosen: readonly ComparedApp[], apps: ComparedApps, { log, pages }: Services): Promise<void> {
  for (const app of chosen) {
    const title = vscode.l10n.t('DevMatrix: repairing {0}', vscode.workspace.asRelativePath(app.specApp.app));
    const before = openVersions();
    const repair = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () => apps.ask('repairApp', app.key));
    log.info(`${app.key.app}: ${repair.fixed.length} gaps can be repaired in ${repair.rounds} rounds, ${repair.remaining} remain.`);
    const isApplied = await confirm(repair, before);
    if (isApplied !== false) await tellOutcome({ app, repair, isApplied }, apps, pages);
  }
}

/** Undefined when there is nothing to apply; false when the person did not want it. */
async function confirm({ changes }: WholeRepair, before: ReadonlyMap<string, number>): Promise<boolean | undefined> {
  if (changes.edits.length === 0 && changes.newFiles.length === 0) return undefined;
  if (!isCurrent(changes, before)) {
    void vscode.window.showWarningMessage(vscode.l10n.t('The text changed while the repair was computed. Try again.'));
    return false;
  }
  const label = vscode.l10n.t('Restore from the spec');
  return vscode.workspace.applyEdit(workspaceEditOf(changes, { needsConfirmation: true, label }), { isRefactoring: true });
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
