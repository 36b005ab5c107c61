import { posix } from 'node:path';
import * as vscode from 'vscode';
import type { Services } from './services.ts';
import { chooseSpec, saveSpec, showSpec } from './specs/chooseSpec.ts';

/** Shows the masterplan of a spec as a read-only page; nothing is written to the workspace. */
export async function showPlan(given: unknown, { jobs, language, pages, specs }: Services): Promise<void> {
  const spec = await chooseSpec(given, specs);
  if (spec === undefined || !await saveSpec(spec, language)) return;
  const { page, diagnostics } = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('DevMatrix: planning') },
    () => jobs.request('plan', { spec: spec.fsPath }),
  );
  if (page !== undefined) {
    await pages.show(vscode.l10n.t('Plan of {0}', posix.basename(spec.path)), page);
    return;
  }
  const [error] = diagnostics.filter(({ severity }) => severity === 'error');
  await showSpec(spec);
  void vscode.window.showErrorMessage(vscode.l10n.t('There is no plan yet: {0}', error?.message ?? vscode.l10n.t('the spec has errors.')));
}
