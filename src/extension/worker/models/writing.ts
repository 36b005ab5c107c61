import { type AtomWork, openAtomWork } from '../../../node/atoms/atomWork.ts';
import { keepReport, roomFor } from '../../../node/atoms/runReport.ts';
import { modelKey } from '../../../llm/models/modelInfo.ts';
import { dayOf } from '../../../llm/records/budgetScopes.ts';
import { specFiles } from '../../../node/specFiles.ts';
import { loadSpec, unreadDraft } from '../../../pipeline/loadSpec.ts';
import type { LoggedEvent } from '../../../waves/runEvent.ts';
import { generate, typescriptTarget } from '../generate.ts';
import type { Requests } from '../requests.ts';
import type { WritingOffer, WritingPlace, WritingProgress, WritingResult } from '../writingRequests.ts';
import type { ModelsState } from './view.ts';

/** What writing needs of a session; `runMicroUsd`: what the settings let a run cost. */
export type Writer = Pick<ModelsState, 'store' | 'workspace' | 'models'> & { readonly runMicroUsd: number | undefined };

/** What a model would have to write for an app, and what that will cost; nobody is asked. */
export async function writingOffer(place: WritingPlace, { models, store, workspace, runMicroUsd }: Writer): Promise<WritingOffer> {
  const work = await openWork(place, workspace);
  if (typeof work === 'string') return { kind: 'problem', message: work };
  if (work.prepared.open.length === 0) return { kind: 'nothing' };
  if (models.providers.models(dayOf(Date.now())).length === 0) return { kind: 'noModel' };
  const priced = await work.price(models, store);
  if (priced === undefined) return { kind: 'noModel' };
  const { ladder, price: { calls, microUsd } } = priced;
  return {
    kind: 'priced', units: work.prepared.open.length, models: [...new Set(ladder.map(({ id }) => modelKey(id)))], calls, microUsd,
    budgetMicroUsd: runMicroUsd ?? roomFor(microUsd), goesOn: work.unfinished !== undefined,
  };
}

interface Watch {
  readonly signal: AbortSignal;
  readonly progress: (value: WritingProgress) => void;
}

/** Has models write what is open, keeps it in the app's book, generates the app again with it, and leaves a report there. */
export async function writeUnits({ spec, out, budgetMicroUsd, start }: Requests['writeUnits']['params'], { store, models, workspace }: Writer, { signal, progress }: Watch): Promise<WritingResult> {
  const work = await openWork({ spec, out }, workspace);
  if (typeof work === 'string') return { kind: 'problem', message: work };
  const priced = await work.price(models, store);
  const estimateMicroUsd = priced?.price.microUsd;
  signal.throwIfAborted();
  const started = await work.start({
    models, store, fresh: start === 'anew', budgetMicroUsd, ...(estimateMicroUsd === undefined ? {} : { estimateMicroUsd }), events: countProgress(work.prepared.open.length, progress),
  }, signal);
  if (started.kind === 'locked' || started.kind === 'other') return started;
  const run = started.kind === 'running' ? started.id : work.unfinished;
  if (started.kind === 'running') await started.finished;
  if (run === undefined) throw new Error('A run is over that nobody began.');
  const { report, file } = await keepReport(run, out, store);
  // What was paid for goes into the app, also when the person has cancelled the rest.
  const { ok, report: app } = await generate({ spec, out, overwrite: 'keepEdits' }, { signal: new AbortController().signal, progress: () => undefined });
  return {
    kind: 'ended', outcome: report.outcome, reason: report.reason, written: report.atoms.done, incomplete: report.incomplete.length,
    microUsd: report.cost.microUsd, report: file, generated: { ok, report: app },
  };
}

/** Tells how far a run is as its events come: units that are sent back are open again. */
export function countProgress(all: number, tell: (value: WritingProgress) => void): (logged: LoggedEvent) => void {
  let done = 0;
  let microUsd = 0;
  return ({ event }) => {
    if (event.kind === 'unit.done' || event.kind === 'unit.incomplete') done += 1;
    else if (event.kind === 'unit.requeued') done -= 1;
    else if (event.kind === 'unit.answer') microUsd += event.microUsd ?? 0;
    else return;
    tell({ done, all, microUsd });
  };
}

async function openWork({ spec, out }: WritingPlace, workspace: string): Promise<AtomWork | string> {
  const files = specFiles(spec);
  const { diagnostics } = loadSpec(files);
  const problem = diagnostics.find(({ severity }) => severity === 'error') ?? unreadDraft(diagnostics);
  if (problem !== undefined) return problem.message;
  const work = await openAtomWork({ spec: files, out, target: typescriptTarget(), moduleUrl: import.meta.url, workspace });
  return work ?? 'The spec has errors.';
}
