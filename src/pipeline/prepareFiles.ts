import type { CancelSignal } from '../base/cancelSignal.ts';
import type { GeneratedFile } from '../ir/unit.ts';
import type { AppState } from './appState.ts';
import type { ManifestEntry } from './manifest.ts';
import type { Ports } from './ports.ts';
import type { ProgressListener } from './progress.ts';

/** A generated file as it is to stand in the app. */
export interface PreparedFile {
  readonly file: GeneratedFile;
  readonly text: string;
  readonly entry: ManifestEntry;
}

export interface Prepared {
  /** Sorted by path. */
  readonly files: readonly PreparedFile[];
  /** Until the last file was generated. */
  readonly generateMs: number;
  /** From then until the last file was formatted. */
  readonly formatMs: number;
}

/** A generated file whose text may still be with the formatter. */
interface ComingFile {
  readonly file: GeneratedFile;
  /** SHA-256 before formatting. */
  readonly source: string;
  readonly text: string | Promise<string>;
}

/** Milliseconds of work after which the formatter is given more, and a message that cancels is heard. */
const patienceMs = 2;

/**
 * Takes the files as they are generated and formats those that are not known from the last run; the formatter works
 * beside the generation. Throws when the signal is aborted.
 */
export async function prepareFiles(
  files: Iterable<GeneratedFile>, app: AppState, listener: ProgressListener, ports: Ports, signal?: CancelSignal,
): Promise<Prepared> {
  const start = ports.clock.now();
  const coming = await generated(files, app, listener, ports, signal);
  const generateMs = ports.clock.now() - start;
  const prepared = await formatted(coming, listener, ports, signal);
  return { files: prepared, generateMs, formatMs: ports.clock.now() - start - generateMs };
}

async function generated(
  files: Iterable<GeneratedFile>, app: AppState, listener: ProgressListener, ports: Ports, signal: CancelSignal | undefined,
): Promise<readonly ComingFile[]> {
  listener.onStage?.('generate');
  const coming: ComingFile[] = [];
  let turned = ports.clock.now();
  for (const file of files) {
    const source = ports.hash.sha256(file.text);
    coming.push({ file, source, text: knownText(file, source, app, ports) ?? formatting(file, ports) });
    if (ports.clock.now() - turned < patienceMs) continue;
    listener.onProgress?.({ stage: 'generate', done: coming.length, total: undefined });
    await ports.turn();
    throwIfAborted(signal);
    turned = ports.clock.now();
  }
  listener.onProgress?.({ stage: 'generate', done: coming.length, total: coming.length });
  return coming;
}

async function formatted(
  coming: readonly ComingFile[], listener: ProgressListener, ports: Ports, signal: CancelSignal | undefined,
): Promise<readonly PreparedFile[]> {
  listener.onStage?.('format');
  const prepared: PreparedFile[] = [];
  for (const { file, source, text } of coming) {
    const ready = typeof text === 'string' ? text : await text;
    throwIfAborted(signal);
    const { emitter, stratum, nodes } = file;
    const sha256 = ready === file.text ? source : ports.hash.sha256(ready);
    prepared.push({ file, text: ready, entry: { emitter, stratum, nodes, source, sha256 } });
    if (text !== ready) listener.onProgress?.({ stage: 'format', done: prepared.length, total: coming.length });
  }
  return prepared.sort((a, b) => (a.file.path < b.file.path ? -1 : 1));
}

/** The text as it was written last, when the file was generated from the same text then; or as it is, when it is formatted already. */
function knownText(file: GeneratedFile, source: string, app: AppState, ports: Ports): string | undefined {
  if (file.formatted) return file.text;
  const entry = app.before.files[file.path];
  const disk = app.onDisk.get(file.path);
  if (entry === undefined || disk === undefined || app.before.formatter !== ports.formatter.id) return undefined;
  return entry.source === source && disk.sha256 === entry.sha256 ? disk.text : undefined;
}

function formatting(file: GeneratedFile, ports: Ports): Promise<string> {
  const text = ports.formatter.format(file);
  // A failure is met where the text is awaited, which may be later, or never when the run is cancelled.
  text.catch(() => undefined);
  return text;
}

/** Ends a run that was cancelled; nothing has been written at this point. */
export function throwIfAborted(signal: CancelSignal | undefined): void {
  if (signal?.aborted === true) throw new Error('Cancelled before anything was written.');
}
