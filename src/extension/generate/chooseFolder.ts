import { basename, posix } from 'node:path';
import * as vscode from 'vscode';
import { isGenerated, type Apps } from '../apps.ts';

/** The remembered folder of the spec's app, else the one that the person chooses; undefined when they give up. */
export async function chooseFolder(spec: vscode.Uri, apps: Apps, options: { readonly ask: 'always' | 'once' }): Promise<vscode.Uri | undefined> {
  const remembered = apps.folderOf(spec);
  if (remembered !== undefined && options.ask === 'once') return await confirmFolder(remembered) ? remembered : undefined;
  const suggested = remembered ?? besideSpec(spec);
  const browse = { label: vscode.l10n.t('$(folder-opened) Choose another folder…'), folder: undefined };
  const picked = await vscode.window.showQuickPick([
    { label: `$(folder) ${vscode.workspace.asRelativePath(suggested)}`, description: remembered === undefined ? vscode.l10n.t('new folder beside the spec') : vscode.l10n.t('as last time'), folder: suggested },
    browse,
  ], { title: vscode.l10n.t('Generate {0}', basename(spec.path)), placeHolder: vscode.l10n.t('Where should the app go?') });
  if (picked === undefined) return undefined;
  const folder = picked.folder ?? await browseFolder(spec);
  return folder !== undefined && await confirmFolder(folder) ? folder : undefined;
}

/** `shop.devmatrix.yaml` becomes `shop-app` beside it. */
function besideSpec(spec: vscode.Uri): vscode.Uri {
  const stem = posix.basename(spec.path).replace(/\.(ya?ml|json)$/i, '').replace(/\.(devmatrix|openapi)$/i, '');
  return vscode.Uri.joinPath(spec, '..', `${stem}-app`);
}

async function browseFolder(spec: vscode.Uri): Promise<vscode.Uri | undefined> {
  const [folder] = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Choose the folder of the app'),
    openLabel: vscode.l10n.t('Generate Here'),
    canSelectFiles: false, canSelectFolders: true,
    defaultUri: vscode.Uri.joinPath(spec, '..'),
  }) ?? [];
  return folder;
}

/** Files that DevMatrix did not write are never replaced; the person says whether it may write between them. */
async function confirmFolder(folder: vscode.Uri): Promise<boolean> {
  if (await isGenerated(folder) || await isEmpty(folder)) return true;
  const go = vscode.l10n.t('Generate Here');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('{0} is not empty.', vscode.workspace.asRelativePath(folder)),
    { modal: true, detail: vscode.l10n.t('Files that are there already stay as they are; the app is written beside them, and each generated file that would have replaced one is named.') },
    go,
  );
  return answer === go;
}

async function isEmpty(folder: vscode.Uri): Promise<boolean> {
  try {
    return (await vscode.workspace.fs.readDirectory(folder)).length === 0;
  } catch (error) {
    // Not there, or something that cannot be looked into: nothing is replaced there, and writing tells what is wrong with it.
    if (error instanceof vscode.FileSystemError) return true;
    throw error;
  }
}
