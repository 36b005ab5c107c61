import type { TextEdit } from '../../../base/textEdit.ts';
import type { Piece } from '../../../ast/pieces.ts';
import { identityOf } from './similar.ts';
import { cuttingText, type Source } from './source.ts';

/** The items of a list that a container holds. */
export function itemsOf(container: Piece, list: Piece['list']): readonly Piece[] {
  return container.children.filter((child) => child.list === list);
}

interface Insertion {
  readonly expected: Source;
  readonly item: Piece;
  readonly actual: Source;
  readonly container: Piece;
  readonly renames: ReadonlyMap<string, string>;
}

/** Puts an item of an expected list into the list of a container where its neighbours say that it belongs; undefined when the container holds no such list. */
export function insertItem({ expected, item, actual, container, renames }: Insertion): TextEdit | undefined {
  const siblings = item.parent === undefined ? [] : itemsOf(item.parent, item.list);
  const present = itemsOf(container, item.list);
  const { before, after } = neighbours({ expected, siblings, item, actual, present });
  const separated = item.list !== 'statements' && item.list !== 'members' && item.list !== 'cases';
  const write = (indent: string): string => cuttingText({ from: expected, start: item.start, end: item.end }, indent, renames);
  if (before !== undefined) {
    const ownLine = startsLine(actual, before.start) || !separated;
    const end = endWithSeparator(actual, before, separated);
    const indent = actual.indentAt(before.start);
    const blank = item.list === 'statements' && container.parent === undefined && isBlankBefore(expected, item.start) ? '\n' : '';
    const break_ = ownLine ? `\n${blank}${indent}` : ' ';
    return edit(actual, end.offset, `${separated && !end.separated ? ',' : ''}${break_}${write(indent)}${separated && end.separated ? ',' : ''}`);
  }
  if (after !== undefined) {
    const indent = actual.indentAt(after.start);
    return edit(actual, after.start, `${write(indent)}${separated ? ',' : ''}${startsLine(actual, after.start) ? `\n${indent}` : ' '}`);
  }
  return insertIntoEmpty(actual, container, separated, write);
}

function insertIntoEmpty(actual: Source, container: Piece, separated: boolean, write: (indent: string) => string): TextEdit | undefined {
  if (container.parent === undefined) return edit(actual, actual.text.length, `${actual.text.endsWith('\n') || actual.text === '' ? '' : '\n'}${write('')}\n`);
  const close = Math.max(actual.text.lastIndexOf('}', container.end - 1), actual.text.lastIndexOf(']', container.end - 1), actual.text.lastIndexOf(')', container.end - 1));
  if (close < container.start) return undefined;
  const outer = actual.indentAt(container.start);
  if (actual.text.charAt(close) === ')') return edit(actual, close, write(outer));
  const inner = `${outer}  `;
  const open = actual.text.slice(0, close).trimEnd().length;
  return { file: actual.path, start: open, end: close, text: `\n${inner}${write(inner)}${separated ? ',' : ''}\n${outer}` };
}

/** Takes an item out of its list, with its separator, its line and the comment right above it. */
export function removeItem(source: Source, item: Piece): TextEdit {
  const separated = item.list !== 'statements' && item.list !== 'members' && item.list !== 'cases';
  const { text, path } = source;
  let start = item.start;
  let end = endWithSeparator(source, item, separated).offset;
  const above = /\/\*\*(?:(?!\*\/)[^])*\*\/\s*$/.exec(text.slice(0, start));
  if (above !== null) start = above.index;
  if (startsLine(source, start)) {
    start -= source.indentAt(start).length;
    const rest = /^[ \t]*(\r?\n|$)/.exec(text.slice(end));
    if (rest !== null) {
      end += rest[0].length;
      if (/\n[ \t]*\r?\n$/.test(text.slice(0, start)) && /^[ \t]*(\r?\n|[}\])])/.test(text.slice(end))) start = text.lastIndexOf('\n', start - 2) + 1;
      return { file: path, start, end, text: '' };
    }
  }
  if (separated && text.charAt(end - 1) !== ',') {
    const previous = /,\s*$/.exec(text.slice(0, start));
    if (previous !== null) start = previous.index;
  } else end += /^[ \t]*/.exec(text.slice(end))?.[0].length ?? 0;
  return { file: path, start, end, text: '' };
}

interface Neighbourhood {
  readonly expected: Source;
  readonly siblings: readonly Piece[];
  readonly item: Piece;
  readonly actual: Source;
  readonly present: readonly Piece[];
}

/** The nearest item before, and the nearest after, that both lists have. */
function neighbours({ expected, siblings, item, actual, present }: Neighbourhood): { readonly before: Piece | undefined; readonly after: Piece | undefined } {
  const known = new Map(present.map((piece) => [identityOf(actual, piece), piece]));
  const index = siblings.indexOf(item);
  const find = (list: readonly Piece[]): Piece | undefined => {
    for (const sibling of list) {
      const found = known.get(identityOf(expected, sibling));
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const before = find(siblings.slice(0, index).reverse());
  const after = before === undefined ? find(siblings.slice(index + 1)) : undefined;
  if (before !== undefined || after !== undefined) return { before, after };
  // Nothing is recognised: as near to its number as there are items.
  return { before: present[Math.min(index, present.length) - 1], after: present[0] };
}

function endWithSeparator(source: Source, item: Piece, separated: boolean): { readonly offset: number; readonly separated: boolean } {
  if (!separated) return { offset: item.end, separated: false };
  const comma = /^\s*,/.exec(source.text.slice(item.end));
  return comma === null ? { offset: item.end, separated: false } : { offset: item.end + comma[0].length, separated: true };
}

function startsLine(source: Source, offset: number): boolean {
  const line = source.text.lastIndexOf('\n', offset - 1) + 1;
  return source.text.slice(line, offset).trim() === '';
}

function isBlankBefore(source: Source, offset: number): boolean {
  return /\n\s*\n(?:\s*\/\*\*(?:(?!\*\/)[^])*\*\/)?\s*$/.test(source.text.slice(0, offset));
}

function edit(source: Source, at: number, text: string): TextEdit {
  return { file: source.path, start: at, end: at, text };
}
