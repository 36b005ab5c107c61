import type { Span } from '../base/span.ts';
import { flowEnd, plainValue, quotedValue, scalarEnd, unusual } from './plainScalars.ts';
import type { SourceEntry, SourceNode, SourceScalar } from './source.ts';

/** Levels of maps and sequences; deeper documents are left to the library. */
const deepest = 100;
/** Characters that need a second look, and lines that begin or end documents. */
const rare = /[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]|^(?:---|\.\.\.|%)/mu;

/**
 * Reads YAML as people write it by hand: block and flow collections, scalars on one line, `|` and `>` blocks, comments.
 * Undefined for everything else (anchors, tags, several documents, mistakes, ...), which is left to the library; for
 * what it reads it gives exactly what the library would, in a tenth of the time.
 */
export function readPlainYaml(file: string, text: string): SourceNode | undefined {
  if (rare.test(text)) return undefined;
  try {
    return new PlainYaml(file, text).document();
  } catch (error) {
    if (error === unusual) return undefined;
    throw error;
  }
}

/** One use per document. Methods begin at the first character of what they read and throw `unusual`. */
class PlainYaml {
  readonly #file: string;
  readonly #text: string;
  #at = 0;
  #lineStart = 0;
  /** End of the last value, the comment on its line included: the library counts that as a part of the collections that end there. */
  #tail = 0;

  constructor(file: string, text: string) {
    this.#file = file;
    this.#text = text;
  }

  document(): SourceNode {
    if (this.#nextLine() !== 0) throw unusual;
    const root = this.#map(0, 1);
    if (this.#at < this.#text.length) throw unusual;
    return root;
  }

  /** Goes to the next line with content; gives its indentation, -1 at the end of the text. */
  #nextLine(): number {
    let comment = 0;
    for (;;) {
      this.#lineStart = this.#at;
      this.#skipSpaces();
      const character = this.#text[this.#at];
      const column = this.#at - this.#lineStart;
      if (character !== '\n' && character !== '#') {
        const isEnd = character === undefined;
        // A comment that stands deeper than what follows may belong to what went before.
        if (comment > (isEnd ? 0 : column)) throw unusual;
        return isEnd ? -1 : column;
      }
      if (character === '#') comment = Math.max(comment, column);
      this.#skipLine();
    }
  }

  /** Behind the value of a line: only a comment may follow. Gives the indentation of the next line with content. */
  #endOfValue(): number {
    const before = this.#at;
    this.#skipSpaces();
    const character = this.#text[this.#at];
    if (character !== undefined && character !== '\n' && (character !== '#' || this.#text[this.#at - 1] !== ' ')) throw unusual;
    this.#tail = character === '#' ? lastVisible(this.#text, endOfLine(this.#text, this.#at)) : before;
    this.#skipLine();
    return this.#nextLine();
  }

  #skipLine(): void {
    const end = this.#text.indexOf('\n', this.#at);
    this.#at = end === -1 ? this.#text.length : end + 1;
  }

  #skipSpaces(): void {
    while (this.#text.charCodeAt(this.#at) === 32) this.#at += 1;
  }

  #map(indent: number, depth: number): SourceNode {
    if (depth > deepest) throw unusual;
    const entries: SourceEntry[] = [];
    const keys = new Set<string>();
    const start = this.#at;
    for (;;) {
      const { key, keySpan } = this.#key(keys);
      const { value, next } = this.#valueOfKey(indent, depth);
      entries.push({ key, keySpan, value });
      if (next > indent || (next === indent && this.#isItem())) throw unusual;
      if (next < indent) return { kind: 'map', entries, span: this.#span(start, this.#tail) };
    }
  }

  #valueOfKey(indent: number, depth: number): { readonly value: SourceNode; readonly next: number } {
    this.#skipSpaces();
    const character = this.#text[this.#at];
    if (character !== '\n' && character !== '#') return this.#inline(indent, depth);
    const below = this.#endOfValue();
    const isItem = this.#isItem();
    if (below < indent || (below === indent && !isItem)) throw unusual;
    const value = isItem ? this.#seq(below, depth + 1) : this.#map(below, depth + 1);
    return { value, next: this.#column() };
  }

  #seq(indent: number, depth: number): SourceNode {
    if (depth > deepest) throw unusual;
    const items: SourceNode[] = [];
    const start = this.#at;
    for (;;) {
      this.#at += 1;
      this.#skipSpaces();
      const { value, next } = this.#item(indent, depth);
      items.push(value);
      if (next > indent) throw unusual;
      if (next < indent || !this.#isItem()) return { kind: 'seq', items, span: this.#span(start, this.#tail) };
    }
  }

  #item(indent: number, depth: number): { readonly value: SourceNode; readonly next: number } {
    const character = this.#text[this.#at];
    if (character === '\n' || character === '#' || this.#isItem()) throw unusual;
    const isMap = character !== '{' && character !== '[' && character !== '|' && character !== '>' && this.#text[scalarEnd(this.#text, this.#at).next] === ':';
    if (!isMap) return this.#inline(indent, depth);
    const value = this.#map(this.#at - this.#lineStart, depth + 1);
    return { value, next: this.#column() };
  }

  /** A value that begins on the line of its key or dash. */
  #inline(indent: number, depth: number): { readonly value: SourceNode; readonly next: number } {
    const character = this.#text[this.#at];
    if (character === '|' || character === '>') return this.#blockText(indent, character);
    if (character === '{' || character === '[') return { value: this.#flow(indent, depth + 1), next: this.#endOfValue() };
    const start = this.#at;
    const value = this.#scalar(scalarEnd(this.#text, start));
    const end = this.#at;
    const next = this.#endOfValue();
    if (next <= indent || value.text.startsWith('"') || value.text.startsWith("'") || this.#tail > end) return { value, next };
    return this.#longScalar(start, end, indent);
  }

  /** An unquoted text that goes on in deeper lines, of which the second was reached: breaks become spaces, empty lines breaks. */
  #longScalar(start: number, firstEnd: number, indent: number): { readonly value: SourceNode; readonly next: number } {
    let text = this.#text.slice(start, firstEnd);
    let end = firstEnd;
    for (;;) {
      const from = this.#at;
      const lineEnd = endOfLine(this.#text, from);
      const line = this.#text.slice(from, lastVisible(this.#text, lineEnd));
      const between = this.#text.slice(end, from);
      if (/: | #|:$|^#/.test(line) || between.includes('#')) throw unusual;
      const empty = between.split('\n').length - 2;
      text += (empty === 0 ? ' ' : '\n'.repeat(empty)) + line;
      end = from + line.length;
      this.#at = end;
      const next = this.#endOfValue();
      if (next <= indent) return { value: { kind: 'scalar', value: text, span: this.#span(start, end), text: this.#text.slice(start, end) }, next };
    }
  }

  #scalar({ end, next }: { readonly end: number; readonly next: number }): SourceScalar {
    const start = this.#at;
    const text = this.#text.slice(start, end);
    this.#at = next;
    const isQuoted = text.startsWith('"') || text.startsWith("'");
    return { kind: 'scalar', value: isQuoted ? quotedValue(text) : plainValue(text), span: this.#span(start, end), text };
  }

  /** A key with its colon. */
  #key(known: Set<string>): { readonly key: string; readonly keySpan: Span } {
    const start = this.#at;
    const { end, next } = scalarEnd(this.#text, start);
    return this.#keyAt(start, end, next, known);
  }

  #keyAt(start: number, end: number, next: number, known: Set<string>): { readonly key: string; readonly keySpan: Span } {
    const text = this.#text.slice(start, end);
    const after = this.#text[next + 1];
    if (this.#text[next] !== ':' || (after !== ' ' && after !== '\n') || text.length > 500) throw unusual;
    const key = text.startsWith('"') || text.startsWith("'") ? quotedValue(text) : text;
    if (known.has(key) || key === '<<') throw unusual;
    known.add(key);
    this.#at = next + 1;
    return { key, keySpan: this.#span(start, end) };
  }

  /** A collection in brackets or braces; its lines stand deeper than `indent`. */
  #flow(indent: number, depth: number): SourceNode {
    if (depth > deepest) throw unusual;
    const start = this.#at;
    const isMap = this.#text[start] === '{';
    const close = isMap ? '}' : ']';
    const entries: SourceEntry[] = [];
    const items: SourceNode[] = [];
    const keys = new Set<string>();
    this.#at += 1;
    for (let isFirst = true; ; isFirst = false) {
      this.#skipFlowSpace(indent);
      if (this.#text[this.#at] === close) {
        if (!isFirst) throw unusual;
        break;
      }
      if (isMap) entries.push(this.#flowEntry(indent, depth, keys));
      else items.push(this.#flowValue(indent, depth));
      this.#skipFlowSpace(indent);
      const character = this.#text[this.#at];
      if (character === close) break;
      if (character !== ',') throw unusual;
      this.#at += 1;
    }
    this.#at += 1;
    const span = this.#span(start, this.#at);
    return isMap ? { kind: 'map', entries, span } : { kind: 'seq', items, span };
  }

  #flowEntry(indent: number, depth: number, known: Set<string>): SourceEntry {
    const start = this.#at;
    const { end, next } = flowEnd(this.#text, start);
    const { key, keySpan } = this.#keyAt(start, end, next, known);
    this.#skipFlowSpace(indent);
    return { key, keySpan, value: this.#flowValue(indent, depth) };
  }

  #flowValue(indent: number, depth: number): SourceNode {
    const character = this.#text[this.#at];
    return character === '{' || character === '[' ? this.#flow(indent, depth + 1) : this.#scalar(flowEnd(this.#text, this.#at));
  }

  /** Spaces, line breaks and comments behind values inside of brackets. */
  #skipFlowSpace(indent: number): void {
    this.#skipSpaces();
    const character = this.#text[this.#at];
    if (character === '#' && this.#text[this.#at - 1] !== ' ') throw unusual;
    if (character !== '\n' && character !== '#') return;
    do {
      this.#skipLine();
      this.#lineStart = this.#at;
      this.#skipSpaces();
    } while (this.#text[this.#at] === '\n');
    if (this.#column() <= indent || this.#text[this.#at] === '#') throw unusual;
  }

  /** A text in lines of its own: `|` keeps the breaks, `>` folds them; `-` drops the last one. */
  #blockText(parent: number, style: '|' | '>'): { readonly value: SourceNode; readonly next: number } {
    const start = this.#at;
    this.#at += 1;
    const isStripped = this.#text[this.#at] === '-';
    if (isStripped) this.#at += 1;
    if (this.#text[this.#at] !== '\n') throw unusual;
    this.#at += 1;
    const lines: string[] = [];
    let indent = -1;
    let end = this.#at;
    while (this.#at < this.#text.length) {
      const lineStart = this.#at;
      this.#skipSpaces();
      const column = this.#at - lineStart;
      const lineEnd = endOfLine(this.#text, this.#at);
      const isBlank = this.#at === lineEnd;
      if (isBlank && (indent === -1 || column > indent)) throw unusual;
      if (indent === -1) indent = column;
      this.#at = lineStart;
      if (!isBlank && column < indent) break;
      if (!isBlank && style === '>' && column > indent) throw unusual;
      lines.push(isBlank ? '' : this.#text.slice(lineStart + indent, lineEnd));
      if (!isBlank) end = lineEnd;
      this.#at = Math.min(lineEnd + 1, this.#text.length);
    }
    if (indent <= parent) throw unusual;
    this.#tail = end;
    const next = this.#nextLine();
    while (lines.at(-1) === '') lines.pop();
    if (lines.some((line) => line.endsWith(' '))) throw unusual;
    const text = (style === '|' ? lines.join('\n') : lines.join('\n').replace(/\n(\n*)/g, (_, more: string) => (more === '' ? ' ' : more))) + (isStripped ? '' : '\n');
    return { value: { kind: 'scalar', value: text, span: this.#span(start, end), text: this.#text.slice(start, end) }, next };
  }

  /** Whether a dash begins an item here. */
  #isItem(): boolean {
    const next = this.#text[this.#at + 1];
    return this.#text[this.#at] === '-' && (next === ' ' || next === '\n' || next === undefined);
  }

  /** Indentation of the line with content that was reached, -1 at the end of the text. */
  #column(): number {
    return this.#at >= this.#text.length ? -1 : this.#at - this.#lineStart;
  }

  #span(start: number, end: number): Span {
    return { file: this.#file, start, end };
  }
}

function lastVisible(text: string, end: number): number {
  let at = end;
  while (text.charCodeAt(at - 1) === 32) at -= 1;
  return at;
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}
