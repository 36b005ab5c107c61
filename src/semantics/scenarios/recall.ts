import type { Moment, Plan } from './plan.ts';
import { PlanMemory } from './planMemory.ts';

/** What was done from a moment on: what it gave, and the plan after it. */
interface Known<T> {
  readonly before: Moment;
  readonly after: Plan;
  readonly result: T;
}

/**
 * Remembers what plans did: the same search from the same moment ends the same, so another plan that stands there goes
 * on from its end.
 */
export class Recall<T> {
  readonly #memory = new PlanMemory(() => new Map<string, Known<T>[]>());

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

  #knownTo(plan: Plan, key: string): Known<T>[] {
    const known = this.#memory.of(plan);
    const found = known.get(key) ?? [];
    known.set(key, found);
    return found;
  }
}
