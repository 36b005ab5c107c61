import { seededRandom } from '../../test/support/seededRandom.ts';
import { type App, parse, textsAfter } from './app.ts';
import type { Operator, Place } from './operator.ts';

/** An app changed by one operator at one place. */
export interface Mutant {
  readonly name: string;
  readonly operator: Operator;
  readonly place: Place;
  /** Changed files; undefined for those that are gone. */
  readonly texts: ReadonlyMap<string, string | undefined>;
}

/** The texts of a place; undefined when its edits get in each other's way or change nothing. */
function changedTexts(app: App, { edits, files }: Place): ReadonlyMap<string, string | undefined> | undefined {
  try {
    const texts = new Map<string, string | undefined>([...textsAfter(app, edits), ...(files ?? [])]);
    return [...texts].every(([path, text]) => text === app.texts.get(path)) ? undefined : texts;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Does every changed file parse? What does not is no edit that somebody leaves behind. */
function parses(texts: Mutant['texts']): boolean {
  return [...texts].every(([path, text]) => {
    if (text === undefined || !path.endsWith('.ts')) return true;
    const { parseDiagnostics = [] } = parse(path, text) as { readonly parseDiagnostics?: readonly unknown[] };
    return parseDiagnostics.length === 0;
  });
}

/** Up to `count` mutants of an operator, at places that the seed chooses; a place of each file comes before a second one of a file. */
export function mutantsOf(app: App, operator: Operator, count: number, seed: number): Mutant[] {
  const random = seededRandom(seed ^ hashOf(`${app.name} ${operator.name}`));
  const shuffled = random.shuffled([...operator.places(app)]);
  const seen = new Map<string, number>();
  const ranked = shuffled.map((place) => {
    const rank = seen.get(place.file) ?? 0;
    seen.set(place.file, rank + 1);
    return { place, rank };
  }).sort((a, b) => a.rank - b.rank);
  const mutants: Mutant[] = [];
  for (const { place } of ranked) {
    if (mutants.length >= count) break;
    const texts = changedTexts(app, place);
    if (texts === undefined) continue;
    if (!parses(texts)) throw new Error(`${operator.name} at ${place.file}:${String(place.start)} of ${app.name} makes a file that does not parse.`);
    mutants.push({ name: `${app.name} | ${operator.name} | ${place.file}:${String(place.start)}`, operator, place, texts });
  }
  return mutants;
}

function hashOf(text: string): number {
  let hash = 0;
  for (const character of text) hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) | 0;
  return hash;
}
