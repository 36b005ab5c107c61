import type { Footprint } from '../../semantics/footprint.ts';

/** Rows that are not as the model has them, because a call that was to prepare them failed. */
export class Doubts {
  readonly #rows = new Map<string, string>();
  readonly #entities = new Map<string, string>();
  #everything: string | undefined;

  /** What the call was to write is in doubt, for that reason. Where code for words has decided before, that may be why: lists of such rows are not known either. */
  add({ writes }: Footprint, reason: string): void {
    for (const [entity, keys] of writes) for (const key of keys) this.#rows.set(`${entity} ${key}`, reason);
    if (this.#entities.size > 0) this.open([...writes.keys()], reason);
  }

  /** Code for words may have changed any row: from now on no answer that depends on rows is known. */
  openAll(reason: string): void {
    this.#everything ??= reason;
  }

  /** The rows of these entities are not as the model has them, because code for words decided. */
  open(entities: readonly string[], reason: string): void {
    for (const entity of entities) this.#entities.set(entity, reason);
  }

  /** Why the answer to a call that touches these rows is not known; undefined when it is. */
  openOf({ reads, writes, scans }: Footprint): string | undefined {
    if (this.#everything === undefined && this.#entities.size === 0) return undefined;
    const touched = [...scans, ...writes.keys(), ...reads.keys()];
    if (touched.length === 0) return undefined;
    return this.#everything ?? touched.map((entity) => this.#entities.get(entity)).find((reason) => reason !== undefined);
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
