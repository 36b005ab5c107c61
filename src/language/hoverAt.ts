import type { SpecDocument } from './openSpec.ts';
import type { Hover } from './types.ts';

/** What is to be said about the word at an offset; undefined when nothing is. */
export function hoverAt(document: SpecDocument, offset: number): Hover | undefined {
  void document;
  void offset;
  return undefined;
}
