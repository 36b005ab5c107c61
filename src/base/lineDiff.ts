import type { TextEdit } from './textEdit.ts';

/** Above it the lines that differ are replaced as one: comparing them would take longer than anybody waits. */
const maximumCells = 4_000_000;

/** The edits, whole lines each, that make `after` of the text `before` of a file; lines that both have in common stay untouched. */
export function lineDiff(file: string, before: string, after: string): readonly TextEdit[] {
  if (before === after) return [];
  const a = linesOf(before);
  const b = linesOf(after);
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1;
  const hunks = hunksOf(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
  const starts = [0];
  for (const line of a) starts.push((starts.at(-1) ?? 0) + line.length);
  return hunks.map(({ from, to, lines }) => ({ file, start: starts[head + from] ?? 0, end: starts[head + to] ?? before.length, text: lines.join('') }));
}

interface Hunk {
  /** Lines of the text before that are replaced, from inclusive, to exclusive. */
  readonly from: number;
  readonly to: number;
  readonly lines: readonly string[];
}

/** The lines of a text with their line breaks. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** What differs, by the longest list of lines that both have in common. */
function hunksOf(a: readonly string[], b: readonly string[]): readonly Hunk[] {
  if (a.length * b.length > maximumCells) return [{ from: 0, to: a.length, lines: b }];
  const width = b.length + 1;
  // For each pair of places, how many lines their rests have in common.
  const common = new Uint16Array((a.length + 1) * width);
  const at = (i: number, j: number): number => common[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) common[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  }
  const hunks: Hunk[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [from, since] = [i, j];
    while ((i < a.length || j < b.length) && !(i < a.length && j < b.length && a[i] === b[j])) {
      if (j >= b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1))) i += 1;
      else j += 1;
    }
    if (i > from || j > since) hunks.push({ from, to: i, lines: b.slice(since, j) });
    while (i < a.length && j < b.length && a[i] === b[j]) [i, j] = [i + 1, j + 1];
  }
  return hunks;
}
