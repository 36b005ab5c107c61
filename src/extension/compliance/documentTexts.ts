import * as vscode from 'vscode';
import type { WorkerClient } from '../workerClient.ts';

/** What the worker's thread was told of a document. */
interface Sent {
  readonly document: vscode.TextDocument;
  readonly version: number;
  readonly thread: number | undefined;
}

/**
 * Tells the compliance worker the texts of documents that were edited, and which files changed on disk: gathered, and sent in
 * one message before the next question.
 */
export class DocumentTexts implements vscode.Disposable {
  readonly #worker: WorkerClient;
  /** By path; those that have changes which are not saved. */
  readonly #edited = new Map<string, Sent | vscode.TextDocument>();
  readonly #closed = new Set<string>();
  readonly #files = new Set<string>();
  readonly #listeners: readonly vscode.Disposable[];

  /** `changed` is called for each document that the worker has to be told of. */
  constructor(worker: WorkerClient, changed: (document: vscode.Uri) => void) {
    this.#worker = worker;
    const { workspace } = vscode;
    for (const document of workspace.textDocuments) if (document.isDirty) this.#note(document);
    this.#listeners = [
      workspace.onDidOpenTextDocument((document) => { if (document.isDirty) this.#note(document); }),
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length === 0 || document.uri.scheme !== 'file') return;
        this.#note(document);
        changed(document.uri);
      }),
      workspace.onDidCloseTextDocument(({ uri }) => {
        if (!this.#edited.delete(uri.fsPath)) return;
        this.#closed.add(uri.fsPath);
        changed(uri);
      }),
    ];
  }

  /** A file or folder that has changed on disk. */
  noteFile(path: string): void {
    this.#files.add(path);
  }

  /** Sends what the worker does not know yet. */
  send(): void {
    const { thread } = this.#worker;
    const texts: { readonly path: string; readonly text: string | undefined }[] = [...this.#closed].map((path) => ({ path, text: undefined }));
    for (const [path, known] of this.#edited) {
      const document = 'document' in known ? known.document : known;
      if (!document.isDirty) {
        // It is as its file, and the editor may keep it for a while without following the file.
        this.#edited.delete(path);
        texts.push({ path, text: undefined });
        continue;
      }
      if ('document' in known && known.version === document.version && known.thread !== undefined && known.thread === thread) continue;
      texts.push({ path, text: document.getText() });
    }
    if (texts.length > 0 || this.#files.size > 0) this.#worker.tell('noteChanges', { texts, files: [...this.#files] });
    this.#closed.clear();
    this.#files.clear();
    for (const { path, text } of texts) this.#remember(path, text);
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
  }

  #note(document: vscode.TextDocument): void {
    const path = document.uri.fsPath;
    if (document.uri.scheme !== 'file' || this.#edited.has(path)) return;
    this.#closed.delete(path);
    this.#edited.set(path, document);
  }

  #remember(path: string, text: string | undefined): void {
    const known = this.#edited.get(path);
    if (known === undefined || text === undefined) return;
    const document = 'document' in known ? known.document : known;
    this.#edited.set(path, { document, version: document.version, thread: this.#worker.thread });
  }
}
