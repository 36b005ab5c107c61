import type { Diagnostic } from '../base/diagnostic.ts';
import { sourceCatalogue } from './catalogue.ts';
import { fixOf } from './fixes.ts';
import { type Broken, lineOf, type Problem, quotes } from './yamlPlaces.ts';

/** What nobody writes by hand is not looked through: characters. */
const longestLine = 500;

/** Between brackets, a text ends at the comma or the bracket that closes them; what stands in quotes or in brackets of its own goes on. */
function flowTextEnd(text: string, start: number): number {
  let depth = 0;
  let quote = '';
  for (let at = start; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '\n') return at;
    if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === '"' || character === "'") quote = character;
    else if ('{[('.includes(character)) depth += 1;
    else if (depth === 0 && ',}]'.includes(character)) return at;
    else if ('}])'.includes(character)) depth -= 1;
  }
  return text.length;
}

/** The text between brackets from the place on, without the space behind it. */
function flowText(text: string, start: number): string {
  return text.slice(start, flowTextEnd(text, start)).trimEnd();
}

/** `{ first: list[0] }`: a bracket in the middle of a text between brackets. */
export function bracketInside({ file, text, at }: Broken): Problem | undefined {
  if (text.charAt(at) !== '[' && text.charAt(at) !== '{') return undefined;
  const before = /[^\s,{}[\]:][^,{}[\]]*$/.exec(text.slice(Math.max(lineOf(text, at).start, at - longestLine), at))?.[0].replace(/^.*:\s+/, '') ?? '';
  if (before.trim() === '') return undefined;
  const start = at - before.length;
  return quotes(file, start, flowText(text, start), `between { } a text with ${text.charAt(at) === '[' ? '[ ]' : '{ }'} in it needs quotes.`);
}

/** `{ n: a ? b : c }` */
export function colonInside({ file, text, at }: Broken): Problem | undefined {
  const value = flowText(text, at);
  return /:\s/.test(value) ? quotes(file, at, value, 'between { } a text with ": " in it needs quotes.') : undefined;
}

/** `where: !paid`, which YAML takes for the tag of nothing, and `!paid && due`, where it sees an anchor behind the tag; undefined for tags of values. */
export function negationProblem(file: string, text: string, start: number, end: number): Diagnostic | undefined {
  const { start: from, end: to } = lineOf(text, start);
  const value = isInFlow(text, start) ? flowText(text, start) : text.slice(start, to).replace(/\s+#.*$/, '');
  const isNegation = start + value.length <= end || /^!\(|&&|\|\||[=!<>]=/.test(value);
  if (text.charAt(start) !== '!' || start < from || !isNegation) return undefined;
  const { reason, fixes = [] } = quotes(file, start, value, 'a text that begins with "!" needs quotes.');
  return sourceCatalogue.report('DM1002', { file, start, end: start + value.length }, { reason }, { fixes });
}

/** `{ a: !list.exists(x, x.done) }`: the comma ends what YAML takes for a tag. */
export function cutTag({ file, text, at }: Broken): Problem | undefined {
  const line = lineOf(text, at);
  const tag = /(?:^|[\s{[,])(![^\s,]*)$/.exec(text.slice(Math.max(line.start, at - longestLine), at))?.[1];
  if (tag === undefined) return undefined;
  const start = at - tag.length;
  return quotes(file, start, isInFlow(text, start) ? flowText(text, start) : text.slice(start, line.end), 'a text that begins with "!" needs quotes.');
}

function isInFlow(text: string, at: number): boolean {
  return /[{[][^}\]]*$/.test(text.slice(Math.max(lineOf(text, at).start, at - longestLine), at));
}

/** `{ message: Use #1 }`: what should close the bracket became a comment. */
export function commentInside({ text, at }: Broken): Problem | undefined {
  const before = text.slice(0, at).trimEnd();
  const { start, end } = lineOf(text, before.length - 1);
  if (end - start > longestLine) return undefined;
  const found = /^(?:[^'"#]|"[^"]*"|'[^']*')*[{[](?:[^'"#]|"[^"]*"|'[^']*')*\s(#.*[}\]])/.exec(text.slice(start, end));
  const comment = found?.[1];
  return comment === undefined ? undefined : { start: end - comment.length, end, reason: 'a # behind a space begins a comment; a text with it needs quotes.' };
}

/** `"A" == name` and `'It's mine'`: YAML ends a text at the quote that closes it. */
export function quotedStart({ file, text, at }: Broken): Problem | undefined {
  const close = text.slice(0, at).trimEnd().length - 1;
  const quote = text.charAt(close);
  const open = quote === '"' || quote === "'" ? text.lastIndexOf(quote, close - 1) : -1;
  if (open === -1 || text.slice(open, at).includes('\n')) return undefined;
  if (quote === "'" && close === at - 1 && /\w/.test(text.charAt(at))) {
    const rest = lineOf(text, at).end;
    return { start: close, end: rest, reason: "between single quotes a ' is written twice.", fixes: [fixOf('double', "Write the ' twice", () => [{ file, start: close, end: close, text: "'" }])] };
  }
  const value = isInFlow(text, open) ? flowText(text, open) : text.slice(open, lineOf(text, open).end);
  return quotes(file, open, value, 'a text that begins with a quote ends where that quote closes; put the whole in quotes.');
}
