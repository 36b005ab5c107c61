import type { Inputs } from './inputs.ts';

/** A result, and what the inputs said that it is made of. */
interface Version<V> {
  readonly value: V;
  readonly inputs: ReadonlySet<string>;
  /** In the order of the inputs. */
  readonly stamps: readonly string[];
  /** When it was last used, in sweeps of the memory. */
  sweep: number;
}

const theText: ReadonlySet<string> = new Set(['text']);

type Versions<V> = Map<string, readonly Version<V>[]>;

/** So many results of one question are kept: of the code before a change, of the code after it, and of the app that it is compared with. */
const mostVersions = 4;
/** So many results are made before those are let go of that nobody uses any more. */
const sweepAfter = 4000;

/** Results that apps share: where the inputs say the same, the results are the same. */
export class Memory {
  readonly #kinds = new Map<string, Versions<unknown>>();
  #made = 0;
  #sweep = 0;

  get sweep(): number {
    return this.#sweep;
  }

  versions<V>(kind: string, key: string): readonly Version<V>[] {
    return this.#kind<V>(kind).get(key) ?? [];
  }

  /** Puts a result first; the oldest goes when there are too many. */
  keep<V>(kind: string, key: string, version: Version<V>): void {
    const known = this.versions<V>(kind, key);
    if (known[0] === version) return;
    const others = known.filter((other) => other !== version);
    this.#kind<V>(kind).set(key, [version, ...others.slice(0, mostVersions - 1)]);
    if (others.length === known.length) this.#made += 1;
    if (this.#made >= sweepAfter) this.#letGo();
  }

  /** What is made of one text alone, which the stamp tells from others. */
  recall<V>(kind: string, key: string, stamp: string, compute: () => V): V {
    const known = this.versions<V>(kind, key).find(({ stamps }) => stamps[0] === stamp);
    const version = known ?? { value: compute(), inputs: theText, stamps: [stamp], sweep: this.#sweep };
    version.sweep = this.#sweep;
    this.keep(kind, key, version);
    return version.value;
  }

  #kind<V>(kind: string): Versions<V> {
    const versions = this.#kinds.get(kind) as Versions<V> | undefined ?? new Map<string, readonly Version<V>[]>();
    this.#kinds.set(kind, versions);
    return versions;
  }

  /** Lets go of what was not used since the last time. */
  #letGo(): void {
    for (const versions of this.#kinds.values()) {
      for (const [key, list] of versions) {
        const used = list.filter(({ sweep }) => sweep >= this.#sweep);
        if (used.length === 0) versions.delete(key);
        else versions.set(key, used);
      }
    }
    this.#made = 0;
    this.#sweep += 1;
  }
}

/** Results of one kind for one app: each is kept until inputs change that were looked at for it. Using one counts as looking at them, too. */
export class Tracked<V> {
  readonly #inputs: Inputs;
  readonly #kind: string;
  readonly #memory: Memory;
  #current = new Map<string, { readonly version: Version<V>; until: number }>();
  #sweep = 0;

  constructor(inputs: Inputs, kind = '', memory = new Memory()) {
    this.#inputs = inputs;
    this.#kind = kind;
    this.#memory = memory;
  }

  get(key: string, compute: () => V): V {
    if (this.#sweep !== this.#memory.sweep) this.#letGo();
    const { value, inputs } = this.#known(key) ?? this.#made(key, compute);
    this.#inputs.touchAll(inputs);
    return value;
  }

  #known(key: string): Version<V> | undefined {
    const { moment } = this.#inputs;
    const current = this.#current.get(key);
    if (current !== undefined && (current.until === moment || !this.#inputs.haveChanged(current.version.inputs, current.until))) {
      current.until = moment;
      current.version.sweep = this.#sweep;
      return current.version;
    }
    const version = this.#memory.versions<V>(this.#kind, key).find((candidate) => this.#isRight(candidate));
    if (version !== undefined) this.#use(key, version);
    return version;
  }

  #isRight({ inputs, stamps }: Version<V>): boolean {
    let index = 0;
    for (const name of inputs) {
      if (this.#inputs.stampOf(name) !== stamps[index]) return false;
      index += 1;
    }
    return true;
  }

  #made(key: string, compute: () => V): Version<V> {
    const { value, touched } = this.#inputs.watch(compute);
    const version: Version<V> = { value, inputs: touched, stamps: Array.from(touched, (name) => this.#inputs.stampOf(name)), sweep: this.#sweep };
    this.#use(key, version);
    return version;
  }

  #use(key: string, version: Version<V>): void {
    version.sweep = this.#sweep;
    this.#current.set(key, { version, until: this.#inputs.moment });
    this.#memory.keep(this.#kind, key, version);
  }

  #letGo(): void {
    for (const [key, { version }] of this.#current) if (version.sweep < this.#sweep) this.#current.delete(key);
    this.#sweep = this.#memory.sweep;
  }
}
