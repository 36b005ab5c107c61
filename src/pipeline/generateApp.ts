import type { CancelSignal } from '../base/cancelSignal.ts';
import type { ApplicationIR } from '../ir/application.ts';
import type { Generated, Stratum, Target, Unit } from '../ir/unit.ts';
import { type Masterplan, planUnits } from '../plan/masterplan.ts';
import { hasErrors, type LoadedSpec, type LocatedDiagnostic, loadSpec, locateAll, type SpecFiles } from './loadSpec.ts';
import type { Ports } from './ports.ts';
import { type OverwritePolicy, writeApp, type WriteResult } from './writeApp.ts';

export type GenerateStage = 'spec' | 'plan' | 'generate' | 'write';

export interface GenerateOptions {
  readonly spec: SpecFiles;
  /** Folder of the app. */
  readonly out: string;
  readonly overwrite: OverwritePolicy;
  /** Told when a stage begins. */
  readonly onStage?: (stage: GenerateStage) => void;
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

/** What was made; `application` and `plan` are undefined when the spec has errors. */
export interface GenerateOutcome {
  readonly report: GenerateReport;
  readonly ok: boolean;
  readonly application?: ApplicationIR;
  readonly plan?: Masterplan;
}

/**
 * The main job: reads the spec, plans its units, emits, formats and writes the app.
 * Nothing is written when the spec has errors or the signal is aborted before writing begins.
 */
export async function generateApp(
  options: GenerateOptions, target: Target, ports: Ports, signal?: CancelSignal,
): Promise<GenerateOutcome> {
  const start = ports.clock.now();
  options.onStage?.('spec');
  const spec = loadSpec(options.spec);
  const specMs = ports.clock.now() - start;
  const { application } = spec;
  if (application === undefined || hasErrors(spec.diagnostics)) {
    return { ok: false, report: reportOf({ options, spec, specMs, totalMs: specMs }) };
  }
  options.onStage?.('generate');
  const generateStart = ports.clock.now();
  const generated = target.generate(application);
  const generateMs = ports.clock.now() - generateStart;
  options.onStage?.('plan');
  const planStart = ports.clock.now();
  const plan = planUnits(application.name, generated.units);
  const planMs = ports.clock.now() - planStart;
  throwIfAborted(signal);
  options.onStage?.('write');
  const written = await writeApp({ root: options.out, target: target.name, files: generated.files, overwrite: options.overwrite }, ports);
  const totalMs = ports.clock.now() - start;
  const report = reportOf({ options, spec, specMs, totalMs, made: { generated, plan, written, generateMs, planMs } });
  return { ok: !hasErrors(written.diagnostics), report, application, plan };
}

interface ReportInput {
  readonly options: GenerateOptions;
  readonly spec: LoadedSpec;
  readonly specMs: number;
  readonly totalMs: number;
  readonly made?: {
    readonly generated: Generated;
    readonly plan: Masterplan;
    readonly written: WriteResult;
    readonly generateMs: number;
    readonly planMs: number;
  };
}

function reportOf({ options, spec, specMs, totalMs, made }: ReportInput): GenerateReport {
  const written = made?.written;
  const files = made?.generated.files ?? [];
  return {
    app: options.out,
    spec: options.spec.main,
    files: files.length,
    lines: written?.lines ?? 0,
    strata: countStrata(files),
    units: made?.generated.units.length ?? 0,
    timingsMs: {
      spec: round(specMs),
      plan: round(made?.planMs ?? 0),
      generate: round(made?.generateMs ?? 0),
      format: round(written?.formatMs ?? 0),
      write: round(written?.writeMs ?? 0),
      total: round(totalMs),
    },
    tokens: { input: 0, cachedInput: 0, output: 0 },
    costUsd: 0,
    diagnostics: locateAll([...spec.diagnostics, ...(written?.diagnostics ?? [])], spec),
    incomplete: (made?.generated.units ?? []).flatMap((unit) => incompleteOf(unit, spec)),
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

function countStrata(files: readonly { readonly stratum: Stratum }[]): Readonly<Record<Stratum, number>> {
  const counts = { template: 0, ast: 0, llm: 0 };
  for (const { stratum } of files) counts[stratum] += 1;
  return counts;
}

function throwIfAborted(signal: CancelSignal | undefined): void {
  if (signal?.aborted === true) throw new Error('Cancelled before anything was written.');
}

/** Milliseconds to two digits. */
function round(value: number): number {
  return Math.round(value * 100) / 100;
}
