import { resolve } from 'node:path';
import type { WrittenUnits } from '../../ir/target.ts';
import type { Gateway } from '../../llm/gateway/gateway.ts';
import { callsOf } from '../../llm/ledger/ledgerCalls.ts';
import { totalsOf } from '../../llm/ledger/ledgerTotals.ts';
import type { Store } from '../../llm/records/store.ts';
import { bookAfterRun } from '../../pipeline/atoms/bookAfterRun.ts';
import { levelChecks } from '../../pipeline/atoms/levelChecks.ts';
import { callsLeft, type PreparedRun } from '../../pipeline/atoms/prepareRun.ts';
import { atomWorkshop, runAtoms } from '../../pipeline/atoms/runAtoms.ts';
import type { LoadedSpec } from '../../pipeline/loadSpec.ts';
import type { LazyTarget } from '../../pipeline/targets.ts';
import { readUnitBook, writeUnitBook } from '../../pipeline/unitBook.ts';
import type { AtomCalls, RunPrice } from '../../plan/priceRun.ts';
import { VerifyError } from '../../verify/ports.ts';
import type { OpenedRun } from '../../waves/openRun.ts';
import type { LoggedEvent } from '../../waves/runEvent.ts';
import { readRun } from '../../waves/runLog.ts';
import { RunProgress } from '../../waves/runProgress.ts';
import { RunState } from '../../waves/runState.ts';
import type { WaveSettings } from '../../waves/settings.ts';
import type { WaveResult, WaveRun } from '../../waves/waveRun.ts';
import type { OpenedModels } from '../models/openModels.ts';
import { nodePorts } from '../nodePorts.ts';
import { systemRandom } from '../systemRandom.ts';
import { systemTime } from '../systemTime.ts';
import { workspaceId } from '../workspaceId.ts';
import { type AppAtoms, type AppAtomsOptions, openAppAtoms } from './appAtoms.ts';
import { type OpenAppBench, openAppBench } from './appBench.ts';
import { type CandidateTools, openCandidateTools } from './candidateTools.ts';
import { keepFunctions } from './keepFunctions.ts';
import { type AtomPrices, priceAtoms } from './priceAtoms.ts';
import { lockApp, lockRun, openRunNotes, type RunNotes } from './runNotes.ts';

export interface AtomWorkOptions extends AppAtomsOptions {
  /** Folder of the app; it was generated before. */
  readonly out: string;
  /** Whom calls are counted for; the folder of the process when left out. */
  readonly workspace?: string;
}

/** What a model has to write for an app, before anybody is asked. */
export interface AtomWork {
  readonly prepared: PreparedRun;
  readonly written: WrittenUnits;
  /** A run of this app that was cut off: it goes on where its log ends. */
  readonly unfinished: string | undefined;
  readonly spec: LoadedSpec;
  /** What that run did before; undefined without one, and when it is one of another application. */
  past(store: Store): Promise<RunPast | undefined>;
  /**
   * The models that would be asked first and after wrong answers, and what the run will probably cost with them, as far as the
   * store knows by what earlier runs took, and without what a past run has already; undefined when no model is configured.
   */
  price(models: OpenedModels, known?: { readonly store?: Store; readonly past?: RunPast | undefined }): Promise<PricedWork | undefined>;
  start(options: StartOptions, signal: AbortSignal): Promise<StartedWork>;
}

/** What a run has done before it was cut off. */
export interface RunPast {
  readonly state: RunState;
  readonly progress: RunProgress;
  readonly spentMicroUsd: number;
}

export interface PricedWork extends AtomPrices {
  /** The calls that are still to be made. */
  readonly left: readonly AtomCalls[];
  readonly price: RunPrice;
}

export interface StartOptions {
  readonly models: OpenedModels;
  readonly store: Store;
  /** A new run even when one was cut off. */
  readonly fresh?: boolean;
  /** What all of the run will probably cost, with what it has cost before. */
  readonly estimateMicroUsd?: number;
  readonly budgetMicroUsd?: number;
  readonly settings?: Partial<WaveSettings>;
  /** False: atoms alone are judged, files, milestones and the application are not; default true. */
  readonly withLevels?: boolean;
  readonly events?: (logged: LoggedEvent) => void;
}

export type StartedWork =
  | { readonly kind: 'running'; readonly id: string; readonly run: WaveRun; readonly finished: Promise<WaveResult> }
  /** Cancelled before anything was begun. */
  | { readonly kind: 'notBegun' }
  | Exclude<OpenedRun, { readonly kind: 'running' }>;

/** Plans what a model has to write for an app; undefined when the spec has errors, a text when there is another reason why nothing can be planned. */
export async function openAtomWork(options: AtomWorkOptions): Promise<AtomWork | string | undefined> {
  const atoms = await openAppAtoms(options);
  return atoms === undefined || typeof atoms === 'string' ? atoms : workOf(atoms, options);
}

function workOf(atoms: AppAtoms, options: AtomWorkOptions): AtomWork {
  const { prepared, written } = atoms;
  const root = resolve(options.out);
  const notes = openRunNotes(root);
  const workspace = options.workspace ?? workspaceId(process.cwd());
  return {
    prepared,
    written,
    spec: atoms.spec,
    unfinished: notes.read(),
    past: (store) => readPast(notes.read(), prepared, store),
    async price(models, { store, past } = {}) {
      const [sample] = prepared.open;
      const prices = sample === undefined ? undefined : await priceAtoms(atoms, sample, { models, store, workspace });
      if (prices === undefined) return undefined;
      const left = past === undefined ? prepared.calls : callsLeft(prepared, past.state, nodePorts.hash);
      return { ...prices, left, price: prices.of(left) };
    },
    start: (given, signal) => start({ options: given, notes, root, lazy: options.target, atoms, workspace, functions: options.functions }, signal),
  };
}

/** What a run has done before it was cut off; undefined without one, and when that is one of another application. */
async function readPast(run: string | undefined, { wavePlan }: PreparedRun, store: Store): Promise<RunPast | undefined> {
  if (run === undefined) return undefined;
  const state = new RunState();
  const progress = new RunProgress();
  for await (const logged of readRun(store.runLog, run)) {
    state.apply(logged.event);
    progress.apply(logged);
  }
  if (state.isNew || state.application !== wavePlan.application) return undefined;
  return { state, progress, spentMicroUsd: totalsOf(callsOf(await store.ledger.events({ run })), Date.now()).spentMicroUsd };
}

interface Start {
  readonly options: StartOptions;
  readonly notes: RunNotes;
  readonly root: string;
  readonly lazy: LazyTarget;
  readonly atoms: AppAtoms;
  readonly workspace: string;
  /** Undefined: nothing is kept for other apps. */
  readonly functions: AppAtomsOptions['functions'];
}

/** One run of an app at a time: two would each pay for its units, and write over what the other one has written. */
async function start(what: Start, signal: AbortSignal): Promise<StartedWork> {
  const release = lockApp(what.root);
  if (release === undefined) return { kind: 'locked' };
  try {
    const started = await startAlone(what, signal);
    if (started.kind !== 'running') {
      release();
      return started;
    }
    return { ...started, finished: started.finished.finally(release) };
  } catch (error) {
    release();
    throw error;
  }
}

async function startAlone(what: Start, signal: AbortSignal): Promise<StartedWork> {
  const tools = await openTools(what, signal);
  if (tools === undefined) return { kind: 'notBegun' };
  try {
    const id = (what.options.fresh === true ? undefined : what.notes.read()) ?? systemRandom.id();
    what.notes.write(id);
    const started = await run(id, what, tools, signal);
    if (started.kind !== 'running') {
      if (started.kind === 'over') await keep(what, id, started);
      tools.close();
      return started;
    }
    const finished = started.finished.then(async (result) => {
      await keep(what, id, { result, state: started.run.state });
      return result;
    }).finally(() => { tools.close(); });
    return { kind: 'running', id, run: started.run, finished };
  } catch (error) {
    tools.close();
    throw error;
  }
}

interface Tools {
  readonly candidates: CandidateTools;
  readonly bench: OpenAppBench;
  close(): void;
}

/** Undefined when it is cancelled meanwhile: that the app's dependencies are installed may take a minute. */
async function openTools({ atoms: { application, target, written } }: Start, signal: AbortSignal): Promise<Tools | undefined> {
  try {
    const candidates = await openCandidateTools({ application, target, written }, signal);
    const bench = openAppBench();
    const close = (): void => {
      candidates.close();
      bench.close();
    };
    if (!signal.aborted) return { candidates, bench, close };
    close();
    return undefined;
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}

function run(id: string, what: Start, { candidates, bench }: Tools, signal: AbortSignal): Promise<OpenedRun> {
  const { options, lazy, workspace } = what;
  const { models, store, withLevels = true, budgetMicroUsd } = options;
  const { spec, application, target, written, prepared, prompts: { prompts } } = what.atoms;
  return runAtoms({ ...options, run: id, workspace, prepared, written }, {
    gateway: gatewayOf(models.gateway), log: store.runLog, ledger: store.ledger, time: systemTime, random: systemRandom, lock: (locked) => lockWithBudget(locked, store, budgetMicroUsd),
    workshop: atomWorkshop({ prompts, judge: candidates.judge, partial: (atom) => target.partial(application, atom), hash: nodePorts.hash }),
    ...(withLevels ? { levels: levelChecks({
      spec, application, target, lazyTarget: lazy, bench, ports: nodePorts, time: systemTime, known: [...written.values()], ...(candidates.types === undefined ? {} : { types: candidates.types }),
    }) } : {}),
  }, signal);
}

/** What was written goes into the app's book at once; a run that is over is no longer waited for. */
async function keep({ options: { store }, root, notes, functions, atoms: { application, target, written, prepared } }: Start, run: string, { result, state }: { readonly result: WaveResult; readonly state: RunState }): Promise<void> {
  const book = await readUnitBook(root, nodePorts);
  if ('code' in book) throw new VerifyError(`${book.message} What was written is not lost: mend the file and begin again.`);
  await writeUnitBook(root, bookAfterRun(book.written, { before: written, usable: target.usable(application, book.written), result, state }), nodePorts);
  if (result.outcome === 'complete' || result.outcome === 'incomplete') notes.clear(run);
  if (functions !== undefined && state.level('application', 'application')?.ok === true) await keepFunctions({ application, atoms: target.atoms(application), prepared, written: result.written }, store);
}

function gatewayOf(gateway: Gateway): { readonly ask: Gateway['ask']; readonly firstModel: Gateway['firstModel'] } {
  return { ask: (request, signal) => gateway.ask(request, signal), firstModel: (request) => gateway.firstModel(request) };
}

/** The budget is set once the run is locked: that of a run which another process is at stays as it was agreed to there. */
async function lockWithBudget(run: string, { budgets }: Pick<Store, 'budgets'>, hardMicroUsd: number | undefined): Promise<(() => void) | undefined> {
  const release = lockRun(run);
  if (release === undefined || hardMicroUsd === undefined) return release;
  try {
    await budgets.set({ scope: { kind: 'run', run }, hardMicroUsd }, Date.now());
    return release;
  } catch (error) {
    release();
    throw error;
  }
}
