import * as vscode from 'vscode';
import type { SpecIndex } from './specIndex.ts';
import { isSpecDocument } from './specIndex.ts';

/** The spec that a command is about: the file it was called on, the one in the editor, else the one that the person picks. */
export async function chooseSpec(given: unknown, specs: SpecIndex): Promise<vscode.Uri | undefined> {
  if (given instanceof vscode.Uri) return given;
  const active = vscode.window.activeTextEditor?.document;
  if (active !== undefined && isSpecDocument(active)) return active.uri;
  const [only, ...more] = specs.specs;
  if (only !== undefined && more.length === 0) return only;
  if (only === undefined) return browse();
  const other = { label: vscode.l10n.t('Choose another file…'), uri: undefined };
  const picked = await vscode.window.showQuickPick(
    [...specs.specs.map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri })), other],
    { placeHolder: vscode.l10n.t('Which spec?') },
  );
  if (picked === undefined) return undefined;
  return picked.uri ?? browse();
}

async function browse(): Promise<vscode.Uri | undefined> {
  const [uri] = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Choose an OpenAPI or DevMatrix YAML file'),
    openLabel: vscode.l10n.t('Use This Spec'),
    filters: { [vscode.l10n.t('Specs')]: ['yaml', 'yml', 'json'] },
  }) ?? [];
  return uri;
}

/**
 * Makes the spec ready to be read from disk: saves unsaved changes. False when that cannot be, which has then been said.
 */
export async function saveSpec(spec: vscode.Uri): Promise<boolean> {
  if (spec.scheme !== 'file') {
    void vscode.window.showErrorMessage(spec.scheme === 'untitled'
      ? vscode.l10n.t('Save the spec to a file first; then DevMatrix can generate from it.')
      : vscode.l10n.t('DevMatrix generates from files on disk. This spec is shown through "{0}:".', spec.scheme));
    return false;
  }
  const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === spec.toString());
  if (document?.isDirty !== true || await document.save()) return true;
  void vscode.window.showErrorMessage(vscode.l10n.t('{0} has unsaved changes and could not be saved. Nothing was done.', vscode.workspace.asRelativePath(spec)));
  return false;
}

/** Whether this workspace may be written to and run; says why not. */
export function mayAct(): boolean {
  if (vscode.workspace.isTrusted) return true;
  const manage = vscode.l10n.t('Manage Workspace Trust');
  void vscode.window.showWarningMessage(vscode.l10n.t('In Restricted Mode DevMatrix reads specs, but writes and runs nothing.'), manage).then(async (choice) => {
    if (choice === manage) await vscode.commands.executeCommand('workbench.trust.manage');
  });
  return false;
}
