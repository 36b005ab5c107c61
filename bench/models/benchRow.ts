/** A figure of the layer for models, and what it must stay under. */
export interface BenchRow {
  readonly what: string;
  /** Milliseconds, unless the text says otherwise. */
  readonly figure: number;
  readonly limit: number;
  /** How it was measured, or what it is made of. */
  readonly how: string;
}
