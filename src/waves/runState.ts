import { assertNever } from '../base/assertNever.ts';
import { applyToAtom, newAtom, type AtomState } from './atomState.ts';
import { isUnitEvent, type CheckLevel, type RunOutcome, type RunWideEvent, type WaveEvent } from './runEvent.ts';

/** What a level said last, and whether that was of the atoms as they are now. */
export interface LevelState {
  readonly level: CheckLevel;
  readonly name: string;
  readonly ok: boolean;
  readonly failures: Extract<RunWideEvent, { kind: 'level.done' }>['failures'];
  readonly checks: number;
  /** How many events there were when the check began. */
  readonly since: number;
}

/** What a run is, after all of its events so far. */
export class RunState {
  plan = '';
  spec = '';
  application = '';
  template = '';
  atoms: readonly string[] = [];
  isPaused = false;
  ended: { readonly outcome: RunOutcome; readonly reason?: string } | undefined;
  readonly wavesStarted = new Set<number>();
  readonly wavesDone = new Set<number>();
  readonly levels = new Map<string, LevelState>();
  readonly #units = new Map<string, AtomState>();
  /** Number of the event with which an atom ended last. */
  readonly #endedAt = new Map<string, number>();
  #events = 0;

  get isNew(): boolean {
    return this.#events === 0;
  }

  get events(): number {
    return this.#events;
  }

  atom(unit: string): AtomState {
    return this.#units.get(unit) ?? newAtom(unit);
  }

  endedAt(unit: string): number {
    return this.#endedAt.get(unit) ?? 0;
  }

  /** As if nothing were known of it. */
  forget(unit: string): void {
    this.#units.delete(unit);
    this.#endedAt.delete(unit);
  }

  level(level: CheckLevel, name: string): LevelState | undefined {
    return this.levels.get(`${level} ${name}`);
  }

  apply(event: WaveEvent): void {
    this.#events += 1;
    if (!isUnitEvent(event)) {
      this.#applyWide(event);
      return;
    }
    this.#units.set(event.unit, applyToAtom(this.atom(event.unit), event));
    if (event.kind === 'unit.done' || event.kind === 'unit.incomplete') this.#endedAt.set(event.unit, this.#events);
  }

  #applyWide(event: RunWideEvent): void {
    switch (event.kind) {
      case 'run.started':
      case 'run.resumed':
        this.#begin(event);
        return;
      case 'wave.started':
        this.wavesStarted.add(event.wave);
        return;
      case 'wave.done':
        this.wavesDone.add(event.wave);
        return;
      case 'level.done': {
        const { level, name, ok, failures, since } = event;
        const key = `${level} ${name}`;
        this.levels.set(key, { level, name, ok, failures: ok ? [] : failures, checks: (this.levels.get(key)?.checks ?? 0) + 1, since });
        return;
      }
      case 'run.paused':
        this.isPaused = true;
        return;
      case 'run.done':
        this.ended = { outcome: event.outcome, ...(event.reason === undefined ? {} : { reason: event.reason }) };
        return;
      default: assertNever(event);
    }
  }

  #begin(event: Extract<WaveEvent, { kind: 'run.started' | 'run.resumed' }>): void {
    if (event.kind === 'run.started') this.application = event.application;
    // What levels said of another plan holds no more.
    if (event.plan !== undefined && event.plan !== this.plan) this.levels.clear();
    for (const [unit, atom] of this.#units) if (atom.failures > 0) this.#units.set(unit, { ...atom, failures: 0 });
    this.plan = event.plan ?? this.plan;
    this.spec = event.spec ?? this.spec;
    this.template = event.template ?? this.template;
    this.atoms = event.atoms ?? this.atoms;
    this.isPaused = false;
    this.ended = undefined;
  }
}

/** The state of a run after these events. */
export function foldRun(events: Iterable<WaveEvent>): RunState {
  const state = new RunState();
  for (const event of events) state.apply(event);
  return state;
}
