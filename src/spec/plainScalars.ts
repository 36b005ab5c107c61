/** Thrown, and caught by `readPlainYaml`, where a text is not plain; one value, because a stack trace would cost more than the reading. */
export const unusual = new Error('This YAML is left to the library.');

/** Where a scalar ends, and where the reading goes on: spaces before a comment or a break belong to neither. */
export interface ScalarEnd {
  readonly end: number;
  readonly next: number;
}

/** First characters with a meaning of their own. */
const indicators = new Set('-?:,[]{}#&*!|>\'"%@`');

/** The end of a scalar on one line outside of brackets. */
export function scalarEnd(text: string, start: number): ScalarEnd {
  const first = text[start];
  if (first === '"' || first === "'") return quotedEnd(text, start, first);
  checkFirst(text, start);
  for (let at = start; ; at += 1) {
    const character = text[at];
    if (character === undefined || character === '\n' || (character === '#' && text[at - 1] === ' ') || (character === ':' && isSpace(text[at + 1]))) return trimmed(text, start, at);
  }
}

/** The end of a scalar on one line inside of brackets. */
export function flowEnd(text: string, start: number): ScalarEnd {
  const first = text[start];
  if (first === '"' || first === "'") return quotedEnd(text, start, first);
  checkFirst(text, start);
  for (let at = start; ; at += 1) {
    const character = text[at];
    switch (character) {
      case undefined: case '[': case '{': throw unusual;
      case '\n': case ',': case ']': case '}': return trimmed(text, start, at);
      case '#':
        if (text[at - 1] === ' ') return trimmed(text, start, at);
        break;
      case ':':
        if (isSpace(text[at + 1])) return trimmed(text, start, at);
        if (',[]{}'.includes(text[at + 1] ?? ',')) throw unusual;
        break;
      default:
    }
  }
}

function isSpace(character: string | undefined): boolean {
  return character === ' ' || character === '\n' || character === undefined;
}

/** A dash may begin a number or a word. */
function checkFirst(text: string, start: number): void {
  const first = text[start];
  if (first === undefined || (indicators.has(first) && !(first === '-' && /[\w.]/.test(text[start + 1] ?? '')))) throw unusual;
}

function trimmed(text: string, start: number, stop: number): ScalarEnd {
  let end = stop;
  while (end > start && text.charCodeAt(end - 1) === 32) end -= 1;
  return { end, next: text[stop] === ':' || text[stop] === ',' || text[stop] === ']' || text[stop] === '}' ? stop : end };
}

function quotedEnd(text: string, start: number, quote: '"' | "'"): ScalarEnd {
  for (let at = start + 1; ; at += 1) {
    const character = text[at];
    if (character === undefined || character === '\n') throw unusual;
    if (character === '\\' && quote === '"') at += 1;
    else if (character === quote) {
      if (quote === '"' || text[at + 1] !== "'") return { end: at + 1, next: at + 1 };
      at += 1;
    }
  }
}

const escapes: Readonly<Record<string, string>> = { '"': '"', '\\': '\\', '/': '/', n: '\n', t: '\t' };

/** The text between quotes, which stand on one line. */
export function quotedValue(source: string): string {
  const inner = source.slice(1, -1);
  if (source.startsWith("'")) return inner.replaceAll("''", "'");
  return inner.includes('\\') ? inner.replace(/\\(.)/gsu, (_, character: string) => escaped(character)) : inner;
}

function escaped(character: string): string {
  const value = Object.hasOwn(escapes, character) ? escapes[character] : undefined;
  if (value === undefined) throw unusual;
  return value;
}

const words: ReadonlyMap<string, boolean | null> = new Map([
  ['null', null], ['Null', null], ['NULL', null], ['~', null], ['true', true], ['True', true], ['TRUE', true], ['false', false], ['False', false], ['FALSE', false],
]);
/** Numbers that JavaScript writes the same way. */
const simpleNumber = /^(?:0|-?[1-9]\d{0,14}|-?\d{1,9}\.\d{1,6})$/;
/** All numbers of the core schema of YAML 1.2 (section 10.3.2). */
const anyNumber = /^(?:[-+]?\d+|0o[0-7]+|0x[\da-fA-F]+|[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?|[-+]?\.(?:inf|Inf|INF)|\.nan|\.NaN|\.NAN)$/;

/** What an unquoted scalar means in the core schema of YAML 1.2. */
export function plainValue(text: string): string | number | boolean | null {
  const word = words.get(text);
  if (word !== undefined) return word;
  const first = text.charCodeAt(0);
  const mayBeNumber = (first >= 43 && first <= 57);
  if (!mayBeNumber) return text;
  if (simpleNumber.test(text)) return Number(text);
  if (anyNumber.test(text)) throw unusual;
  return text;
}
