import * as vscode from 'vscode';
import { settingIds } from './ids.ts';

/** Where DevMatrix's own notes stand in a generated app. */
const manifestSegments = ['.devmatrix', 'manifest.json'] as const;
/** Key of the folders of specs that lie outside of every workspace folder. */
const looseAppsKey = 'apps';

/** A spec with the folder that its app was generated to. */
export interface SpecApp {
  readonly spec: vscode.Uri;
  readonly app: vscode.Uri;
}

/**
 * Which app belongs to which spec. Kept in the workspace's setting `devmatrix.apps`, so that it is shared with the
 * repository; for specs outside of the workspace in the editor's own storage.
 */
export class Apps implements vscode.Disposable {
  readonly #storage: vscode.Memento;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #listener: vscode.Disposable;
  readonly onDidChange = this.#changed.event;

  constructor(storage: vscode.Memento) {
    this.#storage = storage;
    this.#listener = vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(`${settingIds.section}.${settingIds.apps}`)) this.#changed.fire();
    });
  }

  /** The folder that a spec's app is generated to, whether it is there yet or not. */
  folderOf(spec: vscode.Uri): vscode.Uri | undefined {
    const folder = vscode.workspace.getWorkspaceFolder(spec);
    if (folder === undefined) {
      const path = this.#loose()[spec.toString()];
      return path === undefined ? undefined : vscode.Uri.parse(path);
    }
    const path = readSetting(folder)[relativePath(folder, spec)];
    return path === undefined ? undefined : resolveIn(folder, path);
  }

  /** Remembers the folder of a spec's app. */
  async remember({ spec, app }: SpecApp): Promise<void> {
    if (this.folderOf(spec)?.toString() === app.toString()) return;
    const folder = vscode.workspace.getWorkspaceFolder(spec);
    if (folder === undefined) {
      await this.#storage.update(looseAppsKey, { ...this.#loose(), [spec.toString()]: app.toString() });
      this.#changed.fire();
      return;
    }
    const apps = { ...readSetting(folder), [relativePath(folder, spec)]: relativePath(folder, app) };
    await configuration(folder).update(settingIds.apps, apps, vscode.ConfigurationTarget.WorkspaceFolder);
  }

  /** All apps of this window that have been generated. */
  async generated(): Promise<readonly SpecApp[]> {
    const inFolders = (vscode.workspace.workspaceFolders ?? []).flatMap((folder) =>
      Object.entries(readSetting(folder)).map(([spec, app]) => ({ spec: resolveIn(folder, spec), app: resolveIn(folder, app) })));
    const present = await Promise.all(inFolders.map(async (entry) => await isGenerated(entry.app) && await exists(entry.spec)));
    return inFolders.filter((_, index) => present[index]);
  }

  dispose(): void {
    this.#listener.dispose();
    this.#changed.dispose();
  }

  #loose(): Readonly<Record<string, string>> {
    return this.#storage.get<Readonly<Record<string, string>>>(looseAppsKey, {});
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

/** The setting's entries that are text; what a person mistyped is left out. */
function readSetting(folder: vscode.WorkspaceFolder): Readonly<Record<string, string>> {
  const value: unknown = configuration(folder).get(settingIds.apps);
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

/** With `/` and relative to the workspace folder where it lies inside, else the whole path. */
function relativePath(folder: vscode.WorkspaceFolder, uri: vscode.Uri): string {
  const root = folder.uri.path.endsWith('/') ? folder.uri.path : `${folder.uri.path}/`;
  return uri.path.startsWith(root) ? uri.path.slice(root.length) : uri.fsPath;
}

function resolveIn(folder: vscode.WorkspaceFolder, path: string): vscode.Uri {
  const isAbsolute = path.startsWith('/') || /^[a-z]:[\\/]/i.test(path);
  return isAbsolute ? folder.uri.with({ path: vscode.Uri.file(path).path }) : vscode.Uri.joinPath(folder.uri, path);
}
