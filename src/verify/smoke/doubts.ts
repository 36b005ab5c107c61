import type { Footprint } from '../../semantics/footprint.ts';

/** Rows that are not as the model has them, because a call that was to prepare them failed. */
export class Doubts {
  readonly #rows = new Map<string, string>();

  /** What the call was to write is in doubt, for that reason. */
  add({ writes }: Footprint, reason: string): void {
    for (const [entity, keys] of writes) for (const key of keys) this.#rows.set(`${entity} ${key}`, reason);
  }

  /** Why a call that touches these rows tells nothing; undefined when it does. */
  of({ reads, writes }: Footprint): string | undefined {
    if (this.#rows.size === 0) return undefined;
    for (const touched of [reads, writes]) {
      for (const [entity, keys] of touched) {
        for (const key of keys) {
          const reason = this.#rows.get(`${entity} ${key}`);
          if (reason !== undefined) return reason;
        }
      }
    }
    return undefined;
  }
}
