import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { ApplicationIR } from '../../ir/application.ts';
import type { Atom } from '../../ir/atom.ts';
import type { Target, WrittenUnits } from '../../ir/target.ts';
import type { Gateway } from '../../llm/gateway/gateway.ts';
import type { ModelRequest } from '../../llm/gateway/modelRequest.ts';
import type { ModelInfo } from '../../llm/models/modelInfo.ts';
import type { Store } from '../../llm/records/store.ts';
import { atomWorkshop, runAtoms } from '../../pipeline/atoms/runAtoms.ts';
import { levelChecks } from '../../pipeline/atoms/levelChecks.ts';
import { openAppPrompts } from '../../pipeline/atoms/appPrompts.ts';
import type { AtomPrompts } from '../../pipeline/atoms/openPrompts.ts';
import { type PreparedRun, prepareRun, priceOfRun } from '../../pipeline/atoms/prepareRun.ts';
import { hasErrors, type LoadedSpec, loadSpec, type SpecFiles } from '../../pipeline/loadSpec.ts';
import type { LazyTarget } from '../../pipeline/targets.ts';
import { mergeUnitBooks, readUnitBook, writeUnitBook } from '../../pipeline/unitBook.ts';
import type { RunPrice } from '../../plan/priceRun.ts';
import type { OpenedRun } from '../../waves/openRun.ts';
import { expectationsOf } from '../../waves/expectations.ts';
import type { LoggedEvent } from '../../waves/runEvent.ts';
import { readRun } from '../../waves/runLog.ts';
import type { WaveSettings } from '../../waves/settings.ts';
import type { WaveResult, WaveRun } from '../../waves/waveRun.ts';
import { cacheFolder } from '../cacheFolder.ts';
import { nodePorts } from '../nodePorts.ts';
import type { OpenedModels } from '../models/openModels.ts';
import { takeProcessLock } from '../processLock.ts';
import { systemRandom } from '../systemRandom.ts';
import { systemTime } from '../systemTime.ts';
import { findTemplates } from '../templates.ts';
import { openTiktoken } from '../tokens/tiktokenCounter.ts';
import { workspaceId } from '../workspaceId.ts';
import { openAppBench } from './appBench.ts';
import { readAppSources } from './appSources.ts';
import { openCandidateTools } from './candidateTools.ts';

/** Where an app notes the run that is not over; not committed. */
const openRunPath = '.devmatrix/cache/run.json';

export interface AtomWorkOptions {
  readonly spec: SpecFiles;
  /** Folder of the app; it was generated before. */
  readonly out: string;
  readonly target: LazyTarget;
  /** `import.meta.url` of the program's entry. */
  readonly moduleUrl: string;
  /** Version of the prompts; the current one when left out. */
  readonly prompts?: string;
  /** Whom calls are counted for; the folder of the process when left out. */
  readonly workspace?: string;
}

/** What a model has to write for an app, before anybody is asked. */
export interface AtomWork {
  readonly prepared: PreparedRun;
  readonly written: WrittenUnits;
  /** A run of this app that was cut off: it goes on where its log ends. */
  readonly unfinished: string | undefined;
  /**
   * The models that would be asked first and after wrong answers, and what the run will probably cost with them, as far as the
   * store knows by what earlier runs took; undefined when none is configured.
   */
  price(models: OpenedModels, store?: Store): Promise<{ readonly ladder: readonly [ModelInfo, ...ModelInfo[]]; readonly price: RunPrice } | undefined>;
  start(options: StartOptions, signal: AbortSignal): Promise<StartedWork>;
}

export interface StartOptions {
  readonly models: OpenedModels;
  readonly store: Store;
  /** A new run even when one was cut off. */
  readonly fresh?: boolean;
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
  const { target: lazy, moduleUrl } = options;
  const root = resolve(options.out);
  const spec = loadSpec(options.spec);
  const { application } = spec;
  if (application === undefined || hasErrors(spec.diagnostics)) return undefined;
  const book = await readUnitBook(root, nodePorts);
  if ('code' in book) return book.message;
  const { written } = book;
  const counter = await openTiktoken(moduleUrl);
  const opened = await openAppPrompts({ application, target: lazy, written, files: readAppSources(root), templates: findTemplates(moduleUrl, 'prompts'), version: options.prompts, counter });
  if ('problem' in opened) return opened.problem;
  const target = await lazy.load(written);
  const prepared = prepareRun({ spec, application, target, written, prompts: opened.prompts, counter, hash: nodePorts.hash, template: options.prompts ?? 'current' });
  const notes = openRunNotes(root);
  const workspace = options.workspace ?? workspaceId(process.cwd());
  return {
    prepared,
    written,
    unfinished: notes.read(),
    async price(models, store) {
      const request = sampleRequest(opened.prompts.codePrompt, prepared.open[0], workspace);
      if (request === undefined) return undefined;
      const [first, better] = await Promise.all([models.gateway.firstModel(request), models.gateway.firstModel({ ...request, wish: { escalation: 1 } })]);
      if (first === undefined) return undefined;
      const ladder: readonly [ModelInfo, ...ModelInfo[]] = better === undefined ? [first] : [first, better];
      const expectations = await expectationsOf(store === undefined ? [] : lastEvents(store), first.id);
      const text = request.system.map((part) => part.text).join('\n');
      const own = counter.count(text);
      return { ladder, price: priceOfRun(prepared, ladder, (tokens, model) => (own === 0 ? tokens : tokens * models.sizes.textSize(text, model) / own), expectations) };
    },
    start: (given, signal) => start({ options: given, notes, root, lazy, parts: { spec, application, target, written, prepared, prompts: opened.prompts, workspace } }, signal),
  };
}

interface Start {
  readonly options: StartOptions;
  readonly notes: RunNotes;
  readonly root: string;
  readonly lazy: LazyTarget;
  readonly parts: {
    readonly spec: LoadedSpec;
    readonly application: ApplicationIR;
    readonly target: Target;
    readonly written: WrittenUnits;
    readonly prepared: PreparedRun;
    readonly prompts: AtomPrompts;
    readonly workspace: string;
  };
}

async function start(what: Start, signal: AbortSignal): Promise<StartedWork> {
  const { options: { models, store, fresh = false, withLevels = true, events, ...limits }, notes, lazy, parts } = what;
  const { spec, application, target, written, prepared, prompts, workspace } = parts;
  const id = (fresh ? undefined : notes.read()) ?? systemRandom.id();
  notes.write(id);
  if (limits.budgetMicroUsd !== undefined) await store.budgets.set({ scope: { kind: 'run', run: id }, hardMicroUsd: limits.budgetMicroUsd }, Date.now());
  const tools = await openCandidateTools({ application, target, written });
  const bench = openAppBench();
  const close = (): void => {
    tools.close();
    bench.close();
  };
  try {
    const started = await runAtoms({ run: id, workspace, prepared, written, ...limits, ...(events === undefined ? {} : { events }) }, {
      gateway: gatewayOf(models.gateway), log: store.runLog, ledger: store.ledger, time: systemTime, random: systemRandom, lock: (run) => Promise.resolve(lockRun(run)),
      workshop: atomWorkshop({ prompts, judge: tools.judge, partial: (atom) => target.partial(application, atom), hash: nodePorts.hash }),
      ...(withLevels ? { levels: levelChecks({ spec, application, target, lazyTarget: lazy, bench, ports: nodePorts, nowMs: () => systemTime.monotonicMs(), known: [...written.values()] }) } : {}),
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
async function keep({ root, notes, parts: { written } }: Start, { outcome, written: units }: WaveResult): Promise<void> {
  await writeUnitBook(root, mergeUnitBooks(written, units), nodePorts);
  if (outcome === 'complete' || outcome === 'incomplete') notes.clear();
}

/** So many runs before this one tell what to expect. */
const learntRuns = 5;

async function* lastEvents(store: Store): AsyncGenerator<LoggedEvent> {
  for (const { run } of await store.runLog.runs(learntRuns)) yield* readRun(store.runLog, run);
}

function gatewayOf(gateway: Gateway): { readonly ask: Gateway['ask']; readonly firstModel: Gateway['firstModel'] } {
  return { ask: (request, signal) => gateway.ask(request, signal), firstModel: (request) => gateway.firstModel(request) };
}

/** A request like those of the run, to ask the router by. */
function sampleRequest(codePrompt: (atom: Atom, cases: readonly [], plan: { attempt: 1; findings: readonly []; context: 'full' }) => Pick<ModelRequest, 'system' | 'messages' | 'maxOutputTokens'>, atom: Atom | undefined, workspace: string): ModelRequest | undefined {
  if (atom === undefined) return undefined;
  const { system, messages, maxOutputTokens } = codePrompt(atom, [], { attempt: 1, findings: [], context: 'full' });
  return { system, messages, maxOutputTokens, purpose: { workspace, category: 'coding' } };
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
