import type { Diagnostic } from '../base/diagnostic.ts';
import { spanOfFile } from '../base/span.ts';
import { pipelineCatalogue } from './catalogue.ts';
import { lastRunPath } from './lastRun.ts';
import { emptyManifest, type Manifest, type ManifestEntry, manifestPath, nextManifestPath, parseManifest } from './manifest.ts';
import type { Ports } from './ports.ts';

/** What happens to files that were edited by hand or that DevMatrix did not write. */
export type OverwritePolicy = 'keepEdits' | 'force';

/** A text on disk with its SHA-256. */
export interface DiskText {
  readonly text: string;
  readonly sha256: string;
}

/** The app's folder as it was found. */
export interface AppState {
  /** What DevMatrix wrote last, files of an interrupted run included. */
  readonly before: Manifest;
  /** Text of the manifest file; undefined when there is none. */
  readonly manifestText: string | undefined;
  /** Whether a run was interrupted and left its manifest. */
  readonly interrupted: boolean;
  /** What the last run told, as text. */
  readonly lastRunText: string | undefined;
  /** The files of `before` that are there. */
  readonly onDisk: ReadonlyMap<string, DiskText>;
}

/** Reads the manifest and its files; gives the diagnostic when the manifest is damaged and edits are to be kept. */
export async function readApp(root: string, target: string, overwrite: OverwritePolicy, ports: Ports): Promise<AppState | Diagnostic> {
  const manifests = await ports.files.readAll(root, [manifestPath, nextManifestPath, lastRunPath]);
  const manifestText = manifests.get(manifestPath);
  const read = manifestText === undefined ? undefined : parseManifest(manifestText);
  if (manifestText !== undefined && read === undefined && overwrite === 'keepEdits') {
    return pipelineCatalogue.report('DM3004', spanOfFile(manifestPath), { file: manifestPath });
  }
  const last = read ?? emptyManifest(target, ports.formatter.id);
  const nextText = manifests.get(nextManifestPath);
  const next = nextText === undefined ? undefined : parseManifest(nextText);
  const onDisk = await readTexts(root, Object.keys({ ...last.files, ...next?.files }), ports);
  const before = next === undefined ? last : { ...last, files: { ...last.files, ...writtenOf(next, onDisk) } };
  return { before, manifestText, interrupted: nextText !== undefined, lastRunText: manifests.get(lastRunPath), onDisk };
}

/** The files that are there, each with its hash. */
export async function readTexts(root: string, paths: readonly string[], ports: Ports): Promise<ReadonlyMap<string, DiskText>> {
  const texts = await ports.files.readAll(root, paths);
  return new Map([...texts].map(([path, text]) => [path, { text, sha256: ports.hash.sha256(text) }]));
}

/** The files that an interrupted run had written before it ended. */
function writtenOf(next: Manifest, onDisk: ReadonlyMap<string, DiskText>): Readonly<Record<string, ManifestEntry>> {
  return Object.fromEntries(Object.entries(next.files).filter(([path, entry]) => onDisk.get(path)?.sha256 === entry.sha256));
}
