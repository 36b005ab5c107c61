/** A piece of an expression. */
export interface CelToken {
  readonly kind: 'name' | 'number' | 'text' | 'operator';
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Whether a text has its closing quote. */
  readonly closed: boolean;
}

const pattern = /[\p{ID_Start}_]\p{ID_Continue}*|\d[\w.]*|"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|[=!<>]=|&&|\|\||[^\s]/gsu;

/** The pieces of an expression, complete or not; what is no piece of CEL is an operator of its own. */
export function celTokens(source: string): readonly CelToken[] {
  return [...source.matchAll(pattern)].map((match): CelToken => {
    const text = match[0];
    const start = match.index;
    const first = text.charAt(0);
    const kind = /[\p{ID_Start}_]/u.test(first) ? 'name' : /\d/.test(first) ? 'number' : first === '"' || first === "'" ? 'text' : 'operator';
    return { kind, text, start, end: start + text.length, closed: kind !== 'text' || (text.length > 1 && text.endsWith(first)) };
  });
}

/** Index of the first token of the value that ends with token `last`: names, members, calls and what stands in brackets. */
export function valueStart(tokens: readonly CelToken[], last: number): number {
  let at = last;
  for (;;) {
    const token = tokens[at];
    if (token?.text === ')' || token?.text === ']') at = opening(tokens, at);
    const before = tokens[at - 1];
    const isCall = (tokens[at]?.text === '(' || tokens[at]?.text === '[') && before !== undefined && (before.kind === 'name' || before.text === ')' || before.text === ']');
    if (isCall) at -= 1;
    else if (before?.text === '.' && at >= 2) at -= 2;
    else return Math.max(at, 0);
  }
}

function opening(tokens: readonly CelToken[], close: number): number {
  let depth = 0;
  for (let at = close; at >= 0; at -= 1) {
    const text = tokens[at]?.text;
    if (text === ')' || text === ']' || text === '}') depth += 1;
    if (text === '(' || text === '[' || text === '{') depth -= 1;
    if (depth === 0) return at;
  }
  return 0;
}

/** The brackets that are still open before token `end`, outermost first, as indexes. */
export function openBrackets(tokens: readonly CelToken[], end: number): readonly number[] {
  const open: number[] = [];
  for (let at = 0; at < end; at += 1) {
    const text = tokens[at]?.text;
    if (text === '(' || text === '[' || text === '{') open.push(at);
    if (text === ')' || text === ']' || text === '}') open.pop();
  }
  return open;
}
