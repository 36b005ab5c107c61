/**
 * What results are made of: named inputs, such as a file or the question whether a function is followed. Each has a stamp, which
 * is the same exactly when the input says the same; what is not there has the empty one.
 */
export class Inputs {
  readonly #stamps = new Map<string, string>();
  /** Names of what changed, in its order. */
  readonly #changes: string[] = [];
  readonly #watchers: Set<string>[] = [];

  set(name: string, stamp: string): void {
    if (this.stampOf(name) === stamp) return;
    if (stamp === '') this.#stamps.delete(name);
    else this.#stamps.set(name, stamp);
    this.#changes.push(name);
  }

  stampOf(name: string): string {
    return this.#stamps.get(name) ?? '';
  }

  /** Counts the changes so far. */
  get moment(): number {
    return this.#changes.length;
  }

  /** The names of what changed after that moment, in its order. */
  changesSince(moment: number): readonly string[] {
    return this.#changes.slice(moment);
  }

  /** Did one of these change after that moment? It may have changed back. */
  haveChanged(names: { has(name: string): boolean }, moment: number): boolean {
    for (let index = moment; index < this.#changes.length; index += 1) if (names.has(this.#changes[index] ?? '')) return true;
    return false;
  }

  /** Notes that an input was looked at. */
  touch(name: string): void {
    this.#watchers.at(-1)?.add(name);
  }

  touchAll(names: Iterable<string>): void {
    const watcher = this.#watchers.at(-1);
    if (watcher !== undefined) for (const name of names) watcher.add(name);
  }

  /** Runs `compute` and tells which inputs it looked at, those that are not there included. */
  watch<T>(compute: () => T): { readonly value: T; readonly touched: ReadonlySet<string> } {
    const touched = new Set<string>();
    this.#watchers.push(touched);
    try {
      return { value: compute(), touched };
    } finally {
      this.#watchers.pop();
      this.touchAll(touched);
    }
  }
}
