import type { Model } from '../model.ts';

/**
 * What the plans of a model remember, apart for each `n`: of those with n = 0, of which generated tests are made, and of one
 * other n at a time, since a smoke test goes through many and never comes back.
 */
export class PlanMemory<T> {
  readonly #models = new WeakMap<Model, Map<number, T>>();
  readonly #make: () => T;

  constructor(make: () => T) {
    this.#make = make;
  }

  of({ model, n }: { readonly model: Model; readonly n: number }): T {
    const known = this.#models.get(model) ?? new Map<number, T>();
    this.#models.set(model, known);
    const found = known.get(n);
    if (found !== undefined) return found;
    for (const other of known.keys()) if (other !== 0) known.delete(other);
    const made = this.#make();
    known.set(n, made);
    return made;
  }
}
