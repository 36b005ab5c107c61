import { isNameCharacter } from '../base/names.ts';
import type { Span } from '../base/span.ts';
import { definitionAt } from './definitionAt.ts';
import type { SpecDocument } from './openSpec.ts';
import { spotAt } from './spot.ts';

/** Occurrences of a word that are looked at; a name that stands in more places is hardly one that a person asks about. */
const limit = 300;

/** Every place of the spec that names what stands at an offset, its declaration first; none when it is no name. */
export function referencesOf(document: SpecDocument, offset: number): readonly Span[] {
  const declared = definitionAt(document, offset)?.targets[0] ?? wordSpan(document, offset);
  if (declared === undefined) return [];
  const text = declared.file === document.path ? document.text.slice(declared.start, declared.end) : wordAt(document, offset);
  const [word] = /[\p{ID_Continue}.:-]*\p{ID_Continue}/u.exec(text) ?? [];
  if (word === undefined) return [];
  const found: Span[] = [];
  for (let at = document.text.indexOf(word), seen = 0; at !== -1 && seen < limit; at = document.text.indexOf(word, at + word.length), seen += 1) {
    if (isNameCharacter(document.text.charAt(at - 1)) || isNameCharacter(document.text.charAt(at + word.length))) continue;
    const definition = definitionAt(document, at + 1);
    if (definition?.targets.some(({ file, start }) => file === declared.file && start === declared.start) === true) found.push(definition.origin);
  }
  return found.length === 0 ? [] : [declared, ...found.filter(({ start }) => start !== declared.start)];
}

function wordSpan(document: SpecDocument, offset: number): Span | undefined {
  const token = spotAt(document, offset)?.cursor.token;
  return token === undefined || token.isLong || token.start === token.end ? undefined : { file: document.path, start: token.start, end: token.end };
}

function wordAt({ text }: SpecDocument, offset: number): string {
  const before = /\p{ID_Continue}*$/u.exec(text.slice(Math.max(0, offset - 100), offset))?.[0] ?? '';
  return before + (/^\p{ID_Continue}*/u.exec(text.slice(offset, offset + 100))?.[0] ?? '');
}
