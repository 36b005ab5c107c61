import type { CancelSignal } from '../base/cancelSignal.ts';
import type { Diagnostic } from '../base/diagnostic.ts';
import { spanOfFile } from '../base/span.ts';
import type { GeneratedFile } from '../ir/unit.ts';
import { type AppState, type OverwritePolicy, readApp, readTexts } from './appState.ts';
import { pipelineCatalogue } from './catalogue.ts';
import { decide, decideStale, type Decisions, type StaleDecisions } from './decide.ts';
import { type LastRun, lastRunPath, parseLastRun, sealOf, type Summary } from './lastRun.ts';
import { formatManifest, manifestPath, nextManifestPath } from './manifest.ts';
import { FileProblem, type Ports } from './ports.ts';
import { prepareFiles, type Prepared, throwIfAborted } from './prepareFiles.ts';
import type { ProgressListener } from './progress.ts';

export type { OverwritePolicy };

export interface WriteOptions extends ProgressListener {
  readonly root: string;
  readonly target: string;
  /** Asked for only when they are needed; may be generated while they are taken. */
  readonly files: () => Promise<Iterable<GeneratedFile>>;
  readonly overwrite: OverwritePolicy;
  /** When given, a run with an input that is known from the last run asks for no files. */
  readonly memory?: Memory;
}

export interface Memory {
  /** Changes with everything that the files are generated from. */
  readonly input: string;
  /** Asked for when all files are generated. */
  readonly summary: () => Summary;
}

export interface WriteResult {
  readonly written: readonly string[];
  readonly unchanged: readonly string[];
  /** Edited by hand: left as they are. */
  readonly kept: readonly string[];
  readonly removed: readonly string[];
  /** Lines of all files as they are generated. */
  readonly lines: number;
  readonly diagnostics: readonly Diagnostic[];
  /** What the run told that generated these files, when no file had to be generated now. */
  readonly known: Summary | undefined;
  readonly generateMs: number;
  readonly formatMs: number;
  readonly writeMs: number;
}

/** Files that are written between two turns of the thread. */
const batchSize = 64;

/**
 * Brings the folder to the generated state: formats what changed, writes what differs, removes what is no longer
 * generated. Nothing that a person edited or wrote is lost unless `overwrite` is `force`. Throws when the signal is
 * aborted before the first file is written; after that all are written. When a file cannot be written, a diagnostic
 * says so, and the next run knows what this one wrote.
 */
export async function writeApp(options: WriteOptions, ports: Ports, signal?: CancelSignal): Promise<WriteResult> {
  const start = ports.clock.now();
  const result: Mutable<WriteResult> = {
    written: [], unchanged: [], kept: [], removed: [], lines: 0, diagnostics: [], known: undefined, generateMs: 0, formatMs: 0, writeMs: 0,
  };
  try {
    await write(options, result, ports, signal);
  } catch (error) {
    if (!(error instanceof FileProblem)) throw error;
    result.diagnostics = [...result.diagnostics, failure(error, result.written.length)];
  }
  result.writeMs = ports.clock.now() - start - result.generateMs - result.formatMs;
  return result;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Fills the result as it goes on, so that it tells the truth when a file cannot be written. */
async function write(options: WriteOptions, result: Mutable<WriteResult>, ports: Ports, signal: CancelSignal | undefined): Promise<void> {
  const { root, target, overwrite } = options;
  const app = await readApp(root, target, overwrite, ports);
  if ('code' in app) {
    result.diagnostics = [app];
    return;
  }
  const known = knownRun(app, options, ports);
  if (known !== undefined) {
    const { kept, unchanged } = comparedWithDisk(app);
    Object.assign(result, { known, kept, unchanged, lines: known.lines });
    return;
  }
  const prepared = await prepareFiles(await options.files(), app, options, ports, signal);
  result.generateMs = prepared.generateMs;
  result.formatMs = prepared.formatMs;
  result.lines = prepared.files.reduce((sum, { text }) => sum + countLines(text), 0);
  const { changes, leaving } = await decideAll(prepared, app, options, ports);
  result.unchanged = changes.unchanged;
  result.kept = [...changes.kept, ...leaving.kept];
  result.diagnostics = [...changes.diagnostics, ...leaving.diagnostics];
  await ports.turn();
  throwIfAborted(signal);
  options.onStage?.('write');
  const manifest = formatManifest({ devmatrix: 1, target, formatter: ports.formatter.id, files: changes.entries });
  const isNew = manifest !== app.manifestText;
  const { writes } = changes;
  if (isNew || writes.length > 0) {
    // What is about to be written is known on disk before the first file is: a run that is cut off loses no knowledge.
    await ports.files.makeFolders(root, [nextManifestPath, ...writes.map(({ path }) => path)]);
    await ports.files.writeAll(root, [{ path: nextManifestPath, text: manifest }]);
  }
  await writeBatches(writes, options, result, ports);
  await ports.files.removeAll(root, leaving.remove);
  result.removed = leaving.remove;
  if (isNew || writes.length > 0) await ports.files.replace(root, nextManifestPath, manifestPath);
  else if (app.interrupted) await ports.files.removeAll(root, [nextManifestPath]);
  if (changes.diagnostics.length === 0) await remember(manifest, result.lines, app, options, ports);
}

/** The last run, when it generated from the same input, everything that it wrote is there, and nothing is to be replaced. */
function knownRun(app: AppState, { memory, overwrite }: WriteOptions, ports: Ports): LastRun | undefined {
  if (memory === undefined || overwrite === 'force' || app.interrupted || app.lastRunText === undefined || app.manifestText === undefined) return undefined;
  const last = parseLastRun(app.lastRunText);
  if (last?.seal !== sealOf(memory.input, app.manifestText, ports)) return undefined;
  return Object.keys(app.before.files).every((path) => app.onDisk.has(path)) ? last : undefined;
}

/** What stands on disk against what was generated: different files were edited by hand. */
function comparedWithDisk({ before, onDisk }: AppState): { readonly unchanged: readonly string[]; readonly kept: readonly string[] } {
  const unchanged: string[] = [];
  const kept: string[] = [];
  for (const [path, { sha256 }] of Object.entries(before.files)) (onDisk.get(path)?.sha256 === sha256 ? unchanged : kept).push(path);
  return { unchanged, kept };
}

/** Notes what this run told. The app is complete without that, so a note that cannot be written is left out. */
async function remember(manifestText: string, lines: number, app: AppState, { root, memory }: WriteOptions, ports: Ports): Promise<void> {
  if (memory === undefined) return;
  const last: LastRun = { seal: sealOf(memory.input, manifestText, ports), lines, ...memory.summary() };
  const text = `${JSON.stringify(last, null, 2)}\n`;
  if (text === app.lastRunText) return;
  try {
    await ports.files.makeFolders(root, [lastRunPath]);
    await ports.files.writeAll(root, [{ path: lastRunPath, text }]);
  } catch (error) {
    if (!(error instanceof FileProblem)) throw error;
  }
}

async function decideAll(
  prepared: Prepared, app: AppState, { root, overwrite }: WriteOptions, ports: Ports,
): Promise<{ readonly changes: Decisions; readonly leaving: StaleDecisions }> {
  const known = app.before.files;
  const paths = prepared.files.map(({ file }) => file.path);
  const unknown = await readTexts(root, paths.filter((path) => !Object.hasOwn(known, path)), ports);
  const generated = new Set(paths);
  const stale = Object.keys(known).filter((path) => !generated.has(path));
  return {
    changes: decide(prepared.files, app.before, new Map([...app.onDisk, ...unknown]), overwrite),
    leaving: decideStale(stale, app.before, app.onDisk, overwrite),
  };
}

async function writeBatches(
  writes: Decisions['writes'], { root, onProgress }: WriteOptions, result: Mutable<WriteResult>, ports: Ports,
): Promise<void> {
  for (let done = 0; done < writes.length; done += batchSize) {
    const batch = writes.slice(done, done + batchSize);
    try {
      await ports.files.writeAll(root, batch);
    } catch (error) {
      const failed = error instanceof FileProblem ? batch.findIndex(({ path }) => path === error.path) : 0;
      result.written = writes.slice(0, done + Math.max(0, failed)).map(({ path }) => path);
      throw error;
    }
    onProgress?.({ stage: 'write', done: done + batch.length, total: writes.length });
    await ports.turn();
  }
  result.written = writes.map(({ path }) => path);
}

function failure(problem: FileProblem, written: number): Diagnostic {
  const { path: file, action } = problem;
  const span = spanOfFile(file);
  const state = written === 0 ? 'No file of the app was changed.' : `${written === 1 ? 'One file was' : `${written} files were`} written before that; the app is incomplete.`;
  switch (problem.obstacle) {
    case 'full': return pipelineCatalogue.report('DM3005', span, { file, state });
    case 'refused': return pipelineCatalogue.report('DM3006', span, { file, action, state });
    case 'blocked': return pipelineCatalogue.report('DM3007', span, { file, action, state });
    case 'other': return pipelineCatalogue.report('DM3008', span, { file, action, reason: problem.message, state });
  }
}

/** Splitting is done by the engine at once: a loop over the text costs seven times as much in a young process. */
function countLines(text: string): number {
  let ends = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) ends += 1;
  return text === '' || text.endsWith('\n') ? ends : ends + 1;
}
