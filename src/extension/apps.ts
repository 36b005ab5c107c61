import * as vscode from 'vscode';
import { settingIds } from './ids.ts';
import { afterRenames, type Rename } from './renames.ts';

/** Where DevMatrix's own notes stand in a generated app. */
const manifestSegments = ['.devmatrix', 'manifest.json'] as const;
/** Key of the folders that no setting tells. */
const looseAppsKey = 'apps';

type Folders = Readonly<Record<string, string>>;

/** A spec with the folder that its app was generated to. */
export interface SpecApp {
  readonly spec: vscode.Uri;
  readonly app: vscode.Uri;
}

/**
 * Which app belongs to which spec. Kept in the workspace's setting `devmatrix.apps`, so that it is shared with the
 * repository; in the editor's own storage for specs outside of the workspace, and when the setting cannot be written.
 */
export class Apps implements vscode.Disposable {
  readonly #storage: vscode.Memento;
  readonly #log: vscode.LogOutputChannel;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #listeners: readonly vscode.Disposable[];
  readonly onDidChange = this.#changed.event;
  #remembering: Promise<void> = Promise.resolve();

  constructor(storage: vscode.Memento, log: vscode.LogOutputChannel) {
    this.#storage = storage;
    this.#log = log;
    this.#listeners = [
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(`${settingIds.section}.${settingIds.apps}`)) this.#changed.fire();
      }),
      vscode.workspace.onDidRenameFiles(({ files }) => { void this.#inTurn(() => this.#follow(files)); }),
    ];
  }

  /** The folder that a spec's app is generated to, whether it is there yet or not. */
  folderOf(spec: vscode.Uri): vscode.Uri | undefined {
    const folder = vscode.workspace.getWorkspaceFolder(spec);
    const path = folder === undefined ? undefined : foldersIn(configuration(folder).get(settingIds.apps))[relativePath(folder, spec)];
    if (folder !== undefined && path !== undefined) return resolveIn(folder, path);
    const loose = this.#loose()[spec.toString()];
    return loose === undefined ? undefined : vscode.Uri.parse(loose);
  }

  /** Remembers the folder of a spec's app. */
  remember(specApp: SpecApp): Promise<void> {
    return this.#inTurn(() => this.#remember(specApp));
  }

  /** All apps of this window that have been generated. */
  async generated(): Promise<readonly SpecApp[]> {
    const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
    const told = [
      ...Object.entries(this.#loose()).map(([spec, app]) => ({ spec: vscode.Uri.parse(spec), app: vscode.Uri.parse(app) })),
      ...folders.flatMap((folder) => Object.entries(foldersIn(configuration(folder).get(settingIds.apps))).map(([spec, app]) => ({ spec: resolveIn(folder, spec), app: resolveIn(folder, app) }))),
    ];
    // The setting stands before the storage: it is told last.
    const all = [...new Map(told.map((entry) => [entry.spec.toString(), entry])).values()];
    const present = await Promise.all(all.map(async (entry) => await isGenerated(entry.app) && await exists(entry.spec)));
    return all.filter((_, index) => present[index]);
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
    this.#changed.dispose();
  }

  /** Settings are read and written one after the other: of two apps that are ready at once, both are remembered. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    this.#remembering = this.#remembering.then(work);
    return this.#remembering;
  }

  async #remember({ spec, app }: SpecApp): Promise<void> {
    if (this.folderOf(spec)?.toString() === app.toString()) {
      // The setting is as it was, but now there is an app.
      this.#changed.fire();
      return;
    }
    const folder = vscode.workspace.getWorkspaceFolder(spec);
    if (folder !== undefined && await this.#writeSetting(folder, { ...ownFolders(folder), [relativePath(folder, spec)]: relativePath(folder, app) })) return;
    await this.#storage.update(looseAppsKey, { ...this.#loose(), [spec.toString()]: app.toString() });
    this.#changed.fire();
  }

  /** Specs and apps were renamed or moved, alone or with a folder above them: their entries move with them. */
  async #follow(renames: readonly Rename[]): Promise<void> {
    const left: SpecApp[] = [];
    for (const folder of vscode.workspace.workspaceFolders ?? []) {
      const entries = Object.entries(ownFolders(folder)).map((entry) => movedEntry(folder, entry, renames));
      if (entries.every(({ isMoved }) => !isMoved)) continue;
      const leaves = entries.filter(({ specApp, isMoved }) => isMoved && !isIn(folder, specApp.spec));
      left.push(...leaves.map(({ specApp }) => specApp));
      await this.#writeSetting(folder, Object.fromEntries(entries.filter((entry) => !leaves.includes(entry)).map(({ entry }) => entry)));
    }
    const after = (uri: string): string => afterRenames(vscode.Uri.parse(uri), renames)?.toString() ?? uri;
    await this.#storage.update(looseAppsKey, Object.fromEntries(Object.entries(this.#loose()).map(([spec, app]) => [after(spec), after(app)])));
    for (const specApp of left) await this.#remember(specApp);
    this.#changed.fire();
  }

  /** False when the setting cannot be written: its file is read-only or has errors. */
  async #writeSetting(folder: vscode.WorkspaceFolder, apps: Folders): Promise<boolean> {
    try {
      await configuration(folder).update(settingIds.apps, apps, vscode.ConfigurationTarget.WorkspaceFolder);
      return true;
    } catch (error) {
      this.#log.warn('The setting devmatrix.apps could not be written.', error);
      void vscode.window.showWarningMessage(vscode.l10n.t('The folder of the app could not be written to the setting devmatrix.apps of {0}; only this window remembers it. The file .vscode/settings.json may be read-only or have errors.', folder.name));
      return false;
    }
  }

  #loose(): Folders {
    return foldersIn(this.#storage.get(looseAppsKey));
  }
}

/** Whether DevMatrix has generated an app into that folder. */
export function isGenerated(folder: vscode.Uri): Promise<boolean> {
  return exists(vscode.Uri.joinPath(folder, ...manifestSegments));
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    // Whatever keeps it from being read, it cannot be used.
    return false;
  }
}

function configuration(folder: vscode.WorkspaceFolder): vscode.WorkspaceConfiguration {
  return vscode.workspace.getConfiguration(settingIds.section, folder.uri);
}

/** What the folder itself says, without what the person and a workspace of several folders add to it. */
function ownFolders(folder: vscode.WorkspaceFolder): Folders {
  const inspected = configuration(folder).inspect(settingIds.apps);
  const isAlone = vscode.workspace.workspaceFile === undefined;
  return foldersIn(inspected?.workspaceFolderValue ?? (isAlone ? inspected?.workspaceValue : undefined));
}

interface MovedEntry {
  readonly specApp: SpecApp;
  readonly isMoved: boolean;
  /** As the setting of the folder tells it; what stayed is told as before. */
  readonly entry: readonly [spec: string, app: string];
}

function movedEntry(folder: vscode.WorkspaceFolder, [spec, app]: readonly [string, string], renames: readonly Rename[]): MovedEntry {
  const from: SpecApp = { spec: resolveIn(folder, spec), app: resolveIn(folder, app) };
  const newSpec = afterRenames(from.spec, renames);
  const newApp = afterRenames(from.app, renames);
  return {
    specApp: { spec: newSpec ?? from.spec, app: newApp ?? from.app },
    isMoved: newSpec !== undefined || newApp !== undefined,
    entry: [newSpec === undefined ? spec : relativePath(folder, newSpec), newApp === undefined ? app : relativePath(folder, newApp)],
  };
}

function isIn(folder: vscode.WorkspaceFolder, uri: vscode.Uri): boolean {
  return vscode.workspace.getWorkspaceFolder(uri)?.uri.toString() === folder.uri.toString();
}

/** The entries that name a folder; what a person mistyped is left out. */
function foldersIn(value: unknown): Folders {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  return Object.fromEntries(Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1].trim() !== '' && entry[0] !== ''));
}

/** With `/` and relative to the workspace folder where it lies inside, else the whole path. */
function relativePath(folder: vscode.WorkspaceFolder, uri: vscode.Uri): string {
  const root = folder.uri.path.endsWith('/') ? folder.uri.path : `${folder.uri.path}/`;
  if (`${uri.path}/` === root) return '.';
  return uri.path.startsWith(root) ? uri.path.slice(root.length) : uri.fsPath;
}

function resolveIn(folder: vscode.WorkspaceFolder, path: string): vscode.Uri {
  const isAbsolute = path.startsWith('/') || /^[a-z]:[\\/]|^\\\\/i.test(path);
  return isAbsolute ? vscode.Uri.file(path) : vscode.Uri.joinPath(folder.uri, process.platform === 'win32' ? path.replaceAll('\\', '/') : path);
}
