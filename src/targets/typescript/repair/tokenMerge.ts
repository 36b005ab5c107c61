interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Above it code is replaced as a whole: comparing would take longer than anybody waits. */
const maximumCells = 1_500_000;

/**
 * The code `wanted` made of the code `there` by changing only the tokens that differ: comments, line breaks and quotes of what both
 * have stay as a person wrote them. Undefined when both are too long to be compared.
 */
export function mergeTokens(there: string, wanted: string): string | undefined {
  const a = tokensOf(there);
  const b = tokensOf(wanted);
  if (a.length * b.length > maximumCells) return undefined;
  const pairs = commonTokens(a, b);
  let text = '';
  let at = 0;
  let [i, j] = [0, 0];
  for (const [nextA, nextB] of [...pairs, [a.length, b.length] as const]) {
    const removed = a.slice(i, nextA);
    const added = b.slice(j, nextB);
    const before = a[i - 1]?.end ?? 0;
    if (removed.length > 0 || added.length > 0) {
      const next = a[nextA];
      const touches = added.length > 0 && b[nextB] !== undefined && goesBefore(wanted, b[j - 1], added, b[nextB]);
      const from = removed[0]?.start ?? (touches && next !== undefined ? next.start : before);
      const to = removed.at(-1)?.end ?? from;
      const comments = commentsIn(there, from, to);
      const kept = there.slice(at, from) + comments;
      text += kept + inserted(there, wanted, { from, to, added, before: b[j - 1], after: b[nextB], isFirst: i === 0 });
      at = to;
      const end = next?.start ?? there.length;
      const gap = added.length > 0 || comments !== '' ? undefined : i === 0 ? '' : closedGap([there.slice(before, from), there.slice(to, end)], next === undefined ? undefined : wanted.slice(b[j - 1]?.end ?? 0, b[nextB]?.start));
      if (gap !== undefined) {
        if (i > 0) text = text.slice(0, text.length - (from - before)) + gap;
        at = end;
      } else if (added.length === 0) at = withoutEmptyLine(text, there, at);
    }
    [i, j] = [nextA + 1, nextB + 1];
  }
  return text + there.slice(at);
}

/** Does what is added belong to the token after it, rather than to the one before it: right before it, or on its line, which begins with what is added? */
function goesBefore(wanted: string, before: Token | undefined, added: readonly Token[], after: Token): boolean {
  const tail = wanted.slice(added.at(-1)?.end ?? 0, after.start);
  return tail === '' || (!tail.includes('\n') && wanted.slice(before?.end ?? 0, added[0]?.start ?? 0).includes('\n'));
}

/** The white space where tokens went away between two others; undefined where it has lines of its own on both sides. Nothing is wanted at the end. */
function closedGap([left, right]: readonly [string, string], wanted: string | undefined): string | undefined {
  if (`${left}${right}${wanted ?? ''}`.trim() !== '') return undefined;
  if (wanted === undefined) return '';
  if (left.includes('\n')) return right.includes('\n') ? undefined : left;
  if (right.includes('\n')) return right;
  return wanted.includes('\n') ? undefined : wanted;
}

interface Place {
  readonly from: number;
  readonly to: number;
  readonly added: readonly Token[];
  /** The tokens around it in the wanted code. */
  readonly before: Token | undefined;
  readonly after: Token | undefined;
  readonly isFirst: boolean;
}

/** What is added, with the white space that the wanted code has around it where the other code has none of its own. */
function inserted(there: string, wanted: string, { from, to, added, before, after, isFirst }: Place): string {
  const [first] = added;
  const last = added.at(-1);
  if (first === undefined || last === undefined) return '';
  const core = wanted.slice(first.start, last.end);
  if (to > from) return replaced(core, there.slice(0, from), there.slice(to), [spaceBetween(wanted, before, first), spaceBetween(wanted, last, after)]);
  const lead = isFirst ? '' : spaceOnly(wanted.slice(before?.end ?? 0, first.start));
  const tail = after === undefined ? '' : spaceOnly(wanted.slice(last.end, after.start));
  const hasSpaceBefore = /\s$/.test(there.slice(0, from));
  const hasSpaceAfter = /^\s/.test(there.slice(to));
  if (isFirst) return core + tail;
  return (hasSpaceBefore ? '' : lead) + core + (hasSpaceAfter ? '' : tail);
}

/** What stands in the place of other tokens, with the white space that it needs where those had none. */
function replaced(core: string, before: string, after: string, [lead, tail]: readonly [string, string]): string {
  return (/\s$/.test(before) || before === '' ? '' : lead) + core + (/^\s/.test(after) || after === '' ? '' : tail);
}

function spaceBetween(wanted: string, left: Token | undefined, right: Token | undefined): string {
  return left === undefined || right === undefined ? '' : spaceOnly(wanted.slice(left.end, right.start));
}

/** The comments in code that goes, each on a line of its own. */
function commentsIn(text: string, from: number, to: number): string {
  const comments = (text.slice(from, to).match(tokenPattern) ?? []).filter((token) => token.startsWith('//') || token.startsWith('/*'));
  const indent = /(?:^|\n)([ \t]*)[^\n]*$/.exec(text.slice(0, from))?.[1] ?? '';
  return comments.map((comment) => `${comment}\n${indent}`).join('');
}

function spaceOnly(text: string): string {
  return text.replaceAll(/\/\*[^]*?\*\/|\/\/[^\n]*/g, '').replace(/\n\s*\n/g, '\n');
}

/** Skips what is left of a line when everything on it is gone. */
function withoutEmptyLine(before: string, text: string, at: number): number {
  const isLineStart = /(^|\n)[ \t]*$/.test(before);
  const rest = /^[ \t]*\r?\n[ \t]*/.exec(text.slice(at));
  return isLineStart && rest !== null ? at + rest[0].length : at;
}

const tokenPattern = /\/\/[^\n]*|\/\*[^]*?\*\/|`(?:[^`\\]|\\[^])*`|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[A-Za-z_$][\w$]*|\d[\w.]*|=>|\.\.\.|\?\.|\?\?=?|&&=?|\|\|=?|[=!]==?|[<>]=?|\+\+|--|\S/g;

/** Tokens without comments; the quotes of a text do not matter. */
function tokensOf(text: string): readonly Token[] {
  return [...text.matchAll(tokenPattern)].flatMap((match) => {
    const [token] = match;
    if (token.startsWith('//') || token.startsWith('/*')) return [];
    return [{ text: /^["']/.test(token) ? `"${token.slice(1, -1)}"` : token, start: match.index, end: match.index + token.length }];
  });
}

/** The longest list of tokens that both have in their order, as pairs of numbers. */
function commonTokens(a: readonly Token[], b: readonly Token[]): readonly (readonly [number, number])[] {
  let head = 0;
  while (head < a.length && head < b.length && a[head]?.text === b[head]?.text) head += 1;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail]?.text === b[b.length - 1 - tail]?.text) tail += 1;
  const [rows, columns] = [a.length - head - tail, b.length - head - tail];
  const width = columns + 1;
  const lengths = new Uint16Array((rows + 1) * width);
  const lengthAt = (row: number, column: number): number => lengths[row * width + column] ?? 0;
  for (let row = rows - 1; row >= 0; row -= 1) {
    for (let column = columns - 1; column >= 0; column -= 1) {
      lengths[row * width + column] = a[head + row]?.text === b[head + column]?.text ? lengthAt(row + 1, column + 1) + 1 : Math.max(lengthAt(row + 1, column), lengthAt(row, column + 1));
    }
  }
  const pairs: (readonly [number, number])[] = Array.from({ length: head }, (_, index) => [index, index] as const);
  let [row, column] = [0, 0];
  while (row < rows && column < columns) {
    if (a[head + row]?.text === b[head + column]?.text && lengthAt(row, column) === lengthAt(row + 1, column + 1) + 1) {
      pairs.push([head + row, head + column]);
      row += 1;
      column += 1;
    } else if (lengthAt(row + 1, column) >= lengthAt(row, column + 1)) row += 1;
    else column += 1;
  }
  for (let index = tail; index > 0; index -= 1) pairs.push([a.length - index, b.length - index]);
  return pairs;
}
