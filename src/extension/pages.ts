import * as vscode from 'vscode';
import { pageScheme } from './ids.ts';

/** Read-only Markdown pages that exist only in the editor: plans, summaries. */
export class Pages implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #registration: vscode.Disposable;
  readonly onDidChange = this.#changed.event;

  constructor() {
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(pageScheme, this);
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? vscode.l10n.t('This page was made in an earlier session. Run the command again to see it.');
  }

  /** The address of a page, shown or not. */
  uriOf(name: string): vscode.Uri {
    return vscode.Uri.from({ scheme: pageScheme, path: `/${name.replace(/[\\/]/g, ' ')}.md` });
  }

  /** Replaces a page where it is shown. */
  update(name: string, markdown: string): vscode.Uri {
    const uri = this.uriOf(name);
    this.#texts.set(uri.toString(), markdown);
    this.#changed.fire(uri);
    return uri;
  }

  /** Shows a page rendered, beside nothing else; a page of the same name is replaced. */
  async show(name: string, markdown: string): Promise<void> {
    const uri = this.update(name, markdown);
    try {
      await vscode.commands.executeCommand('markdown.showPreview', uri);
    } catch {
      // The editor's Markdown extension is switched off: the text is readable as it is.
      await vscode.window.showTextDocument(uri, { preview: true });
    }
  }

  /** Shows a page as the text that it is: what others wrote is shown without the pictures and links that it may name. */
  async open(name: string, markdown: string): Promise<vscode.Uri> {
    const uri = this.update(name, markdown);
    await vscode.window.showTextDocument(uri, { preview: false });
    return uri;
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}
