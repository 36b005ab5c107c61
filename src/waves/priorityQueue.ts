interface Entry<T> {
  readonly item: T;
  readonly priority: number;
  readonly order: number;
}

/** The item with the highest priority first, among equals the oldest: a binary heap. */
export class PriorityQueue<T> {
  readonly #heap: Entry<T>[] = [];
  #order = 0;

  get size(): number {
    return this.#heap.length;
  }

  push(item: T, priority: number): void {
    this.#order += 1;
    const entry = { item, priority, order: this.#order };
    let at = this.#heap.length;
    this.#heap.push(entry);
    for (let parent = (at - 1) >> 1; at > 0; parent = (at - 1) >> 1) {
      const above = this.#heap[parent];
      if (above === undefined || !isBefore(entry, above)) break;
      this.#heap[at] = above;
      at = parent;
    }
    this.#heap[at] = entry;
  }

  pop(): T | undefined {
    const top = this.#heap[0];
    const last = this.#heap.pop();
    if (top !== undefined && last !== undefined && top !== last) this.#sink(last);
    return top?.item;
  }

  #sink(entry: Entry<T>): void {
    let at = 0;
    for (;;) {
      const child = this.#smallerChild(at);
      const below = this.#heap[child];
      if (below === undefined || isBefore(entry, below)) break;
      this.#heap[at] = below;
      at = child;
    }
    this.#heap[at] = entry;
  }

  #smallerChild(at: number): number {
    const [left, right] = [this.#heap[2 * at + 1], this.#heap[2 * at + 2]];
    return left !== undefined && right !== undefined && isBefore(right, left) ? 2 * at + 2 : 2 * at + 1;
  }
}

function isBefore<T>(left: Entry<T>, right: Entry<T>): boolean {
  return left.priority === right.priority ? left.order < right.order : left.priority > right.priority;
}
