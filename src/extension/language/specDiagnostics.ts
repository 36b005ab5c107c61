import * as vscode from 'vscode';
import { isSpecDocument } from '../specs/specIndex.ts';
import type { CheckResult, FoundProblem } from '../worker/languageRequests.ts';
import { WorkerFailure, type WorkerClient } from '../workerClient.ts';
import { locationOf, rangeOf } from './ranges.ts';
import { severityOf } from './severity.ts';
import { openSpecs, pathOf, type SpecTexts, uriOf } from './specTexts.ts';

/** How long after the last key a spec is read again. */
const debounceMs = 100;

/** The problems of open specs, as a person types; those of files that a spec refers to stand at these files. */
export class SpecDiagnostics implements vscode.Disposable {
  readonly #worker: WorkerClient;
  readonly #texts: SpecTexts;
  readonly #log: vscode.LogOutputChannel;
  readonly #collection = vscode.languages.createDiagnosticCollection('devmatrix');
  readonly #disposables: vscode.Disposable[] = [this.#collection];
  readonly #timers = new Map<string, NodeJS.Timeout>();
  /** What is being asked about each spec, by its path. */
  readonly #checks = new Map<string, AbortController>();
  /** What each spec said last, by its path. */
  readonly #results = new Map<string, CheckResult>();
  /** What the editor shows at each file, by its path. Set again, the marks would flicker, and VS Code drop the quick fix that a person is asking for. */
  readonly #shown = new Map<string, string>();

  constructor(worker: WorkerClient, texts: SpecTexts, log: vscode.LogOutputChannel) {
    this.#worker = worker;
    this.#texts = texts;
    this.#log = log;
    const { workspace } = vscode;
    this.#disposables.push(
      workspace.onDidOpenTextDocument((document) => { this.#schedule(document, 0); }),
      workspace.onDidChangeTextDocument(({ document }) => { this.#changed(document); }),
      workspace.onDidSaveTextDocument((document) => { this.#changed(document); }),
      workspace.onDidCloseTextDocument((document) => { this.#close(document); }),
    );
    for (const document of openSpecs()) this.#schedule(document, 0);
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    for (const disposable of this.#disposables) disposable.dispose();
  }

  /** A change concerns the document itself and the open specs that refer to it. */
  #changed(document: vscode.TextDocument): void {
    this.#schedule(document, debounceMs);
    const path = pathOf(document);
    for (const spec of openSpecs()) {
      if (spec !== document && this.#results.get(pathOf(spec))?.alsoRead.includes(path) === true) this.#schedule(spec, debounceMs);
    }
  }

  #schedule(document: vscode.TextDocument, delayMs: number): void {
    const path = pathOf(document);
    clearTimeout(this.#timers.get(path));
    if (isSpecDocument(document)) {
      this.#timers.set(path, setTimeout(() => { void this.#check(document); }, delayMs));
      return;
    }
    this.#timers.delete(path);
    this.#forget(path);
  }

  async #check(document: vscode.TextDocument): Promise<void> {
    if (document.isClosed) return;
    const { version } = document;
    const path = this.#texts.sync(document);
    // A newer text is to be read: nobody waits for what was said about the one before.
    this.#checks.get(path)?.abort();
    const controller = new AbortController();
    this.#checks.set(path, controller);
    try {
      const result = await this.#worker.request('check', { path }, { signal: controller.signal });
      if (controller.signal.aborted || isStale(document, version)) return;
      this.#results.set(path, result);
      this.#show();
    } catch (error) {
      if (!(error instanceof WorkerFailure) || error.kind !== 'cancelled') this.#log.error('The spec could not be checked.', error);
    } finally {
      if (this.#checks.get(path) === controller) this.#checks.delete(path);
    }
  }

  #close(document: vscode.TextDocument): void {
    const path = pathOf(document);
    clearTimeout(this.#timers.get(path));
    this.#timers.delete(path);
    this.#forget(path);
  }

  #forget(path: string): void {
    this.#checks.get(path)?.abort();
    if (this.#results.delete(path)) this.#show();
  }

  /** Two specs may refer to one file: what both say about it is shown together. What is shown already stays as it is. */
  #show(): void {
    const byPath = new Map<string, FoundProblem[]>();
    for (const { problems } of this.#results.values()) {
      for (const problem of problems) {
        const list = byPath.get(problem.place.path) ?? [];
        list.push(problem);
        byPath.set(problem.place.path, list);
      }
    }
    for (const path of this.#shown.keys()) {
      if (byPath.has(path)) continue;
      this.#shown.delete(path);
      this.#collection.delete(uriOf(path));
    }
    const versions = new Map(vscode.workspace.textDocuments.map((document) => [pathOf(document), document.version]));
    for (const [path, problems] of byPath) {
      // After an edit the editor has moved the marks by itself.
      const shown = JSON.stringify([versions.get(path), problems]);
      if (this.#shown.get(path) === shown) continue;
      this.#shown.set(path, shown);
      this.#collection.set(uriOf(path), problems.map(diagnosticOf));
    }
  }
}

function isStale(document: vscode.TextDocument, version: number): boolean {
  return document.isClosed || document.version !== version;
}

function diagnosticOf({ code, severity, message, place, related }: FoundProblem): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(rangeOf(place.range), message, severityOf(severity));
  diagnostic.source = 'DevMatrix';
  diagnostic.code = code;
  diagnostic.relatedInformation = related.map((other) => new vscode.DiagnosticRelatedInformation(locationOf(other.place), other.message));
  return diagnostic;
}
