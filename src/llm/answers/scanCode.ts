/** How a piece of code ends: which brackets are open, and whether it stops within a text, template or comment. */
export interface CodeEnd {
  /** Brackets that are open at the end, outermost first. */
  readonly open: readonly string[];
  /** A closing bracket without an opening one. */
  readonly hasStray: boolean;
  readonly inside: 'code' | 'text' | 'template' | 'comment';
  /** Offsets right behind each closing bracket after which nothing is open. */
  readonly tops: readonly number[];
}

const pairs: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
/** After these a slash begins a regular expression; after anything else it divides. */
const beforeRegex = /(?:^|[=(,:;!&|?{}[+\-*%<>~^\n]|\b(?:return|typeof|case|in|of|do|else|void|delete|throw|await))\s*$/;
/** Whatever ends plain code: texts, templates, comments, brackets. */
const marks = /["'`/()[\]{}]/g;

/** Reads code roughly, without a parser: for texts that may be cut off, or be no code at all. */
export function scanCode(code: string): CodeEnd {
  const open: string[] = [];
  const tops: number[] = [];
  let hasStray = false;
  const end = (inside: CodeEnd['inside']): CodeEnd => ({ open: open.map((mark) => (mark === '${' ? '{' : mark)), hasStray, inside, tops });
  marks.lastIndex = 0;
  for (let match = marks.exec(code); match !== null; match = marks.exec(code)) {
    const [mark] = match;
    let next = match.index + 1;
    if (mark === '"' || mark === '\'') next = behind(code, next, textEnds[mark]);
    else if (mark === '`') next = behindTemplate(code, next, open);
    else if (mark === '/') next = behindSlash(code, match.index);
    else if (mark === '(' || mark === '[' || mark === '{') open.push(mark);
    else if (mark === '}' && open.at(-1) === '${') {
      open.pop();
      next = behindTemplate(code, next, open);
    } else if (open.at(-1) === pairs[mark]) {
      open.pop();
      if (open.length === 0) tops.push(next);
    } else hasStray = true;
    if (next === -1) return end(mark === '/' ? 'comment' : mark === '`' || mark === '}' ? 'template' : 'text');
    marks.lastIndex = next;
  }
  return end('code');
}

const textEnds = { '"': /\\[^]|"|\n/g, '\'': /\\[^]|'|\n/g } as const;

/** Behind the end of a text; a text that its line ends is over, too. */
function behind(code: string, from: number, ends: RegExp): number {
  ends.lastIndex = from;
  for (let match = ends.exec(code); match !== null; match = ends.exec(code)) if (!match[0].startsWith('\\')) return ends.lastIndex;
  return -1;
}

/** Behind the end of a template, or behind the `${` of its next hole, which is then open. */
function behindTemplate(code: string, from: number, open: string[]): number {
  const ends = /\\[^]|`|\$\{/g;
  ends.lastIndex = from;
  for (let match = ends.exec(code); match !== null; match = ends.exec(code)) {
    if (match[0].startsWith('\\')) continue;
    if (match[0] === '${') open.push('${');
    return ends.lastIndex;
  }
  return -1;
}

function behindSlash(code: string, at: number): number {
  const next = code.charAt(at + 1);
  if (next === '/') {
    const line = code.indexOf('\n', at);
    return line === -1 ? code.length : line;
  }
  if (next === '*') {
    const close = code.indexOf('*/', at + 2);
    return close === -1 ? -1 : close + 2;
  }
  if (!beforeRegex.test(code.slice(Math.max(0, at - 20), at))) return at + 1;
  const body = /(?:[^\\/[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\//y;
  body.lastIndex = at + 1;
  return body.test(code) ? body.lastIndex : at + 1;
}
