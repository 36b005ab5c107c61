/** Time for everything here; tests pass one that they move themselves. */
export interface TimePort {
  /** Milliseconds since 1970, UTC. */
  now(): number;
  /** Milliseconds of a clock that never goes back. */
  monotonicMs(): number;
  /** Calls back once after so many milliseconds, unless the returned function is called before. */
  after(ms: number, callback: () => void): () => void;
}

export interface RandomPort {
  /** At least 0, less than 1. */
  next(): number;
  /** A new id that sorts by time (UUID version 7). */
  id(): string;
}
