import * as vscode from 'vscode';
import { repairScheme } from '../ids.ts';
import { uriOf } from '../language/specTexts.ts';
import type { WholeRepair } from '../worker/complianceRequests.ts';

/** Shows what a repair would make of the files beside what they are now; nothing of it is on disk. */
export class RepairPreview implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #registration: vscode.Disposable;
  #shown = 0;

  constructor() {
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(repairScheme, this);
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? '';
  }

  /** Opens one page with the changes of all files. */
  async show(title: string, { files, changes }: WholeRepair): Promise<void> {
    this.#shown += 1;
    const added = new Set(changes.newFiles.map(({ path }) => path));
    const compared = files.map(({ path, text }) => {
      const now = uriOf(path);
      const then = now.with({ scheme: repairScheme, query: String(this.#shown) });
      this.#texts.set(then.toString(), text);
      return [now, added.has(path) ? undefined : now, then];
    });
    await vscode.commands.executeCommand('vscode.changes', title, compared);
  }

  /** Closes that page; VS Code adds the number of files to its title. */
  async close(title: string): Promise<void> {
    this.#texts.clear();
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs).filter(({ label }) => label.startsWith(title));
    await vscode.window.tabGroups.close(tabs);
  }

  dispose(): void {
    this.#registration.dispose();
  }
}
