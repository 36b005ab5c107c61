import type { Key, Keys, Shape, Shapes } from '../../spec/devmatrix/shape.ts';
import { entriesOf, type SourceNode, valueOf } from '../../spec/source.ts';
import type { Path } from '../cursor/cursor.ts';

/** The table of a language: what may stand where. `spec` is the shape of a whole document. */
export type Language = Shapes;

/** One container on the way to a place, or the place itself. */
export interface Level {
  /** The key or index under which it stands; undefined for the whole document. */
  readonly part: string | number | undefined;
  /** What may stand there: no `either` and no `named`. */
  readonly shapes: readonly Shape[];
  /** What stands there, as far as it could be read. */
  readonly node: SourceNode | undefined;
}

/** A key that may stand in a map. */
export interface KnownKey {
  readonly name: string;
  readonly key: Key;
  /** Whether it says which kind of map it is; exactly one of them stands there. */
  readonly isVariant: boolean;
}

/** The levels from the document down to a path; a level that the language does not know has no shapes. */
export function levelsOf(language: Language, root: SourceNode | undefined, path: Path): readonly [Level, ...Level[]] {
  const levels: [Level, ...Level[]] = [{ part: undefined, shapes: expand({ kind: 'named', name: 'spec' }, language), node: root }];
  for (const part of path) {
    const above = levels.at(-1) ?? levels[0];
    levels.push({ part, shapes: above.shapes.flatMap((shape) => inside(shape, part, above.node, language)), node: childOf(above.node, part) });
  }
  return levels;
}

/** The level itself. */
export function lastLevel(levels: readonly [Level, ...Level[]]): Level {
  return levels.at(-1) ?? levels[0];
}

/** The alternatives that a shape stands for. */
export function expand(shape: Shape, language: Language): readonly Shape[] {
  if (shape.kind === 'either') return shape.options.flatMap((option) => expand(option, language));
  if (shape.kind !== 'named') return [shape];
  const named = language[shape.name];
  return named === undefined ? [] : expand(named, language);
}

/** The keys that the language has for the map at a level, in the order of its table; `except` is left out of what says the kind. */
export function keysOf(level: Level, except?: string): readonly KnownKey[] {
  const found = new Map<string, KnownKey>();
  const add = (keys: Keys, isVariant: boolean) => {
    for (const [name, key] of Object.entries(keys)) if (!found.has(name)) found.set(name, { name, key, isVariant });
  };
  for (const shape of level.shapes) {
    if (shape.kind === 'object') add(shape.keys, false);
    if (shape.kind !== 'variants') continue;
    const given = Object.entries(shape.variants).find(([name]) => name !== except && valueOf(level.node, name) !== undefined)?.[1];
    add(given === undefined ? shape.variants : given.keys, given === undefined);
    add(shape.common, false);
  }
  return [...found.values()];
}

/** The keys that stand at a level, but for the one whose name holds the offset. */
export function presentKeys(level: Level, offset: number): ReadonlySet<string> {
  return new Set(entriesOf(level.node).filter(({ keySpan }) => offset < keySpan.start || offset > keySpan.end).map(({ key }) => key));
}

/** What the language says of a key at a level. */
export function keyOf(level: Level, name: string): Key | undefined {
  for (const shape of level.shapes) {
    if (shape.kind === 'object' && Object.hasOwn(shape.keys, name)) return shape.keys[name];
    if (shape.kind !== 'variants') continue;
    const keys = variantKeys(shape, level.node, name);
    if (keys !== undefined) return keys;
  }
  return undefined;
}

function variantKeys(shape: Extract<Shape, { kind: 'variants' }>, node: SourceNode | undefined, name: string): Key | undefined {
  const own = (keys: Readonly<Record<string, Key>>) => (Object.hasOwn(keys, name) ? keys[name] : undefined);
  const given = Object.entries(shape.variants).find(([variant]) => valueOf(node, variant) !== undefined)?.[1];
  const found = own(shape.variants) ?? own(shape.common) ?? (given === undefined ? undefined : own(given.keys));
  if (found !== undefined || given !== undefined) return found;
  return Object.values(shape.variants).map(({ keys }) => own(keys)).find((key) => key !== undefined);
}

function inside(shape: Shape, part: string | number, node: SourceNode | undefined, language: Language): readonly Shape[] {
  switch (shape.kind) {
    case 'any': return [shape];
    case 'list': return typeof part === 'number' ? expand(shape.items, language) : [];
    case 'map': return typeof part === 'string' ? expand(shape.values, language) : [];
    case 'object':
    case 'variants': {
      const key = typeof part === 'string' ? keyOf({ part, shapes: [shape], node }, part) : undefined;
      return key === undefined ? [] : expand(key.shape, language);
    }
    case 'text':
    case 'number':
    case 'boolean':
    case 'null':
    case 'either':
    case 'named': return [];
  }
}

function childOf(node: SourceNode | undefined, part: string | number): SourceNode | undefined {
  if (typeof part === 'string') return valueOf(node, part);
  return node?.kind === 'seq' ? node.items[part] : undefined;
}
