import * as vscode from 'vscode';
import { commandIds } from '../ids.ts';

/** Says that a spec has no app yet and offers to make it; does not wait for the answer. */
export function offerGeneration(spec: vscode.Uri): void {
  const generate = vscode.l10n.t('Generate');
  void vscode.window.showInformationMessage(vscode.l10n.t('There is no app of {0} yet.', vscode.workspace.asRelativePath(spec)), generate).then(async (choice) => {
    if (choice === generate) await vscode.commands.executeCommand(commandIds.generate, spec);
  });
}
