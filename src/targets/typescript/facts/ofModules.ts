import { isSameList } from '../../../base/sameList.ts';
import type { Inputs } from './inputs.ts';
import type { Tracked } from './tracked.ts';
import type { Version } from './version.ts';

/** The modules of an app. */
interface Modules {
  readonly inputs: Inputs;
  /** In their order. */
  readonly paths: Iterable<string>;
  /** Another number when there are other modules. */
  readonly set: number;
}

/** One result of each module. After a change only those are looked at again that are made of what changed. */
export class OfModules<V> {
  readonly #modules: Modules;
  readonly #results: Tracked<V>;
  readonly #compute: (path: string) => V;
  #versions = new Map<string, Version<V>>();
  /** By the name of an input the modules whose results are made of it. */
  readonly #dependents = new Map<string, Set<string>>();
  #moment = 0;
  #set = -1;
  #sweep = -1;

  constructor(modules: Modules, results: Tracked<V>, compute: (path: string) => V) {
    this.#modules = modules;
    this.#results = results;
    this.#compute = compute;
  }

  /** Brings the results up to date and tells which are others than before, or gone. */
  update(): readonly Changed<V>[] {
    const { inputs, paths, set } = this.#modules;
    // What the memory is not to let go of has to be looked at once in a while.
    const isWhole = this.#set !== set || this.#sweep !== this.#results.sweep;
    const suspects = isWhole ? new Set(paths) : this.#suspects();
    this.#set = set;
    this.#sweep = this.#results.sweep;
    this.#moment = inputs.moment;
    const before = this.#versions;
    const gone = isWhole ? [...before.keys()].filter((path) => !suspects.has(path)) : [];
    if (isWhole) this.#versions = new Map();
    const looked = Array.from(suspects, (path) => this.#look(path, before.get(path)));
    return [...gone.map((path) => this.#forgotten(path, before.get(path))), ...looked].flatMap((changed) => changed ?? []);
  }

  /** Gives each result with the path of its module, in the order of these. */
  forEach(give: (value: V, path: string) => void): void {
    this.#versions.forEach(({ value }, path) => { give(value, path); });
  }

  #suspects(): ReadonlySet<string> {
    const suspects = new Set<string>();
    for (const name of this.#modules.inputs.changesSince(this.#moment)) for (const path of this.#dependents.get(name) ?? []) suspects.add(path);
    return suspects;
  }

  #look(path: string, before: Version<V> | undefined): Changed<V> | undefined {
    const version = this.#results.version(path, () => this.#compute(path));
    this.#versions.set(path, version);
    if (version === before) return undefined;
    if (before === undefined || !isSameList(version.inputs, before.inputs)) this.#depend(path, version.inputs, before?.inputs ?? []);
    return { path, before: before?.value, now: version.value };
  }

  #depend(path: string, inputs: readonly string[], before: readonly string[]): void {
    for (const name of before) this.#dependents.get(name)?.delete(path);
    for (const name of inputs) {
      const dependents = this.#dependents.get(name);
      if (dependents === undefined) this.#dependents.set(name, new Set([path]));
      else dependents.add(path);
    }
  }

  #forgotten(path: string, before: Version<V> | undefined): Changed<V> | undefined {
    if (before === undefined) return undefined;
    this.#depend(path, [], before.inputs);
    return { path, before: before.value, now: undefined };
  }
}

/** Another result of a module. */
export interface Changed<V> {
  readonly path: string;
  readonly before: V | undefined;
  readonly now: V | undefined;
}
