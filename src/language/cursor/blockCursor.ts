import { type Ancestor, ancestorsOf, ancestorsOfItem } from './ancestors.ts';
import { type BlockLine, blockLineAt, lineStartOf } from './blockLine.ts';
import { type Cursor, emptyToken, type Path, type Token } from './cursor.ts';
import { flowCursor, flowStart, quotedEnd } from './flowScan.ts';

/** The cursor at an offset of block YAML; undefined where nothing of the language can stand: in comments, behind values. */
export function blockCursor(text: string, offset: number): Cursor | undefined {
  const line = blockLineAt(text, lineStartOf(text, offset));
  if (line.kind === 'marker') return undefined;
  const isItem = line.dashes.length > 0;
  const ancestors = isItem ? ancestorsOfItem(text, line) : ancestorsOf(text, line.start, line.kind === 'blank' ? offset - line.start : line.column);
  const path = ancestors.map(({ part }) => part);
  const inside = continued(text, ancestors, line, offset);
  if (inside !== 'nothing') return inside;
  if (line.kind === 'comment') return undefined;
  return line.kind === 'blank' ? onBlankLine(text, ancestors, offset) : onLine(text, ancestors, path, line, offset);
}

/** The cursor in a value that began on an earlier line: a flow collection, a block scalar, a text of several lines. */
function continued(text: string, ancestors: readonly Ancestor[], line: BlockLine, offset: number): Cursor | 'nothing' | undefined {
  for (const [index, { valueStart, line: begun }] of ancestors.entries()) {
    if (valueStart === undefined || begun.start === line.start) continue;
    const path = ancestors.slice(0, index + 1).map(({ part }) => part);
    const first = text[valueStart];
    if (first === '{' || first === '[') {
      const state = flowStart(valueStart);
      const cursor = flowCursor(text, state, offset, path, 'manyLines');
      if (state.frames.length > 0) return cursor;
    } else if (first === '|' || first === '>') return longValue(path, Math.min(begun.end + 1, offset), '', text, offset);
    else if (first === '"' || first === "'") {
      const end = quotedEnd(text, valueStart, first);
      return end === undefined || end > offset ? longValue(path, valueStart, first, text, offset) : undefined;
    } else if (index === ancestors.length - 1 && line.key === undefined) return longValue(path, valueStart, '', text, offset);
  }
  return 'nothing';
}

function longValue(path: Path, start: number, quote: Token['quote'], text: string, offset: number): Cursor {
  return { place: 'value', path, style: 'block', token: { start, end: offset, quote, typed: text.slice(start + quote.length, offset), hasColon: false, isLong: true } };
}

function onBlankLine(text: string, ancestors: readonly Ancestor[], offset: number): Cursor | undefined {
  const start = lineStartOf(text, offset);
  const column = offset - start;
  const token = emptyToken(offset);
  const item = itemAbove(text, start, column);
  if (item !== undefined) return { place: 'item', path: item, style: 'block', token };
  const path = ancestors.map(({ part }) => part);
  const child = childColumn(text, ancestors.at(-1), start);
  if (child === undefined) return { place: 'open', path, style: 'block', token };
  if (child.column !== column) return undefined;
  return { place: child.isItem ? 'item' : 'key', path, style: 'block', token };
}

/** The path of the list whose items stand at the column, when the lines above belong to one. */
function itemAbove(text: string, lineStart: number, column: number): Path | undefined {
  for (let start = lineStart; start > 0; ) {
    start = lineStartOf(text, start - 1);
    const line = blockLineAt(text, start);
    if (line.kind !== 'content') continue;
    const first = line.dashes[0] ?? line.column;
    if (line.dashes.includes(column)) return ancestorsOfItem(text, { ...line, dashes: line.dashes.filter((dash) => dash <= column) }).slice(0, -1).map(({ part }) => part);
    if (first <= column) return undefined;
  }
  return undefined;
}

/** Where the children of an ancestor stand, seen from a line that is not to be counted; undefined when it has none. */
function childColumn(text: string, parent: Ancestor | undefined, except: number): { readonly column: number; readonly isItem: boolean } | undefined {
  if (parent?.kind === 'dash' && parent.line.key !== undefined && parent.line.start !== except) return { column: parent.line.column, isItem: false };
  for (let start = parent === undefined ? 0 : nextLine(text, parent.line.end); start < text.length; ) {
    const line = blockLineAt(text, start);
    if (line.kind === 'content' && start !== except) {
      const column = line.dashes[0] ?? line.column;
      const isItem = line.dashes.length > 0;
      const isChild = parent === undefined || column > parent.column || (isItem && parent.kind === 'key' && column === parent.column);
      return isChild ? { column, isItem } : undefined;
    }
    start = nextLine(text, line.end);
  }
  return undefined;
}

function nextLine(text: string, from: number): number {
  const newline = text.indexOf('\n', from);
  return newline === -1 ? text.length : newline + 1;
}

function onLine(text: string, ancestors: readonly Ancestor[], path: Path, line: BlockLine, offset: number): Cursor | undefined {
  const { key } = line;
  const contentStart = line.start + line.column;
  if (offset < contentStart) return undefined;
  if (key === undefined) return onScalarLine(text, ancestors, path, line, offset);
  if (offset > text.indexOf(':', key.end)) return inlineValue(text, [...path, key.text], line.valueStart, line, offset);
  const quote = quoteAt(text, key.start);
  return { place: 'key', path, style: 'block', token: { start: key.start, end: key.end, quote, typed: text.slice(key.start + quote.length, Math.max(offset, key.start + quote.length)), hasColon: true, isLong: false } };
}

/** A line without a key: a scalar, or a key that is being typed. */
function onScalarLine(text: string, ancestors: readonly Ancestor[], path: Path, line: BlockLine, offset: number): Cursor | undefined {
  const value = inlineValue(text, path, line.valueStart, line, offset);
  if (value?.style !== 'block') return value;
  if (line.dashes.length > 0) return { ...value, place: 'open' };
  const child = childColumn(text, ancestors.at(-1), line.start);
  if (child === undefined) return { ...value, place: 'open' };
  return child.column === line.column && !child.isItem ? { ...value, place: 'key' } : undefined;
}

function inlineValue(text: string, path: Path, valueStart: number, line: BlockLine, offset: number): Cursor | undefined {
  const quote = quoteAt(text, valueStart);
  const first = valueStart < line.end ? text[valueStart] : undefined;
  if (first === '{' || first === '[') return flowCursor(text, flowStart(valueStart), offset, path, 'manyLines');
  if (first === '|' || first === '>' || (first !== undefined && offset < valueStart)) return undefined;
  if (first === undefined) return isBehindComment(text, line, offset) ? undefined : { place: 'value', path, style: 'block', token: emptyToken(offset) };
  const close = quote === '' ? undefined : quotedEnd(text, valueStart, quote);
  if (close !== undefined && close <= offset) return undefined;
  const comment = quote === '' ? text.slice(valueStart, line.end).search(/\s#/) : -1;
  if (comment !== -1 && offset > valueStart + comment) return undefined;
  const plainEnd = valueStart + text.slice(valueStart, comment === -1 ? line.end : valueStart + comment).trimEnd().length;
  const end = close !== undefined && close <= line.end ? close : plainEnd;
  return { place: 'value', path, style: 'block', token: { start: valueStart, end: Math.max(end, offset), quote, typed: text.slice(valueStart + quote.length, Math.max(offset, valueStart + quote.length)), hasColon: false, isLong: false } };
}

function isBehindComment(text: string, line: BlockLine, offset: number): boolean {
  return /(^|\s)#/.test(text.slice(line.key?.end ?? line.start, offset));
}

function quoteAt(text: string, at: number): Token['quote'] {
  const first = text[at];
  return first === '"' || first === "'" ? first : '';
}
