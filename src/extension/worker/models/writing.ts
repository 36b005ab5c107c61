import { modelKey } from '../../../llm/models/modelInfo.ts';
import { dayOf } from '../../../llm/records/budgetScopes.ts';
import type { KeptFunctionRepository } from '../../../llm/records/keptFunctions.ts';
import { type AtomWork, openAtomWork, type PricedWork, type RunPast } from '../../../node/atoms/atomWork.ts';
import { keepReport, proposedBudget } from '../../../node/atoms/runReport.ts';
import { specFiles } from '../../../node/specFiles.ts';
import { loadSpec, unreadDraft } from '../../../pipeline/loadSpec.ts';
import { runPlanPage } from '../../../plan/runPlanPage.ts';
import type { LoggedEvent } from '../../../waves/runEvent.ts';
import { RunProgress } from '../../../waves/runProgress.ts';
import type { WaveRun } from '../../../waves/waveRun.ts';
import { generate, typescriptTarget } from '../generate.ts';
import type { Requests } from '../requests.ts';
import type { PricedWriting, UnknownPrompts, WritingOffer, WritingPlace, WritingProgress, WritingResult } from '../writingRequests.ts';
import { unknownPrompts } from './unknownPrompts.ts';
import type { ModelsState } from './view.ts';

/** What writing needs of a session; `runMicroUsd`: what the settings let a run cost; `prompts`: the version that they name; `functions`: those of other apps, unless the settings leave them out. */
export type Writer = Pick<ModelsState, 'store' | 'workspace' | 'models'> & { readonly runMicroUsd: number | undefined; readonly prompts: string | undefined; readonly functions: KeptFunctionRepository | undefined };

/** What a model would have to write for an app, and what that will cost; nobody is asked. */
export async function writingOffer({ spec, out, start }: Requests['offerWriting']['params'], writer: Writer): Promise<WritingOffer> {
  const { models, store } = writer;
  const work = await openWork({ spec, out }, writer);
  if ('kind' in work) return work;
  if (work.prepared.open.length === 0) return { kind: 'nothing' };
  if (models.providers.models(dayOf(Date.now())).length === 0) return { kind: 'noModel' };
  const past = start === 'goOn' ? await work.past(store) : undefined;
  const priced = await work.price(models, { store, past });
  return priced === undefined ? { kind: 'noModel' } : offerOf(work, priced, { past, runMicroUsd: writer.runMicroUsd });
}

function offerOf(work: AtomWork, { ladder, left, price, of: priceOf }: PricedWork, { past, runMicroUsd }: { readonly past: RunPast | undefined; readonly runMicroUsd: number | undefined }): PricedWriting {
  const models = [...new Set(ladder.map(({ id }) => modelKey(id)))];
  const spentMicroUsd = past?.spentMicroUsd ?? 0;
  const before = past === undefined ? undefined : { written: past.progress.view.written, all: past.progress.view.all, spentMicroUsd };
  const tasks = new Map(work.prepared.open.map(({ id, task }) => [id, task]));
  const placeOf = (unit: string): string => {
    const span = tasks.get(unit)?.span;
    return span === undefined ? '' : `${span.file.split(/[\\/]/).at(-1) ?? span.file}:${String(work.spec.locate(span).start.line)}`;
  };
  return {
    kind: 'priced', units: left.length, models, calls: price.calls, microUsd: price.microUsd, ifCachedMicroUsd: price.ifCachedMicroUsd, before,
    budgetMicroUsd: proposedBudget({ settingMicroUsd: runMicroUsd, spentMicroUsd, leftMicroUsd: price.microUsd }),
    plan: runPlanPage({
      plan: work.prepared.plan, models, price, units: left.map((call) => ({ unit: call.unit, place: placeOf(call.unit), price: priceOf([call]) })),
      ...(before === undefined ? {} : { before: { written: before.written, all: before.all, microUsd: spentMicroUsd } }),
    }),
  };
}

interface Watch {
  readonly signal: AbortSignal;
  readonly progress: (value: WritingProgress) => void;
  /** Hears of the run once it is under way. */
  readonly running: (run: Pick<WaveRun, 'pause' | 'resume'>) => void;
}

/** Has models write what is open, keeps it in the app's book, generates the app again with it, and leaves a report there. */
export async function writeUnits({ spec, out, budgetMicroUsd, start }: Requests['writeUnits']['params'], writer: Writer, { signal, progress, running }: Watch): Promise<WritingResult> {
  const { store, models } = writer;
  const work = await openWork({ spec, out }, writer);
  if ('kind' in work) return work;
  const past = start === 'goOn' ? await work.past(store) : undefined;
  const priced = await work.price(models, { store, past });
  const estimateMicroUsd = priced?.price.microUsd;
  if (signal.aborted) return { kind: 'notBegun' };
  const fold = past?.progress ?? new RunProgress();
  if (past !== undefined) progress(progressOf(fold, 'writing'));
  const started = await work.start({
    models, store, fresh: start === 'anew', budgetMicroUsd, ...(estimateMicroUsd === undefined ? {} : { estimateMicroUsd: (past?.spentMicroUsd ?? 0) + estimateMicroUsd }), events: tellProgress(fold, progress),
  }, signal);
  if (started.kind === 'locked' || started.kind === 'other' || started.kind === 'notBegun') return started;
  const run = started.kind === 'running' ? started.id : work.unfinished;
  if (started.kind === 'running') {
    running(started.run);
    await started.finished;
  }
  if (run === undefined) throw new Error('A run is over that nobody began.');
  progress(progressOf(fold, 'generating'));
  const { report, file } = await keepReport(run, out, store);
  // What was paid for goes into the app, also when the person has cancelled the rest.
  const { ok, report: app } = await generate({ spec, out, overwrite: 'keepEdits' }, { signal: new AbortController().signal, progress: () => undefined });
  return {
    kind: 'ended', outcome: report.outcome, reason: report.reason, written: report.atoms.done, incomplete: report.incomplete.length,
    microUsd: report.cost.microUsd, report: file, generated: { ok, report: app },
  };
}

/** Tells how far a run is as its events come. */
function tellProgress(fold: RunProgress, tell: (value: WritingProgress) => void): (logged: LoggedEvent) => void {
  return (logged) => {
    if (fold.apply(logged)) tell(progressOf(fold, 'writing'));
  };
}

function progressOf({ view }: RunProgress, phase: 'writing' | 'generating'): WritingProgress {
  const isChecking = view.all > 0 && view.written + view.incomplete === view.all;
  return { phase: phase === 'writing' && isChecking ? 'checking' : phase, ...view };
}

async function openWork({ spec, out }: WritingPlace, { workspace, prompts, functions }: Pick<Writer, 'workspace' | 'prompts' | 'functions'>): Promise<AtomWork | UnknownPrompts | { readonly kind: 'problem'; readonly message: string }> {
  const unknown = unknownPrompts(prompts);
  if (unknown !== undefined) return unknown;
  const files = specFiles(spec);
  const { diagnostics } = loadSpec(files);
  const problem = diagnostics.find(({ severity }) => severity === 'error') ?? unreadDraft(diagnostics);
  if (problem !== undefined) return { kind: 'problem', message: problem.message };
  const work = await openAtomWork({ spec: files, out, target: typescriptTarget(), moduleUrl: import.meta.url, workspace, functions, ...(prompts === undefined ? {} : { prompts }) });
  return work === undefined || typeof work === 'string' ? { kind: 'problem', message: work ?? 'The spec has errors.' } : work;
}
