import type { Diagnostic } from '../base/diagnostic.ts';
import { spanOfFile } from '../base/span.ts';
import type { DiskText, OverwritePolicy } from './appState.ts';
import { pipelineCatalogue } from './catalogue.ts';
import type { Manifest, ManifestEntry } from './manifest.ts';
import type { PreparedFile } from './prepareFiles.ts';

/** What is to happen with the generated files. */
export interface Decisions {
  readonly writes: readonly { readonly path: string; readonly text: string }[];
  readonly unchanged: readonly string[];
  /** Edited by hand: left as they are. */
  readonly kept: readonly string[];
  readonly entries: Readonly<Record<string, ManifestEntry>>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Decides for each generated file whether it is written; edits by hand and files of others are kept unless forced. */
export function decide(
  files: readonly PreparedFile[], before: Manifest, onDisk: ReadonlyMap<string, DiskText>, overwrite: OverwritePolicy,
): Decisions {
  const writes: { path: string; text: string }[] = [];
  const unchanged: string[] = [];
  const kept: string[] = [];
  const entries: Record<string, ManifestEntry> = {};
  const diagnostics: Diagnostic[] = [];
  for (const { file: { path, once }, text, entry } of files) {
    const base = before.files[path];
    const disk = onDisk.get(path);
    const fate = disk?.text === text ? 'unchanged' : fateOf({ disk, base, entry, once, overwrite });
    if (fate === 'write') writes.push({ path, text });
    else if (fate === 'unchanged') unchanged.push(path);
    else kept.push(path);
    if (fate === 'conflict') diagnostics.push(pipelineCatalogue.report('DM3001', spanOfFile(path), { file: path }));
    if (fate === 'foreign') diagnostics.push(pipelineCatalogue.report('DM3002', spanOfFile(path), { file: path }));
    else entries[path] = fate === 'conflict' && base !== undefined ? base : entry;
  }
  return { writes, unchanged, kept, entries, diagnostics };
}

interface Situation {
  readonly disk: DiskText | undefined;
  readonly base: ManifestEntry | undefined;
  readonly entry: ManifestEntry;
  readonly once: boolean;
  readonly overwrite: OverwritePolicy;
}

/** `kept`: edited and still generated as before; `conflict`: edited and generated differently; `foreign`: not ours. */
function fateOf({ disk, base, entry, once, overwrite }: Situation): 'write' | 'kept' | 'conflict' | 'foreign' {
  if (disk === undefined) return 'write';
  if (once) return 'kept';
  if (overwrite === 'force') return 'write';
  if (base === undefined) return 'foreign';
  if (disk.sha256 === base.sha256) return 'write';
  return base.sha256 === entry.sha256 ? 'kept' : 'conflict';
}

/** What is to happen with files that are no longer generated. */
export interface StaleDecisions {
  readonly remove: readonly string[];
  readonly kept: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Files that are no longer generated are removed, but those edited by hand are kept unless forced. */
export function decideStale(
  stale: readonly string[], before: Manifest, onDisk: ReadonlyMap<string, DiskText>, overwrite: OverwritePolicy,
): StaleDecisions {
  const remove: string[] = [];
  const kept: string[] = [];
  for (const path of stale) {
    const disk = onDisk.get(path);
    if (disk === undefined) continue;
    const isEdited = overwrite === 'keepEdits' && disk.sha256 !== before.files[path]?.sha256;
    (isEdited ? kept : remove).push(path);
  }
  return { remove, kept, diagnostics: kept.map((file) => pipelineCatalogue.report('DM3003', spanOfFile(file), { file })) };
}
