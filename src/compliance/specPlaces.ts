import type { Span } from '../base/span.ts';

/** Texts of the spec's files. */
export type SpecTexts = (file: string) => string | undefined;

/**
 * The place of a keyword such as `maxLength` in what belongs to a key or value of the spec: first inside of the value, then
 * beside or below the key. Undefined when the text does not have it there.
 */
export function keywordSpan(texts: SpecTexts, keyword: string, value: Span | undefined, key: Span | undefined): Span | undefined {
  for (const region of [value, key === undefined ? undefined : regionOf(texts, key)]) {
    const text = region === undefined ? undefined : texts(region.file);
    if (region === undefined || text === undefined) continue;
    const found = findKey(text, keyword, region);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What a key says: its value in braces, or the lines that are indented below it. */
function regionOf(texts: SpecTexts, { file, start, end }: Span): Span | undefined {
  const text = texts(file);
  if (text === undefined) return undefined;
  const afterKey = /^["']?\s*:\s*/.exec(text.slice(end, end + 200));
  if (afterKey === null) return undefined;
  const from = end + afterKey[0].length;
  const open = text.charAt(from);
  if (open === '{' || open === '[') return { file, start: from, end: closing(text, from) };
  const lineStart = text.lastIndexOf('\n', start) + 1;
  const indent = start - lineStart;
  let at = text.indexOf('\n', end);
  while (at !== -1) {
    const next = text.indexOf('\n', at + 1);
    const line = text.slice(at + 1, next === -1 ? text.length : next);
    if (line.trim() !== '' && line.length - line.trimStart().length <= indent) break;
    at = next;
  }
  return { file, start: from, end: at === -1 ? text.length : at };
}

/** Where the bracket that opens at `from` is closed; quotes are respected. */
function closing(text: string, from: number): number {
  let depth = 0;
  let quote = '';
  for (let at = from; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (quote !== '') {
      if (character === '\\' && quote === '"') at += 1;
      else if (character === quote) quote = '';
    } else if (character === '"' || (character === "'" && /[\s:,[{]/.test(text.charAt(at - 1)))) quote = character;
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return text.length;
}

function findKey(text: string, keyword: string, { file, start, end }: Span): Span | undefined {
  const pattern = new RegExp(`(?<=^|[\\s{,"'])${keyword.replaceAll(/[^\w]/g, '\\$&')}(?=["']?\\s*:)`, 'g');
  pattern.lastIndex = start;
  const match = pattern.exec(text.slice(0, end));
  return match === null ? undefined : { file, start: match.index, end: match.index + keyword.length };
}
