import type { AtomFinding } from '../ir/atom.ts';
import type { GatewayResult } from '../llm/gateway/gatewayResult.ts';
import type { AtomState } from './atomState.ts';
import { incomplete, markWasted, workAtAtom, type WorkTools } from './atomWorker.ts';
import { LevelRunner, writtenOf } from './levelRunner.ts';
import type { RunAtom, WaveRunOptions } from './ports.ts';
import { PrefixGate } from './prefixGate.ts';
import type { WaveEvent } from './runEvent.ts';
import { LikelyModels } from './likelyModels.ts';
import { RunLogWriter } from './runLog.ts';
import { RunHealth } from './runHealth.ts';
import type { RunState } from './runState.ts';
import { AtomSchedule } from './schedule.ts';
import type { WaveSettings } from './settings.ts';
import { Slots } from './slots.ts';
import { endingOf, resultOf, type RunContents, type RunEnding, type WaveResult } from './waveResult.ts';

export type { WaveResult } from './waveResult.ts';

/** So many atoms are begun for each call that may be under way, so that none ends alone after all others. */
const begunPerCall = 4;

/** What a run begins with: its atoms, and what its log says. */
export interface WaveStart extends RunContents {
  readonly options: WaveRunOptions;
  readonly settings: WaveSettings;
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
  readonly #contents: RunContents;
  readonly #schedule: AtomSchedule;
  readonly #writer: RunLogWriter;
  readonly #calls: Slots;
  readonly #validators: Slots;
  readonly #checks: Slots;
  readonly #levels: LevelRunner | undefined;
  readonly #tools: WorkTools;
  readonly #health: RunHealth;
  #stopping: RunEnding | undefined;
  #isHeld = false;
  #isOver = false;
  /** Atoms that were begun and have not ended: they bound what is in memory. */
  #begun = 0;
  #busy = 0;
  #finish: () => void = () => undefined;

  constructor({ options, settings, state, atoms, known, first }: WaveStart) {
    this.#options = options;
    this.#settings = settings;
    this.state = state;
    this.#contents = { state, atoms, known };
    this.#schedule = new AtomSchedule(atoms, (unit) => state.atom(unit).end !== undefined);
    this.#atoms = new Map(atoms.map((atom) => [atom.atom.id, atom]));
    const { log, time, levels } = options.ports;
    this.#writer = new RunLogWriter({ log, run: options.run, time, written: (logged) => {
      state.apply(logged.event);
      options.events?.(logged);
    } });
    this.#calls = new Slots(settings.atOnce);
    this.#validators = new Slots(settings.validatorsAtOnce);
    this.#checks = new Slots(settings.checksAtOnce);
    this.#health = new RunHealth(settings);
    this.#tools = this.#workTools();
    this.#levels = levels === undefined ? undefined : this.#levelRunner(levels, atoms);
    this.finished = this.#run(first);
  }

  /** Starts no further call until `resume`; answers that are under way are taken, judged and kept. Of a run that is over nothing is told. */
  pause(reason: string): void {
    if (this.#isOver || this.#stopping !== undefined || this.#isHeld) return;
    this.#isHeld = true;
    this.#calls.hold();
    this.#do(this.#tell([{ kind: 'run.paused', reason }]));
  }

  /** Goes on after `pause`. */
  resume(): void {
    if (this.#isOver || this.#stopping !== undefined || !this.#isHeld) return;
    this.#isHeld = false;
    this.#do(this.#tell([{ kind: 'run.resumed' }]).then(() => { if (!this.#isHeld) this.#calls.letOn(); }));
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
    return resultOf(this.#options.ports, this.#contents, this.#ending());
  }

  #ending(): RunEnding {
    return this.#stopping ?? this.#health.unpaid ?? endingOf(this.#contents);
  }

  /** Begins ready atoms, as many as there is room for. */
  #pump(): void {
    while (this.#stopping === undefined && this.#begun < this.#settings.atOnce * begunPerCall) {
      const atom = this.#schedule.next();
      if (atom === undefined) return;
      this.#begun += 1;
      this.#do(this.#work(atom));
    }
  }

  async #work(each: RunAtom): Promise<void> {
    const { planned, task } = each;
    const { id } = each.atom;
    const wave = planned.atomWave;
    const starts: WaveEvent[] = this.state.atom(id).task === undefined ? [{ kind: 'unit.started', unit: id, task }] : [];
    if (!this.state.wavesStarted.has(wave)) {
      this.state.wavesStarted.add(wave);
      starts.unshift({ kind: 'wave.started', wave, atoms: this.#schedule.atomsOfWave(wave) });
    }
    if (starts.length > 0) await this.#tell(starts);
    await workAtAtom(this.#tools, each);
    this.#begun -= 1;
    if (this.state.atom(id).end === undefined) return;
    this.#ended(each);
  }

  #ended(each: RunAtom): void {
    if (this.#schedule.ended(each)) this.#do(this.#tell([{ kind: 'wave.done', wave: each.planned.atomWave }]));
    if (this.#levels !== undefined) this.#do(this.#levels.ended(each.atom.id));
    this.#pump();
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
    if (this.#busy > 0 || (this.#stopping === undefined && this.#schedule.hasReady)) return;
    this.#isOver = true;
    this.#finish();
  }

  /** No new call, no new check; what is under way comes to its end. */
  #stop(why: RunEnding): void {
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
    const underWay = new Set([...this.#atoms.keys()].filter((unit) => this.state.atom(unit).task !== undefined && this.state.atom(unit).end === undefined));
    return {
      run, workspace, ports, signal, settings: this.#settings, calls: this.#calls, validators: this.#validators, prefixes: new PrefixGate(ports.time),
      models: new LikelyModels(ports.gateway, ports.time),
      state: (unit) => this.state.atom(unit),
      tell: (events) => this.#tell(events),
      heard: (result) => this.#heard(result),
      notJudged: (problem) => {
        const stop = this.#health.notJudged(problem);
        if (stop !== undefined) this.#stop(stop);
        return this.#stopping !== undefined;
      },
      judged: () => { this.#health.judged(); },
      mayBeLost: (unit) => underWay.delete(unit),
      callsToCome: () => this.#schedule.unfinished,
      // Few different priorities, as the limiter's queue wants them.
      priority: ({ planned }) => Math.round(2 * Math.log2(1 + planned.pathTokens)),
    };
  }

  #heard(result: GatewayResult): boolean {
    const { isVoid, stop } = this.#health.heard(result);
    if (stop !== undefined) this.#stop(stop);
    return isVoid;
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
      written: () => [...this.#contents.known, ...[...this.#atoms.keys()].flatMap((unit) => writtenOf(this.state.atom(unit)))],
      tell: (events) => this.#tell(events),
      enter: () => this.#checks.acquire(0),
      leave: () => { this.#checks.release(); },
      again: (unit) => { this.#schedule.again(atomOf(unit)); },
      wasted: (unit, finding) => markWasted(this.#tools, unit, withFinding(this.state.atom(unit), finding)),
      incomplete: (unit, reason) => incomplete(this.#tools, atomOf(unit), this.state.atom(unit), reason),
    }, atoms);
  }
}

function withFinding({ accepted }: AtomState, finding: AtomFinding): Parameters<typeof markWasted>[2] {
  return accepted === undefined ? undefined : { ...accepted, findings: [finding] };
}
