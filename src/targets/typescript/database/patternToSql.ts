import { isLetterOrDigit } from '../../../base/names.ts';

/** What PostgreSQL counts at most in `{m,n}`. */
const highestRepetition = 255;

const classes: Readonly<Record<string, string>> = { d: '0-9', w: 'A-Za-z0-9_', s: '\\t\\n\\u000b\\f\\r \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff' };
const lineEnds = '\\n\\r\\u2028\\u2029';
const controls = new Set(['t', 'n', 'r', 'f', 'v']);

/**
 * The ECMA-262 pattern as a regular expression of PostgreSQL that matches the same texts; undefined for what the two
 * do not share: look-behind, back-references, word boundaries, Unicode classes, lazy or long repetitions.
 */
export function patternToSql(pattern: string): string | undefined {
  let out = '';
  for (let at = 0; at < pattern.length; ) {
    const token = readToken(pattern, at);
    if (token === undefined) return undefined;
    out += token.sql;
    at = token.end;
  }
  // A text that starts with `***` would be read as options.
  return out.startsWith('***') ? undefined : out;
}

interface Token {
  readonly sql: string;
  readonly end: number;
}

function readToken(pattern: string, at: number): Token | undefined {
  const character = pattern.charAt(at);
  switch (character) {
    case '\\':
      return readEscape(pattern, at, outside);
    case '[':
      return readClass(pattern, at);
    case '.':
      return { sql: `[^${lineEnds}]`, end: at + 1 };
    case '(':
      return readGroup(pattern, at);
    case '{':
      return readRepetition(pattern, at);
    case '*':
    case '+':
    case '?':
      return greedy(pattern, { sql: character, end: at + 1 });
    case ']':
    case '}':
      return undefined;
    default:
      return { sql: character, end: at + 1 };
  }
}

const outside = (name: string): string => `[${classes[name] ?? ''}]`;
const inside = (name: string): string => classes[name] ?? '';

function readEscape(pattern: string, at: number, classText: (name: string) => string): Token | undefined {
  const next = pattern.charAt(at + 1);
  if (Object.hasOwn(classes, next)) return { sql: classText(next), end: at + 2 };
  const negated = next.toLowerCase();
  if (next !== negated && Object.hasOwn(classes, negated)) {
    return classText === outside ? { sql: `[^${inside(negated)}]`, end: at + 2 } : undefined;
  }
  if (controls.has(next)) return { sql: `\\${next}`, end: at + 2 };
  const hexadecimal = /^u([0-9a-fA-F]{4})|^x([0-9a-fA-F]{2})/.exec(pattern.slice(at + 1));
  if (hexadecimal !== null) {
    const code = (hexadecimal[1] ?? hexadecimal[2] ?? '').padStart(4, '0');
    return /^(0000|d[89a-f])/i.test(code) ? undefined : { sql: `\\u${code}`, end: at + 1 + hexadecimal[0].length };
  }
  return isLetterOrDigit(next) || next === '' ? undefined : { sql: `\\${next}`, end: at + 2 };
}

function readClass(pattern: string, at: number): Token | undefined {
  let out = '[';
  let position = at + 1;
  if (pattern.charAt(position) === '^') {
    out += '^';
    position += 1;
  }
  const start = position;
  while (position < pattern.length) {
    const character = pattern.charAt(position);
    if (character === ']') return position === start ? undefined : { sql: `${out}]`, end: position + 1 };
    if (character === '\\') {
      const escape = readEscape(pattern, position, inside);
      if (escape === undefined) return undefined;
      out += escape.sql;
      position = escape.end;
      continue;
    }
    // `[` begins `[:alpha:]` and the like in PostgreSQL, `-` next to a class is an error there.
    const next = pattern.charAt(position + 1);
    const besideClass = character === '-' && (/\\[dws]$/.test(pattern.slice(start, position)) || /^\\[dws]/.test(pattern.slice(position + 1)));
    if (character === '[') out += '\\[';
    else if (besideClass || (character === '-' && (position === start || next === ']'))) out += '\\-';
    else out += character;
    position += 1;
  }
  return undefined;
}

function readGroup(pattern: string, at: number): Token | undefined {
  const opening = /^\((\?(?::|=|!))?/.exec(pattern.slice(at));
  const sql = opening?.[0] ?? '(';
  if (sql === '(' && pattern.charAt(at + 1) === '?') return undefined;
  return { sql: sql === '(' ? '(?:' : sql, end: at + sql.length };
}

function readRepetition(pattern: string, at: number): Token | undefined {
  const match = /^\{(\d+)(?:,(\d*))?\}/.exec(pattern.slice(at));
  if (match === null) return undefined;
  const counts = [match[1], match[2]].map(Number);
  if (counts.some((count) => count > highestRepetition)) return undefined;
  return greedy(pattern, { sql: match[0], end: at + match[0].length });
}

/** A lazy repetition matches the same texts, but PostgreSQL reads `??` and the like by rules of its own. */
function greedy(pattern: string, token: Token): Token | undefined {
  return pattern.charAt(token.end) === '?' ? undefined : token;
}
