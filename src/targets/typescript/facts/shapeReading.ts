import type { ShapeFact } from '../../facts/appFacts.ts';
import type { Value } from '../../facts/value.ts';
import type { Reading } from './reading.ts';

/** How the parts that read shapes reach each other: shapes stand in shapes. */
export interface Shapes {
  readonly reading: Reading;
  /** The shape of a zod schema; undefined for what is none. */
  find(value: Value): ShapeFact | undefined;
  /** The same, where a schema has to stand. */
  shape(value: Value): ShapeFact;
}
