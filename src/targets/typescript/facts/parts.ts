import type { Codec } from '../../facts/factMemory.ts';

/** Where the bytes of a part stand among those of all parts. */
export type Part = readonly [start: number, end: number];

/** Parts of stored results, as bytes one after the other: each is read when somebody looks at it, and what many have in common is one object again. */
export class Parts {
  readonly #codec: Codec;
  #bytes: Uint8Array;
  #length: number;
  readonly #made = new Map<object, unknown>();

  constructor(codec: Codec, bytes: Uint8Array = new Uint8Array(0)) {
    this.#codec = codec;
    this.#bytes = bytes;
    this.#length = bytes.length;
  }

  /** All parts. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  write(value: unknown): Part {
    return this.#append(this.#codec.encode(value));
  }

  read([start, end]: Part): unknown {
    return this.#codec.decode(this.#bytes.subarray(start, end));
  }

  /** A part of others, among these. */
  take(others: Parts, [start, end]: Part): Part {
    return this.#append(others.bytes.subarray(start, end));
  }

  /** What is made of a thing: the same for the same thing. */
  once<T>(thing: object, make: () => T): T {
    if (!this.#made.has(thing)) this.#made.set(thing, make());
    return this.#made.get(thing) as T;
  }

  #append(part: Uint8Array): Part {
    const start = this.#length;
    const end = start + part.length;
    if (end > this.#bytes.length) {
      const longer = new Uint8Array(Math.max(end, 2 * this.#bytes.length));
      longer.set(this.bytes);
      this.#bytes = longer;
    }
    this.#bytes.set(part, start);
    this.#length = end;
    return [start, end];
  }
}
