import type { RunAtom } from './ports.ts';
import { PriorityQueue } from './priorityQueue.ts';

interface Wave {
  readonly atoms: string[];
  open: number;
}

/** Whose turn it is: an atom is ready once everything that it waits for has ended; the longest chain goes first. */
export class AtomSchedule {
  readonly #ready = new PriorityQueue<RunAtom>();
  /** How many atoms each one still waits for, until it ends. */
  readonly #missing = new Map<string, number>();
  /** Who waits for an atom. */
  readonly #followers = new Map<string, RunAtom[]>();
  readonly #waves = new Map<number, Wave>();
  #unfinished = 0;

  /** What has ended already makes nobody wait. */
  constructor(atoms: readonly RunAtom[], hasEnded: (unit: string) => boolean) {
    const open = new Set(atoms.map(({ atom }) => atom.id).filter((id) => !hasEnded(id)));
    this.#unfinished = open.size;
    for (const each of atoms) {
      const { planned, atom: { id } } = each;
      const wave = this.#waves.get(planned.atomWave) ?? { atoms: [], open: 0 };
      this.#waves.set(planned.atomWave, wave);
      wave.atoms.push(id);
      if (!open.has(id)) continue;
      wave.open += 1;
      const missing = planned.after.filter((other) => other !== id && open.has(other));
      this.#missing.set(id, missing.length);
      for (const other of missing) this.#follow(other, each);
      if (missing.length === 0) this.#ready.push(each, planned.pathTokens);
    }
  }

  /** Atoms that have never ended. */
  get unfinished(): number {
    return this.#unfinished;
  }

  get hasReady(): boolean {
    return this.#ready.size > 0;
  }

  next(): RunAtom | undefined {
    return this.#ready.pop();
  }

  /** An atom that was sent back is ready at once, before all others. */
  again(atom: RunAtom): void {
    this.#ready.push(atom, Number.MAX_SAFE_INTEGER);
  }

  atomsOfWave(wave: number): readonly string[] {
    return this.#waves.get(wave)?.atoms ?? [];
  }

  /** To be told when an atom has ended. True when its wave is done by that; an atom that was sent back ends more than once and counts once. */
  ended({ atom: { id }, planned }: RunAtom): boolean {
    if (!this.#missing.delete(id)) return false;
    this.#unfinished -= 1;
    for (const follower of this.#followers.get(id) ?? []) this.#oneLess(follower);
    this.#followers.delete(id);
    const wave = this.#waves.get(planned.atomWave);
    if (wave === undefined) return false;
    wave.open -= 1;
    return wave.open === 0;
  }

  #follow(other: string, follower: RunAtom): void {
    const known = this.#followers.get(other);
    if (known === undefined) this.#followers.set(other, [follower]);
    else known.push(follower);
  }

  #oneLess(follower: RunAtom): void {
    const missing = (this.#missing.get(follower.atom.id) ?? 0) - 1;
    this.#missing.set(follower.atom.id, missing);
    if (missing === 0) this.#ready.push(follower, follower.planned.pathTokens);
  }
}
