import type { LoggedEvent } from './runEvent.ts';

/** How far a run is, over all of its starts. */
export interface RunProgressView {
  readonly written: number;
  readonly incomplete: number;
  /** All atoms of the run. */
  readonly all: number;
  /** What its answers cost, as far as prices are known. */
  readonly microUsd: number;
  readonly isPaused: boolean;
}

/** How far a run is, as its events come. An atom counts once, whenever it ended; one that is sent back, or of which the spec says something else now, is open again. */
export class RunProgress {
  #atoms: ReadonlySet<string> = new Set();
  readonly #ends = new Map<string, 'written' | 'incomplete'>();
  readonly #counts = { written: 0, incomplete: 0 };
  #microUsd = 0;
  #isPaused = false;

  get view(): RunProgressView {
    return { ...this.#counts, all: this.#atoms.size, microUsd: this.#microUsd, isPaused: this.#isPaused };
  }

  /** True when that changes the view. */
  apply({ event }: Pick<LoggedEvent, 'event'>): boolean {
    switch (event.kind) {
      case 'run.started':
      case 'run.resumed':
        if (event.atoms !== undefined) this.#recount(event.atoms);
        this.#isPaused = false;
        return true;
      case 'run.paused':
        this.#isPaused = true;
        return true;
      case 'unit.done':
        return this.#end(event.unit, 'written');
      case 'unit.incomplete':
        return this.#end(event.unit, 'incomplete');
      case 'unit.requeued':
      case 'unit.changed':
        return this.#open(event.unit);
      case 'unit.answer':
        this.#microUsd += event.microUsd ?? 0;
        return (event.microUsd ?? 0) > 0;
      case 'unit.started': case 'unit.cases': case 'unit.attempt': case 'unit.dispute': case 'wave.started': case 'wave.done': case 'level.done': case 'run.done':
        return false;
    }
  }

  #end(unit: string, how: 'written' | 'incomplete'): boolean {
    this.#open(unit);
    this.#ends.set(unit, how);
    if (this.#atoms.has(unit)) this.#counts[how] += 1;
    return true;
  }

  #open(unit: string): boolean {
    const end = this.#ends.get(unit);
    if (end !== undefined && this.#atoms.has(unit)) this.#counts[end] -= 1;
    return this.#ends.delete(unit);
  }

  /** The spec may have other atoms than when the run was started. */
  #recount(atoms: readonly string[]): void {
    this.#atoms = new Set(atoms);
    Object.assign(this.#counts, { written: 0, incomplete: 0 });
    for (const [unit, end] of this.#ends) if (this.#atoms.has(unit)) this.#counts[end] += 1;
  }
}
