import type { Ticket } from './traffic.ts';

/** A part of the smoke test, with all that was handed in for it. */
export class Part {
  readonly #onStart: () => void;
  readonly #tickets: Promise<void>[] = [];
  #hasStarted = false;

  /** `onStart` is told once, when the first of its errands begins or when it has none. */
  constructor(onStart: () => void) {
    this.#onStart = onStart;
  }

  add({ done }: Ticket): void {
    this.#tickets.push(done);
  }

  start(): void {
    if (this.#hasStarted) return;
    this.#hasStarted = true;
    this.#onStart();
  }

  /** Resolves when everything that was handed in so far is done; never rejects. */
  async done(): Promise<void> {
    await Promise.all(this.#tickets);
    this.start();
  }
}
