import type { Codec, FactMemory, FactMemoryOptions } from '../../facts/factMemory.ts';
import { hashOf } from '../../facts/shortHash.ts';
import { type Keeping, keepings } from './keepings.ts';

/** A result, and what the inputs said that it is made of. */
export class Version<V> {
  readonly inputs: readonly string[];
  /** In the order of the inputs. */
  readonly stamps: readonly string[];
  /** When it was last used, in sweeps of the memory. */
  sweep: number;
  #value: { readonly value: V } | undefined;
  readonly #packed: (() => V) | undefined;
  #names: ReadonlySet<string> | undefined;

  constructor(found: { readonly value: V } | { readonly unpack: () => V }, inputs: readonly string[], stamps: readonly string[], sweep: number) {
    this.inputs = inputs;
    this.stamps = stamps;
    this.sweep = sweep;
    this.#value = 'value' in found ? found : undefined;
    this.#packed = 'unpack' in found ? found.unpack : undefined;
  }

  get value(): V {
    this.#value ??= { value: this.#unpacked() };
    return this.#value.value;
  }

  /** Is it made of that input? */
  has(name: string): boolean {
    this.#names ??= new Set(this.inputs);
    return this.#names.has(name);
  }

  #unpacked(): V {
    if (this.#packed === undefined) throw new Error('A result has neither a value nor what it is packed as.');
    return this.#packed();
  }
}

type Versions = Map<string, readonly Version<unknown>[]>;

/** So many results of one question are remembered: of the code before a change, of the code after it, and of the app that it is compared with. */
const mostVersions = 4;
/** So many results are made before those are let go of that nobody uses any more. */
const sweepAfter = 4000;

const theText = ['text'];

/** A result as it is stored; inputs and stamps by their number among the texts. */
interface StoredResult {
  readonly kind: string;
  readonly key: string;
  readonly inputs: readonly number[];
  readonly stamps: readonly number[];
  readonly packed: unknown;
}

interface StoredMemory {
  readonly texts: readonly string[];
  readonly results: readonly StoredResult[];
}

/** Results that apps share: where the inputs say the same, the results are the same. */
export class Memory implements FactMemory {
  readonly #kinds = new Map<string, Versions>();
  /** What results that were stored are packed as. */
  readonly #packed = new WeakMap<Version<unknown>, unknown>();
  #made = 0;
  #sweep = 0;
  #more = 0;

  /** A short text that tells a text from others. */
  readonly stampOf: (text: string) => string;

  constructor({ stampOf = hashOf, kept }: FactMemoryOptions = {}) {
    this.stampOf = stampOf;
    if (kept !== undefined) this.#load(kept.stored as StoredMemory, kept.codec);
  }

  get sweep(): number {
    return this.#sweep;
  }

  get hasMore(): boolean {
    return this.#more > 0;
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
    if (keepings[kind] !== undefined) this.#more += 1;
    if (this.#made >= sweepAfter) this.#letGo();
  }

  /** What is made of one text alone, which the stamp tells from others. */
  recall<V>(kind: string, key: string, stamp: string, compute: () => V): V {
    const known = this.versions<V>(kind, key).find(({ stamps }) => stamps[0] === stamp);
    const version = known ?? new Version({ value: compute() }, theText, [stamp], this.#sweep);
    version.sweep = this.#sweep;
    this.remember(kind, key, version);
    return version.value;
  }

  #kind(kind: string): Versions {
    const versions = this.#kinds.get(kind) ?? new Map<string, readonly Version<unknown>[]>();
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

  /** What was used since the last time that something was let go of; the rest is about code that is gone. */
  stored(codec: Codec): unknown {
    const numbers = new Map<string, number>();
    const numberOf = (text: string): number => {
      const known = numbers.get(text) ?? numbers.size;
      numbers.set(text, known);
      return known;
    };
    const results: StoredResult[] = [];
    for (const [kind, keeping] of Object.entries(keepings)) {
      for (const [key, list] of this.#kind(kind)) {
        for (const version of list.filter(({ sweep }) => sweep >= this.#sweep)) {
          results.push({ kind, key, inputs: version.inputs.map(numberOf), stamps: version.stamps.map(numberOf), packed: this.#packedAs(version, keeping, codec) });
        }
      }
    }
    this.#more = 0;
    return { texts: [...numbers.keys()], results } satisfies StoredMemory;
  }

  #packedAs(version: Version<unknown>, keeping: Keeping, codec: Codec): unknown {
    const packed = this.#packed.get(version) ?? keeping.pack(version.value, codec);
    this.#packed.set(version, packed);
    return packed;
  }

  /** Nothing of it counts as used before it is asked for. */
  #load({ texts, results }: StoredMemory, codec: Codec): void {
    for (const { kind, key, inputs, stamps, packed } of results) {
      const keeping = keepings[kind];
      if (keeping === undefined) continue;
      const named = (numbers: readonly number[]): readonly string[] => numbers.map((number) => texts[number] ?? '');
      const version = new Version<unknown>({ unpack: () => keeping.unpack(packed, codec) }, named(inputs), named(stamps), -1);
      this.#packed.set(version, packed);
      this.#kind(kind).set(key, [...this.#kind(kind).get(key) ?? [], version]);
    }
  }
}
