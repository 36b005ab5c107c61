import type { Shape } from '../../spec/devmatrix/shape.ts';
import type { Candidate } from '../shape/candidate.ts';
import { type Insertion, keyInsertion } from '../shape/insertion.ts';
import { type KnownKey, keysOf, presentKeys } from '../shape/levels.ts';
import { phraseOf } from '../openapi/names.ts';
import type { Completion } from '../types.ts';
import { fitsType } from './keywords.ts';
import { completionOf, namesAt } from './completionOf.ts';
import type { Spot } from '../spot.ts';
import { snippetsFor } from './snippets.ts';

/** The keys that can be added to the map at the cursor: those that it needs first, none that it has. */
export function keyCompletions(spot: Spot): readonly Completion[] {
  const present = presentKeys(spot.level, spot.offset);
  const known = keysOf(spot.level, wordAt(spot)).filter((key) => !present.has(key.name) && isUseful(key, present, spot));
  const ordered = [...known.filter(({ key }) => key.required !== undefined), ...known.filter(({ key }) => key.required === undefined)];
  return [
    ...ordered.map((key) => knownCompletion(key, spot)),
    ...spot.level.shapes.flatMap((shape) => (shape.kind === 'map' ? chosenKeys(shape, present, spot) : [])),
    ...snippetsFor(spot),
  ];
}

/** What is being typed does not count as being there. */
function wordAt({ cursor: { token } }: Spot): string {
  return token.typed;
}

function isUseful({ name }: KnownKey, present: ReadonlySet<string>, { level, place }: Spot): boolean {
  const isSchema = level.shapes.some((shape) => shape.kind === 'object' && Object.hasOwn(shape.keys, 'minLength'));
  if (isSchema && !fitsType(name, level.node)) return false;
  if (place.reading.dialect !== 'openapi') return true;
  // Beside a reference nothing else counts.
  return present.has('$ref') ? name === 'description' || name === 'summary' : name !== '$ref' || present.size === 0;
}

function knownCompletion({ name, key }: KnownKey, spot: Spot): Completion {
  const candidate: Candidate = { name, kind: 'key', documentation: key.about, ...(key.required === undefined ? {} : { detail: 'required' }) };
  return completionOf(candidate, withComma(keyInsertion(name, key.shape, spot.cursor, spot.language), spot), spot);
}

/** The keys of a map that name what is declared elsewhere. */
function chosenKeys(shape: Extract<Shape, { kind: 'map' }>, present: ReadonlySet<string>, spot: Spot): readonly Completion[] {
  if (shape.keys === undefined) return [];
  const candidates = namesAt(shape.keys, spot).filter(({ name }) => !present.has(name));
  return candidates.map((candidate) => {
    const phrase = shape.keys === 'status' ? phraseOf(candidate.name) : undefined;
    const insertion = phrase === undefined || spot.cursor.token.hasColon ? keyInsertion(candidate.name, shape.values, spot.cursor, spot.language) : statusInsertion(candidate.name, phrase, spot);
    return completionOf(candidate, withComma(insertion, spot), spot);
  });
}

function statusInsertion(status: string, phrase: string, { cursor: { style } }: Spot): Insertion {
  const key = style === 'json' ? `"${status}"` : /^\d/.test(status) ? `'${status}'` : status;
  const body = style === 'block' ? `\n  description: \${1:${phrase}}` : style === 'flow' ? ` { description: \${1:${phrase}} }` : ` {"description": "\${1:${phrase}}"}`;
  return { text: `${key}:${body}`, format: 'snippet', thenSuggest: false };
}

/** In JSON a comma is needed before the next key. */
function withComma(insertion: Insertion, { document, cursor: { token, style } }: Spot): Insertion {
  const isNeeded = style === 'json' && !token.hasColon && /^\s*"/.test(document.text.slice(token.end, token.end + 200));
  return isNeeded ? { ...insertion, text: `${insertion.text},` } : insertion;
}
