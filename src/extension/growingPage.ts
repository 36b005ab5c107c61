import * as vscode from 'vscode';
import type { Pages } from './pages.ts';

/** An editor that shows nothing of an update for so long does not show the page; in milliseconds. */
const patienceMs = 5_000;

/**
 * A page whose text grows while it is shown. VS Code takes a new text over in its own time and drops it for one that comes meanwhile: who writes faster than that would show
 * nothing until the end. So the next text waits until the last one is there.
 */
export class GrowingPage implements vscode.Disposable {
  readonly #pages: Pages;
  readonly #name: string;
  readonly #listener: vscode.Disposable;
  #isWaiting = false;
  #next: string | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(name: string, pages: Pages) {
    this.#pages = pages;
    this.#name = name;
    const uri = pages.uriOf(name).toString();
    this.#listener = vscode.workspace.onDidChangeTextDocument(({ document }) => { if (document.uri.toString() === uri) this.#goOn(); });
  }

  /** Shows the page in an editor; gives its address. */
  open(text: string): Promise<vscode.Uri> {
    return this.#pages.open(this.#name, text);
  }

  /** The text as it is now. */
  show(text: string): void {
    this.#next = text;
    if (!this.#isWaiting) this.#goOn();
  }

  /** The last text is shown, whatever is under way. */
  dispose(): void {
    clearTimeout(this.#timer);
    this.#listener.dispose();
    if (this.#next !== undefined) this.#pages.update(this.#name, this.#next);
    this.#next = undefined;
  }

  #goOn(): void {
    clearTimeout(this.#timer);
    this.#isWaiting = this.#next !== undefined;
    if (this.#next === undefined) return;
    this.#pages.update(this.#name, this.#next);
    this.#next = undefined;
    this.#timer = setTimeout(() => { this.#goOn(); }, patienceMs);
  }
}
