import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { Alias, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import type { Diagnostic } from '../base/diagnostic.ts';
import type { Span } from '../base/span.ts';
import { sourceCatalogue } from './catalogue.ts';
import { duplicateKey } from './duplicateKey.ts';
import { fixOf } from './fixes.ts';
import type { SourceEntry, SourceNode, SourceScalar } from './source.ts';

/** Levels of maps and sequences. */
export const depthLimit = 200;
/** Values after all aliases are expanded; beyond it a file is an attack, not a spec. */
const expansionLimit = 2_000_000;

interface Anchored {
  readonly node: SourceNode;
  readonly size: number;
  readonly height: number;
}

/** Builds the positioned tree from the nodes of the yaml library; one use per document. */
export class YamlTree {
  readonly #file: string;
  readonly #text: string;
  readonly #diagnostics: Diagnostic[];
  readonly #anchors = new Map<string, Anchored | 'open'>();
  #size = 0;
  /** Depth of the deepest value seen so far below the anchor that is being built. */
  #deepest = 0;

  constructor(file: string, text: string, diagnostics: Diagnostic[]) {
    this.#file = file;
    this.#text = text;
    this.#diagnostics = diagnostics;
  }

  node(source: unknown, depth: number): SourceNode {
    this.#size += 1;
    if (depth > this.#deepest) this.#deepest = depth;
    if (isAlias(source)) return this.#alias(source, depth);
    if (depth > depthLimit) return this.#tooDeep(this.#spanOf(source));
    const anchor = isScalar(source) || isMap(source) || isSeq(source) ? source.anchor : undefined;
    return anchor === undefined ? this.#plain(source, depth) : this.#anchored(anchor, source, depth);
  }

  #anchored(anchor: string, source: unknown, depth: number): SourceNode {
    const sizeBefore = this.#size;
    const deepestBefore = this.#deepest;
    this.#anchors.set(anchor, 'open');
    this.#deepest = depth;
    const node = this.#plain(source, depth);
    this.#anchors.set(anchor, { node, size: this.#size - sizeBefore + 1, height: this.#deepest - depth });
    this.#deepest = Math.max(this.#deepest, deepestBefore);
    return node;
  }

  #plain(source: unknown, depth: number): SourceNode {
    if (isMap(source)) return this.#map(source, depth);
    if (isSeq(source)) return this.#seq(source, depth);
    return isScalar(source) ? this.#scalar(source) : this.#nothing(this.#spanOf(source));
  }

  #alias(alias: Alias, depth: number): SourceNode {
    const span = this.#spanOf(alias);
    const anchored = this.#anchors.get(alias.source);
    if (anchored === undefined || anchored === 'open') {
      const problem = anchored === 'open' ? 'stands inside its own anchor' : 'has no anchor above it';
      this.#diagnostics.push(sourceCatalogue.report('DM1007', span, { name: alias.source, problem }, { fixes: anchored === undefined ? [fixOf('quote', 'Put it in quotes', () => [{ ...span, text: `'*${alias.source}'` }])] : [] }));
      return this.#nothing(span);
    }
    if (depth + anchored.height > depthLimit) return this.#tooDeep(span);
    const before = this.#size;
    this.#size += anchored.size;
    this.#deepest = Math.max(this.#deepest, depth + anchored.height);
    if (this.#size <= expansionLimit) return anchored.node;
    if (before <= expansionLimit) this.#diagnostics.push(sourceCatalogue.report('DM1008', span, { limit: expansionLimit }));
    return this.#nothing(span);
  }

  #seq(seq: YAMLSeq, depth: number): SourceNode {
    return { kind: 'seq', items: seq.items.map((item) => this.node(item, depth + 1)), span: this.#spanOf(seq) };
  }

  #map(map: YAMLMap, depth: number): SourceNode {
    const entries: SourceEntry[] = [];
    const keys = new Set<string>();
    const merged: SourceNode[] = [];
    for (const pair of map.items) {
      const entry = this.#entry(pair, depth);
      if (entry === undefined || (map.flow === true && pair.value === null && this.#isRest(entry, entries))) continue;
      if (entry.key === '<<' && isScalar(pair.key) && pair.key.type === 'PLAIN') merged.push(entry.value);
      else if (keys.has(entry.key)) this.#diagnostics.push(duplicateKey(this.#text, entry, entries.find(({ key }) => key === entry.key)));
      else {
        keys.add(entry.key);
        entries.push(entry);
      }
    }
    for (const source of merged.flatMap((node) => (node.kind === 'seq' ? node.items : [node]))) this.#merge(source, entries, keys);
    return { kind: 'map', entries, span: this.#spanOf(map) };
  }

  /** Puts what stands behind a comma inside of parentheses back to the text before, which YAML ended there. */
  #isRest(entry: SourceEntry, entries: SourceEntry[]): boolean {
    const last = entries.at(-1);
    if (last?.value.kind !== 'scalar' || typeof last.value.value !== 'string' || !isOpen(last.value.text)) return false;
    const span = { ...last.value.span, end: entry.keySpan.end };
    const text = this.#text.slice(span.start, span.end);
    entries[entries.length - 1] = { ...last, value: { kind: 'scalar', value: text, span, text } };
    if (!isOpen(text)) {
      this.#diagnostics.push(sourceCatalogue.report('DM1015', span, { text }, { fixes: [fixOf('quote', 'Put it in quotes', () => [{ ...span, text: `'${text.replaceAll("'", "''")}'` }])] }));
    }
    return true;
  }

  #merge(source: SourceNode, entries: SourceEntry[], keys: Set<string>): void {
    if (source.kind !== 'map') {
      this.#diagnostics.push(sourceCatalogue.report('DM1011', source.span, {}));
      return;
    }
    for (const entry of source.entries) {
      if (keys.has(entry.key)) continue;
      keys.add(entry.key);
      entries.push(entry);
    }
  }

  #entry(pair: Pair, depth: number): SourceEntry | undefined {
    const keyNode = isAlias(pair.key) ? this.node(pair.key, depth + 1) : pair.key;
    const keySpan = this.#spanOf(pair.key);
    const key = isScalar(keyNode) ? this.#keyText(keyNode) : asScalarText(keyNode);
    if (key === undefined) {
      this.#diagnostics.push(sourceCatalogue.report('DM1009', keySpan, {}));
      return undefined;
    }
    const value = pair.value === null ? this.#nothing({ ...keySpan, start: keySpan.end }) : this.node(pair.value, depth + 1);
    return { key, keySpan, value };
  }

  #keyText(key: Scalar): string {
    if (typeof key.value === 'string') return key.value;
    const span = this.#spanOf(key);
    return this.#text.slice(span.start, span.end);
  }

  #scalar(scalar: Scalar): SourceNode {
    const span = this.#spanOf(scalar);
    const text = this.#text.slice(span.start, span.end);
    const value = scalar.value;
    if (typeof value === 'number' && !Number.isFinite(value)) {
      this.#diagnostics.push(sourceCatalogue.report('DM1010', span, { text }));
      return { kind: 'scalar', value: text, span, text };
    }
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null) {
      return { kind: 'scalar', value, span, text };
    }
    return { kind: 'scalar', value: text, span, text };
  }

  #nothing(span: Span): SourceScalar {
    return { kind: 'scalar', value: null, span, text: '' };
  }

  #tooDeep(span: Span): SourceNode {
    if (!this.#diagnostics.some((diagnostic) => diagnostic.code === 'DM1006')) {
      this.#diagnostics.push(sourceCatalogue.report('DM1006', span, { limit: depthLimit }));
    }
    return this.#nothing(span);
  }

  #spanOf(source: unknown): Span {
    const range = isScalar(source) || isMap(source) || isSeq(source) || isAlias(source) ? source.range : undefined;
    const start = range?.[0] ?? 0;
    let end = range?.[1] ?? 0;
    // The library counts the line break behind a block as a part of it.
    while (end > start && this.#text.charCodeAt(end - 1) <= 32) end -= 1;
    return { file: this.#file, start, end };
  }
}

/** Whether an unquoted text ends inside of parentheses. */
function isOpen(text: string): boolean {
  if (/^["'|>]/.test(text)) return false;
  const outside = text.replaceAll(/"[^"]*"|'[^']*'/g, '');
  return outside.split('(').length > outside.split(')').length;
}

function asScalarText(node: unknown): string | undefined {
  if (typeof node !== 'object' || node === null || !('kind' in node)) return node === null ? '' : undefined;
  const source = node as SourceNode;
  return source.kind === 'scalar' ? String(source.value ?? '') : undefined;
}
