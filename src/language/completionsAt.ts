import type { SpecDocument } from './openSpec.ts';
import type { Completion } from './types.ts';

/** What can be typed at an offset, best first; nothing where only a person knows. */
export function completionsAt(document: SpecDocument, offset: number): readonly Completion[] {
  void document;
  void offset;
  return [];
}
