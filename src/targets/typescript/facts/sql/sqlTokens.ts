/** A piece of SQL with its offsets. */
export interface SqlToken {
  /** `word` is a keyword or plain name in lower case, `name` a quoted one, `text` a string, each without its quotes. */
  readonly kind: 'word' | 'name' | 'text' | 'number' | 'symbol';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

interface Found {
  readonly kind: SqlToken['kind'];
  readonly text: string;
  readonly end: number;
}

/** The tokens of an SQL text; comments and white space are gone, and what PostgreSQL would not read is a symbol of its own. */
export function sqlTokens(sql: string): readonly SqlToken[] {
  const tokens: SqlToken[] = [];
  let at = 0;
  while (at < sql.length) {
    const blank = blankEnd(sql, at);
    if (blank > at) {
      at = blank;
      continue;
    }
    const { kind, text, end } = tokenAt(sql, at);
    tokens.push({ kind, text, start: at, end });
    at = end;
  }
  return tokens;
}

/** The end of the white space or comment that begins there; the offset itself without one. */
function blankEnd(sql: string, at: number): number {
  if (/\s/.test(sql.charAt(at))) return at + 1;
  if (sql.startsWith('--', at)) return endOr(sql.indexOf('\n', at), sql.length);
  return sql.startsWith('/*', at) ? commentEnd(sql, at) : at;
}

/** Block comments of PostgreSQL contain each other. */
function commentEnd(sql: string, start: number): number {
  const borders = /\/\*|\*\//g;
  borders.lastIndex = start + 2;
  let depth = 1;
  for (let border = borders.exec(sql); border !== null; border = borders.exec(sql)) {
    depth += border[0] === '/*' ? 1 : -1;
    if (depth === 0) return borders.lastIndex;
  }
  return sql.length;
}

function endOr(found: number, end: number): number {
  return found === -1 ? end : found;
}

const wordPattern = /[a-z_\u0080-\uffff][a-z0-9_$\u0080-\uffff]*/iy;
const numberPattern = /(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?/iy;
const dollarPattern = /\$(?:[a-z_\u0080-\uffff][a-z0-9_\u0080-\uffff]*)?\$/iy;
const parameterPattern = /\$\d+/y;
const operatorPattern = /[-+*/<>=~!@#%^&|`?]+/y;

function tokenAt(sql: string, at: number): Found {
  const character = sql.charAt(at);
  if (character === "'") return quoted(sql, at, 'text');
  if (character === '"') return quoted(sql, at, 'name');
  const next = sql.charAt(at + 1);
  if (next === "'" && /[eEbBxXnN]/.test(character)) return /[eE]/.test(character) ? escaped(sql, at + 1) : quoted(sql, at + 1, 'text');
  const word = match(wordPattern, sql, at);
  if (word !== undefined) return { kind: 'word', text: word.toLowerCase(), end: at + word.length };
  const number = match(numberPattern, sql, at);
  if (number !== undefined) return { kind: 'number', text: number.replaceAll('_', '').toLowerCase(), end: at + number.length };
  const dollar = match(dollarPattern, sql, at);
  if (dollar !== undefined) return dollarQuoted(sql, at, dollar);
  const parameter = match(parameterPattern, sql, at);
  if (parameter !== undefined) return { kind: 'symbol', text: parameter, end: at + parameter.length };
  if (sql.startsWith('::', at) || sql.startsWith(':=', at)) return { kind: 'symbol', text: sql.slice(at, at + 2), end: at + 2 };
  return operator(sql, at);
}

function match(pattern: RegExp, sql: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(sql)?.[0];
}

/** Text in quotes that are doubled inside. */
function quoted(sql: string, at: number, kind: 'text' | 'name'): Found {
  const quote = sql.charAt(at);
  let end = at + 1;
  for (;;) {
    const found = sql.indexOf(quote, end);
    if (found === -1) return { kind, text: sql.slice(at + 1), end: sql.length };
    if (sql.charAt(found + 1) !== quote) return { kind, text: sql.slice(at + 1, found).replaceAll(quote + quote, quote), end: found + 1 };
    end = found + 2;
  }
}

const escapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** `E'...'`, where a backslash escapes. */
function escaped(sql: string, at: number): Found {
  let text = '';
  let index = at + 1;
  while (index < sql.length) {
    const character = sql.charAt(index);
    if (character === "'" && sql.charAt(index + 1) !== "'") return { kind: 'text', text, end: index + 1 };
    if (character === '\\' || character === "'") {
      const next = sql.charAt(index + 1);
      text += character === '\\' ? (escapes[next] ?? next) : "'";
      index += 2;
    } else {
      text += character;
      index += 1;
    }
  }
  return { kind: 'text', text, end: sql.length };
}

function dollarQuoted(sql: string, at: number, tag: string): Found {
  const close = sql.indexOf(tag, at + tag.length);
  return close === -1
    ? { kind: 'text', text: sql.slice(at + tag.length), end: sql.length }
    : { kind: 'text', text: sql.slice(at + tag.length, close), end: close + tag.length };
}

/** The longest operator, cut before a comment; one that ends in a sign of the next number gives that back, as in PostgreSQL. */
function operator(sql: string, at: number): Found {
  const run = match(operatorPattern, sql, at);
  if (run === undefined) return { kind: 'symbol', text: sql.charAt(at), end: at + 1 };
  const comment = /--|\/\*/.exec(run);
  let text = comment === null ? run : run.slice(0, Math.max(comment.index, 1));
  while (text.length > 1 && /[-+]$/.test(text) && !/[~!@#%^&|`?]/.test(text)) text = text.slice(0, -1);
  return { kind: 'symbol', text, end: at + text.length };
}
