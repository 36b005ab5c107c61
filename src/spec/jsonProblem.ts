import type { Diagnostic, Fix } from '../base/diagnostic.ts';
import { sourceCatalogue } from './catalogue.ts';
import { fixOf } from './fixes.ts';

interface Problem {
  readonly start: number;
  readonly end: number;
  readonly reason: string;
  readonly fixes?: readonly Fix[];
}

/** The diagnostic of a syntax error in JSON (`code` is a name of jsonc-parser's), with what would repair it where that is plain. */
export function jsonProblem(file: string, text: string, code: string, offset: number, length: number): Diagnostic {
  const { start, end, reason, fixes = [] } = problemOf(file, text, code, offset, length);
  const from = Math.min(start, Math.max(0, text.trimEnd().length - 1));
  return sourceCatalogue.report('DM1003', { file, start: from, end: Math.min(text.length, Math.max(end, from + 1)) }, { reason }, { fixes });
}

function problemOf(file: string, text: string, code: string, offset: number, length: number): Problem {
  const token = text.slice(offset, offset + length);
  const before = text.slice(0, offset).trimEnd();
  const here = { start: offset, end: offset + length };
  const replace = (start: number, end: number, by: string, label: string): readonly Fix[] => [fixOf('replace', label, () => [{ file, start, end, text: by }])];
  switch (code) {
    case 'PropertyNameExpected':
    case 'ValueExpected':
      if (before.endsWith(',') && /^[}\]]?$/.test(token)) return { start: before.length - 1, end: before.length, reason: 'no comma stands behind the last entry.', fixes: replace(before.length - 1, before.length, '', 'Remove the comma') };
      return { ...here, reason: code === 'ValueExpected' ? 'a value is missing here.' : 'a name in double quotes is missing here.' };
    case 'InvalidSymbol': return text[offset - 1] === '"' ? openString(text, offset - 1) : { ...here, ...symbol(text, token, offset, replace) };
    case 'CommaExpected': return scan(file, text, offset + length).problem ?? { ...here, reason: 'a comma is missing before this.', fixes: replace(before.length, before.length, ',', 'Add the comma') };
    case 'ColonExpected': return { ...here, reason: 'a colon is missing before this.', fixes: replace(before.length, before.length, ':', 'Add the colon') };
    case 'CloseBraceExpected':
    case 'CloseBracketExpected': return unclosed(file, text, before.length);
    case 'EndOfFileExpected': return { ...here, reason: 'the document ended before this.', fixes: /^[}\]]$/.test(token) ? replace(offset, offset + length, '', `Remove ${token}`) : [] };
    case 'UnexpectedEndOfString': {
      const end = offset + token.trimEnd().replace(/,$/, '').length;
      return { start: offset, end, reason: 'this text is not closed with ".', fixes: replace(end, end, '"', 'Close with "') };
    }
    case 'InvalidEscapeCharacter': return badEscape(file, text, offset, length) ?? { ...here, reason: String.raw`only \" \\ \/ \b \f \n \r \t and \u0000 can stand behind a backslash.` };
    case 'InvalidUnicode': return { ...here, reason: String.raw`\u needs four hexadecimal digits.` };
    case 'InvalidCharacter': return { ...here, reason: 'a text cannot hold tabs or other control characters as they are; write an escape.' };
    case 'InvalidNumberFormat':
    case 'UnexpectedEndOfNumber': return { ...here, reason: 'this is no number.' };
    default: return { ...here, reason: 'this comment is not closed.' };
  }
}

function badEscape(file: string, text: string, offset: number, length: number): Problem | undefined {
  const match = /(?:\\["\\/bfnrt]|\\u[\da-f]{4}|[^\\])*(\\.)/iy;
  match.lastIndex = offset;
  const escape = match.exec(text)?.[1];
  if (escape === undefined || match.lastIndex > offset + length) return undefined;
  const start = match.lastIndex - escape.length;
  return { start, end: match.lastIndex, reason: `"${escape}" is no escape; a backslash is written twice.`, fixes: [fixOf('escape', 'Write the backslash twice', () => [{ file, start, end: start, text: '\\' }])] };
}

/**
 * What was never closed: the bracket on whose level, by its indentation, a later line stands that is not its end. When the
 * indentation does not tell, the end of the file.
 */
function unclosed(file: string, text: string, end: number): Problem {
  const { problem, open } = scan(file, text, end);
  if (problem !== undefined) return problem;
  const missing = open.map((bracket) => (bracket === '{' ? '}' : ']')).reverse();
  const added = missing.map((bracket) => (text.slice(0, end).includes('\n') ? `\n${bracket}` : ` ${bracket}`)).join('');
  return { start: end - 1, end, reason: `${missing.join(' ')} ${missing.length === 1 ? 'is' : 'are'} missing here.`, fixes: [fixOf('close', `Add ${missing.join(' ')}`, () => [{ file, start: end, end, text: added }])] };
}

/** The brackets that are open at `end`, and the one that by indentation should have been closed before. */
function scan(file: string, text: string, end: number): { readonly problem?: Problem; readonly open: readonly string[] } {
  const open: { readonly at: number; readonly column: number; readonly token: string }[] = [];
  for (const { 0: token, index } of text.slice(0, end).matchAll(/"(?:\\.|[^"\\\n])*"|[{}[\]]/g)) {
    const begin = text.lastIndexOf('\n', index - 1) + 1;
    const column = index - begin;
    const top = open.at(-1);
    const isFirst = /^[ \t]*$/.test(text.slice(begin, index));
    if (top !== undefined && isFirst && index > 0 && begin > top.at && column <= top.column && !/^[}\]]$/.test(token)) return { problem: unclosedAt(file, text, top.at, begin), open: [] };
    if (token === '{' || token === '[') open.push({ at: index, token, column: (/^[ \t]*/.exec(text.slice(begin, index))?.[0] ?? '').length });
    else if (token === '}' || token === ']') open.pop();
  }
  return { open: open.map((bracket) => bracket.token) };
}

function unclosedAt(file: string, text: string, at: number, next: number): Problem {
  const bracket = text.charAt(at);
  const partner = bracket === '{' ? '}' : ']';
  const end = text.slice(0, next).trimEnd().replace(/,$/, '').length;
  const line = text.indexOf('\n', at);
  return { start: at, end: Math.min(end, line === -1 ? end : line), reason: `this ${bracket} has no ${partner} that closes it.`, fixes: [fixOf('close', `Add ${partner}`, () => [{ file, start: end, end, text: ` ${partner}` }])] };
}

/** A word directly behind a quote: the quote was meant to open a text, so the one before it was never closed. */
function openString(text: string, quote: number): Problem {
  const open = text.lastIndexOf('"', quote - 1);
  return { start: Math.max(0, open), end: quote + 1, reason: 'this text is closed too late: a " is missing inside of it.' };
}

const words: Readonly<Record<string, string>> = { none: 'null', nil: 'null', undefined: 'null', null: 'null', true: 'true', false: 'false', yes: 'true', no: 'false' };

/** A word without quotes, or in the wrong ones. */
function symbol(text: string, token: string, offset: number, replace: (start: number, end: number, by: string, label: string) => readonly Fix[]): Omit<Problem, 'start' | 'end'> {
  const isName = /^\s*:/.test(text.slice(offset + token.length));
  const word = token.toLowerCase();
  const literal = Object.hasOwn(words, word) && !isName ? words[word] : undefined;
  if (literal !== undefined) return { reason: `"${token}" is not known; did you mean ${literal}?`, fixes: replace(offset, offset + token.length, literal, `Change to ${literal}`) };
  const inner = /^'(.*)'$/s.exec(token)?.[1] ?? token;
  return { reason: `a ${isName ? 'name' : 'text'} stands in double quotes.`, fixes: replace(offset, offset + token.length, JSON.stringify(inner), 'Put it in double quotes') };
}
