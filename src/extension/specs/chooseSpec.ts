import * as vscode from 'vscode';
import type { WorkerClient } from '../workerClient.ts';
import { canBeSpec } from './looksLikeSpec.ts';
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
 * Makes the spec ready to be read from disk: saves unsaved changes, also of the files that it refers to. False when that
 * cannot be, which has then been said.
 */
export async function saveSpec(spec: vscode.Uri, language: WorkerClient): Promise<boolean> {
  if (spec.scheme !== 'file') {
    void vscode.window.showErrorMessage(spec.scheme === 'untitled'
      ? vscode.l10n.t('Save the spec to a file first; then DevMatrix can generate from it.')
      : vscode.l10n.t('DevMatrix generates from files on disk. This spec is shown through "{0}:".', spec.scheme));
    return false;
  }
  for (const document of await unsavedOf(spec, language)) {
    if (await document.save()) continue;
    void vscode.window.showErrorMessage(vscode.l10n.t('{0} has unsaved changes and could not be saved. Nothing was done.', vscode.workspace.asRelativePath(document.uri)));
    return false;
  }
  return true;
}

/** The open documents with unsaved changes that the spec consists of. */
async function unsavedOf(spec: vscode.Uri, language: WorkerClient): Promise<readonly vscode.TextDocument[]> {
  const unsaved = vscode.workspace.textDocuments.filter(({ isDirty, uri }) => isDirty && uri.scheme === 'file' && canBeSpec(uri.path));
  const others = unsaved.filter(({ uri }) => uri.toString() !== spec.toString());
  if (others.length === 0) return unsaved;
  const { alsoRead } = await language.request('check', { path: spec.fsPath });
  const read = new Set([spec.fsPath, ...alsoRead]);
  return unsaved.filter(({ uri }) => read.has(uri.fsPath));
}

/** Shows a spec in an editor, where it can be shown: it may be gone. */
export async function showSpec(spec: vscode.Uri): Promise<void> {
  try {
    await vscode.window.showTextDocument(spec, { preserveFocus: true });
  } catch {
    // What is wrong with it is told by who shows it.
  }
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
