import type { Program } from './program.ts';

interface Kept<V> {
  readonly value: V;
  readonly touched: ReadonlySet<string>;
}

/** Results with the modules that were looked at for them. Using one counts as looking at those modules. */
export class Tracked<K, V> {
  readonly #program: Program;
  readonly #kept = new Map<K, Kept<V>>();

  constructor(program: Program) {
    this.#program = program;
  }

  get(key: K, compute: () => V): V {
    const known = this.#kept.get(key);
    if (known !== undefined) {
      for (const path of known.touched) this.#program.touch(path);
      return known.value;
    }
    const made = this.#program.watch(compute);
    this.#kept.set(key, made);
    return made.value;
  }

  /** Forgets what comes from one of these modules. */
  forget(changed: ReadonlySet<string>): void {
    for (const [key, { touched }] of this.#kept) {
      for (const path of changed) {
        if (!touched.has(path)) continue;
        this.#kept.delete(key);
        break;
      }
    }
  }

  clear(): void {
    this.#kept.clear();
  }
}
