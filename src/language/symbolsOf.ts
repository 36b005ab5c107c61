import type { SpecDocument } from './openSpec.ts';
import type { SpecSymbol } from './types.ts';

/** The outline of a spec: its entities, endpoints, flows, machines, schemas, in the order of the text. */
export function symbolsOf(document: SpecDocument): readonly SpecSymbol[] {
  void document;
  return [];
}
