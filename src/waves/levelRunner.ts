import type { CancelSignal } from '../base/cancelSignal.ts';
import type { AtomFinding, WrittenUnit } from '../ir/atom.ts';
import type { AtomState } from './atomState.ts';
import { waveFinding } from './catalogue.ts';
import type { RunAtom } from './ports.ts';
import type { CheckLevel, WaveEvent } from './runEvent.ts';
import type { LevelState, RunState } from './runState.ts';
import type { WaveSettings } from './settings.ts';
import type { LevelChecks, LevelVerdict } from './workshop.ts';

/** What the levels above atoms need of the run. */
export interface LevelHost {
  readonly checks: LevelChecks;
  readonly settings: WaveSettings;
  readonly state: RunState;
  readonly signal: CancelSignal;
  /** What is written so far, what was known before the run among it. */
  written(): readonly WrittenUnit[];
  tell(events: readonly WaveEvent[]): Promise<void>;
  /** Lets a check in; false when the run ends. */
  enter(): Promise<boolean>;
  leave(): void;
  /** Works at an atom again. */
  again(unit: string): void;
  /** Marks what was accepted before as of no use. */
  wasted(unit: string, finding: AtomFinding): Promise<void>;
  incomplete(unit: string, reason: string): WaveEvent;
}

/** A file, a milestone, or the application: checked when everything in it is settled. */
interface LevelNode {
  readonly level: CheckLevel;
  readonly name: string;
  readonly parent: LevelNode | undefined;
  readonly atoms: string[];
  /** Atoms, files or milestones in it that are not settled. */
  open: number;
  isSettled: boolean;
}

/** Checks files, milestones and the application as they become whole, and sends just those atoms back that a failure is traced to. */
export class LevelRunner {
  readonly #host: LevelHost;
  readonly #fileOf = new Map<string, LevelNode>();
  /** Atoms for which conclusions are just drawn, or that are worked at again: two levels may blame the same one at the same time. */
  readonly #inHand = new Set<string>();
  readonly #application: LevelNode = newNode('application', 'application', undefined);

  constructor(host: LevelHost, atoms: readonly RunAtom[]) {
    this.#host = host;
    const nodes = new Map<string, LevelNode>();
    for (const { atom } of atoms) {
      const milestone = nodeOf(nodes, 'milestone', atom.milestone, this.#application);
      const file = nodeOf(nodes, 'file', atom.file, milestone);
      file.open += 1;
      for (let node: LevelNode | undefined = file; node !== undefined; node = node.parent) node.atoms.push(atom.id);
      this.#fileOf.set(atom.id, file);
    }
  }

  /** Settles what the log says has ended and was checked already; then checks what is whole. */
  async restore(): Promise<void> {
    const { state } = this.#host;
    const whole: LevelNode[] = [];
    for (const [unit, file] of this.#fileOf) {
      if (state.atom(unit).end === undefined) continue;
      file.open -= 1;
      if (file.open === 0) whole.push(file);
    }
    await Promise.all(whole.map((file) => this.#whole(file)));
  }

  /** To be told when an atom has ended. Resolves when everything is checked that became whole by it. */
  async ended(unit: string): Promise<void> {
    const file = this.#fileOf.get(unit);
    if (file === undefined) return;
    this.#inHand.delete(unit);
    file.open -= 1;
    if (file.open === 0) await this.#whole(file);
  }

  async #whole(node: LevelNode): Promise<void> {
    for (;;) {
      const known = this.#host.state.level(node.level, node.name);
      const isCurrent = known !== undefined && node.atoms.every((unit) => this.#host.state.endedAt(unit) <= known.since);
      if (!isCurrent) {
        if ((known?.checks ?? 0) >= this.#host.settings.checks) break;
        if (!await this.#check(node)) return;
        continue;
      }
      const { leftOut } = await this.#follow(known);
      if (node.open > 0) return;
      if (leftOut === 0) break;
    }
    node.isSettled = true;
    const { parent } = node;
    if (parent === undefined) return;
    parent.open -= 1;
    if (parent.open === 0) await this.#whole(parent);
  }

  /** True when there is a new verdict in the log. */
  async #check(node: LevelNode): Promise<boolean> {
    if (!await this.#host.enter()) return false;
    const since = this.#host.state.events;
    const { ok, failures, ms } = await this.#verdict(node).finally(() => { this.#host.leave(); });
    if (this.#host.signal.aborted) return false;
    await this.#host.tell([{ kind: 'level.done', since, level: node.level, name: node.name, ok, failures, ms }]);
    return true;
  }

  /** Draws the conclusions of a verdict: atoms that are to blame are tried again, as long as they may be; then they are left out. */
  async #follow({ level, failures, since, checks }: LevelState): Promise<{ readonly leftOut: number }> {
    const { state, settings } = this.#host;
    const blamed = new Map<string, AtomFinding[]>();
    for (const { unit, finding } of failures) if (unit !== undefined && this.#fileOf.has(unit)) blamed.set(unit, [...blamed.get(unit) ?? [], finding]);
    const events: WaveEvent[] = [];
    const [again, leftOut]: [string[], string[]] = [[], []];
    for (const [unit, findings] of blamed) {
      const atom = state.atom(unit);
      const [first] = findings;
      // What has ended since is not what was checked.
      if (first === undefined || atom.end?.written === undefined || state.endedAt(unit) > since || this.#inHand.has(unit)) continue;
      this.#inHand.add(unit);
      await this.#host.wasted(unit, first);
      if (atom.end.kind === 'done' && atom.round < settings.rounds && checks < settings.checks) {
        again.push(unit);
        events.push({ kind: 'unit.requeued', unit, level, findings });
      } else {
        leftOut.push(unit);
        events.push(leftOutEvent(this.#host, atom, first));
      }
    }
    await this.#host.tell(events);
    for (const unit of leftOut) this.#inHand.delete(unit);
    for (const unit of again) this.#open(unit);
    for (const unit of again) this.#host.again(unit);
    return { leftOut: leftOut.length };
  }

  async #verdict({ level, name, atoms }: LevelNode): Promise<LevelVerdict> {
    const { checks, signal, state } = this.#host;
    try {
      switch (level) {
        case 'file': return await checks.task(name, atoms.flatMap((unit) => writtenOf(state.atom(unit))), signal);
        case 'milestone': return await checks.milestone(name, this.#host.written(), signal);
        case 'application': return await checks.application(this.#host.written(), signal);
      }
    } catch (error) {
      return { ok: false, failures: [{ finding: waveFinding('DM5005', level, { problem: String(error) }) }], ms: 0 };
    }
  }

  /** An atom that is worked at again opens everything that it is in. */
  #open(unit: string): void {
    for (let node = this.#fileOf.get(unit); node !== undefined; node = node.parent) {
      node.open += 1;
      if (!node.isSettled) return;
      node.isSettled = false;
    }
  }
}

/** A partial implementation that is itself to blame goes as well. */
function leftOutEvent(host: LevelHost, atom: AtomState, finding: AtomFinding): WaveEvent {
  const reason = `${finding.message} (${finding.level}, ${finding.code})`;
  return atom.end?.kind === 'done' ? host.incomplete(atom.unit, reason) : { kind: 'unit.incomplete', unit: atom.unit, reason, attempts: atom.attempts };
}

/** What an atom brings into the app, if anything. */
export function writtenOf({ end }: AtomState): readonly WrittenUnit[] {
  return end?.written === undefined ? [] : [end.written];
}

function newNode(level: CheckLevel, name: string, parent: LevelNode | undefined): LevelNode {
  if (parent !== undefined) parent.open += 1;
  return { level, name, parent, atoms: [], open: 0, isSettled: false };
}

function nodeOf(nodes: Map<string, LevelNode>, level: CheckLevel, name: string, parent: LevelNode): LevelNode {
  const key = `${level} ${name}`;
  const known = nodes.get(key);
  if (known !== undefined) return known;
  const made = newNode(level, name, parent);
  nodes.set(key, made);
  return made;
}
