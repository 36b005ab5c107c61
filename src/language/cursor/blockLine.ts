import { quotedEnd, unquoted } from './flowScan.ts';

/** A line of block YAML: `- - key: value`. Columns count from the begin of the line. */
export interface BlockLine {
  readonly start: number;
  /** Behind the last character, the line break not counted. */
  readonly end: number;
  readonly dashes: readonly number[];
  /** Column of the key, or of the scalar where there is no key. */
  readonly column: number;
  readonly key?: { readonly text: string; readonly start: number; readonly end: number };
  /** Where the value begins, anchors and tags skipped; `end` when there is none. */
  readonly valueStart: number;
  readonly kind: 'blank' | 'comment' | 'marker' | 'content';
}

/** The begin of the line that holds an offset. */
export function lineStartOf(text: string, offset: number): number {
  return offset <= 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

/** Reads the line that begins at `start`. */
export function blockLineAt(text: string, start: number): BlockLine {
  const end = lineEndOf(text, start);
  let at = start;
  while (at < end && (text[at] === ' ' || text[at] === '\t' || text[at] === '\uFEFF')) at += 1;
  const base = { start, end, dashes: [], column: at - start, valueStart: end };
  if (at === end) return { ...base, kind: 'blank' };
  if (text[at] === '#') return { ...base, kind: 'comment' };
  if (at === start && /^(---|\.\.\.|%)/.test(text.slice(at, at + 3))) return { ...base, kind: 'marker' };
  const dashes: number[] = [];
  while (text[at] === '-' && (at + 1 >= end || text[at + 1] === ' ')) {
    dashes.push(at - start);
    at += 1;
    while (at < end && text[at] === ' ') at += 1;
  }
  at = skipProperties(text, at, end);
  const key = keyAt(text, at, end);
  const valueStart = key === undefined ? at : skipProperties(text, skipBlanks(text, key.end + colonDistance(text, key.end) + 1, end), end);
  return { start, end, dashes, column: at - start, ...(key === undefined ? {} : { key }), valueStart: commentAt(text, valueStart) ? end : valueStart, kind: 'content' };
}

function lineEndOf(text: string, start: number): number {
  const newline = text.indexOf('\n', start);
  const end = newline === -1 ? text.length : newline;
  return end > start && text[end - 1] === '\r' ? end - 1 : end;
}

function skipBlanks(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && (text[at] === ' ' || text[at] === '\t')) at += 1;
  return Math.min(at, end);
}

/** Behind `&anchor` and `!tag`. */
function skipProperties(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && (text[at] === '&' || text[at] === '!')) {
    while (at < end && text[at] !== ' ') at += 1;
    at = skipBlanks(text, at, end);
  }
  return at;
}

function commentAt(text: string, at: number): boolean {
  return text[at] === '#' && /\s/.test(text[at - 1] ?? ' ');
}

function colonDistance(text: string, from: number): number {
  const colon = text.indexOf(':', from);
  return colon === -1 ? 0 : colon - from;
}

function keyAt(text: string, at: number, end: number): BlockLine['key'] {
  const first = text[at];
  if (first === '"' || first === "'") {
    const close = quotedEnd(text, at, first);
    if (close === undefined || close > end || !/^\s*:(\s|$)/.test(text.slice(close, Math.min(end, close + 20)))) return undefined;
    return { text: unquoted(text.slice(at, close), first), start: at, end: close };
  }
  if (first === undefined || '{[|>@`#'.includes(first)) return undefined;
  for (let colon = text.indexOf(':', at); colon !== -1 && colon < end; colon = text.indexOf(':', colon + 1)) {
    const next = text[colon + 1];
    if (colon + 1 !== end && next !== ' ' && next !== '\t') continue;
    const written = text.slice(at, colon);
    if (/\s#/.test(written)) return undefined;
    const key = written.trimEnd();
    return { text: key, start: at, end: at + key.length };
  }
  return undefined;
}
