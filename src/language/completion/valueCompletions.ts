import type { Shape } from '../../spec/devmatrix/shape.ts';
import { attributeFor } from '../../spec/devmatrix/attributeNames.ts';
import { asString, itemsOf, toJson, valueOf } from '../../spec/source.ts';
import { expressionAt } from '../cel/celWord.ts';
import { entityAt } from '../devmatrix/place.ts';
import type { Candidate } from '../shape/candidate.ts';
import { escapeSnippet, valueInsertion } from '../shape/insertion.ts';
import { expand } from '../shape/levels.ts';
import type { Completion } from '../types.ts';
import { expressionCompletions } from './expressionCompletions.ts';
import { fitsFormat } from './keywords.ts';
import { completionOf, namesAt } from './completionOf.ts';
import type { Spot } from '../spot.ts';

/** The values that can stand at the cursor: what is known, never what only a person knows. */
export function valueCompletions(spot: Spot): readonly Completion[] {
  const { cursor: { token }, level } = spot;
  if (token.isLong || expressionAt(spot) !== undefined) return expressionCompletions(spot);
  const given = siblingsOf(spot);
  const scalars = distinct(level.shapes.flatMap((shape) => scalarCandidates(shape, spot))).filter(({ name }) => !given.has(name));
  const written = scalars.map((candidate) => completionOf(candidate, { text: valueInsertion(candidate.value ?? candidate.name, spot.cursor), format: 'plain', thenSuggest: /^[A-Z]+ .*\/$/.test(candidate.name) }, spot));
  return [...written, ...level.shapes.flatMap((shape) => inlineContainers(shape, new Set(scalars.map(({ name }) => name)), spot))];
}

function distinct(candidates: readonly Candidate[]): readonly Candidate[] {
  return [...new Map(candidates.map((candidate) => [candidate.name, candidate])).values()];
}

/** What stands in the list already. */
function siblingsOf({ place: { levels }, level, offset }: Spot): ReadonlySet<string> {
  const items = typeof level.part === 'number' ? itemsOf(levels.at(-2)?.node) : [];
  return new Set(items.filter(({ span }) => offset < span.start || offset > span.end).flatMap((item) => asString(item) ?? []));
}

/** The scalars that a shape can have. */
function scalarCandidates(shape: Shape, spot: Spot): readonly Candidate[] {
  switch (shape.kind) {
    case 'text': {
      if (shape.means !== undefined) return namesAt(shape.means, spot);
      const words = shape.values ?? shape.hints ?? [];
      const schema = spot.place.levels.at(-2)?.node;
      return words.filter((word) => spot.level.part !== 'format' || fitsFormat(word, schema)).map((name) => ({ name, kind: 'value' }));
    }
    // Words for people may look like a boolean; nobody means one.
    case 'boolean': return spot.level.shapes.some((other) => other.kind === 'text' && other.means === undefined && other.values === undefined && other.hints === undefined) ? [] : flags;
    case 'any': return shape.means === undefined ? valuesOfAny(spot) : namesAt(shape.means, spot);
    case 'number': return spot.level.part === 'devmatrix' ? [{ name: '1', kind: 'value', value: 1 }] : [];
    case 'null':
    case 'list':
    case 'map':
    case 'object':
    case 'variants':
    case 'either':
    case 'named': return [];
  }
}

const flags: readonly Candidate[] = [true, false].map((value) => ({ name: String(value), kind: 'value', value }));

/** A default is one of the values of its `enum`; the value of a seed row is one of its attribute. */
function valuesOfAny(spot: Spot): readonly Candidate[] {
  const { place: { levels, application }, level } = spot;
  const schema = levels.at(-2)?.node;
  if (level.part === 'default' || level.part === 'example') {
    if (asString(valueOf(schema, 'type')) === 'boolean') return flags;
    return itemsOf(valueOf(schema, 'enum')).map(toJson).flatMap((value) => candidateOf(value));
  }
  const entity = levels.some(({ part }) => part === 'seed') ? entityAt(spot.place) : undefined;
  const attribute = entity === undefined || application === undefined ? undefined : attributeFor(String(level.part), entity.attributes, entity.relations);
  if (attribute?.schema.kind === 'boolean') return flags;
  return attribute?.schema.kind === 'enum' ? attribute.schema.values.flatMap((value) => candidateOf(value)) : [];
}

function candidateOf(value: unknown): readonly Candidate[] {
  if (typeof value === 'string') return [{ name: value, kind: 'value' }];
  return typeof value === 'number' || typeof value === 'boolean' ? [{ name: String(value), kind: 'value', value }] : [];
}

/** Lists and maps that can be written behind the key: `[name]`, `{ belongsTo: }`. */
function inlineContainers(shape: Shape, taken: ReadonlySet<string>, spot: Spot): readonly Completion[] {
  const { cursor: { style, token, place }, language } = spot;
  if (place !== 'value' || style === 'json' || token.quote !== '') return [];
  if (shape.kind === 'variants') {
    return Object.entries(shape.variants).filter(([name]) => !taken.has(name)).map(([name, { about }]) => completionOf({ name, kind: 'key', documentation: about }, { text: `{ ${escapeSnippet(name)}: $0 }`, format: 'snippet', thenSuggest: true }, spot));
  }
  if (shape.kind !== 'list') return [];
  const items = distinct(expand(shape.items, language).flatMap((item) => scalarCandidates(item, spot))).filter(({ name }) => !taken.has(name));
  return items.map((candidate) => completionOf(candidate, { text: `[${escapeSnippet(valueInsertion(candidate.value ?? candidate.name, { ...spot.cursor, style: 'flow' }))}$0]`, format: 'snippet', thenSuggest: false }, spot));
}
