import * as vscode from 'vscode';
import { contextKeys, pageScheme, repairScheme } from '../ids.ts';
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
  /** Paths of the folders of generated apps. */
  #apps: readonly string[] = [];
  #timer: NodeJS.Timeout | undefined;
  #round = 0;

  constructor(worker: WorkerClient, log: vscode.LogOutputChannel) {
    this.#worker = worker;
    this.#log = log;
    const watcher = vscode.workspace.createFileSystemWatcher(candidates);
    const again = (uri: vscode.Uri): void => { if (!/[\\/](node_modules|\.git)[\\/]/.test(uri.path)) this.#schedule(); };
    const gone = vscode.workspace.createFileSystemWatcher('**', true, true, false);
    this.#disposables.push(
      // A folder that is deleted or renamed is told of as one: the files in it are not.
      gone, gone.onDidDelete((uri) => { if (this.#concerns(uri)) this.#schedule(); }),
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

  /** Whether that file or folder is, or holds, a spec or an app. */
  #concerns({ path }: vscode.Uri): boolean {
    return [...this.#specs.map((spec) => spec.path), ...this.#apps].some((known) => known === path || known.startsWith(`${path}/`));
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#refresh().catch((error: unknown) => { this.#log.warn('The specs of the workspace could not be found.', error); });
    }, settleMs);
  }

  async #refresh(): Promise<void> {
    this.#round += 1;
    const round = this.#round;
    const [files, manifests] = await Promise.all([
      vscode.workspace.findFiles(candidates, elsewhere, maximumCandidates),
      vscode.workspace.findFiles('**/.devmatrix/manifest.json', '**/node_modules/**'),
    ]);
    const apps = manifests.map((uri) => uri.path.slice(0, -'/.devmatrix/manifest.json'.length));
    const own = files.filter((uri) => uri.scheme === 'file' && !apps.some((app) => uri.path.startsWith(`${app}/`)));
    const specs = new Set(own.length === 0 ? [] : await this.#worker.request('findSpecs', { paths: own.map((uri) => uri.fsPath) }));
    // Meanwhile the files changed again: that round will tell.
    if (round !== this.#round) return;
    this.#apps = apps;
    this.#specs = own.filter((uri) => specs.has(uri.fsPath)).sort((a, b) => (a.path < b.path ? -1 : 1));
    // A window elsewhere knows a file by its path, one on the same machine by the system's.
    await vscode.commands.executeCommand('setContext', contextKeys.specs, [...new Set(this.#specs.flatMap((uri) => [uri.fsPath, uri.path]))]);
    showEditor(vscode.window.activeTextEditor);
    this.#changed.fire();
  }
}

/** Whether a document is a spec, by its text. */
export function isSpecDocument(document: vscode.TextDocument): boolean {
  if ([pageScheme, repairScheme, 'git'].includes(document.uri.scheme)) return false;
  const path = document.isUntitled && !canBeSpec(document.uri.path) ? `${document.uri.path}.yaml` : document.uri.path;
  // Asked at each change of each document, logs too: those that can be none are not read.
  if (!canBeSpec(path)) return false;
  return looksLikeSpec(path, document.getText(new vscode.Range(0, 0, 200, 0)).slice(0, headLength));
}

function showEditor(editor: vscode.TextEditor | undefined): void {
  const shows = editor !== undefined && isSpecDocument(editor.document);
  void vscode.commands.executeCommand('setContext', contextKeys.editorShowsSpec, shows);
}
