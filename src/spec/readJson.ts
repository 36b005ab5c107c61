import { printParseErrorCode, visit } from 'jsonc-parser';
import type { Diagnostic, Parsed } from '../base/diagnostic.ts';
import type { Span } from '../base/span.ts';
import { sourceCatalogue } from './catalogue.ts';
import { duplicateKey } from './duplicateKey.ts';
import { jsonProblem } from './jsonProblem.ts';
import type { SourceEntry, SourceNode } from './source.ts';
import { depthLimit } from './yamlTree.ts';

interface OpenMap { readonly kind: 'map'; readonly start: number; readonly entries: SourceEntry[]; readonly keys: Set<string>; key: string | undefined; keySpan: Span }
interface OpenSeq { readonly kind: 'seq'; readonly start: number; readonly items: SourceNode[] }

/** Reads JSON with positions; comments are tolerated. */
export function readJson(file: string, text: string): Parsed<SourceNode | undefined> {
  const builder = new JsonTree(file, text);
  try {
    // A byte order mark becomes a space, so that offsets stay those of the text.
    visit(text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text, {
      onObjectBegin: (offset) => { builder.open({ kind: 'map', start: offset, entries: [], keys: new Set(), key: undefined, keySpan: { file, start: offset, end: offset } }); },
      onObjectProperty: (key, offset, length) => { builder.property(key, offset, length); },
      onObjectEnd: (offset, length) => { builder.close(offset + length); },
      onArrayBegin: (offset) => { builder.open({ kind: 'seq', start: offset, items: [] }); },
      onArrayEnd: (offset, length) => { builder.close(offset + length); },
      onLiteralValue: (value, offset, length) => { builder.literal(value as string | number | boolean | null, offset, length); },
      onError: (code, offset, length) => { builder.syntaxError(printParseErrorCode(code), offset, length); },
    });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    builder.tooDeep(0);
  }
  return builder.finish();
}

class JsonTree {
  readonly #file: string;
  readonly #text: string;
  readonly #diagnostics: Diagnostic[] = [];
  readonly #stack: (OpenMap | OpenSeq)[] = [];
  #root: SourceNode | undefined;
  #reportedDepth = false;
  #isBroken = false;

  constructor(file: string, text: string) {
    this.#file = file;
    this.#text = text;
  }

  open(container: OpenMap | OpenSeq): void {
    this.#stack.push(container);
    if (this.#stack.length > depthLimit) this.tooDeep(container.start);
  }

  tooDeep(at: number): void {
    if (!this.#reportedDepth) this.#diagnostics.push(sourceCatalogue.report('DM1006', this.#span(at, at + 1), { limit: depthLimit }));
    this.#reportedDepth = true;
  }

  property(key: string, offset: number, length: number): void {
    const top = this.#stack.at(-1);
    if (top?.kind !== 'map') return;
    top.key = key;
    top.keySpan = this.#span(offset, offset + length);
  }

  close(end: number): void {
    const top = this.#stack.pop();
    if (top === undefined || this.#stack.length >= depthLimit) return;
    const span = this.#span(top.start, end);
    this.#add(top.kind === 'map' ? { kind: 'map', entries: top.entries, span } : { kind: 'seq', items: top.items, span });
  }

  literal(value: string | number | boolean | null, offset: number, length: number): void {
    const text = this.#text.slice(offset, offset + length);
    const span = this.#span(offset, offset + length);
    if (typeof value === 'number' && !Number.isFinite(value)) this.#diagnostics.push(sourceCatalogue.report('DM1010', span, { text }));
    this.#add({ kind: 'scalar', value, span, text });
  }

  /** What follows the first error is mostly an echo of it. */
  syntaxError(code: string, offset: number, length: number): void {
    if (!this.#isBroken) this.#diagnostics.push(jsonProblem(this.#file, this.#text, code, offset, length));
    this.#isBroken = true;
  }

  finish(): Parsed<SourceNode | undefined> {
    while (this.#stack.length > 0) this.close(this.#text.length);
    return { value: this.#root, diagnostics: this.#diagnostics };
  }

  #span(start: number, end: number): Span {
    return { file: this.#file, start, end };
  }

  #add(node: SourceNode): void {
    const top = this.#stack.at(-1);
    if (top === undefined) this.#root ??= node;
    else if (top.kind === 'seq') top.items.push(node);
    else if (top.key !== undefined) this.#addEntry(top, top.key, node);
  }

  #addEntry(map: OpenMap, key: string, value: SourceNode): void {
    if (map.keys.has(key)) this.#diagnostics.push(duplicateKey(this.#text, { key, keySpan: map.keySpan, value }, map.entries.find((entry) => entry.key === key)));
    else map.entries.push({ key, keySpan: map.keySpan, value });
    map.keys.add(key);
    map.key = undefined;
  }
}
