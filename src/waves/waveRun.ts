import type { WrittenUnit } from '../ir/atom.ts';
import type { GatewayResult } from '../llm/gateway/gatewayResult.ts';
import type { AtomState } from './atomState.ts';
import { failedOnTheWay, stopReason } from './askCall.ts';
import { incomplete, markWasted, partialUnit, workAtAtom, type WorkTools } from './atomWorker.ts';
import { LevelRunner, writtenOf } from './levelRunner.ts';
import type { RunAtom, WaveRunOptions } from './ports.ts';
import { PrefixGate } from './prefixGate.ts';
import { PriorityQueue } from './priorityQueue.ts';
import type { RunOutcome, WaveEvent } from './runEvent.ts';
import { LikelyModels } from './likelyModels.ts';
import { RunLogWriter } from './runLog.ts';
import type { RunState } from './runState.ts';
import type { WaveSettings } from './settings.ts';
import { Slots } from './slots.ts';

/** So many atoms are begun for each call that may be under way, so that none ends alone after all others. */
const begunPerCall = 4;

/** How a run ended, and what came of it. */
export interface WaveResult {
  readonly outcome: RunOutcome;
  readonly reason?: string;
  /** For the app's book, by unit: what was known before, what was written now, what stands in where nothing could be. */
  readonly written: readonly WrittenUnit[];
  readonly incomplete: readonly { readonly unit: string; readonly reason: string }[];
}

/** What a run begins with: its atoms, and what its log says. */
export interface WaveStart {
  readonly options: WaveRunOptions;
  readonly settings: WaveSettings;
  readonly state: RunState;
  readonly atoms: readonly RunAtom[];
  readonly known: readonly WrittenUnit[];
  /** What is told first. */
  readonly first: readonly WaveEvent[];
}

/**
 * Drives the atoms of a plan to their ends: each starts as soon as what it waits for has ended, the longest chain first. What is done next for an atom
 * follows from its state alone, and its state from the log.
 */
export class WaveRun {
  /** Never rejects. */
  readonly finished: Promise<WaveResult>;
  readonly state: RunState;
  readonly #options: WaveRunOptions;
  readonly #settings: WaveSettings;
  readonly #atoms: ReadonlyMap<string, RunAtom>;
  readonly #known: readonly WrittenUnit[];
  readonly #writer: RunLogWriter;
  readonly #calls: Slots;
  readonly #validators: Slots;
  readonly #checks: Slots;
  readonly #levels: LevelRunner | undefined;
  readonly #tools: WorkTools;
  readonly #ready = new PriorityQueue<RunAtom>();
  /** Atoms that each unfinished atom still waits for, and who waits for it. */
  readonly #missing = new Map<string, number>();
  readonly #followers = new Map<string, RunAtom[]>();
  readonly #waves = new Map<number, { readonly atoms: string[]; open: number }>();
  #stopping: { readonly outcome: RunOutcome; readonly reason: string } | undefined;
  #failuresInRow = 0;
  #hasAnswered = false;
  /** Atoms that were begun and have not ended: they bound what is in memory. */
  #begun = 0;
  #busy = 0;
  #unfinished: number;
  #finish: () => void = () => undefined;

  constructor({ options, settings, state, atoms, known, first }: WaveStart) {
    this.#options = options;
    this.#settings = settings;
    this.state = state;
    this.#known = known;
    this.#atoms = new Map(atoms.map((atom) => [atom.atom.id, atom]));
    this.#unfinished = atoms.filter(({ atom }) => state.atom(atom.id).end === undefined).length;
    const { log, time, levels } = options.ports;
    this.#writer = new RunLogWriter({ log, run: options.run, time, written: (logged) => {
      state.apply(logged.event);
      options.events?.(logged);
    } });
    this.#calls = new Slots(settings.atOnce);
    this.#validators = new Slots(settings.validatorsAtOnce);
    this.#checks = new Slots(settings.checksAtOnce);
    this.#tools = this.#workTools();
    this.#levels = levels === undefined ? undefined : this.#levelRunner(levels, atoms);
    this.#link(atoms);
    this.finished = this.#run(first);
  }

  /** Starts no further call until `resume`; answers that are under way are taken, judged and kept. */
  pause(reason: string): void {
    if (this.#stopping !== undefined || this.state.isPaused) return;
    this.#calls.hold();
    this.#do(this.#tell([{ kind: 'run.paused', reason }]));
  }

  /** Goes on after `pause`. */
  resume(): void {
    if (this.#stopping !== undefined || !this.state.isPaused) return;
    this.#do(this.#tell([{ kind: 'run.resumed' }]).then(() => { this.#calls.letOn(); }));
  }

  async #run(first: readonly WaveEvent[]): Promise<WaveResult> {
    const cancelled = (): void => { this.#stop({ outcome: 'cancelled', reason: 'The run was cancelled.' }); };
    const { signal } = this.#options;
    signal.addEventListener('abort', cancelled);
    try {
      if (signal.aborted) cancelled();
      await this.#tell(first);
      await new Promise<void>((finish) => {
        this.#finish = finish;
        if (this.#levels !== undefined) this.#do(this.#levels.restore());
        this.#pump();
        this.#settle();
      });
      await this.#tell([{ kind: 'run.done', ...this.#ending() }]);
    } catch {
      // The log cannot be written, which is why the run was stopped.
    } finally {
      signal.removeEventListener('abort', cancelled);
    }
    return resultOf(this.#options, { state: this.state, atoms: [...this.#atoms.values()], known: this.#known }, this.#ending());
  }

  #ending(): { readonly outcome: RunOutcome; readonly reason?: string } {
    if (this.#stopping !== undefined) return this.#stopping;
    const open = [...this.#atoms.keys()].filter((unit) => this.state.atom(unit).end?.kind !== 'done').length;
    // A whole app that holds is the last word: what failed before is mended by then.
    const failed = this.state.level('application', 'application')?.ok === true ? [] : [...this.state.levels.values()].filter(({ ok }) => !ok).map(({ level, name }) => (level === 'application' ? level : `${level} ${name}`));
    if (open === 0 && failed.length === 0) return { outcome: 'complete' };
    const reasons = [...(open === 0 ? [] : [`${open} of ${this.#atoms.size} atoms are not written`]), ...(failed.length === 0 ? [] : [`what failed: ${failed.join(', ')}`])];
    return { outcome: 'incomplete', reason: reasons.join('; ') };
  }

  /** Who waits for whom. What has ended already makes nobody wait. */
  #link(atoms: readonly RunAtom[]): void {
    for (const each of atoms) {
      const { planned } = each;
      const { id } = each.atom;
      const isOpen = this.state.atom(id).end === undefined;
      const wave = this.#waves.get(planned.atomWave) ?? { atoms: [], open: 0 };
      this.#waves.set(planned.atomWave, wave);
      wave.atoms.push(id);
      if (!isOpen) continue;
      wave.open += 1;
      const missing = planned.after.filter((other) => other !== id && this.#atoms.has(other) && this.state.atom(other).end === undefined);
      this.#missing.set(id, missing.length);
      for (const other of missing) this.#followers.set(other, [...this.#followers.get(other) ?? [], each]);
      if (missing.length === 0) this.#ready.push(each, planned.pathTokens);
    }
  }

  /** Begins ready atoms, as many as there is room for. */
  #pump(): void {
    while (this.#stopping === undefined && this.#begun < this.#settings.atOnce * begunPerCall) {
      const atom = this.#ready.pop();
      if (atom === undefined) return;
      this.#begun += 1;
      this.#do(this.#work(atom));
    }
  }

  async #work(each: RunAtom): Promise<void> {
    const { planned, task } = each;
    const { id } = each.atom;
    const wave = this.#waves.get(planned.atomWave);
    const isFirst = wave !== undefined && !this.state.wavesStarted.has(planned.atomWave);
    if (isFirst) this.state.wavesStarted.add(planned.atomWave);
    const starts: WaveEvent[] = this.state.atom(id).task === undefined ? [{ kind: 'unit.started', unit: id, task }] : [];
    if (isFirst) starts.unshift({ kind: 'wave.started', wave: planned.atomWave, atoms: wave.atoms });
    if (starts.length > 0) await this.#tell(starts);
    await workAtAtom(this.#tools, each);
    this.#begun -= 1;
    if (this.state.atom(id).end === undefined) return;
    this.#ended(each);
  }

  #ended({ atom: { id }, planned }: RunAtom): void {
    // An atom that a level sent back ends more than once; those who waited for it did so only the first time.
    const wave = this.#waves.get(planned.atomWave);
    if (this.#missing.delete(id)) {
      this.#unfinished -= 1;
      if (wave !== undefined) wave.open -= 1;
      if (wave?.open === 0) this.#do(this.#tell([{ kind: 'wave.done', wave: planned.atomWave }]));
      for (const follower of this.#followers.get(id) ?? []) this.#oneLess(follower);
      this.#followers.delete(id);
    }
    if (this.#levels !== undefined) this.#do(this.#levels.ended(id));
    this.#pump();
  }

  #oneLess(follower: RunAtom): void {
    const missing = (this.#missing.get(follower.atom.id) ?? 0) - 1;
    this.#missing.set(follower.atom.id, missing);
    if (missing === 0) this.#ready.push(follower, follower.planned.pathTokens);
  }

  /** Counts what is under way; the run is over when nothing is. */
  #do(work: Promise<void>): void {
    this.#busy += 1;
    work.catch((error: unknown) => {
      this.#stop({ outcome: 'stopped', reason: error instanceof Error ? error.message : String(error) });
    }).finally(() => {
      this.#busy -= 1;
      this.#pump();
      this.#settle();
    }).catch(() => undefined);
  }

  #settle(): void {
    if (this.#busy === 0 && (this.#stopping !== undefined || this.#ready.size === 0)) this.#finish();
  }

  /** No new call, no new check; what is under way comes to its end. */
  #stop(why: { readonly outcome: RunOutcome; readonly reason: string }): void {
    this.#stopping ??= why;
    this.#calls.close();
    this.#checks.close();
    if (why.outcome === 'cancelled') this.#validators.close();
    this.#settle();
  }

  async #tell(events: readonly WaveEvent[]): Promise<void> {
    if (events.length === 0) return;
    try {
      await this.#writer.tell(events);
    } catch (error) {
      this.#stop({ outcome: 'stopped', reason: `The log of the run could not be written: ${error instanceof Error ? error.message : String(error)}` });
      throw error;
    }
  }

  #workTools(): WorkTools {
    const { run, workspace, ports, signal } = this.#options;
    return {
      run, workspace, ports, signal, settings: this.#settings, calls: this.#calls, validators: this.#validators, prefixes: new PrefixGate(ports.time),
      models: new LikelyModels(ports.gateway, ports.time),
      state: (unit) => this.state.atom(unit),
      tell: (events) => this.#tell(events),
      heard: (result) => this.#heard(result),
      callsToCome: () => this.#unfinished,
      // Few different priorities, as the limiter's queue wants them.
      priority: ({ planned }) => Math.round(2 * Math.log2(1 + planned.pathTokens)),
    };
  }

  #heard(result: GatewayResult): boolean {
    const stop = stopReason(result, this.#hasAnswered);
    if (stop !== undefined) this.#stop(stop);
    if (result.outcome.kind === 'ok') this.#hasAnswered = true;
    this.#failuresInRow = failedOnTheWay(result) ? this.#failuresInRow + 1 : 0;
    if (this.#failuresInRow >= this.#settings.failuresInRow && result.outcome.kind !== 'ok') this.#stop({ outcome: 'stopped', reason: `The models cannot be reached: ${result.outcome.detail}` });
    return stop !== undefined || result.outcome.kind === 'cancelled';
  }

  #levelRunner(checks: NonNullable<WaveRunOptions['ports']['levels']>, atoms: readonly RunAtom[]): LevelRunner {
    const { signal } = this.#options;
    const atomOf = (unit: string): RunAtom => {
      const atom = this.#atoms.get(unit);
      if (atom === undefined) throw new Error(`${unit} is no atom of this run.`);
      return atom;
    };
    return new LevelRunner({
      checks, settings: this.#settings, state: this.state, signal,
      written: () => [...this.#known, ...[...this.#atoms.keys()].flatMap((unit) => writtenOf(this.state.atom(unit)))],
      tell: (events) => this.#tell(events),
      enter: () => this.#checks.acquire(0),
      leave: () => { this.#checks.release(); },
      again: (unit) => { this.#ready.push(atomOf(unit), Number.MAX_SAFE_INTEGER); },
      wasted: (unit, finding) => markWasted(this.#tools, unit, withFinding(this.state.atom(unit), finding)),
      incomplete: (unit, reason) => incomplete(this.#tools, atomOf(unit), this.state.atom(unit), reason),
    }, atoms);
  }
}

function withFinding({ accepted }: AtomState, finding: Parameters<ConstructorParameters<typeof LevelRunner>[0]['wasted']>[1]): Parameters<typeof markWasted>[2] {
  return accepted === undefined ? undefined : { ...accepted, findings: [finding] };
}

/** What comes of a run as its state is: also of one that ended before. */
export function resultOf({ ports }: WaveRunOptions, { state, atoms, known }: { readonly state: RunState; readonly atoms: readonly RunAtom[]; readonly known: readonly WrittenUnit[] }, { outcome, reason }: { readonly outcome: RunOutcome; readonly reason?: string }): WaveResult {
  const written: WrittenUnit[] = [...known];
  const open: WaveResult['incomplete'][number][] = [];
  for (const { atom, task } of atoms) {
    const { end } = state.atom(atom.id);
    if (end !== undefined && end.written !== undefined) written.push(end.written);
    if (end?.kind === 'incomplete') open.push({ unit: atom.id, reason: end.reason });
    if (end !== undefined) continue;
    const partial = ports.workshop.partial(atom);
    if (partial !== undefined) written.push(partialUnit(atom.id, task, partial));
    open.push({ unit: atom.id, reason: reason ?? 'It was not reached.' });
  }
  return { outcome, ...(reason === undefined ? {} : { reason }), written: written.sort((left, right) => (left.unit < right.unit ? -1 : 1)), incomplete: open };
}
