import { keyCompletions } from './completion/keyCompletions.ts';
import { skeletonsFor } from './completion/snippets.ts';
import { valueCompletions } from './completion/valueCompletions.ts';
import type { SpecDocument } from './openSpec.ts';
import { expand } from './shape/levels.ts';
import { type Spot, spotAt } from './spot.ts';
import type { Completion } from './types.ts';

/** What can be typed at an offset, best first; nothing where only a person knows. */
export function completionsAt(document: SpecDocument, offset: number): readonly Completion[] {
  const spot = spotAt(document, offset);
  if (spot?.cursor.token.isLong === true && spot.cursor.place !== 'value') return [];
  switch (spot?.cursor.place) {
    case undefined: return [];
    case 'key': return [...skeletonsFor(spot), ...keyCompletions(spot)];
    case 'value': return valueCompletions(spot);
    case 'open': return [...skeletonsFor(spot), ...openCompletions(spot)];
    case 'item': return itemCompletions(spot);
  }
}

/** A value that has not begun: keys of a map, items of a list; behind a dash a scalar, too. */
function openCompletions(spot: Spot): readonly Completion[] {
  const isItem = typeof spot.level.part === 'number';
  const keys = keyCompletions(spot);
  const containers = keys.length > 0 || isItem ? keys : itemCompletions(spot);
  return isItem || containers.length === 0 ? [...valueCompletions(spot), ...containers] : containers;
}

/** The next item of the list at the cursor, its dash included. */
function itemCompletions(spot: Spot): readonly Completion[] {
  const { level, language, place, cursor } = spot;
  const shapes = level.shapes.flatMap((shape) => (shape.kind === 'list' ? expand(shape.items, language) : []));
  if (shapes.length === 0) return [];
  const item = { part: level.node?.kind === 'seq' ? level.node.items.length : 0, shapes, node: undefined };
  const inside: Spot = { ...spot, level: item, cursor: { ...cursor, place: 'item', path: [...cursor.path, item.part] }, place: { ...place, levels: [...place.levels, item] } };
  return [...keyCompletions(inside), ...valueCompletions(inside)];
}
