import type { CancelSignal } from '../../base/cancelSignal.ts';
import type { CacheHit } from '../gateway/parts.ts';

/**
 * - `leads`: it makes the call, and must land: with its answer for those who wait, or with nothing, and then the first of them leads.
 * - `landed`: somebody else made the call.
 * - `alone`: it makes the call, and nobody waits for it.
 */
export type Flight =
  | { readonly kind: 'leads'; land(hit: CacheHit | undefined): void }
  | { readonly kind: 'landed'; readonly hit: CacheHit }
  | { readonly kind: 'alone' };

/** Equal calls at the same time: the first is made, the others wait for its answer. */
export class Flights {
  readonly #underWay = new Map<string, Promise<CacheHit | undefined>>();
  readonly #leaders = new WeakMap<object, number>();

  /** Joins the call of that key or leads it. Who leads a call already never waits for another one, since those who wait for each other would wait for ever. */
  async join(key: string, owner: object, mayWait: boolean, signal: CancelSignal): Promise<Flight> {
    for (;;) {
      const flight = this.#underWay.get(key);
      if (flight === undefined) return { kind: 'leads', land: this.#lead(key, owner) };
      if (!mayWait || signal.aborted || (this.#leaders.get(owner) ?? 0) > 0) return { kind: 'alone' };
      const hit = await unlessAborted(flight, signal);
      if (hit !== undefined) return { kind: 'landed', hit };
    }
  }

  #lead(key: string, owner: object): (hit: CacheHit | undefined) => void {
    let resolve: (hit: CacheHit | undefined) => void = () => undefined;
    const flight = new Promise<CacheHit | undefined>((done) => { resolve = done; });
    let isOpen = true;
    this.#underWay.set(key, flight);
    this.#leaders.set(owner, (this.#leaders.get(owner) ?? 0) + 1);
    return (hit) => {
      if (!isOpen) return;
      isOpen = false;
      this.#underWay.delete(key);
      this.#leaders.set(owner, (this.#leaders.get(owner) ?? 1) - 1);
      resolve(hit);
    };
  }
}

/** What the flight lands with; undefined at once when the signal is aborted meanwhile. */
function unlessAborted(flight: Promise<CacheHit | undefined>, signal: CancelSignal): Promise<CacheHit | undefined> {
  return new Promise((resolve) => {
    const stop = (): void => {
      resolve(undefined);
    };
    signal.addEventListener('abort', stop);
    void flight.then((hit) => {
      signal.removeEventListener('abort', stop);
      resolve(hit);
    });
  });
}
