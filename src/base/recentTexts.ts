/** Keeps what was made of the texts that were asked for last, up to a length of all of them together. */
export class RecentTexts<V> {
  readonly #maximum: number;
  /** The one that was asked for last stands last. */
  readonly #known = new Map<string, { readonly value: V; readonly length: number }>();
  #length = 0;

  constructor(maximum: number) {
    this.#maximum = maximum;
  }

  /** What is kept of a file with that text. */
  find(path: string, text: string): V | undefined {
    const key = `${path}\0${text}`;
    const known = this.#known.get(key);
    if (known === undefined) return undefined;
    this.#known.delete(key);
    this.#known.set(key, known);
    return known.value;
  }

  /** What is kept of a file with that text, or made of it now. */
  get(path: string, text: string, make: (path: string, text: string) => V): V {
    return this.find(path, text) ?? this.#add(`${path}\0${text}`, make(path, text));
  }

  #add(key: string, value: V): V {
    this.#known.set(key, { value, length: key.length });
    this.#length += key.length;
    for (const [oldest, { length }] of this.#known) {
      if (this.#length <= this.#maximum || oldest === key) break;
      this.#known.delete(oldest);
      this.#length -= length;
    }
    return value;
  }
}
