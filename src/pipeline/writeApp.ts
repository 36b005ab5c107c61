import type { Diagnostic } from '../base/diagnostic.ts';
import { spanOfFile } from '../base/span.ts';
import type { GeneratedFile } from '../ir/unit.ts';
import { pipelineCatalogue } from './catalogue.ts';
import { emptyManifest, formatManifest, type Manifest, type ManifestEntry, manifestPath, parseManifest } from './manifest.ts';
import type { Ports } from './ports.ts';

/** What happens to files that were edited by hand or that DevMatrix did not write. */
export type OverwritePolicy = 'keepEdits' | 'force';

export interface WriteOptions {
  readonly root: string;
  readonly target: string;
  readonly files: readonly GeneratedFile[];
  readonly overwrite: OverwritePolicy;
}

export interface WriteResult {
  readonly written: readonly string[];
  readonly unchanged: readonly string[];
  /** Edited by hand: left as they are. */
  readonly kept: readonly string[];
  readonly removed: readonly string[];
  /** Lines of all files as they now stand in the app. */
  readonly lines: number;
  readonly diagnostics: readonly Diagnostic[];
  readonly formatMs: number;
  readonly writeMs: number;
}

interface FormattedFile {
  readonly file: GeneratedFile;
  readonly text: string;
  readonly entry: ManifestEntry;
}

/**
 * Brings the folder to the generated state: formats what changed, writes what differs, removes what is no longer
 * generated. Nothing that a person edited or wrote is lost unless `overwrite` is `force`.
 */
export async function writeApp(options: WriteOptions, ports: Ports): Promise<WriteResult> {
  const start = ports.clock.now();
  const manifestText = (await ports.files.readAll(options.root, [manifestPath])).get(manifestPath);
  const read = manifestText === undefined ? undefined : parseManifest(manifestText);
  if (manifestText !== undefined && read === undefined && options.overwrite === 'keepEdits') {
    const diagnostic = pipelineCatalogue.report('DM3004', spanOfFile(manifestPath), { file: manifestPath });
    return { written: [], unchanged: [], kept: [], removed: [], lines: 0, diagnostics: [diagnostic], formatMs: 0, writeMs: ports.clock.now() - start };
  }
  const before = read ?? emptyManifest(options.target, ports.formatter.id);
  const stale = Object.keys(before.files).filter((path) => !options.files.some((file) => file.path === path));
  const onDisk = await ports.files.readAll(options.root, [...options.files.map((file) => file.path), ...stale]);

  const formatStart = ports.clock.now();
  const formatted = await formatChanged(options.files, before, onDisk, ports);
  const formatMs = ports.clock.now() - formatStart;

  const changes = decide(formatted, before, onDisk, options.overwrite, ports);
  const leaving = decideStale(stale, before, onDisk, options.overwrite, ports);
  const after = formatManifest({ devmatrix: 1, target: options.target, formatter: ports.formatter.id, files: changes.entries });
  const writes = [...changes.writes, ...(after === manifestText ? [] : [{ path: manifestPath, text: after }])];
  await ports.files.writeAll(options.root, writes);
  await ports.files.removeAll(options.root, leaving.remove);
  return {
    written: changes.writes.map(({ path }) => path),
    unchanged: changes.unchanged,
    kept: [...changes.kept, ...leaving.kept],
    removed: leaving.remove,
    lines: formatted.reduce((sum, { text }) => sum + countLines(text), 0),
    diagnostics: [...changes.diagnostics, ...leaving.diagnostics],
    formatMs,
    writeMs: ports.clock.now() - start - formatMs,
  };
}

/** Formats only texts that are not known from the last run. */
async function formatChanged(
  files: readonly GeneratedFile[], before: Manifest, onDisk: ReadonlyMap<string, string>, ports: Ports,
): Promise<readonly FormattedFile[]> {
  const sources = files.map((file) => ports.hash.sha256(file.text));
  const known = files.map((file, index): string | undefined => {
    if (file.formatted) return file.text;
    const entry = before.files[file.path];
    const disk = onDisk.get(file.path);
    if (entry === undefined || disk === undefined || before.formatter !== ports.formatter.id) return undefined;
    return entry.source === sources[index] && ports.hash.sha256(disk) === entry.sha256 ? disk : undefined;
  });
  const todo = files.filter((_, index) => known[index] === undefined);
  const texts = await ports.formatter.formatAll(todo);
  let next = 0;
  return files.map((file, index) => {
    const text = known[index] ?? texts[next++] ?? file.text;
    const entry: ManifestEntry = {
      emitter: file.emitter,
      stratum: file.stratum,
      nodes: file.nodes,
      source: sources[index] ?? '',
      sha256: ports.hash.sha256(text),
    };
    return { file, text, entry };
  });
}

interface Decisions {
  readonly writes: { readonly path: string; readonly text: string }[];
  readonly unchanged: string[];
  readonly kept: string[];
  readonly entries: Record<string, ManifestEntry>;
  readonly diagnostics: Diagnostic[];
}

function decide(
  formatted: readonly FormattedFile[], before: Manifest, onDisk: ReadonlyMap<string, string>, overwrite: OverwritePolicy, ports: Ports,
): Decisions {
  const result: Decisions = { writes: [], unchanged: [], kept: [], entries: {}, diagnostics: [] };
  for (const { file, text, entry } of formatted) {
    const base = before.files[file.path];
    const disk = onDisk.get(file.path);
    const fate = disk === text ? 'unchanged' : fateOf({ disk, base, entry, once: file.once, overwrite }, ports);
    result.entries[file.path] = fate === 'conflict' && base !== undefined ? base : entry;
    if (fate === 'write') result.writes.push({ path: file.path, text });
    else if (fate === 'unchanged') result.unchanged.push(file.path);
    else result.kept.push(file.path);
    if (fate === 'conflict') result.diagnostics.push(pipelineCatalogue.report('DM3001', spanOfFile(file.path), { file: file.path }));
    if (fate === 'foreign') {
      result.diagnostics.push(pipelineCatalogue.report('DM3002', spanOfFile(file.path), { file: file.path }));
      Reflect.deleteProperty(result.entries, file.path);
    }
  }
  return result;
}

interface Situation {
  readonly disk: string | undefined;
  readonly base: ManifestEntry | undefined;
  readonly entry: ManifestEntry;
  readonly once: boolean;
  readonly overwrite: OverwritePolicy;
}

/** `kept`: edited and still generated as before; `conflict`: edited and generated differently; `foreign`: not ours. */
function fateOf({ disk, base, entry, once, overwrite }: Situation, ports: Ports): 'write' | 'kept' | 'conflict' | 'foreign' {
  if (disk === undefined) return 'write';
  if (once) return 'kept';
  if (overwrite === 'force') return 'write';
  if (base === undefined) return 'foreign';
  if (ports.hash.sha256(disk) === base.sha256) return 'write';
  return base.sha256 === entry.sha256 ? 'kept' : 'conflict';
}

function decideStale(
  stale: readonly string[], before: Manifest, onDisk: ReadonlyMap<string, string>, overwrite: OverwritePolicy, ports: Ports,
): { readonly remove: readonly string[]; readonly kept: readonly string[]; readonly diagnostics: readonly Diagnostic[] } {
  const present = stale.filter((path) => onDisk.has(path));
  const edited = present.filter((path) => overwrite === 'keepEdits' && ports.hash.sha256(onDisk.get(path) ?? '') !== before.files[path]?.sha256);
  return {
    remove: present.filter((path) => !edited.includes(path)),
    kept: edited,
    diagnostics: edited.map((file) => pipelineCatalogue.report('DM3003', spanOfFile(file), { file })),
  };
}

function countLines(text: string): number {
  let lines = text === '' || text.endsWith('\n') ? 0 : 1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}
