import * as vscode from 'vscode';
import { rangeOf } from '../language/ranges.ts';
import { uriOf } from '../language/specTexts.ts';
import type { AppEdits } from '../worker/complianceRequests.ts';

/** What the worker would change as an edit of the workspace. */
export function workspaceEditOf({ edits, newFiles }: AppEdits): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  for (const { path, text } of newFiles) edit.createFile(uriOf(path), { contents: new TextEncoder().encode(text) });
  for (const { place, text } of edits) edit.replace(uriOf(place.path), rangeOf(place.range), text);
  return edit;
}

/** That of a document as it is opened from its file. */
const firstVersion = 1;

/** Versions of the open documents: an edit that was computed while one of its documents changed is of no use. */
export function openVersions(): ReadonlyMap<string, number> {
  return new Map(vscode.workspace.textDocuments.map(({ uri, version }) => [uri.toString(), version]));
}

/** Whether the documents of these edits are as they were; one that was merely opened meanwhile is. */
export function isCurrent({ edits }: AppEdits, before: ReadonlyMap<string, number>): boolean {
  const now = openVersions();
  return edits.every(({ place }) => {
    const uri = uriOf(place.path).toString();
    return before.get(uri) === now.get(uri) || (!before.has(uri) && now.get(uri) === firstVersion);
  });
}
