import * as vscode from 'vscode';
import type { SpecApp } from '../apps.ts';
import { settingIds } from '../ids.ts';
import type { Services } from '../services.ts';
import type { AppKey, CheckedApp } from '../worker/complianceRequests.ts';
import type { RequestName, Requests } from '../worker/requests.ts';
import { WorkerFailure, type WorkerClient } from '../workerClient.ts';
import { DocumentTexts } from './documentTexts.ts';

/** How long after the last key an app is compared with its spec; the first one after a rest is looked at right away. */
const codeDebounceMs = 60;
const restMs = 500;
/** A changed spec is generated in the worker's memory: that waits a little longer. */
const specDebounceMs = 250;
/** A checkout changes many files one after the other. */
const filesDebounceMs = 80;
/** When files have changed, the whole folder is looked at once more after that: of many changes at once not every one may be told. */
const settleMs = 1000;
/** However much goes on, a comparison does not wait longer. */
const maximumWaitMs = 1000;
/** What nobody writes by hand; the worker decides exactly. */
const foreign = /[\\/](node_modules|\.git|\.data|\.cache|dist|coverage)([\\/]|$)/;

/** An app of this window, with what the last comparison said. */
export interface ComparedApp {
  readonly specApp: SpecApp;
  readonly key: AppKey;
  /** Undefined until the first comparison is done. */
  readonly result: CheckedApp | undefined;
}

interface Watched {
  readonly specApp: SpecApp;
  readonly key: AppKey;
  readonly watchers: vscode.Disposable;
  /** Aborted when the app is not watched any more. */
  readonly ended: AbortController;
  result: CheckedApp | undefined;
  timer: NodeJS.Timeout | undefined;
  settling: NodeJS.Timeout | undefined;
  /** When its code was edited last. */
  editedMs: number;
  /** Since when something waits to be compared. */
  waitsSinceMs: number | undefined;
  /** Whether the whole folder has to be looked at. */
  looksAtAll: boolean;
  running: AbortController | undefined;
}

/** The apps of this window, compared with their specs as people type, save, check out and generate. */
export class ComparedApps implements vscode.Disposable {
  readonly #services: Services;
  readonly #worker: WorkerClient;
  readonly #texts: DocumentTexts;
  readonly #watched = new Map<string, Watched>();
  readonly #found = new vscode.EventEmitter<void>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #listeners: readonly vscode.Disposable[];
  /** Something else was found, or it is known of other apps. */
  readonly onDidFind = this.#found.event;
  /** The same, once what was found is on its way to the Problems panel: everything else can wait. */
  readonly onDidChange = this.#changed.event;
  #round = 0;
  #isReady = false;

  constructor(services: Services) {
    this.#services = services;
    this.#worker = services.compliance;
    this.#texts = new DocumentTexts(services.compliance, (document) => { this.#documentChanged(document); });
    const { workspace, window } = vscode;
    const again = (): void => { void this.findApps(); };
    this.#listeners = [
      this.#texts, this.#found, this.#changed,
      services.apps.onDidChange(again), services.specs.onDidChange(again), workspace.onDidGrantWorkspaceTrust(again),
      workspace.onDidChangeConfiguration((event) => { if (event.affectsConfiguration(`${settingIds.section}.${settingIds.compliance}`)) again(); }),
      // Files that changed while the window was away may not have been told.
      window.onDidChangeWindowState(({ focused }) => { if (focused) this.checkAll(); }),
    ];
    again();
  }

  /** Whether it is known which apps there are. */
  get isReady(): boolean {
    return this.#isReady;
  }

  get all(): readonly ComparedApp[] {
    return [...this.#watched.values()];
  }

  /** The app that a file belongs to; of apps inside each other the innermost. */
  appOf(uri: vscode.Uri): ComparedApp | undefined {
    return this.all.filter(({ specApp }) => isInside(uri, specApp.app)).sort((a, b) => b.key.app.length - a.key.app.length)[0];
  }

  /** The app of a spec. */
  appOfSpec(uri: vscode.Uri): ComparedApp | undefined {
    return this.all.find(({ specApp }) => specApp.spec.toString() === uri.toString());
  }

  /** Asks the worker about an app as it is in the editor now. */
  async ask<N extends RequestName>(name: N, params: Requests[N]['params'], signal?: AbortSignal): Promise<Requests[N]['result']> {
    this.#texts.send();
    return this.#worker.request(name, params, signal === undefined ? {} : { signal });
  }

  /** Reads and compares all apps again, from their files on. */
  checkAll(): void {
    for (const watched of this.#watched.values()) {
      watched.looksAtAll = true;
      this.#schedule(watched, 0);
    }
  }

  /** Compares an app now; gives what was found. */
  async checkNow({ key }: ComparedApp): Promise<CheckedApp | undefined> {
    const watched = this.#watched.get(nameOf(key));
    if (watched !== undefined) await this.#check(watched);
    return watched?.result;
  }

  /** Looks which apps there are now. */
  async findApps(): Promise<void> {
    this.#round += 1;
    const round = this.#round;
    const generated = await this.#services.apps.generated();
    // Things have changed while the disk was asked: that call shows them.
    if (round !== this.#round) return;
    const wanted = new Map(generated.filter(isWanted).map((specApp) => [nameOf(keyOf(specApp)), specApp]));
    for (const [name, watched] of this.#watched) if (!wanted.has(name)) this.#forget(name, watched);
    for (const [name, specApp] of wanted) if (!this.#watched.has(name)) this.#watch(name, specApp);
    this.#isReady = true;
    this.#tell();
  }

  dispose(): void {
    for (const { timer, settling, watchers, ended } of this.#watched.values()) {
      ended.abort();
      clearTimeout(timer);
      clearTimeout(settling);
      watchers.dispose();
    }
    for (const listener of this.#listeners) listener.dispose();
  }

  #tell(): void {
    this.#found.fire();
    setImmediate(() => { this.#changed.fire(); });
  }

  #watch(name: string, specApp: SpecApp): void {
    const { app, spec } = specApp;
    const inApp = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(app, '**'));
    const specs = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(vscode.Uri.joinPath(spec, '..'), '**/*.{yaml,yml,json}'));
    const watched: Watched = { specApp, key: keyOf(specApp), watchers: vscode.Disposable.from(inApp, specs), ended: new AbortController(), result: undefined, timer: undefined, settling: undefined, editedMs: Number.NEGATIVE_INFINITY, waitsSinceMs: undefined, looksAtAll: true, running: undefined };
    const fileChanged = (uri: vscode.Uri): void => { this.#fileChanged(watched, uri); };
    const gone = (uri: vscode.Uri): void => {
      fileChanged(uri);
      if (uri.path.includes('/.devmatrix') || uri.path === app.path) void this.findApps();
    };
    const specChanged = (uri: vscode.Uri): void => { if (!isInside(uri, app)) this.#fileChanged(watched, uri); };
    inApp.onDidChange(fileChanged);
    inApp.onDidCreate(fileChanged);
    inApp.onDidDelete(gone);
    specs.onDidChange(specChanged);
    specs.onDidCreate(specChanged);
    specs.onDidDelete(specChanged);
    this.#watched.set(name, watched);
    this.#schedule(watched, 0);
    void this.#followFiles(watched);
  }

  /** The editor's watcher can miss folders that are made with their contents, as by a generation: the worker watches, too. */
  async #followFiles(watched: Watched): Promise<void> {
    const { signal } = watched.ended;
    while (!signal.aborted) {
      try {
        await this.#worker.request('watchApp', watched.key, { signal, onProgress: ({ files }) => { for (const path of files) this.#fileChanged(watched, vscode.Uri.file(path)); } });
      } catch {
        // Ended with the app, with the window, or with a thread that was lost: then the next one is asked.
        await new Promise((resolve) => setTimeout(resolve, settleMs));
      }
    }
  }

  #forget(name: string, watched: Watched): void {
    clearTimeout(watched.timer);
    clearTimeout(watched.settling);
    watched.ended.abort();
    watched.running?.abort();
    watched.watchers.dispose();
    this.#watched.delete(name);
    if (this.#worker.thread !== undefined) this.#worker.tell('forgetApp', watched.key);
  }

  #fileChanged(watched: Watched, uri: vscode.Uri): void {
    if (foreign.test(uri.path)) return;
    this.#texts.noteFile(uri.fsPath);
    this.#schedule(watched, filesDebounceMs);
    clearTimeout(watched.settling);
    watched.settling = setTimeout(() => {
      watched.looksAtAll = true;
      this.#schedule(watched, 0);
    }, settleMs);
  }

  #documentChanged(uri: vscode.Uri): void {
    for (const watched of this.#watched.values()) {
      if (isInside(uri, watched.specApp.app)) {
        const now = performance.now();
        this.#schedule(watched, now - watched.editedMs < restMs ? codeDebounceMs : 0);
        watched.editedMs = now;
      } else if (watched.result === undefined || watched.result.specFiles.includes(uri.fsPath)) this.#schedule(watched, specDebounceMs);
    }
  }

  #schedule(watched: Watched, delayMs: number): void {
    clearTimeout(watched.timer);
    // What is being said is about texts that are no longer there.
    watched.running?.abort();
    watched.waitsSinceMs ??= performance.now();
    const leftMs = watched.waitsSinceMs + maximumWaitMs - performance.now();
    watched.timer = setTimeout(() => { void this.#check(watched); }, Math.max(0, Math.min(delayMs, leftMs)));
  }

  async #check(watched: Watched): Promise<void> {
    clearTimeout(watched.timer);
    watched.running?.abort();
    const controller = new AbortController();
    watched.running = controller;
    watched.waitsSinceMs = undefined;
    try {
      const result = await this.ask('checkApp', { ...watched.key, look: watched.looksAtAll ? 'all' : 'changes' }, controller.signal);
      if (controller.signal.aborted) return;
      watched.looksAtAll = false;
      watched.result = result;
      this.#tell();
    } catch (error) {
      if (!(error instanceof WorkerFailure) || error.kind !== 'cancelled') this.#services.log.error(`${watched.key.app} could not be compared with its spec.`, error);
    } finally {
      if (watched.running === controller) watched.running = undefined;
    }
  }
}

/** Whether a file is that folder or stands below it. */
function isInside(uri: vscode.Uri, folder: vscode.Uri): boolean {
  return uri.scheme === folder.scheme && (uri.path === folder.path || uri.path.startsWith(folder.path.endsWith('/') ? folder.path : `${folder.path}/`));
}

/** Whether the setting lets that app be compared. */
function isWanted({ spec, app }: SpecApp): boolean {
  return spec.scheme === 'file' && app.scheme === 'file' && vscode.workspace.getConfiguration(settingIds.section, spec).get(settingIds.compliance, true);
}

function keyOf({ spec, app }: SpecApp): AppKey {
  return { spec: spec.fsPath, app: app.fsPath.replace(/(?<=.)[\\/]$/, '') };
}

function nameOf({ spec, app }: AppKey): string {
  return `${spec}\0${app}`;
}
