import type { Codec } from '../../facts/factMemory.ts';
import { type Keeping, keepings } from './keepings.ts';
import { Parts } from './parts.ts';
import { Version } from './version.ts';

/** A result as it is stored; inputs and stamps by their number among the texts. */
interface StoredResult {
  readonly kind: string;
  readonly key: string;
  readonly inputs: readonly number[];
  readonly stamps: readonly number[];
  readonly packed: unknown;
  /** So many runs have stored it without using it. */
  readonly idle: number;
}

/** Results as plain data. */
export interface StoredResults {
  readonly texts: readonly string[];
  readonly results: readonly StoredResult[];
  readonly bytes: Uint8Array;
}

/** Where a result was stored. */
interface Place {
  readonly packed: unknown;
  readonly parts: Parts;
  readonly idle: number;
}

/** How results that are in use are stored for other runs, and read again. */
export class Storage {
  readonly #places = new WeakMap<Version<unknown>, Place>();

  /** Gives every stored result. Nothing of it counts as used before it is asked for. */
  load({ texts, results, bytes }: StoredResults, codec: Codec, give: (kind: string, key: string, version: Version<unknown>) => void): void {
    const parts = new Parts(codec, bytes);
    const named = (numbers: readonly number[]): readonly string[] => numbers.map((number) => texts[number] ?? '');
    for (const { kind, key, inputs, stamps, packed, idle } of results) {
      const keeping = keepings[kind];
      if (keeping === undefined) continue;
      const version = new Version<unknown>(() => ({ inputs: named(inputs), stamps: named(stamps) }), () => keeping.unpack(packed, parts), -1);
      this.#places.set(version, { packed, parts, idle });
      give(kind, key, version);
    }
  }

  /** How many runs have stored a result without using it; nothing for one that was not stored. */
  idleRuns(version: Version<unknown>): number | undefined {
    return this.#places.get(version)?.idle;
  }

  /** These results as plain data. */
  stored(results: Iterable<{ readonly kind: string; readonly key: string; readonly version: Version<unknown>; readonly idle: number }>, codec: Codec): StoredResults {
    const parts = new Parts(codec);
    const numbers = new Map<string, number>();
    const numberOf = (text: string): number => {
      const known = numbers.get(text) ?? numbers.size;
      numbers.set(text, known);
      return known;
    };
    const all: StoredResult[] = [];
    for (const { kind, key, version, idle } of results) {
      const packed = this.#packed(version, keepings[kind], parts);
      if (packed === undefined) continue;
      this.#places.set(version, { packed, parts, idle });
      all.push({ kind, key, inputs: version.inputs.map(numberOf), stamps: version.stamps.map(numberOf), packed, idle });
    }
    return { texts: [...numbers.keys()], results: all, bytes: parts.bytes };
  }

  /** As it was stored before, if it was: then nothing of it needs to be read. */
  #packed(version: Version<unknown>, keeping: Keeping | undefined, parts: Parts): unknown {
    const place = this.#places.get(version);
    return place === undefined ? keeping?.pack(version.value, parts) : keeping?.moved(place.packed, place.parts, parts);
  }
}
