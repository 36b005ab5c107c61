import * as vscode from 'vscode';
import { settingIds } from './ids.ts';

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
  readonly #listener: vscode.Disposable;
  readonly onDidChange = this.#changed.event;
  /** Settings are read and written one after the other: of two apps that are ready at once, both are remembered. */
  #remembering: Promise<void> = Promise.resolve();

  constructor(storage: vscode.Memento, log: vscode.LogOutputChannel) {
    this.#storage = storage;
    this.#log = log;
    this.#listener = vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(`${settingIds.section}.${settingIds.apps}`)) this.#changed.fire();
    });
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
    this.#remembering = this.#remembering.then(() => this.#remember(specApp));
    return this.#remembering;
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
    this.#listener.dispose();
    this.#changed.dispose();
  }

  async #remember({ spec, app }: SpecApp): Promise<void> {
    if (this.folderOf(spec)?.toString() === app.toString()) {
      // The setting is as it was, but now there is an app.
      this.#changed.fire();
      return;
    }
    const folder = vscode.workspace.getWorkspaceFolder(spec);
    if (folder !== undefined && await this.#writeSetting(folder, { spec, app })) return;
    await this.#storage.update(looseAppsKey, { ...this.#loose(), [spec.toString()]: app.toString() });
    this.#changed.fire();
  }

  /** False when the setting cannot be written: its file is read-only or has errors. */
  async #writeSetting(folder: vscode.WorkspaceFolder, { spec, app }: SpecApp): Promise<boolean> {
    const settings = configuration(folder);
    try {
      const apps = { ...foldersIn(ownValue(settings)), [relativePath(folder, spec)]: relativePath(folder, app) };
      await settings.update(settingIds.apps, apps, vscode.ConfigurationTarget.WorkspaceFolder);
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
function ownValue(settings: vscode.WorkspaceConfiguration): unknown {
  const inspected = settings.inspect(settingIds.apps);
  const isAlone = vscode.workspace.workspaceFile === undefined;
  return inspected?.workspaceFolderValue ?? (isAlone ? inspected?.workspaceValue : undefined);
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
