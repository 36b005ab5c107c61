import * as vscode from 'vscode';
import type { GenerateReport } from '../../pipeline/generateApp.ts';
import { severityOf } from '../language/severity.ts';

/** What a generation has to say about files of the app: kept edits, files in the way. Shown at these files until the next generation. */
export class AppProblems implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection('devmatrix-app');
  readonly #shown = new Map<string, readonly vscode.Uri[]>();

  /** Replaces what was said about that app. */
  show(folder: vscode.Uri, { diagnostics, spec }: GenerateReport): void {
    for (const uri of this.#shown.get(folder.toString()) ?? []) this.#collection.delete(uri);
    const byFile = new Map<string, vscode.Diagnostic[]>();
    for (const { file, code, severity, message } of diagnostics) {
      if (file === spec || !code.startsWith('DM30')) continue;
      const diagnostic = new vscode.Diagnostic(new vscode.Range(0, 0, 0, 0), message, severityOf(severity));
      diagnostic.source = 'DevMatrix';
      diagnostic.code = code;
      byFile.set(file, [...byFile.get(file) ?? [], diagnostic]);
    }
    const uris = [...byFile].map(([file, list]) => {
      const uri = vscode.Uri.joinPath(folder, file);
      this.#collection.set(uri, list);
      return uri;
    });
    this.#shown.set(folder.toString(), uris);
  }

  dispose(): void {
    this.#collection.dispose();
  }
}
