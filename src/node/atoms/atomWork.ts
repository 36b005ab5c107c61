import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { WrittenUnits } from '../../ir/target.ts';
import type { Gateway } from '../../llm/gateway/gateway.ts';
import { callsOf } from '../../llm/ledger/ledgerCalls.ts';
import { totalsOf } from '../../llm/ledger/ledgerTotals.ts';
import type { Store } from '../../llm/records/store.ts';
import { levelChecks } from '../../pipeline/atoms/levelChecks.ts';
import { callsLeft, type PreparedRun } from '../../pipeline/atoms/prepareRun.ts';
import { atomWorkshop, runAtoms } from '../../pipeline/atoms/runAtoms.ts';
import type { LoadedSpec } from '../../pipeline/loadSpec.ts';
import type { LazyTarget } from '../../pipeline/targets.ts';
import { mergeUnitBooks, writeUnitBook } from '../../pipeline/unitBook.ts';
import type { AtomCalls, RunPrice } from '../../plan/priceRun.ts';
import type { OpenedRun } from '../../waves/openRun.ts';
import type { LoggedEvent } from '../../waves/runEvent.ts';
import { readRun } from '../../waves/runLog.ts';
import { RunProgress } from '../../waves/runProgress.ts';
import { RunState } from '../../waves/runState.ts';
import type { WaveSettings } from '../../waves/settings.ts';
import type { WaveResult, WaveRun } from '../../waves/waveRun.ts';
import { cacheFolder } from '../cacheFolder.ts';
import type { OpenedModels } from '../models/openModels.ts';
import { nodePorts } from '../nodePorts.ts';
import { takeProcessLock } from '../processLock.ts';
import { systemRandom } from '../systemRandom.ts';
import { systemTime } from '../systemTime.ts';
import { workspaceId } from '../workspaceId.ts';
import { type AppAtoms, type AppAtomsOptions, openAppAtoms } from './appAtoms.ts';
import { openAppBench } from './appBench.ts';
import { openCandidateTools } from './candidateTools.ts';
import { type AtomPrices, priceAtoms } from './priceAtoms.ts';

/** Where an app notes the run that is not over; not committed. */
const openRunPath = '.devmatrix/cache/run.json';

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
    start: (given, signal) => start({ options: given, notes, root, lazy: options.target, atoms, workspace }, signal),
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
}

async function start(what: Start, signal: AbortSignal): Promise<StartedWork> {
  const { options: { models, store, fresh = false, withLevels = true, events, ...limits }, notes, lazy, workspace } = what;
  const { spec, application, target, written, prepared, prompts: { prompts } } = what.atoms;
  const id = (fresh ? undefined : notes.read()) ?? systemRandom.id();
  notes.write(id);
  const tools = await openCandidateTools({ application, target, written });
  const bench = openAppBench();
  const close = (): void => {
    tools.close();
    bench.close();
  };
  try {
    const started = await runAtoms({ run: id, workspace, prepared, written, ...limits, ...(events === undefined ? {} : { events }) }, {
      gateway: gatewayOf(models.gateway), log: store.runLog, ledger: store.ledger, time: systemTime, random: systemRandom, lock: (run) => lockWithBudget(run, store, limits.budgetMicroUsd),
      workshop: atomWorkshop({ prompts, judge: tools.judge, partial: (atom) => target.partial(application, atom), hash: nodePorts.hash }),
      ...(withLevels ? { levels: levelChecks({
        spec, application, target, lazyTarget: lazy, bench, ports: nodePorts, time: systemTime, known: [...written.values()], ...(tools.types === undefined ? {} : { types: tools.types }),
      }) } : {}),
    }, signal);
    if (started.kind !== 'running') {
      close();
      if (started.kind === 'over') await keep(what, started.result);
      return started;
    }
    const finished = started.finished.then(async (result) => {
      close();
      await keep(what, result);
      return result;
    });
    return { kind: 'running', id, run: started.run, finished };
  } catch (error) {
    close();
    throw error;
  }
}

/** What was written goes into the app's book at once; a run that is over is no longer waited for. */
async function keep({ root, notes, atoms: { written } }: Start, { outcome, written: units }: WaveResult): Promise<void> {
  await writeUnitBook(root, mergeUnitBooks(written, units), nodePorts);
  if (outcome === 'complete' || outcome === 'incomplete') notes.clear();
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

function lockRun(run: string): (() => void) | undefined {
  const locks = join(cacheFolder(), 'locks');
  mkdirSync(locks, { recursive: true });
  return takeProcessLock(join(locks, `run-${run}`));
}

interface RunNotes {
  read(): string | undefined;
  write(run: string): void;
  clear(): void;
}

function openRunNotes(root: string): RunNotes {
  const path = join(root, openRunPath);
  return {
    read() {
      try {
        const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
        return typeof value === 'object' && value !== null && 'run' in value && typeof value.run === 'string' && /^[\w-]{1,64}$/.test(value.run) ? value.run : undefined;
      } catch {
        // No run, or a note that was cut off: then a new run begins, which takes answers that are kept.
        return undefined;
      }
    },
    write(run) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, `${JSON.stringify({ run })}\n`);
    },
    clear() {
      rmSync(path, { force: true });
    },
  };
}
