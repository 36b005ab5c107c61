/** What a result is made of. */
export interface Sources {
  /** The names of its inputs. */
  readonly inputs: readonly string[];
  /** What the inputs said, in their order. */
  readonly stamps: readonly string[];
}

/** A result, and what the inputs said that it is made of. One that was stored is read when it is looked at. */
export class Version<V> {
  /** When it was last used, in sweeps of the memory. */
  sweep: number;
  readonly #readSources: () => Sources;
  readonly #readValue: () => V;
  #sources: Sources | undefined;
  #value: { readonly value: V } | undefined;
  #names: ReadonlySet<string> | undefined;

  constructor(sources: () => Sources, value: () => V, sweep: number) {
    this.#readSources = sources;
    this.#readValue = value;
    this.sweep = sweep;
  }

  static of<V>(value: V, sources: Sources, sweep: number): Version<V> {
    return new Version(() => sources, () => value, sweep);
  }

  get inputs(): readonly string[] {
    return this.#known().inputs;
  }

  get stamps(): readonly string[] {
    return this.#known().stamps;
  }

  get value(): V {
    this.#value ??= { value: this.#readValue() };
    return this.#value.value;
  }

  /** Is it made of that input? */
  has(name: string): boolean {
    this.#names ??= new Set(this.inputs);
    return this.#names.has(name);
  }

  #known(): Sources {
    this.#sources ??= this.#readSources();
    return this.#sources;
  }
}
