import type { Json } from '../base/json.ts';
import type { Span } from '../base/span.ts';

/** One positioned tree for YAML and JSON. Aliases share nodes: an aliased part has the span of its anchor. */
export type SourceNode = SourceMap | SourceSeq | SourceScalar;

export interface SourceMap {
  readonly kind: 'map';
  readonly entries: readonly SourceEntry[];
  readonly span: Span;
}

export interface SourceEntry {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: SourceNode;
}

export interface SourceSeq {
  readonly kind: 'seq';
  readonly items: readonly SourceNode[];
  readonly span: Span;
}

export interface SourceScalar {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  readonly span: Span;
  /** As it stands in the file, quotes and block header included: `1.0`, `"a\n"`, `| ...`. */
  readonly text: string;
}

const texts = new WeakMap<SourceNode, string>();

/** Keeps the text that a tree was read from, for the fixes that add and remove parts of it. */
export function rememberText(root: SourceNode, text: string): void {
  texts.set(root, text);
}

/** The text that a tree was read from; empty when the node is not its root. */
export function textOf(root: SourceNode): string {
  return texts.get(root) ?? '';
}

const indexes = new WeakMap<SourceMap, ReadonlyMap<string, SourceEntry>>();

/** The entry of a map with that key; undefined when there is none or the node is no map. */
export function entryOf(node: SourceNode | undefined, key: string): SourceEntry | undefined {
  if (node?.kind !== 'map') return undefined;
  if (node.entries.length <= 12) return node.entries.find((entry) => entry.key === key);
  let index = indexes.get(node);
  if (index === undefined) {
    index = new Map(node.entries.map((entry) => [entry.key, entry]));
    indexes.set(node, index);
  }
  return index.get(key);
}

/** The value under that key; undefined when there is none or the node is no map. */
export function valueOf(node: SourceNode | undefined, key: string): SourceNode | undefined {
  return entryOf(node, key)?.value;
}

/** The entries of a map; none for anything else. */
export function entriesOf(node: SourceNode | undefined): readonly SourceEntry[] {
  return node?.kind === 'map' ? node.entries : [];
}

/** The items of a sequence; none for anything else. */
export function itemsOf(node: SourceNode | undefined): readonly SourceNode[] {
  return node?.kind === 'seq' ? node.items : [];
}

/** The text of a string scalar. */
export function asString(node: SourceNode | undefined): string | undefined {
  return node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;
}

/** The text of any scalar but null: `1.0` stays `1.0` though YAML reads a number. */
export function asText(node: SourceNode | undefined): string | undefined {
  if (node?.kind !== 'scalar' || node.value === null) return undefined;
  return typeof node.value === 'string' ? node.value : node.text;
}

/** The value of a number scalar. */
export function asNumber(node: SourceNode | undefined): number | undefined {
  return node?.kind === 'scalar' && typeof node.value === 'number' ? node.value : undefined;
}

/** The value of a boolean scalar. */
export function asBoolean(node: SourceNode | undefined): boolean | undefined {
  return node?.kind === 'scalar' && typeof node.value === 'boolean' ? node.value : undefined;
}

/** The plain JSON value of a tree; a key `__proto__` becomes an ordinary own property. */
export function toJson(node: SourceNode): Json {
  switch (node.kind) {
    case 'scalar': return node.value;
    case 'seq': return node.items.map(toJson);
    case 'map': return Object.fromEntries(node.entries.map((entry) => [entry.key, toJson(entry.value)]));
  }
}

/** The node that a JSON pointer (`/paths/~1pets/get`, without `#`) leads to. */
export function nodeAt(root: SourceNode | undefined, pointer: string): SourceNode | undefined {
  if (pointer === '') return root;
  if (!pointer.startsWith('/')) return undefined;
  let node = root;
  for (const part of pointer.slice(1).split('/')) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    node = node?.kind === 'seq' ? (/^\d+$/.test(key) ? node.items[Number(key)] : undefined) : valueOf(node, key);
    if (node === undefined) return undefined;
  }
  return node;
}
