import type { Json } from '../../base/json.ts';
import type { Schema } from '../../ir/schema.ts';
import { boundariesOf } from '../../semantics/boundaries.ts';
import type { LabelledValue } from '../../semantics/types.ts';
import type { Suite } from './suite.ts';

/** Values at the edge of what the schema allows; what may be left out is left out together elsewhere. */
export function edgesOf(suite: Suite, schema: Schema, options: { readonly base?: Json; readonly key: string }): readonly LabelledValue[] {
  return boundariesOf(schema, suite.context, options).filter((boundary) => !boundary.key.endsWith('.optional'));
}
