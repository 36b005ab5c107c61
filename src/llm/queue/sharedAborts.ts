import type { CancelSignal } from '../../base/cancelSignal.ts';

/**
 * Listens once to each signal, however many tasks wait under it. A run's calls share one signal, and taking listeners off
 * a signal takes time linear in their number: 10,000 tasks with a listener each cost 300 ms.
 */
export class SharedAborts<T> {
  readonly #signals = new Map<CancelSignal, { readonly tasks: Set<T>; readonly listener: () => void }>();
  readonly #aborted: (task: T) => void;

  /** `aborted` hears each task whose signal is aborted; the task is forgotten before. */
  constructor(aborted: (task: T) => void) {
    this.#aborted = aborted;
  }

  add(signal: CancelSignal, task: T): void {
    const known = this.#signals.get(signal);
    if (known) {
      known.tasks.add(task);
      return;
    }
    const tasks = new Set([task]);
    const listener = (): void => {
      this.#forget(signal, listener);
      for (const each of tasks) this.#aborted(each);
    };
    this.#signals.set(signal, { tasks, listener });
    signal.addEventListener('abort', listener);
  }

  remove(signal: CancelSignal, task: T): void {
    const known = this.#signals.get(signal);
    if (!known) return;
    known.tasks.delete(task);
    if (known.tasks.size === 0) this.#forget(signal, known.listener);
  }

  get listeners(): number {
    return this.#signals.size;
  }

  #forget(signal: CancelSignal, listener: () => void): void {
    this.#signals.delete(signal);
    signal.removeEventListener('abort', listener);
  }
}
