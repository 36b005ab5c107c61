import assert from 'node:assert/strict';
import * as vscode from 'vscode';

/** A file of the folder that the window shows. */
export function inWorkspace(path: string): vscode.Uri {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder !== undefined, 'the window shows a folder');
  return vscode.Uri.joinPath(folder.uri, path);
}

/** Writes a file and shows it in an editor. */
export async function openWith(path: string, text: string): Promise<vscode.TextDocument> {
  const uri = inWorkspace(path);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document);
  return document;
}

/** The problems of a file, once they are as wanted. */
export async function problemsOf(uri: vscode.Uri, isWanted: (problems: readonly vscode.Diagnostic[]) => boolean): Promise<readonly vscode.Diagnostic[]> {
  return await eventually(() => {
    const problems = vscode.languages.getDiagnostics(uri);
    return isWanted(problems) ? problems : undefined;
  }, () => `${uri.path} has the problems ${JSON.stringify(vscode.languages.getDiagnostics(uri).map(({ message }) => message))}`);
}

/** Far more than it takes, also where the machine is slow and busy. */
const patienceMs = 120_000;

/** What `look` gives when it gives something; fails with `state` when it never does. */
export async function eventually<T>(look: () => T | undefined, state: () => string): Promise<T> {
  const giveUpAtMs = performance.now() + patienceMs;
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    assert.ok(performance.now() < giveUpAtMs, state());
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
