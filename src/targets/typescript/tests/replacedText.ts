import { isLetterOrDigit } from '../../../base/names.ts';

/** Shorter texts stand in others by chance. */
const shortestPart = 4;

/** What stands before, between and after the places where the text has that part as words of its own; one piece when it has it nowhere. */
export function partsAround(text: string, part: string): readonly string[] {
  if (part.length < shortestPart) return [text];
  const parts: string[] = [];
  let start = 0;
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + 1)) {
    const end = at + part.length;
    const before = Array.from(text.slice(Math.max(0, at - 2), at)).at(-1) ?? '';
    const [after = ''] = text.slice(end, end + 2);
    if (at < start || isLetterOrDigit(before) || isLetterOrDigit(after)) continue;
    parts.push(text.slice(start, at));
    start = end;
  }
  return [...parts, text.slice(start)];
}

/** The text with the first of the parts that it is or has put in place of that part; the text itself when it has none. */
export function withReplaced(text: string, replaced: Iterable<readonly [part: string, by: string]>): string {
  for (const [part, by] of replaced) {
    if (text === part) return by;
    const parts = partsAround(text, part);
    if (parts.length > 1) return parts.join(by);
  }
  return text;
}
