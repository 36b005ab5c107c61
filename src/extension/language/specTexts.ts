import * as vscode from 'vscode';
import { canBeSpec } from '../specs/looksLikeSpec.ts';
import { isSpecDocument } from '../specs/specIndex.ts';
import type { WorkerClient } from '../workerClient.ts';

/** What a worker's thread was told of a document. */
interface Sent {
  readonly version: number;
  readonly thread: number | undefined;
}

/** Keeps the worker's copy of open documents true: each text is sent once a version to each thread, before the first question about it. */
export class SpecTexts implements vscode.Disposable {
  readonly #worker: WorkerClient;
  readonly #sent = new Map<string, Sent>();
  readonly #listener: vscode.Disposable;

  constructor(worker: WorkerClient) {
    this.#worker = worker;
    this.#listener = vscode.workspace.onDidCloseTextDocument((document) => {
      if (!this.#sent.delete(pathOf(document)) || worker.thread === undefined) return;
      worker.tell('closeText', { path: pathOf(document) });
    });
  }

  /** Sends the texts of that spec and of open documents that it may refer to; gives the path that the worker knows the spec by. */
  sync(document: vscode.TextDocument): string {
    for (const other of vscode.workspace.textDocuments) {
      // One that was sent while it had unsaved changes stands before the file until it is closed, so it is kept true.
      if (other !== document && (this.#sent.has(pathOf(other)) || (other.isDirty && canBeSpec(other.uri.path)))) this.#send(other);
    }
    this.#send(document);
    return pathOf(document);
  }

  dispose(): void {
    this.#listener.dispose();
  }

  #send(document: vscode.TextDocument): void {
    const path = pathOf(document);
    const { version } = document;
    const before = this.#sent.get(path);
    if (before?.version === version && before.thread !== undefined && before.thread === this.#worker.thread) return;
    this.#worker.tell('openText', { path, text: document.getText() });
    this.#sent.set(path, { version, thread: this.#worker.thread });
  }
}

/** The path that the worker knows a document by: that of its file, else its whole URI. */
export function pathOf(document: vscode.TextDocument): string {
  return document.uri.scheme === 'file' ? document.uri.fsPath : document.uri.toString();
}

/** What the worker calls a path, as the editor calls it. */
export function uriOf(path: string): vscode.Uri {
  return /^[a-z][a-z0-9+.-]+:/i.test(path) ? vscode.Uri.parse(path) : vscode.Uri.file(path);
}

/** The documents that are open and are specs. */
export function openSpecs(): readonly vscode.TextDocument[] {
  return vscode.workspace.textDocuments.filter(isSpecDocument);
}
