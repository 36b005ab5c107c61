import type { Program } from './program.ts';

interface Kept<V> {
  readonly value: V;
  /** What was looked at. */
  readonly touched: ReadonlySet<string>;
  /** Up to which moment it is known to be right. */
  until: number;
}

/** Results that are kept until something changes that was looked at for them. Using one counts as looking at that too. */
export class Tracked<K, V> {
  readonly #program: Program;
  readonly #kept = new Map<K, Kept<V>>();

  constructor(program: Program) {
    this.#program = program;
  }

  get(key: K, compute: () => V): V {
    const known = this.#kept.get(key);
    if (known !== undefined && this.#isRight(known)) {
      this.#program.touchAll(known.touched);
      return known.value;
    }
    const until = this.#program.moment;
    const made = this.#program.watch(compute);
    this.#kept.set(key, { ...made, until });
    return made.value;
  }

  #isRight(kept: Kept<V>): boolean {
    const { moment } = this.#program;
    if (kept.until === moment) return true;
    if (this.#program.hasChanged(kept.touched, kept.until)) return false;
    kept.until = moment;
    return true;
  }

  /** Lets go of what was not asked for since that moment. */
  prune(since: number): void {
    for (const [key, { until }] of this.#kept) if (until < since) this.#kept.delete(key);
  }

  clear(): void {
    this.#kept.clear();
  }
}
