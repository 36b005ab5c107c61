import type { ApplicationIR } from '../ir/application.ts';
import type { ParsedSpec } from '../spec/parseSpec.ts';
import { readSource } from '../spec/readSource.ts';
import type { SourceNode } from '../spec/source.ts';
import { lineStartOf } from './cursor/blockLine.ts';
import type { Cursor } from './cursor/cursor.ts';
import { CursorIndex } from './cursor/cursorAt.ts';
import { readText, type Reading } from './reading.ts';
import type { SpecRequest } from './types.ts';

/** A spec that was read once; all questions about it are answered from here. It stays on the side that opened it. */
export interface SpecDocument {
  readonly path: string;
  readonly text: string;
  readonly parsed: ParsedSpec;
  readonly application: ApplicationIR | undefined;
  readonly reading: Reading;
  /** What surrounds an offset, by the text alone. */
  cursorAt(offset: number): Cursor | undefined;
  /** The reading for questions at an offset: where the line of it breaks the syntax, one in which that line is mended. */
  readingAround(offset: number): Reading;
  /** The tree of the spec or of another file that it refers to. */
  treeOf(path: string): SourceNode | undefined;
}

/** In UTF-16 units; above it a broken text is not read a second time while a person types. */
const mendLimit = 400_000;

/** Reads a spec for an editor: broken text is read as far as it can be. Never throws. */
export function openSpec(request: SpecRequest): SpecDocument {
  const { path } = request;
  const given = request.read(path);
  const text = given ?? '';
  const read = (file: string) => request.read(file);
  const reading = readText(path, given, read);
  const index = new CursorIndex(text);
  index.at(text.length);
  let mended: { readonly line: number; readonly reading: Reading } | undefined;
  const trees = new Map<string, SourceNode | undefined>([[path, reading.root]]);
  return {
    path, text, parsed: reading.parsed, application: reading.application, reading,
    cursorAt: (offset) => index.at(offset),
    readingAround(offset) {
      if (!reading.isBroken || text.length > mendLimit) return reading;
      const line = lineStartOf(text, offset);
      if (mended?.line !== line) mended = { line, reading: firstWhole(path, mend(text, line), read) ?? reading };
      return mended.reading;
    },
    treeOf(file) {
      if (!trees.has(file)) {
        const content = read(file);
        trees.set(file, content === undefined ? undefined : readSource(file, content).value);
      }
      return trees.get(file);
    },
  };
}

/** The first attempt that is read without a syntax error. */
function firstWhole(path: string, attempts: readonly Attempt[], read: (path: string) => string | undefined): Reading | undefined {
  for (const { text, inserted } of attempts) {
    const syntax = readSource(path, text);
    if (syntax.value !== undefined && !syntax.diagnostics.some(({ code }) => code === 'DM1002' || code === 'DM1003')) return { ...readText(path, text, read), ...(inserted === undefined ? {} : { inserted }) };
  }
  return undefined;
}

interface Attempt {
  readonly text: string;
  readonly inserted?: { readonly at: number; readonly length: number };
}

/**
 * The text with what is open at the end of a line closed; with its value blanked; with the whole line blanked.
 * What stands before the line stays where it is.
 */
function mend(text: string, lineStart: number): readonly Attempt[] {
  const newline = text.indexOf('\n', lineStart);
  const end = newline === -1 ? text.length : newline;
  const lineEnd = text.charAt(end - 1) === '\r' ? end - 1 : end;
  const line = text.slice(lineStart, lineEnd);
  // A key is short; a line need not be.
  const start = line.slice(0, 500);
  const key = /^[\s-]*(?:"[^"]*"|'[^']*'|[^\s#'"{[][^#]*?):(?=\s)/.exec(start)?.[0] ?? /^[\s-]*/.exec(start)?.[0] ?? '';
  const blanked = (from: number): Attempt => ({ text: text.slice(0, lineStart + from) + ' '.repeat(Math.max(0, line.length - from)) + text.slice(lineEnd) });
  const closers = openAtEnd(line.slice(key.length));
  const closed: Attempt = { text: text.slice(0, lineEnd) + closers + text.slice(lineEnd), inserted: { at: lineEnd, length: closers.length } };
  return [...(closers === '' ? [] : [closed]), blanked(key.length), blanked(0)];
}

/** The quotes and brackets that close what a value has opened. */
function openAtEnd(value: string): string {
  const closers: string[] = [];
  for (const [token] of value.matchAll(/"(?:[^"\\]|\\.)*"?|(?<=^|[\s,[{:])'(?:[^']|'')*'?|[[\]{}]/g)) {
    const first = token.charAt(0);
    if (first === '{' || first === '[') closers.unshift(first === '{' ? ' }' : ']');
    else if (first === '}' || first === ']') closers.shift();
    else if (token.length === 1 || !token.endsWith(first)) closers.unshift(first);
  }
  return closers.join('');
}
