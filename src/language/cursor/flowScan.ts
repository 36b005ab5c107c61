import type { Cursor, Path, Token } from './cursor.ts';

interface Frame {
  readonly kind: 'map' | 'seq';
  index: number;
  key: string | undefined;
  /** What comes next: a key, a value, or a comma because there is one already. */
  next: 'key' | 'value' | 'comma';
}

/** How far a scan of `{...}` or `[...]` has come; it can be continued. */
export interface FlowState {
  at: number;
  readonly frames: Frame[];
  /** Whether double-quoted keys were seen. */
  quotedKeys: boolean;
}

interface Lexeme {
  readonly end: number;
  /** Behind the text that is there, which can be before `end` at the end of the line or of a container. */
  readonly textEnd: number;
  readonly quote: '"' | "'" | '';
  readonly closed: boolean;
}

/** The state in front of the bracket at `start`. */
export function flowStart(start: number): FlowState {
  return { at: start, frames: [], quotedKeys: false };
}

/** A state that can be continued without changing this one. */
export function copyFlowState(state: FlowState): FlowState {
  return { ...state, frames: state.frames.map((frame) => ({ ...frame })) };
}

/** Whether strings end at the end of their line, as in JSON, so that an open quote does not swallow what follows. */
export type Strings = 'oneLine' | 'manyLines';

/** Continues the scan to the last lexeme that begins before `offset`; gives that lexeme when it reaches over or up to the offset. */
export function advance(text: string, state: FlowState, offset: number, strings: Strings): Lexeme | 'comment' | 'closed' | undefined {
  while (state.at < offset) {
    const character = text.charCodeAt(state.at);
    if (character <= 32) state.at += 1;
    else if (isComment(text, state.at)) {
      const end = commentEnd(text, state.at);
      if (end >= offset) return 'comment';
      state.at = end;
    } else if (isMark(character) || isColon(text, state)) {
      if (!mark(state, character)) return 'closed';
      state.at += 1;
    } else {
      const lexeme = lexemeAt(text, state.at, state.frames.at(-1), strings);
      if (lexeme.end > offset || (lexeme.end === offset && (lexeme.quote === '' || !lexeme.closed))) return lexeme;
      if (lexeme.quote === '' && lexeme.end < offset && /^[^\S\n]*$/.test(text.slice(lexeme.end, offset))) return lexeme;
      take(text, state, lexeme);
    }
  }
  return undefined;
}

/** The cursor at `offset` in the flow collection that `state` has entered; undefined when it is closed before, or in a comment. */
export function flowCursor(text: string, state: FlowState, offset: number, base: Path, strings: Strings): Cursor | undefined {
  const lexeme = advance(text, state, offset, strings);
  const top = state.frames.at(-1);
  if (lexeme === 'closed' || lexeme === 'comment' || top === undefined) return undefined;
  if (lexeme === undefined && top.next === 'comma') return undefined;
  const token = tokenOf(text, lexeme, state.at, offset);
  const inside = state.frames.slice(0, -1).map((frame) => frame.key ?? frame.index);
  const isKey = top.kind === 'map' && top.next === 'key';
  const path = isKey ? [...base, ...inside] : [...base, ...inside, top.key ?? top.index];
  return { place: isKey ? 'key' : 'value', path, style: state.quotedKeys || strings === 'oneLine' ? 'json' : 'flow', token };
}

function tokenOf(text: string, lexeme: Lexeme | undefined, start: number, offset: number): Token {
  if (lexeme === undefined) return { start: offset, end: offset, typed: '', quote: '', hasColon: /^\s*:/.test(text.slice(offset, offset + 20)), isLong: false };
  // A text that is not closed reaches far; what is replaced ends with the line.
  const lineEnd = text.slice(offset, lexeme.textEnd).search(/[\r\n]/);
  const end = lineEnd === -1 ? Math.max(lexeme.textEnd, offset) : offset + lineEnd;
  return {
    start, end, quote: lexeme.quote, typed: text.slice(start + lexeme.quote.length, offset), isLong: text.slice(start, offset).includes('\n'),
    hasColon: /^\s*:/.test(text.slice(end, end + 20)),
  };
}

/** Brackets and commas. Gives false when the outermost bracket has been closed. */
function mark(state: FlowState, character: number): boolean {
  const top = state.frames.at(-1);
  switch (String.fromCharCode(character)) {
    case '{':
      state.frames.push({ kind: 'map', index: 0, key: undefined, next: 'key' });
      return true;
    case '[':
      state.frames.push({ kind: 'seq', index: 0, key: undefined, next: 'value' });
      return true;
    case ',':
      if (top !== undefined) Object.assign(top, top.kind === 'map' ? { key: undefined, next: 'key' } : { index: top.index + 1, next: 'value' });
      return true;
    case ':':
      if (top !== undefined) top.next = 'value';
      return true;
    default: {
      state.frames.pop();
      const outer = state.frames.at(-1);
      if (outer !== undefined) outer.next = 'comma';
      return outer !== undefined;
    }
  }
}

/** A key or a value that is complete. */
function take(text: string, state: FlowState, lexeme: Lexeme): void {
  const top = state.frames.at(-1);
  if (top?.kind === 'map' && top.next === 'key') {
    top.key = unquoted(text.slice(state.at, lexeme.textEnd), lexeme.quote);
    if (lexeme.quote === '"') state.quotedKeys = true;
  } else if (top !== undefined) top.next = 'comma';
  state.at = lexeme.end;
}

/** The text of a scalar as written, without its quotes. */
export function unquoted(text: string, quote: '"' | "'" | ''): string {
  if (quote === '') return text;
  const inner = text.slice(1, text.endsWith(quote) && text.length > 1 ? -1 : undefined);
  return quote === "'" ? inner.replaceAll("''", "'") : inner.replace(/\\(["\\/])/g, '$1');
}

function isMark(character: number): boolean {
  return character === 123 || character === 125 || character === 91 || character === 93 || character === 44;
}

/** A colon that ends a key: behind one, and before a blank, a bracket or, when the key is quoted, anything. */
function isColon(text: string, state: FlowState): boolean {
  const top = state.frames.at(-1);
  return text.charCodeAt(state.at) === 58 && top?.kind === 'map' && top.next === 'key' && top.key !== undefined;
}

function isComment(text: string, at: number): boolean {
  const character = text[at];
  if (character === '#') return at === 0 || /\s/.test(text[at - 1] ?? '');
  return character === '/' && (text[at + 1] === '/' || text[at + 1] === '*');
}

function commentEnd(text: string, at: number): number {
  const isBlock = text.startsWith('/*', at);
  const end = text.indexOf(isBlock ? '*/' : '\n', at);
  return end === -1 ? text.length : end + (isBlock ? 2 : 0);
}

function lexemeAt(text: string, at: number, frame: Frame | undefined, strings: Strings): Lexeme {
  const first = text[at];
  if (first === '"' || first === "'") return quotedAt(text, at, first, strings);
  // What begins with `{` in a template such as `{name}` is a bracket to YAML; a plain text ends at each of these.
  let end = at + 1;
  while (end < text.length && !endsPlain(text, end, frame)) end += 1;
  let textEnd = end;
  while (textEnd > at + 1 && text.charCodeAt(textEnd - 1) <= 32) textEnd -= 1;
  return { end: textEnd, textEnd, quote: '', closed: true };
}

function endsPlain(text: string, at: number, frame: Frame | undefined): boolean {
  const character = text.charCodeAt(at);
  if (isMark(character) || character === 10) return true;
  if (character === 58) return frame?.kind === 'map' && frame.next === 'key' && /^(\s|[,[\]{}]|$)/.test(text.charAt(at + 1));
  return character === 35 && text.charCodeAt(at - 1) <= 32;
}

function quotedAt(text: string, at: number, quote: '"' | "'", strings: Strings): Lexeme {
  const end = quotedEnd(text, at, quote);
  // The line break is looked for within the string only: a document can be one long line.
  const lineEnd = strings === 'oneLine' ? text.slice(at, end).indexOf('\n') : -1;
  if (end !== undefined && lineEnd === -1) return { end, textEnd: end, quote, closed: true };
  const limit = lineEnd === -1 ? text.length : at + lineEnd;
  let textEnd = limit;
  while (textEnd > at + 1 && text.charCodeAt(textEnd - 1) <= 32) textEnd -= 1;
  return { end: limit, textEnd, quote, closed: false };
}

/** Behind the closing quote of the scalar that begins at `at`; undefined when it is not closed. */
export function quotedEnd(text: string, at: number, quote: '"' | "'"): number | undefined {
  let end = text.indexOf(quote, at + 1);
  while (end !== -1) {
    if (quote === "'" && text[end + 1] === "'") end = text.indexOf(quote, end + 2);
    else if (quote === '"' && isEscaped(text, end)) end = text.indexOf(quote, end + 1);
    else return end + 1;
  }
  return undefined;
}

function isEscaped(text: string, at: number): boolean {
  let slashes = 0;
  while (text[at - 1 - slashes] === '\\') slashes += 1;
  return slashes % 2 === 1;
}
