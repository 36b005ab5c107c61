import type { Meaning } from '../spec/devmatrix/shape.ts';
import type { Cursor } from './cursor/cursor.ts';
import { unquoted } from './cursor/flowScan.ts';
import type { Place } from './devmatrix/place.ts';
import type { SpecDocument } from './openSpec.ts';
import { languageOf } from './shape/languageOf.ts';
import { type Language, lastLevel, type Level, levelsOf } from './shape/levels.ts';

/** Everything that answers need to know of the place that was asked about. */
export interface Spot {
  readonly document: SpecDocument;
  readonly offset: number;
  readonly cursor: Cursor;
  readonly language: Language;
  readonly place: Place;
  /** The level at the cursor's path. */
  readonly level: Level;
}

/** What is known of an offset; undefined in comments and behind values. */
export function spotAt(document: SpecDocument, offset: number): Spot | undefined {
  const cursor = document.cursorAt(offset);
  if (cursor === undefined) return undefined;
  const reading = document.readingAround(offset);
  const language = languageOf(reading) ?? {};
  const levels = levelsOf(language, reading.root, cursor.path);
  return { document, offset, cursor, language, level: lastLevel(levels), place: { reading, root: reading.root, application: reading.application, levels } };
}

/** The whole key or scalar around the offset, without its quotes. */
export function wordOf({ document, cursor: { token } }: Spot): string {
  return unquoted(document.text.slice(token.start, token.end), token.quote);
}

/** What a scalar at a level stands for, where it stands for something. */
export function meaningsOf(level: Level): readonly Meaning[] {
  return level.shapes.flatMap((shape) => ((shape.kind === 'text' || shape.kind === 'any') && shape.means !== undefined ? [shape.means] : []));
}
