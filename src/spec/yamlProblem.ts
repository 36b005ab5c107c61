import { isMap, isScalar, isSeq, type Document, type YAMLError } from 'yaml';
import type { Diagnostic } from '../base/diagnostic.ts';
import type { TextEdit } from '../base/textEdit.ts';
import { sourceCatalogue } from './catalogue.ts';
import { fixOf } from './fixes.ts';
import { type Broken, lineOf, type Problem, quotes } from './yamlPlaces.ts';
import { bracketInside, colonInside, commentInside, cutTag, quotedStart } from './yamlQuoting.ts';

/** The diagnostic of a syntax error: where the mistake was made, which is not always where the parser noticed it. */
export function yamlProblem(file: string, text: string, document: Document, error: YAMLError): Diagnostic {
  const broken: Broken = { file, text, at: Math.min(error.pos[0], text.length), document };
  const { start, end, reason, fixes = [] } = problemOf(broken, error);
  const from = Math.min(start, Math.max(0, text.length - 1));
  return sourceCatalogue.report('DM1002', { file, start: from, end: Math.min(text.length, Math.max(end, from + 1)) }, { reason }, { fixes });
}

function problemOf(broken: Broken, error: YAMLError): Problem {
  const plain = { start: error.pos[0], end: error.pos[1], reason: `${error.message.replace(/[.:]?$/, '')}.` };
  const code: string = error.code;
  switch (code) {
    case 'TAB_AS_INDENT': return tab(broken);
    case 'MISSING_CHAR': return /quote/.test(error.message) ? openQuote(broken) ?? plain : cutTag(broken) ?? commentInside(broken) ?? openBracket(broken) ?? plain;
    case 'BLOCK_IN_FLOW': return colonInside(broken) ?? plain;
    case 'BAD_SCALAR_START': return unquoted(broken, `a text that begins with "${broken.text.charAt(broken.at)}" needs quotes.`);
    case 'MULTILINE_IMPLICIT_KEY': return closedLate(broken) ?? keyWithoutColon(broken);
    case 'MULTIPLE_DOCS': return { start: broken.at, end: broken.at + 3, reason: 'a second document begins here; a spec is one document.' };
    case 'BLOCK_AS_IMPLICIT_KEY': return blockAsKey(broken, error);
    case 'BAD_INDENT': return /must be sufficiently indented/.test(error.message) ? commentInside(broken) ?? openBracket(broken) ?? plain : misplaced(broken, lineOf(broken.text, broken.at), 'this line does not begin in the column of the lines that it belongs to.');
    case 'UNEXPECTED_TOKEN': return closedLate(broken) ?? strayBracket(broken) ?? bracketInside(broken) ?? quotedStart(broken) ?? plain;
    case 'BAD_DQ_ESCAPE': return badEscape(broken);
    default: return plain;
  }
}

function tab({ file, text, at }: Broken): Problem {
  const tabs = /^[\t ]*/.exec(text.slice(at))?.[0].length ?? 1;
  const edits = (): readonly TextEdit[] => [...text.matchAll(/^( *\t[ \t]*)(?=\S)/gm)].map((match) => ({ file, start: match.index, end: match.index + match[0].length, text: match[0].replaceAll('\t', '  ') }));
  return { start: at, end: at + Math.max(1, tabs), reason: 'tabs cannot indent; use spaces.', fixes: [fixOf('indent', 'Indent with spaces', edits)] };
}

/** The quoted text that runs to the end of the file: where it begins, to the end of that line. */
function openQuote({ file, text, at, document }: Broken): Problem | undefined {
  let node: unknown = document.contents;
  while (isMap(node) || isSeq(node)) {
    const last: unknown = node.items.at(-1);
    node = isMap(node) ? (last as { readonly value?: unknown; readonly key?: unknown } | undefined)?.value ?? (last as { readonly key?: unknown } | undefined)?.key : last;
  }
  const start = isScalar(node) ? node.range?.[0] : undefined;
  const quote = start === undefined ? '' : text.charAt(start);
  if (start !== undefined && (quote === '"' || quote === "'")) return quoteProblem(file, text, start);
  const line = lineOf(text, at);
  const open = /:\s+(["'])[^"']*$/.exec(text.slice(line.start, line.end));
  return open === null ? undefined : quoteProblem(file, text, line.start + open.index + open[0].indexOf(open[1] ?? ''));
}

function quoteProblem(file: string, text: string, start: number): Problem {
  const { end } = lineOf(text, start);
  const quote = text.charAt(start);
  return { start, end, reason: `this ${quote} has no other one that closes it.`, fixes: [fixOf('close', `Close with ${quote}`, () => [{ file, start: end, end, text: quote }])] };
}

/** When a quote was forgotten, the text ends at the next quote of another line, and what follows makes no sense. */
function closedLate({ file, text, at }: Broken): Problem | undefined {
  const close = text.slice(0, at).trimEnd().length - 1;
  const quote = text.charAt(close);
  if (quote !== '"' && quote !== "'") return undefined;
  const open = text.lastIndexOf(quote, close - 1);
  return open === -1 || !text.slice(open, close).includes('\n') ? undefined : quoteProblem(file, text, open);
}

function strayBracket({ file, text, at }: Broken): Problem | undefined {
  const bracket = text.charAt(at);
  if (bracket !== '}' && bracket !== ']') return undefined;
  return { start: at, end: at + 1, reason: `this ${bracket} closes nothing.`, fixes: [fixOf('remove', `Remove ${bracket}`, () => [{ file, start: at, end: at + 1, text: '' }])] };
}

function badEscape({ file, text, at }: Broken): Problem {
  const reason = `"${text.slice(at, at + 2)}" is no escape; in double quotes a backslash is written twice.`;
  return { start: at, end: at + 2, reason, fixes: [fixOf('escape', 'Write the backslash twice', () => [{ file, start: at, end: at, text: '\\' }])] };
}

const closing: Readonly<Record<string, string>> = { '{': '}', '[': ']' };

/** The last bracket before the place that has no partner, to the end of its line. */
function openBracket({ file, text, at }: Broken): Problem | undefined {
  let depth = 0;
  for (let index = at - 1; index >= 0; index -= 1) {
    const character = text.charAt(index);
    if (character === '}' || character === ']') depth += 1;
    if (character !== '{' && character !== '[') continue;
    if (depth > 0) depth -= 1;
    else {
      const { end } = lineOf(text, index);
      const braced = /[^\s,{}[\]:'"]+\{[^{}]*\}[^\s,{}[\]:'"]*/.exec(text.slice(index + 1, end));
      if (braced !== null) return quotes(file, index + 1 + braced.index, braced[0], 'between { } a text with braces in it needs quotes.');
      const partner = closing[character] ?? '';
      return { start: index, end, reason: `this ${character} has no ${partner} that closes it.`, fixes: [fixOf('close', `Close with ${partner}`, () => [{ file, start: end, end, text: character === '{' ? ` ${partner}` : partner }])] };
    }
  }
  return undefined;
}

/** From the place to the end of the line: a text that must be quoted. */
function unquoted({ file, text, at }: Broken, reason: string): Problem {
  const rest = text.slice(at, lineOf(text, at).end);
  const value = rest.replace(/\s+#.*$/, '');
  return quotes(file, at, value, reason);
}

function keyWithoutColon({ file, text, at }: Broken): Problem {
  const { start, end } = lineOf(text, at);
  const word = /^(-\s+)?[\w$-]+(?=\s)/.exec(text.slice(start, end))?.[0].length;
  const fixes = word === undefined ? [] : [fixOf('colon', 'Add the colon', () => [{ file, start: start + word, end: start + word, text: ':' }])];
  return { start, end, reason: 'this line has no colon behind its key.', fixes };
}

function blockAsKey(broken: Broken, error: YAMLError): Problem {
  const { text, at } = broken;
  const line = lineOf(text, at);
  if (/block sequence/.test(error.message)) return { start: line.start, end: line.end, reason: 'a list begins here, where the entries of an object stand.' };
  const value = text.slice(at, line.end);
  if (/:(\s|$)/.test(value)) return unquoted(broken, 'a text with ": " in it needs quotes.');
  return misplaced(broken, nextLine(text, line.end), 'this line is indented deeper than the lines that it belongs to.');
}

function nextLine(text: string, from: number): ReturnType<typeof lineOf> {
  const at = from + (/^\s*/.exec(text.slice(from))?.[0].length ?? 0);
  return lineOf(text, at);
}

/** A line with the wrong indentation; the fix moves it, and those below that go with it, under the line above. */
function misplaced({ file, text }: Broken, line: ReturnType<typeof lineOf>, reason: string): Problem {
  const begin = line.start - line.column;
  const above = text.slice(0, begin).split('\n').findLast((other) => /^\s*[^#\s]/.test(other));
  const wanted = above === undefined ? line.column : above.length - above.replace(/^ *(- +)*/, '').length;
  const edits = (): readonly TextEdit[] => shifted(file, text, begin, line.column, wanted);
  return { start: line.start, end: line.end, reason, fixes: wanted === line.column ? [] : [fixOf('indent', 'Indent like the line above', edits)] };
}

/** Edits that move a line and the following ones that are indented as far; to the right only what stands under the line. */
function shifted(file: string, text: string, begin: number, column: number, wanted: number): readonly TextEdit[] {
  const edits: TextEdit[] = [];
  for (let at = begin; at < text.length;) {
    const stop = text.indexOf('\n', at);
    const end = stop === -1 ? text.length : stop;
    const line = text.slice(at, end);
    const own = line.length - line.trimStart().length;
    if (line.trim() !== '' && at > begin && (own < column || (wanted > column && own <= wanted))) break;
    if (line.trim() !== '') edits.push({ file, start: at, end: at + column, text: ' '.repeat(wanted) });
    at = end + 1;
  }
  return edits;
}
