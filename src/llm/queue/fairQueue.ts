/** An element that waits; `remove` takes it out from wherever it is. */
export interface Waiting<T> {
  readonly item: T;
  readonly cost: number;
}

/** Where an element waits and what it counts. */
export interface Place {
  readonly key: string;
  /** Higher first, among elements of one key. */
  readonly priority: number;
  /** What fairness between keys is measured in; more than 0. */
  readonly cost: number;
  /** What `ahead` sums up. */
  readonly amount: number;
}

interface Entry<T> extends Waiting<T> {
  readonly amount: number;
  readonly level: Level<T>;
  removed: boolean;
}

/** All of one key and priority, oldest first; removed elements lie in it until they come to its head. */
interface Level<T> {
  readonly flow: Flow<T>;
  readonly priority: number;
  entries: Entry<T>[];
  head: number;
  count: number;
  amount: number;
}

/** All of one key; levels with the highest priority first. */
interface Flow<T> {
  readonly key: string;
  readonly levels: Level<T>[];
  deficit: number;
}

/**
 * A queue that is fair between keys and keeps priorities within a key: deficit round-robin (Shreedhar and Varghese, 1995), where every
 * key may take out the same cost in the long run. Everything takes constant time but for the number of priorities in use.
 */
export class FairQueue<T> {
  readonly #flows = new Map<string, Flow<T>>();
  /** Keys in the order of their turns. */
  #ring: Flow<T>[] = [];
  #turn = 0;
  /** Of everything that waits. A turn is worth the mean: small enough to be fair soon, and on average each turn lets something out. */
  #cost = 0;
  size = 0;

  push(item: T, place: Place): Waiting<T> {
    const level = levelOf(this.#flow(place.key), place.priority);
    const { cost, amount } = place;
    const entry: Entry<T> = { item, cost, amount, level, removed: false };
    level.entries.push(entry);
    level.count += 1;
    level.amount += amount;
    this.#cost += cost;
    this.size += 1;
    return entry;
  }

  /** Whose turn it is; it stays so until it is taken, removed or overtaken within its key. */
  peek(): Waiting<T> | undefined {
    for (;;) {
      const flow = this.#ring[this.#turn];
      if (!flow) return undefined;
      const head = first(flow);
      if (!head) {
        this.#leave(flow);
      } else if (flow.deficit >= head.cost) {
        return head;
      } else {
        this.#turn = (this.#turn + 1) % this.#ring.length;
        this.#grant();
      }
    }
  }

  /** Takes out what `peek` gave. */
  take(waiting: Waiting<T>): void {
    (waiting as Entry<T>).level.flow.deficit -= waiting.cost;
    this.remove(waiting);
  }

  remove(waiting: Waiting<T>): void {
    const entry = waiting as Entry<T>;
    if (entry.removed) return;
    entry.removed = true;
    entry.level.count -= 1;
    entry.level.amount -= entry.amount;
    this.#cost -= entry.cost;
    this.size -= 1;
    if (this.size === 0) this.#clear();
    else tidy(entry.level);
  }

  /** What of the same key would be taken out before an element that came now. */
  ahead(key: string, priority: number): { readonly count: number; readonly amount: number } {
    const result = { count: 0, amount: 0 };
    for (const level of this.#flows.get(key)?.levels ?? []) {
      if (level.priority < priority) break;
      result.count += level.count;
      result.amount += level.amount;
    }
    return result;
  }

  /** Everything that waits, in no order. */
  all(): readonly Waiting<T>[] {
    return this.#ring.flatMap(({ levels }) => levels.flatMap(({ entries, head }) => entries.slice(head).filter(({ removed }) => !removed)));
  }

  #flow(key: string): Flow<T> {
    const known = this.#flows.get(key);
    if (known) return known;
    const made: Flow<T> = { key, levels: [], deficit: 0 };
    this.#flows.set(key, made);
    this.#ring.push(made);
    return made;
  }

  /** A key that has nothing to wait for gives up its turn and what is left of it. */
  #leave(flow: Flow<T>): void {
    this.#flows.delete(flow.key);
    this.#ring.splice(this.#turn, 1);
    if (this.#turn >= this.#ring.length) this.#turn = 0;
    this.#grant();
  }

  #grant(): void {
    const flow = this.#ring[this.#turn];
    if (flow) flow.deficit += this.#cost / Math.max(1, this.size);
  }

  #clear(): void {
    this.#flows.clear();
    this.#ring = [];
    this.#turn = 0;
    this.#cost = 0;
  }
}

function levelOf<T>(flow: Flow<T>, priority: number): Level<T> {
  let at = 0;
  for (let level = flow.levels[at]; level && level.priority >= priority; level = flow.levels[at]) {
    if (level.priority === priority) return level;
    at += 1;
  }
  const made: Level<T> = { flow, priority, entries: [], head: 0, count: 0, amount: 0 };
  flow.levels.splice(at, 0, made);
  return made;
}

/** The next of a flow, after what was removed before it is thrown away. */
function first<T>({ levels }: Flow<T>): Entry<T> | undefined {
  for (let level = levels[0]; level; level = levels[0]) {
    for (; level.head < level.entries.length; level.head += 1) {
      const entry = level.entries[level.head];
      if (entry && !entry.removed) return entry;
    }
    levels.shift();
  }
  return undefined;
}

/** Throws removed elements away once they are most of a level, at a cost that is constant for each of them. */
function tidy<T>(level: Level<T>): void {
  if (level.entries.length < 64 || level.count * 2 > level.entries.length) return;
  level.entries = level.entries.slice(level.head).filter(({ removed }) => !removed);
  level.head = 0;
}
