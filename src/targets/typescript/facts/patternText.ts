/** The source of a regular expression without what only says the same in another way: `\d` in place of `[0-9]`, `{1}`, groups that nothing refers to. */
export function canonicalPattern(source: string, flags: string): string {
  const refers = /\\[1-9k]/.test(source);
  let text = '';
  for (let at = 0; at < source.length;) {
    const char = source.charAt(at);
    if (char === '[') {
      const end = classEnd(source, at);
      text += classText(source.slice(at + 1, end), flags);
      at = end + 1;
    } else if (char === '\\') {
      const escape = escapeAt(source, at);
      text += outside(escape, flags);
      at += escape.length;
    } else if (char === '{') {
      const [whole = char] = /^\{\d+(?:,\d*)?\}/.exec(source.slice(at)) ?? [];
      text += repeats[whole] ?? whole.replace(/^\{(\d+),\1\}$/, '{$1}');
      at += whole.length;
    } else if (!refers && source.startsWith('(?:', at)) {
      text += '(';
      at += 3;
    } else {
      text += char;
      at += 1;
    }
  }
  return text;
}

const repeats: Readonly<Record<string, string>> = { '{1}': '', '{1,1}': '', '{0,1}': '?', '{0,}': '*', '{1,}': '+' };

/** Behind a `[` the place of its `]`. */
function classEnd(source: string, start: number): number {
  let at = start + 1;
  while (at < source.length && source.charAt(at) !== ']') at += source.charAt(at) === '\\' ? 2 : 1;
  return at;
}

function escapeAt(source: string, at: number): string {
  return /^\\(?:u\{[^}]*\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|[pP]\{[^}]*\}|c[A-Za-z]|k<[^>]*>|[^])/.exec(source.slice(at))?.[0] ?? source.slice(at, at + 2);
}

/** Characters that mean something of their own outside of a class. */
const special = '^$\\.*+?()[]{}|';

function outside(escape: string, flags: string): string {
  if (escape === '\\d') return '[0-9]';
  if (escape === '\\w' && !flags.includes('i')) return classText('A-Za-z0-9_', flags);
  const char = escape.slice(1);
  return char.length === 1 && /[^\w]/.test(char) && !special.includes(char) ? char : escape;
}

/** The members of a class in one order; what has no code point of its own, such as `\p{L}`, stands behind them. */
function classText(inside: string, flags: string): string {
  const negated = inside.startsWith('^');
  const members = classMembers(negated ? inside.slice(1) : inside, flags);
  if (members === undefined) return `[${inside}]`;
  const { ranges, others } = members;
  const merged: [number, number][] = [];
  for (const [from, to] of [...ranges].sort(([a], [b]) => a - b)) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  const [only] = merged;
  if (!negated && others.length === 0 && merged.length === 1 && only !== undefined && only[0] === only[1]) return plainChar(only[0]);
  return `[${negated ? '^' : ''}${merged.map(rangeText).join('')}${[...others].sort().join('')}]`;
}

function classMembers(text: string, flags: string): { readonly ranges: readonly (readonly [number, number])[]; readonly others: readonly string[] } | undefined {
  const ranges: (readonly [number, number])[] = [];
  const others: string[] = [];
  const parts = text.match(/\\(?:u\{[^}]*\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|[pP]\{[^}]*\}|c[A-Za-z]|[^])|[^]/gu) ?? [];
  for (let index = 0; index < parts.length; index += 1) {
    const part = parts[index] ?? '';
    const code = codeOf(part);
    const end = parts[index + 1] === '-' ? codeOf(parts[index + 2] ?? '') : undefined;
    if (code !== undefined && end !== undefined) {
      if (end < code) return undefined;
      ranges.push([code, end]);
      index += 2;
    } else if (code !== undefined) ranges.push([code, code]);
    else if (part === '\\d') ranges.push([48, 57]);
    else if (part === '\\w' && !flags.includes('i')) ranges.push([48, 57], [65, 90], [95, 95], [97, 122]);
    else others.push(part);
  }
  return { ranges, others };
}

const named: Readonly<Record<string, number>> = { '\\n': 10, '\\r': 13, '\\t': 9, '\\f': 12, '\\v': 11, '\\0': 0, '\\b': 8 };

/** The code point of one character of a class; undefined for what stands for several. */
function codeOf(part: string): number | undefined {
  if (part === '') return undefined;
  if (!part.startsWith('\\') || part.length === 1) return part.codePointAt(0);
  const known = named[part];
  if (known !== undefined) return known;
  const hex = /^\\(?:u\{([^}]*)\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2}))$/.exec(part);
  if (hex !== null) return Number.parseInt(hex[1] ?? hex[2] ?? hex[3] ?? '', 16);
  return /^\\[^\w]$/u.test(part) ? part.codePointAt(1) : undefined;
}

function rangeText([from, to]: readonly [number, number]): string {
  return to - from < 2 ? Array.from({ length: to - from + 1 }, (_, index) => inClass(from + index)).join('') : `${inClass(from)}-${inClass(to)}`;
}

function inClass(code: number): string {
  const char = String.fromCodePoint(code);
  return '\\]^-'.includes(char) ? `\\${char}` : visible(code, char);
}

function plainChar(code: number): string {
  const char = String.fromCodePoint(code);
  return special.includes(char) ? `\\${char}` : visible(code, char);
}

function visible(code: number, char: string): string {
  return code < 32 ? `\\x${code.toString(16).padStart(2, '0')}` : char;
}
