import type { CancelSignal } from '../base/cancelSignal.ts';
import type { Diagnostic } from '../base/diagnostic.ts';
import type { ApplicationIR } from '../ir/application.ts';
import type { WrittenUnits } from '../ir/target.ts';
import type { EmittedFile, GeneratedFile, Stratum, Unit } from '../ir/unit.ts';
import type { OverwritePolicy } from './appState.ts';
import { type IncompleteUnit, inputOf, type Summary } from './lastRun.ts';
import { pipelineCatalogue } from './catalogue.ts';
import { hasErrors, type LoadedSpec, type LocatedDiagnostic, loadSpec, locateAll, type SpecFiles, unreadDraft } from './loadSpec.ts';
import type { Ports } from './ports.ts';
import { throwIfAborted } from './prepareFiles.ts';
import type { ProgressListener } from './progress.ts';
import type { RunReport } from '../waves/report.ts';
import type { LazyTarget } from './targets.ts';
import { type BookState, bookStateOf, emptyBook, readUnitBook } from './unitBook.ts';
import { writeApp, type WriteResult } from './writeApp.ts';

export interface GenerateOptions extends ProgressListener {
  readonly spec: SpecFiles;
  /** Folder of the app. */
  readonly out: string;
  readonly overwrite: OverwritePolicy;
  /** Generates also from a draft that nobody has reviewed. */
  readonly allowUnreviewed?: boolean;
}

/** What `generate` tells; the fields up to `incomplete` are the stable part of its JSON. */
export interface GenerateReport {
  readonly app: string;
  readonly spec: string;
  readonly files: number;
  readonly lines: number;
  /** Number of files in each stratum. */
  readonly strata: Readonly<Record<Stratum, number>>;
  readonly units: number;
  readonly timingsMs: Readonly<Record<'spec' | 'plan' | 'generate' | 'format' | 'write' | 'total', number>>;
  readonly tokens: { readonly input: number; readonly cachedInput: number; readonly output: number };
  readonly costUsd: number;
  readonly diagnostics: readonly LocatedDiagnostic[];
  readonly incomplete: readonly IncompleteUnit[];
  readonly written: number;
  readonly unchanged: number;
  readonly kept: readonly string[];
  readonly removed: readonly string[];
  /** The run in which models wrote what is stated in words; absent when nobody was asked. */
  readonly run?: RunReport;
}

/** What was made; `application` is undefined when the spec has errors. */
export interface GenerateOutcome {
  readonly report: GenerateReport;
  readonly ok: boolean;
  readonly application?: ApplicationIR;
}

/**
 * The main job: reads the spec, emits, formats and writes the app. Nothing is written when the spec has errors. Throws
 * when the signal is aborted before writing begins; from then on the app is written to its end.
 */
export async function generateApp(
  options: GenerateOptions, target: LazyTarget, ports: Ports, signal?: CancelSignal,
): Promise<GenerateOutcome> {
  const start = ports.clock.now();
  options.onStage?.('spec');
  await ports.turn();
  throwIfAborted(signal);
  const spec = loadSpec(options.spec);
  const specMs = ports.clock.now() - start;
  const { application } = spec;
  if (application === undefined || hasErrors(spec.diagnostics)) {
    return { ok: false, report: reportOf({ options, spec, specMs, totalMs: specMs, summary: nothing }) };
  }
  const draft = options.allowUnreviewed === true ? undefined : unreadDraft(spec.diagnostics);
  if (draft !== undefined) {
    const refused = pipelineCatalogue.report('DM3010', draft.span, {});
    return { ok: false, report: reportOf({ options, spec, specMs, totalMs: specMs, summary: nothing, diagnostics: [refused] }), application };
  }
  await ports.turn();
  throwIfAborted(signal);
  const { out: root, overwrite, onStage, onProgress } = options;
  const book = await readUnitBook(root, ports);
  if ('code' in book) return { ok: false, report: reportOf({ options, spec, specMs, totalMs: ports.clock.now() - start, summary: nothing, diagnostics: [book] }), application };
  const { written: units } = book;
  const strata = { ...noStrata };
  const made: Unit[] = [];
  let usable: WrittenUnits = emptyBook;
  const files = async (): Promise<Iterable<GeneratedFile>> => {
    const loaded = await target.load(units);
    usable = loaded.usable(application, units);
    return counted(loaded.emit(application, 'everything', units), strata, made);
  };
  const summary = (): Summary => ({ strata, units: made.length, incomplete: incompleteOf(made, { written: units, usable }, spec, ports) });
  const input = inputOf(spec, { main: options.spec.main, target: target.name, book: book.text }, ports);
  const written = await writeApp({
    root, target: target.name, files, overwrite, ...(input === undefined ? {} : { memory: { input, summary } }),
    ...(onStage === undefined ? {} : { onStage }), ...(onProgress === undefined ? {} : { onProgress }),
  }, ports, signal);
  const report = reportOf({ options, spec, specMs, totalMs: ports.clock.now() - start, summary: written.known ?? summary(), written });
  return { ok: !hasErrors(written.diagnostics), report, application };
}

/** Passes the files on and notes what is told of them. */
function* counted(emitted: Iterable<EmittedFile>, strata: Record<Stratum, number>, units: Unit[]): Iterable<GeneratedFile> {
  for (const made of emitted) {
    strata[made.file.stratum] += 1;
    units.push(...made.units);
    yield made.file;
  }
}

const noStrata: Readonly<Record<Stratum, number>> = { template: 0, ast: 0, llm: 0 };
const nothing: Summary = { strata: noStrata, units: 0, incomplete: [] };

interface ReportInput {
  readonly options: GenerateOptions;
  readonly spec: LoadedSpec;
  readonly specMs: number;
  readonly totalMs: number;
  readonly summary: Summary;
  readonly written?: WriteResult;
  readonly diagnostics?: readonly Diagnostic[];
}

function reportOf({ options, spec, specMs, totalMs, summary, written, diagnostics = [] }: ReportInput): GenerateReport {
  const { strata, units, incomplete } = summary;
  return {
    app: options.out,
    spec: options.spec.main,
    files: strata.template + strata.ast + strata.llm,
    lines: written?.lines ?? 0,
    strata,
    units,
    timingsMs: {
      spec: round(specMs),
      // Nothing is planned here: a plan is made when somebody asks for one.
      plan: 0,
      generate: round(written?.generateMs ?? 0),
      format: round(written?.formatMs ?? 0),
      write: round(written?.writeMs ?? 0),
      total: round(totalMs),
    },
    tokens: { input: 0, cachedInput: 0, output: 0 },
    costUsd: 0,
    diagnostics: locateAll([...spec.diagnostics, ...(written?.diagnostics ?? []), ...diagnostics], spec),
    incomplete,
    written: written?.written.length ?? 0,
    unchanged: written?.unchanged.length ?? 0,
    kept: written?.kept ?? [],
    removed: written?.removed ?? [],
  };
}

interface OpenBook {
  readonly written: WrittenUnits;
  readonly usable: WrittenUnits;
}

function incompleteOf(units: readonly Unit[], book: OpenBook, spec: LoadedSpec, ports: Ports): readonly IncompleteUnit[] {
  const incomplete = units.flatMap((unit): IncompleteUnit[] => {
    const { id, file, task } = unit;
    if (task === undefined) return [];
    const state = bookStateOf({ id, task }, book, ports.hash);
    return state === 'complete' ? [] : [{ unit: id, file, ...reasonOf(state, task.reason), specLine: spec.locate(task.span).start.line }];
  });
  return incomplete.sort((a, b) => (a.unit < b.unit ? -1 : 1));
}

function reasonOf(state: Exclude<BookState, 'complete'>, reason: string): Pick<IncompleteUnit, 'state' | 'reason'> {
  switch (state) {
    case 'missing': return { state: 'unwritten', reason };
    case 'unfit': return { state: 'unwritten', reason: 'What was written for it does not fit any more: the spec asks for another signature.' };
    case 'partial': return { state: 'partial', reason: 'It was written in part: the rest answers 501.' };
    case 'stale': return { state: 'stale', reason: 'The words changed since it was written.' };
  }
}

/** Milliseconds to two digits. */
function round(value: number): number {
  return Math.round(value * 100) / 100;
}
