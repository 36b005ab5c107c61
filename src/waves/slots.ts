import { PriorityQueue } from './priorityQueue.ts';

/** So many at once, the highest priority first. It can be held, when nobody new is let in, and closed for good. */
export class Slots {
  readonly #limit: number;
  readonly #waiting = new PriorityQueue<(isLetIn: boolean) => void>();
  #taken = 0;
  #isHeld = false;
  #isClosed = false;

  constructor(limit: number) {
    this.#limit = Math.max(1, limit);
  }

  get taken(): number {
    return this.#taken;
  }

  /** True when its turn has come, and must then be released; false when no turn will come any more. */
  acquire(priority: number): Promise<boolean> {
    if (this.#isClosed) return Promise.resolve(false);
    return new Promise((resolve) => {
      this.#waiting.push(resolve, priority);
      this.#let();
    });
  }

  release(): void {
    this.#taken -= 1;
    this.#let();
  }

  hold(): void {
    this.#isHeld = true;
  }

  letOn(): void {
    this.#isHeld = false;
    this.#let();
  }

  close(): void {
    this.#isClosed = true;
    for (let waiting = this.#waiting.pop(); waiting !== undefined; waiting = this.#waiting.pop()) waiting(false);
  }

  #let(): void {
    while (!this.#isHeld && this.#taken < this.#limit) {
      const next = this.#waiting.pop();
      if (next === undefined) return;
      this.#taken += 1;
      next(true);
    }
  }
}
