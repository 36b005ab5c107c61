import type { Model } from '../model.ts';
import type { Moment, Plan } from './plan.ts';

/** What was done from a moment on: what it gave, and the plan after it. */
interface Known<T> {
  readonly before: Moment;
  readonly after: Plan;
  readonly result: T;
}

/**
 * Remembers what plans did: the same search from the same moment ends the same, so another plan that stands there goes
 * on from its end. Plans of one `n` at a time are remembered.
 */
export class Recall<T> {
  readonly #models = new WeakMap<Model, { readonly n: number; readonly known: Map<string, Known<T>[]> }>();

  /** What the search gives, which is told by the words; throws what it throws, and remembers successes only. */
  search(plan: Plan, words: string, search: () => T): T {
    const before = plan.moment;
    if (before === undefined) return search();
    const known = this.#knownTo(plan, JSON.stringify([words, plan.subject, plan.making, [...plan.wishes]]));
    const found = known.find((each) => plan.isAt(each.before));
    if (found !== undefined) {
      plan.adopt(found.after);
      return found.result;
    }
    const result = search();
    known.push({ before, after: plan.fork(), result });
    return result;
  }

  #knownTo({ model, n }: Plan, key: string): Known<T>[] {
    const remembered = this.#models.get(model);
    const { known } = remembered?.n === n ? remembered : { known: new Map<string, Known<T>[]>() };
    if (remembered?.known !== known) this.#models.set(model, { n, known });
    const found = known.get(key) ?? [];
    known.set(key, found);
    return found;
  }
}
