/** An element that waits. `remove` takes it out; what it holds is then free. */
export interface Waiting<T> {
  readonly item: T;
  readonly key: string;
  readonly cost: number;
}

/** Where an element waits and what it counts. */
interface Place {
  readonly key: string;
  /** Higher first, among elements of one key. */
  readonly priority: number;
  /** What fairness between keys is measured in; at least 1. */
  readonly cost: number;
  /** What `ahead` sums up. */
  readonly amount: number;
}

/** What will be taken out before an element of the same key. */
interface Ahead {
  count: number;
  amount: number;
}

interface Entry<T> extends Waiting<T>, Place {
  readonly order: number;
  removed: boolean;
}

/** All that waits under one key: a heap, highest priority first, then oldest first. */
interface Flow<T> {
  readonly key: string;
  readonly heap: Entry<T>[];
  /** How many of the heap were not removed. */
  waiting: number;
  deficit: number;
  /** What waits, by priority. */
  readonly sums: Map<number, Ahead>;
}

/**
 * A queue that is fair between keys and keeps priorities within a key: deficit round-robin (Shreedhar and Varghese, 1995), where every
 * key may take out the same cost in the long run. Putting in and taking out takes logarithmic time, taking an element out of the middle constant time.
 */
export class FairQueue<T> {
  readonly #flows = new Map<string, Flow<T>>();
  /** Keys in the order of their turns; the first one has its turn now. */
  #ring: Flow<T>[] = [];
  #turn = 0;
  #order = 0;
  /** Of everything that waits. A turn is worth the mean: small enough to be fair soon, and on average each turn lets something out. */
  #cost = 0;
  size = 0;

  push(item: T, place: Place): Waiting<T> {
    const entry: Entry<T> = { item, ...place, cost: Math.max(1, place.cost), order: this.#order, removed: false };
    this.#order += 1;
    this.#cost += entry.cost;
    const flow = this.#flow(place.key);
    siftUp(flow.heap, entry);
    count(flow, entry, 1);
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
    const flow = this.#flows.get(waiting.key);
    if (flow) flow.deficit -= waiting.cost;
    this.remove(waiting);
  }

  remove(waiting: Waiting<T>): void {
    const entry = waiting as Entry<T>;
    if (entry.removed) return;
    entry.removed = true;
    this.size -= 1;
    this.#cost -= entry.cost;
    const flow = this.#flows.get(entry.key);
    if (!flow) return;
    count(flow, entry, -1);
    if (this.size === 0) this.#clear();
    else if (flow.heap.length > 64 && flow.waiting * 2 < flow.heap.length) compact(flow.heap);
  }

  /** What of the same key would surely be taken out before an element that came now. Not removing anything of that is up to others. */
  ahead(key: string, priority: number): Readonly<Ahead> {
    const result = { count: 0, amount: 0 };
    for (const [of, sum] of this.#flows.get(key)?.sums ?? []) {
      if (of < priority) continue;
      result.count += sum.count;
      result.amount += sum.amount;
    }
    return result;
  }

  /** Everything that waits, in no order. */
  all(): readonly Waiting<T>[] {
    return this.#ring.flatMap(({ heap }) => heap.filter(({ removed }) => !removed));
  }

  #flow(key: string): Flow<T> {
    const known = this.#flows.get(key);
    if (known) return known;
    const made: Flow<T> = { key, heap: [], waiting: 0, deficit: 0, sums: new Map() };
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
    if (flow) flow.deficit += Math.ceil(this.#cost / Math.max(1, this.size));
  }

  #clear(): void {
    this.#flows.clear();
    this.#ring = [];
    this.#turn = 0;
    this.#cost = 0;
  }
}

function count<T>(flow: Flow<T>, { priority, amount }: Entry<T>, sign: 1 | -1): void {
  flow.waiting += sign;
  const sum = flow.sums.get(priority) ?? { count: 0, amount: 0 };
  sum.count += sign;
  sum.amount += sign * amount;
  if (sum.count === 0) flow.sums.delete(priority);
  else flow.sums.set(priority, sum);
}

/** The head of a flow, after removed elements above it were thrown away. */
function first<T>({ heap }: Flow<T>): Entry<T> | undefined {
  while (heap[0]?.removed) pop(heap);
  return heap[0];
}

function before<T>(left: Entry<T>, right: Entry<T>): boolean {
  return left.priority === right.priority ? left.order < right.order : left.priority > right.priority;
}

function siftUp<T>(heap: Entry<T>[], entry: Entry<T>): void {
  let at = heap.length;
  while (at > 0) {
    const above = (at - 1) >> 1;
    const parent = heap[above];
    if (!parent || !before(entry, parent)) break;
    heap[at] = parent;
    at = above;
  }
  heap[at] = entry;
}

function pop<T>(heap: Entry<T>[]): void {
  const last = heap.pop();
  if (last && heap.length > 0) siftDown(heap, 0, last);
}

function siftDown<T>(heap: Entry<T>[], from: number, entry: Entry<T>): void {
  let at = from;
  for (;;) {
    const left = heap[2 * at + 1];
    const right = heap[2 * at + 2];
    if (!left) break;
    const [child, step] = right && before(right, left) ? [right, 2] : [left, 1];
    if (before(entry, child)) break;
    heap[at] = child;
    at = 2 * at + step;
  }
  heap[at] = entry;
}

function compact<T>(heap: Entry<T>[]): void {
  const kept = heap.filter(({ removed }) => !removed).sort((left, right) => (before(left, right) ? -1 : 1));
  heap.splice(0, heap.length, ...kept);
}
