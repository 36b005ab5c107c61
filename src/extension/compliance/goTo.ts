import * as vscode from 'vscode';
import { locationOf, rangeOf } from '../language/ranges.ts';
import { uriOf } from '../language/specTexts.ts';
import type { Place } from '../worker/languageRequests.ts';
import type { ComparedApp, ComparedApps } from './comparedApps.ts';

/** The command: from code to what the spec says about it. */
export async function goToSpec(apps: ComparedApps): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const app = editor === undefined ? undefined : apps.appOf(editor.document.uri);
  if (editor === undefined || app === undefined) {
    tell(vscode.l10n.t('Put the cursor into a file of a generated app; then this leads to what the spec says about it.'));
    return;
  }
  const { document, selection } = editor;
  const found = await apps.ask('specOf', { ...app.key, path: document.uri.fsPath, offset: document.offsetAt(selection.active) });
  if (found === undefined) tell(vscode.l10n.t('The spec says nothing about this place: it is the same in every app.'));
  else await showPlace(found.place);
}

/** The command: from the spec to the code that implements what stands at the cursor. */
export async function goToCode(apps: ComparedApps): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const app = editor === undefined ? undefined : apps.all.find(({ specApp, result }) => specApp.spec.toString() === editor.document.uri.toString() || result?.specFiles.includes(editor.document.uri.fsPath) === true);
  if (editor === undefined || app === undefined) {
    tell(vscode.l10n.t('Put the cursor into a spec whose app was generated; then this leads to its code.'));
    return;
  }
  const { document, selection } = editor;
  const found = await apps.ask('codeOf', { ...app.key, path: document.uri.fsPath, offset: document.offsetAt(selection.active) });
  if (found === undefined) tell(vscode.l10n.t('Nothing at this place of the spec is implemented by itself.'));
  else if (found.places.length === 0) tell(vscode.l10n.t('{0} is not implemented: the gap can be repaired.', found.label));
  else await showPlaces({ uri: document.uri, position: selection.active }, found.places.map(({ place }) => place));
}

/** Shows a node of the spec in the code where it has some, else in the spec. */
export async function showNode(apps: ComparedApps, app: ComparedApp, { node, side }: { readonly node: string; readonly side: 'spec' | 'code' }): Promise<void> {
  const places = await apps.ask('placesOf', { ...app.key, node });
  if (places === undefined) return;
  if (side === 'code' && places.code === undefined) tell(vscode.l10n.t('{0} is not implemented: the gap can be repaired.', node));
  await showPlace(side === 'code' ? places.code ?? places.spec : places.spec);
}

/** Shows a place in an editor. */
export async function showPlace({ path, range }: Place): Promise<void> {
  try {
    await vscode.window.showTextDocument(uriOf(path), { selection: rangeOf(range) });
  } catch {
    // It may be gone meanwhile.
    tell(vscode.l10n.t('{0} cannot be opened.', vscode.workspace.asRelativePath(uriOf(path))));
  }
}

/** Goes to the only place, or shows several in a peek view. */
export async function showPlaces(from: { readonly uri: vscode.Uri; readonly position: vscode.Position }, places: readonly Place[]): Promise<void> {
  const [only, ...more] = places;
  if (only === undefined) return;
  if (more.length === 0) await showPlace(only);
  else await vscode.commands.executeCommand('editor.action.peekLocations', from.uri, from.position, places.map(locationOf), 'peek');
}

function tell(message: string): void {
  void vscode.window.showInformationMessage(message);
}
