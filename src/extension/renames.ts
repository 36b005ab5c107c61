import type * as vscode from 'vscode';

/** A file or folder that was renamed or moved. */
export interface Rename {
  readonly oldUri: vscode.Uri;
  readonly newUri: vscode.Uri;
}

/** Where a file or folder is after it, or a folder above it, was renamed; undefined when it stayed. */
export function afterRenames(uri: vscode.Uri, renames: readonly Rename[]): vscode.Uri | undefined {
  for (const { oldUri, newUri } of renames) {
    if (uri.scheme !== oldUri.scheme || uri.authority !== oldUri.authority) continue;
    if (uri.path === oldUri.path) return newUri;
    if (uri.path.startsWith(`${oldUri.path}/`)) return newUri.with({ path: `${newUri.path}${uri.path.slice(oldUri.path.length)}` });
  }
  return undefined;
}
