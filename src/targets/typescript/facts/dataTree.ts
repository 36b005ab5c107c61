import { parseTree, type Node as JsonNode, type ParseError, printParseErrorCode } from 'jsonc-parser';
import { isAlias, isMap, isScalar, isSeq, type Node as YamlNode, parseDocument, type Document } from 'yaml';

/** A YAML or JSON document with the offsets of its parts. */
export type DataNode =
  | { readonly kind: 'map'; readonly entries: readonly DataEntry[]; readonly start: number; readonly end: number }
  | { readonly kind: 'list'; readonly items: readonly DataNode[]; readonly start: number; readonly end: number }
  | { readonly kind: 'scalar'; readonly value: string | number | boolean | null; readonly start: number; readonly end: number };

export interface DataEntry {
  readonly key: string;
  readonly value: DataNode;
  /** From the key to the end of the value. */
  readonly start: number;
  readonly end: number;
}

export interface ReadData {
  readonly root: DataNode | undefined;
  readonly mistake: { readonly start: number; readonly message: string } | undefined;
}

const deepest = 100;

/** Reads JSON, also with comments. */
export function readJson(text: string): ReadData {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  const [first] = errors;
  return {
    root: tree === undefined ? undefined : ofJson(tree, 0),
    mistake: first === undefined ? undefined : { start: first.offset, message: `The JSON cannot be read: ${printParseErrorCode(first.error)}.` },
  };
}

function ofJson(node: JsonNode, depth: number): DataNode {
  const [start, end] = [node.offset, node.offset + node.length];
  const children = depth > deepest ? [] : node.children ?? [];
  if (node.type === 'array') return { kind: 'list', start, end, items: children.map((child) => ofJson(child, depth + 1)) };
  if (node.type !== 'object') return { kind: 'scalar', start, end, value: scalarOf(node.value) };
  const entries = children.flatMap((child): readonly DataEntry[] => {
    const [key, value] = child.children ?? [];
    return key === undefined || value === undefined ? [] : [{ key: String(key.value), value: ofJson(value, depth + 1), start: child.offset, end: child.offset + child.length }];
  });
  return { kind: 'map', start, end, entries: lastOfEach(entries) };
}

/** Reads YAML; aliases and merge keys are what they stand for. */
export function readYaml(text: string): ReadData {
  const document = parseDocument(text, { merge: true, uniqueKeys: false, logLevel: 'silent' });
  const [first] = document.errors;
  return {
    root: document.contents === null ? undefined : ofYaml(document.contents, document, 0),
    mistake: first === undefined ? undefined : { start: first.pos[0], message: `The YAML cannot be read: ${first.message.split('\n')[0] ?? ''}` },
  };
}

function ofYaml(given: YamlNode, document: Document, depth: number): DataNode {
  const node = isAlias(given) ? given.resolve(document) ?? given : given;
  const [start, end] = given.range ?? [0, 0, 0];
  if (depth > deepest) return { kind: 'scalar', start, end, value: null };
  if (isSeq(node)) return { kind: 'list', start, end, items: node.items.flatMap((item) => (isNode(item) ? [ofYaml(item, document, depth + 1)] : [])) };
  if (!isMap(node)) return { kind: 'scalar', start, end, value: isScalar(node) ? scalarOf(node.value) : null };
  const entries = node.items.flatMap((pair): readonly DataEntry[] => {
    if (!isNode(pair.key)) return [];
    // The merge key is a symbol of the library.
    const key = !isScalar(pair.key) ? '' : typeof pair.key.value === 'symbol' ? '<<' : String(pair.key.value);
    const value: DataNode = isNode(pair.value) ? ofYaml(pair.value, document, depth + 1) : { kind: 'scalar', start: pair.key.range?.[1] ?? 0, end: pair.key.range?.[1] ?? 0, value: null };
    const merged = value.kind === 'list' ? value.items : [value];
    if (key === '<<') return merged.flatMap((part) => (part.kind === 'map' ? part.entries.map((entry) => ({ ...entry, merged: true })) : []));
    return [{ key, value, start: pair.key.range?.[0] ?? value.start, end: Math.max(value.end, pair.key.range?.[1] ?? 0) }];
  });
  const own = entries.filter((entry) => !('merged' in entry));
  const taken = new Set(own.map(({ key }) => key));
  return { kind: 'map', start, end, entries: lastOfEach([...entries.filter((entry) => 'merged' in entry && !taken.has(entry.key)), ...own]) };
}

function isNode(value: unknown): value is YamlNode {
  return isScalar(value) || isMap(value) || isSeq(value) || isAlias(value);
}

function scalarOf(value: unknown): string | number | boolean | null {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

function lastOfEach(entries: readonly DataEntry[]): readonly DataEntry[] {
  return [...new Map(entries.map((entry) => [entry.key, entry])).values()];
}

/** The entry of a map under that key. */
export function entryOf(node: DataNode | undefined, key: string): DataEntry | undefined {
  return node?.kind === 'map' ? node.entries.find((entry) => entry.key === key) : undefined;
}

/** The data as JSON, keys in their order; lists keep theirs. */
export function plainText(node: DataNode, isKept: (key: string, path: readonly string[]) => boolean = () => true, path: readonly string[] = []): string {
  switch (node.kind) {
    case 'scalar':
      return JSON.stringify(node.value);
    case 'list': {
      const items = node.items.map((item) => plainText(item, isKept, path));
      return `[${(node.items.every((item) => item.kind === 'scalar') ? items.sort() : items).join(',')}]`;
    }
    case 'map': {
      const entries = node.entries.filter(({ key }) => isKept(key, path)).map(({ key, value }) => `${JSON.stringify(key)}:${plainText(value, isKept, [...path, key])}`);
      return `{${entries.sort().join(',')}}`;
    }
  }
}
