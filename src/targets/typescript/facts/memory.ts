import type { Codec, FactMemory, FactMemoryOptions } from '../../facts/factMemory.ts';
import { hashOf } from '../../facts/shortHash.ts';
import { type Keeping, keepings } from './keepings.ts';
import { Storage, type StoredResults } from './storedResults.ts';
import { Version } from './version.ts';

type Versions = Map<string, readonly Version<unknown>[]>;

/** So many results of one question are remembered: of the code before a change, of the code after it, and of the app that it is compared with. */
const mostVersions = 4;
/** So many results are made before those are let go of that nobody uses any more. */
const sweepAfter = 4000;
/** So many runs store what they do not use themselves, of kinds that last. */
const mostIdle = 40;
/** So many results of one question are stored, of kinds that last. */
const mostLasting = 2;

const theText = ['text'];

/** Results that apps share: where the inputs say the same, the results are the same. */
export class Memory implements FactMemory {
  readonly #kinds = new Map<string, Versions>();
  readonly #storage = new Storage();
  /** Reads what was stored beside, once. */
  #loadBeside: (() => void) | undefined;
  #made = 0;
  #sweep = 0;
  #more = 0;
  #moreBeside = 0;

  /** A short text that tells a text from others. */
  readonly stampOf: (text: string) => string;

  constructor({ stampOf = hashOf, kept }: FactMemoryOptions = {}) {
    this.stampOf = stampOf;
    if (kept === undefined) return;
    const load = (stored: unknown): void => {
      if (stored !== undefined) this.#storage.load(stored as StoredResults, kept.codec, (kind, key, version) => { this.#add(kind, key, version); });
    };
    load(kept.stored);
    this.#loadBeside = () => { load(kept.beside()); };
  }

  get sweep(): number {
    return this.#sweep;
  }

  get hasMore(): boolean {
    return this.#more + this.#moreBeside > 0;
  }

  versions<V>(kind: string, key: string): readonly Version<V>[] {
    return (this.#kind(kind).get(key) ?? []) as readonly Version<V>[];
  }

  /** Puts a result first; the oldest goes when there are too many. */
  remember<V>(kind: string, key: string, version: Version<V>): void {
    const known = this.versions<V>(kind, key);
    if (known[0] === version) return;
    const others = known.filter((other) => other !== version);
    this.#kind(kind).set(key, [version, ...others.slice(0, mostVersions - 1)]);
    if (others.length < known.length) return;
    this.#made += 1;
    const keeping = keepings[kind];
    if (keeping?.beside === true) this.#moreBeside += 1;
    else if (keeping !== undefined) this.#more += 1;
    if (this.#made >= sweepAfter) this.#letGo();
  }

  /** What is made of one text alone, which the stamp tells from others. */
  recall<V>(kind: string, key: string, stamp: string, compute: () => V): V {
    const known = this.versions<V>(kind, key).find(({ stamps }) => stamps[0] === stamp);
    const version = known ?? Version.of(compute(), { inputs: theText, stamps: [stamp] }, this.#sweep);
    version.sweep = this.#sweep;
    this.remember(kind, key, version);
    return version.value;
  }

  #kind(kind: string): Versions {
    if (keepings[kind]?.beside === true) this.#readBeside();
    const versions = this.#kinds.get(kind) ?? new Map<string, readonly Version<unknown>[]>();
    this.#kinds.set(kind, versions);
    return versions;
  }

  #readBeside(): void {
    const load = this.#loadBeside;
    this.#loadBeside = undefined;
    load?.();
  }

  #add(kind: string, key: string, version: Version<unknown>): void {
    const versions = this.#kind(kind);
    versions.set(key, [...versions.get(key) ?? [], version]);
  }

  /** Lets go of what was not used since the last time. */
  #letGo(): void {
    for (const versions of this.#kinds.values()) {
      for (const [key, list] of versions) {
        const used = list.filter((version) => this.#isUsed(version));
        if (used.length === 0) versions.delete(key);
        else versions.set(key, used);
      }
    }
    this.#made = 0;
    this.#sweep += 1;
  }

  #isUsed({ sweep }: Version<unknown>): boolean {
    return sweep >= this.#sweep;
  }

  stored(codec: Codec): unknown {
    this.#more = 0;
    return this.#storedOf(({ beside }) => beside !== true, codec);
  }

  storedBeside(codec: Codec): unknown {
    if (this.#moreBeside === 0) return undefined;
    this.#moreBeside = 0;
    return this.#storedOf(({ beside }) => beside === true, codec);
  }

  /** What was used since the last time that something was let go of, the rest is about code that is gone; of kinds that last what may be needed again, too. */
  #storedOf(isWanted: (keeping: Keeping) => boolean, codec: Codec): StoredResults {
    const chosen = Object.entries(keepings).filter(([, keeping]) => isWanted(keeping)).flatMap(([kind, keeping]) => [...this.#kind(kind)].flatMap(([key, list]) => {
      const kept = list.map((version) => ({ kind, key, version, idle: this.#isUsed(version) ? 0 : (this.#storage.idleRuns(version) ?? mostIdle) + 1 }));
      return keeping.lasting === true ? kept.filter(({ idle }) => idle <= mostIdle).slice(0, mostLasting) : kept.filter(({ idle }) => idle === 0);
    }));
    return this.#storage.stored(chosen, codec);
  }
}
