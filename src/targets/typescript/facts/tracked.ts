import type { Inputs } from './inputs.ts';
import { Memory } from './memory.ts';
import { Version } from './version.ts';

/** Results of one kind for one app: each is kept until inputs change that were looked at for it. Using one counts as looking at them, too. */
export class Tracked<V> {
  readonly #inputs: Inputs;
  readonly #kind: string;
  readonly #memory: Memory;
  readonly #current = new Map<string, { readonly version: Version<V>; until: number }>();
  #sweep = 0;

  constructor(inputs: Inputs, kind = '', memory = new Memory()) {
    this.#inputs = inputs;
    this.#kind = kind;
    this.#memory = memory;
  }

  get(key: string, compute: () => V): V {
    return this.version(key, compute).value;
  }

  /** The result with what it is made of. */
  version(key: string, compute: () => V): Version<V> {
    if (this.#sweep !== this.#memory.sweep) this.#letGo();
    const version = this.#known(key) ?? this.#made(key, compute);
    this.#inputs.touchAll(version.inputs);
    return version;
  }

  /** Counts how often the memory has let go of what was not used. */
  get sweep(): number {
    return this.#memory.sweep;
  }

  #known(key: string): Version<V> | undefined {
    const { moment } = this.#inputs;
    const current = this.#current.get(key);
    if (current !== undefined && (current.until === moment || this.#isAsItWas(current))) {
      current.until = moment;
      current.version.sweep = this.#sweep;
      return current.version;
    }
    const version = this.#memory.versions<V>(this.#kind, key).find((one) => this.#saysTheSame(one));
    if (version !== undefined) this.#use(key, version);
    return version;
  }

  /** Looks at what changed since, or at what it is made of, whichever is less. */
  #isAsItWas({ version, until }: { readonly version: Version<V>; readonly until: number }): boolean {
    return this.#inputs.moment - until > version.inputs.length ? this.#saysTheSame(version) : !this.#inputs.haveChanged(version, until);
  }

  #saysTheSame({ inputs, stamps }: Version<V>): boolean {
    return inputs.every((name, index) => this.#inputs.stampOf(name) === stamps[index]);
  }

  #made(key: string, compute: () => V): Version<V> {
    const { value, touched } = this.#inputs.watch(compute);
    const inputs = [...touched];
    const version = Version.of(value, { inputs, stamps: inputs.map((name) => this.#inputs.stampOf(name)) }, this.#sweep);
    this.#use(key, version);
    return version;
  }

  #use(key: string, version: Version<V>): void {
    version.sweep = this.#sweep;
    this.#current.set(key, { version, until: this.#inputs.moment });
    this.#memory.remember(this.#kind, key, version);
  }

  #letGo(): void {
    for (const [key, { version }] of this.#current) if (version.sweep < this.#sweep) this.#current.delete(key);
    this.#sweep = this.#memory.sweep;
  }
}
