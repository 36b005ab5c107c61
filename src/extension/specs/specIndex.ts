import * as vscode from 'vscode';
import { contextKeys, pageScheme } from '../ids.ts';
import type { WorkerClient } from '../workerClient.ts';
import { canBeSpec, headLength, looksLikeSpec } from './looksLikeSpec.ts';

const candidates = '**/*.{yaml,yml,json}';
const elsewhere = '**/{node_modules,.git,dist,build,coverage,.vscode}/**';
/** Enough for any repository that is worked on; more would only cost time. */
const maximumCandidates = 5000;
/** How long after the last change of files the index is made again. */
const settleMs = 300;

/** Which files of the workspace are specs; keeps the context keys that menus depend on. */
export class SpecIndex implements vscode.Disposable {
  readonly #worker: WorkerClient;
  readonly #log: vscode.LogOutputChannel;
  readonly #disposables: vscode.Disposable[] = [];
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  #specs: readonly vscode.Uri[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(worker: WorkerClient, log: vscode.LogOutputChannel) {
    this.#worker = worker;
    this.#log = log;
    const watcher = vscode.workspace.createFileSystemWatcher(candidates);
    const again = (uri: vscode.Uri): void => { if (!/[\\/](node_modules|\.git)[\\/]/.test(uri.path)) this.#schedule(); };
    this.#disposables.push(
      watcher, watcher.onDidCreate(again), watcher.onDidDelete(again),
      vscode.workspace.onDidSaveTextDocument((document) => { if (canBeSpec(document.uri.path)) this.#schedule(); }),
      vscode.workspace.onDidChangeWorkspaceFolders(() => { this.#schedule(); }),
      vscode.window.onDidChangeActiveTextEditor((editor) => { showEditor(editor); }),
      vscode.workspace.onDidOpenTextDocument((document) => { if (document === vscode.window.activeTextEditor?.document) showEditor(vscode.window.activeTextEditor); }),
    );
    showEditor(vscode.window.activeTextEditor);
    this.#schedule();
  }

  /** The specs of the workspace as last seen, sorted by path; those in generated apps are left out. */
  get specs(): readonly vscode.Uri[] {
    return this.#specs;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const disposable of this.#disposables) disposable.dispose();
    this.#changed.dispose();
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#refresh().catch((error: unknown) => { this.#log.error('The specs of the workspace could not be found.', error); });
    }, settleMs);
  }

  async #refresh(): Promise<void> {
    const [files, manifests] = await Promise.all([
      vscode.workspace.findFiles(candidates, elsewhere, maximumCandidates),
      vscode.workspace.findFiles('**/.devmatrix/manifest.json', '**/node_modules/**'),
    ]);
    const apps = manifests.map((uri) => uri.path.slice(0, -'.devmatrix/manifest.json'.length));
    const own = files.filter((uri) => uri.scheme === 'file' && !apps.some((app) => uri.path.startsWith(app)));
    const specs = new Set(own.length === 0 ? [] : await this.#worker.request('findSpecs', { paths: own.map((uri) => uri.fsPath) }));
    this.#specs = own.filter((uri) => specs.has(uri.fsPath)).sort((a, b) => (a.path < b.path ? -1 : 1));
    await vscode.commands.executeCommand('setContext', contextKeys.specs, this.#specs.map((uri) => uri.fsPath));
    showEditor(vscode.window.activeTextEditor);
    this.#changed.fire();
  }
}

/** Whether a document is a spec, by its text. */
export function isSpecDocument(document: vscode.TextDocument): boolean {
  if (document.uri.scheme === pageScheme || document.uri.scheme === 'git') return false;
  const head = document.getText(new vscode.Range(0, 0, 200, 0)).slice(0, headLength);
  return looksLikeSpec(document.isUntitled ? `${document.uri.path}.yaml` : document.uri.path, head);
}

function showEditor(editor: vscode.TextEditor | undefined): void {
  const shows = editor !== undefined && isSpecDocument(editor.document);
  void vscode.commands.executeCommand('setContext', contextKeys.editorShowsSpec, shows);
}
