import { type BlockLine, blockLineAt, lineStartOf } from './blockLine.ts';

/** A key or a dash that holds what stands to the right of its column on the lines below. */
export interface Ancestor {
  readonly kind: 'key' | 'dash';
  readonly part: string | number;
  readonly column: number;
  readonly line: BlockLine;
  /** Where its value begins on its own line; undefined when there is none. */
  readonly valueStart: number | undefined;
}

interface Climb {
  readonly found: Ancestor[];
  /** What stands to the right of it is no ancestor any more. */
  limit: number;
  /** The item whose number is being counted. */
  item: { readonly dash: Ancestor; index: number } | undefined;
}

/** What holds a column of the line that begins at `lineStart`, outermost first. */
export function ancestorsOf(text: string, lineStart: number, column: number): readonly Ancestor[] {
  return climb(text, lineStart, { found: [], limit: column, item: undefined });
}

/** What holds the dashes of a line and they themselves, outermost first. */
export function ancestorsOfItem(text: string, line: BlockLine): readonly Ancestor[] {
  const state: Climb = { found: [], limit: Number.POSITIVE_INFINITY, item: undefined };
  for (const entry of entriesOf({ ...line, valueStart: line.end }).filter(({ kind }) => kind === 'dash')) visit(state, entry);
  return climb(text, line.start, state);
}

function climb(text: string, lineStart: number, state: Climb): readonly Ancestor[] {
  for (let start = lineStart; start > 0 && (state.limit > 0 || state.item !== undefined); ) {
    start = lineStartOf(text, start - 1);
    // Most lines of a long list or map stand too far right to be read at all.
    if (isDeeper(text, start, state.limit)) continue;
    const line = blockLineAt(text, start);
    if (line.kind === 'marker') break;
    if (line.kind !== 'content' || '}]'.includes(text.charAt(start + line.column))) continue;
    for (const entry of entriesOf(line)) visit(state, entry);
  }
  if (state.item !== undefined) state.found.push({ ...state.item.dash, part: state.item.index });
  return state.found.reverse();
}

function isDeeper(text: string, start: number, limit: number): boolean {
  for (let column = 0; column <= limit; column += 1) if (text.charCodeAt(start + column) !== 32) return false;
  return true;
}

function visit(state: Climb, entry: Ancestor): void {
  const { item } = state;
  if (item !== undefined && entry.kind === 'dash' && entry.column === state.limit) item.index += 1;
  // A list may stand at the column of its key.
  const holds = entry.column < state.limit || (item !== undefined && entry.kind === 'key' && entry.column === state.limit);
  if (!holds) return;
  if (item !== undefined) state.found.push({ ...item.dash, part: item.index });
  state.item = entry.kind === 'dash' ? { dash: entry, index: 0 } : undefined;
  if (entry.kind === 'key') state.found.push(entry);
  state.limit = entry.column;
}

/** The key and the dashes of a line, the innermost first. */
function entriesOf(line: BlockLine): readonly Ancestor[] {
  const value = line.valueStart < line.end ? line.valueStart : undefined;
  const dashes = line.dashes.map((column, index): Ancestor => ({ kind: 'dash', part: 0, column, line, valueStart: line.key === undefined && index === line.dashes.length - 1 ? value : undefined })).reverse();
  return line.key === undefined ? dashes : [{ kind: 'key', part: line.key.text, column: line.column, line, valueStart: value }, ...dashes];
}
