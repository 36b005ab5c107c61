import { lineStartOf } from '../cursor/blockLine.ts';
import type { Meaning } from '../../spec/devmatrix/shape.ts';
import { namesFor } from '../devmatrix/names.ts';
import { openApiNames } from '../openapi/names.ts';
import { referenceNames, sectionAt } from '../openapi/references.ts';
import type { Candidate } from '../shape/candidate.ts';
import type { Insertion } from '../shape/insertion.ts';
import type { Spot } from '../spot.ts';
import type { Completion } from '../types.ts';

/** The names that can stand where a text has a meaning. */
export function namesAt(meaning: Meaning, { document, cursor, place }: Spot): readonly Candidate[] {
  if (place.reading.dialect !== 'openapi') return namesFor(meaning, place);
  if (meaning !== 'reference') return openApiNames(meaning, place);
  return referenceNames(document, sectionAt(place.levels.at(-2)) ?? sectionAt(place.levels.at(-3)), cursor.token.typed);
}

/** A candidate as it is inserted at the cursor, in the place of its token. */
export function completionOf(candidate: Candidate, insertion: Insertion, spot: Spot): Completion {
  const { document, cursor: { token, place }, offset } = spot;
  const { name, label = name, kind, detail, documentation } = candidate;
  const dash = place === 'item' ? '- ' : '';
  const insertText = `${blankBefore(spot)}${dash}${indented(insertion.text, spot)}`;
  const filterText = token.quote === '' && label === name ? undefined : document.text.charAt(token.start) === token.quote && token.quote !== '' ? `${token.quote}${name}${token.quote}` : name;
  return {
    label, kind, ...(detail === undefined || detail === '' ? {} : { detail }), ...(documentation === undefined || documentation === '' ? {} : { documentation }),
    insertText, format: insertion.format, ...(filterText === undefined ? {} : { filterText }),
    replace: { file: document.path, start: Math.min(token.start, offset), end: Math.max(token.end, offset) }, thenSuggest: insertion.thenSuggest,
  };
}

/** YAML needs a blank between the colon and the value. */
function blankBefore({ document, cursor: { token, place, style } }: Spot): string {
  return place === 'value' && style !== 'json' && document.text.charAt(token.start - 1) === ':' ? ' ' : '';
}

/** Editors indent the lines of a snippet like the line of the cursor, which can begin left of the key: at a dash. */
function indented(text: string, { document, cursor: { token, place } }: Spot): string {
  if (!text.includes('\n')) return text;
  const start = lineStartOf(document.text, token.start);
  const line = document.text.slice(start, token.start);
  const indent = /^[ \t]*/.exec(line)?.[0].length ?? 0;
  const more = ' '.repeat(line.length - indent + (place === 'item' ? 2 : 0));
  return text.replaceAll('\n', `\n${more}`);
}
