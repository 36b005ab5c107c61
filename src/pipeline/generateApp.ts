import type { CancelSignal } from '../base/cancelSignal.ts';
import type { ApplicationIR } from '../ir/application.ts';
import type { GeneratedFile, Stratum, Target, Unit } from '../ir/unit.ts';
import type { OverwritePolicy } from './appState.ts';
import { hasErrors, type LoadedSpec, type LocatedDiagnostic, loadSpec, locateAll, type SpecFiles } from './loadSpec.ts';
import type { Ports } from './ports.ts';
import { throwIfAborted } from './prepareFiles.ts';
import type { ProgressListener } from './progress.ts';
import { writeApp, type WriteResult } from './writeApp.ts';

export interface GenerateOptions extends ProgressListener {
  readonly spec: SpecFiles;
  /** Folder of the app. */
  readonly out: string;
  readonly overwrite: OverwritePolicy;
}

/** A unit that needs a language model and was generated without one. */
export interface IncompleteUnit {
  readonly unit: string;
  readonly file: string;
  readonly reason: string;
  /** Line of the spec that states it in words. */
  readonly specLine: number;
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
  options: GenerateOptions, target: Target, ports: Ports, signal?: CancelSignal,
): Promise<GenerateOutcome> {
  const start = ports.clock.now();
  options.onStage?.('spec');
  await ports.turn();
  throwIfAborted(signal);
  const spec = loadSpec(options.spec);
  const specMs = ports.clock.now() - start;
  const { application } = spec;
  if (application === undefined || hasErrors(spec.diagnostics)) {
    return { ok: false, report: reportOf({ options, spec, specMs, totalMs: specMs, strata: noStrata, units: [] }) };
  }
  await ports.turn();
  throwIfAborted(signal);
  const strata = { ...noStrata };
  const units: Unit[] = [];
  const files = function* (): Iterable<GeneratedFile> {
    for (const emitted of target.emit(application)) {
      strata[emitted.file.stratum] += 1;
      units.push(...emitted.units);
      yield emitted.file;
    }
  };
  const { out: root, overwrite, onStage, onProgress } = options;
  const listener = { ...(onStage === undefined ? {} : { onStage }), ...(onProgress === undefined ? {} : { onProgress }) };
  const written = await writeApp({ root, target: target.name, files: files(), overwrite, ...listener }, ports, signal);
  const report = reportOf({ options, spec, specMs, totalMs: ports.clock.now() - start, strata, units, written });
  return { ok: !hasErrors(written.diagnostics), report, application };
}

const noStrata: Readonly<Record<Stratum, number>> = { template: 0, ast: 0, llm: 0 };

interface ReportInput {
  readonly options: GenerateOptions;
  readonly spec: LoadedSpec;
  readonly specMs: number;
  readonly totalMs: number;
  readonly strata: Readonly<Record<Stratum, number>>;
  readonly units: readonly Unit[];
  readonly written?: WriteResult;
}

function reportOf({ options, spec, specMs, totalMs, strata, units, written }: ReportInput): GenerateReport {
  return {
    app: options.out,
    spec: options.spec.main,
    files: strata.template + strata.ast + strata.llm,
    lines: written?.lines ?? 0,
    strata,
    units: units.length,
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
    diagnostics: locateAll([...spec.diagnostics, ...(written?.diagnostics ?? [])], spec),
    incomplete: units.flatMap((unit) => incompleteOf(unit, spec)).sort((a, b) => (a.unit < b.unit ? -1 : 1)),
    written: written?.written.length ?? 0,
    unchanged: written?.unchanged.length ?? 0,
    kept: written?.kept ?? [],
    removed: written?.removed ?? [],
  };
}

function incompleteOf(unit: Unit, spec: LoadedSpec): readonly IncompleteUnit[] {
  if (unit.task === undefined) return [];
  return [{ unit: unit.id, file: unit.file, reason: unit.task.reason, specLine: spec.locate(unit.task.span).start.line }];
}

/** Milliseconds to two digits. */
function round(value: number): number {
  return Math.round(value * 100) / 100;
}
