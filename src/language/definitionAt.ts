import type { Span } from '../base/span.ts';
import type { SpecDocument } from './openSpec.ts';
import type { Definition } from './types.ts';

/** Where the name at an offset is declared; undefined when it is no name or is declared nowhere. */
export function definitionAt(document: SpecDocument, offset: number): Definition | undefined {
  void document;
  void offset;
  return undefined;
}

/** Every place that names what stands at an offset, its declaration first; none when it is no name. */
export function referencesOf(document: SpecDocument, offset: number): readonly Span[] {
  void document;
  void offset;
  return [];
}
