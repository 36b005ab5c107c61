/**
 * Whether code reads a name: texts, comments, members (`row.by`) and keys (`by: 1`) that are called the same do not count,
 * the holes of templates do.
 */
export function mentions(source: string, name: string): boolean {
  if (!source.includes(name)) return false;
  for (const text of piecesOf(source)) {
    for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
      if (isName(text, at, at + name.length)) return true;
    }
  }
  return false;
}

/** Whether what stands there is a whole name, neither a member nor a key; what is spread is no member. */
function isName(text: string, start: number, end: number): boolean {
  const before = text.slice(Math.max(0, start - 3), start);
  return !/[\w$]/.test(before.at(-1) ?? '') && !/[\w$:]/.test(text.charAt(end)) && (!before.endsWith('.') || before === '...');
}

/** The pieces of a source that are neither text nor comment. */
function* piecesOf(source: string): Generator<string> {
  const marks = /["'`{}]|\/[/*]/g;
  // How deep in braces each open template hole is.
  const holes: number[] = [];
  let start = 0;
  for (let mark = marks.exec(source); mark !== null; mark = marks.exec(source)) {
    const { 0: char, index } = mark;
    const depth = holes.at(-1);
    const end = endOf(source, char, index, depth);
    if (end === undefined) {
      if (depth !== undefined) holes[holes.length - 1] = depth + (char === '{' ? 1 : -1);
      continue;
    }
    yield source.slice(start, index);
    if (char === '}') holes.pop();
    if ((char === '}' || char === '`') && source.startsWith('${', end - 2)) holes.push(0);
    marks.lastIndex = end;
    start = end;
  }
  yield source.slice(start);
}

/** Where the text or comment ends that begins with that mark; undefined for braces of code. */
function endOf(source: string, mark: string, at: number, depth: number | undefined): number | undefined {
  switch (mark) {
    case '"':
      return after(source, at + 1, /\\[^]?|"/g);
    case "'":
      return after(source, at + 1, /\\[^]?|'/g);
    case '`':
      return afterTemplate(source, at + 1);
    case '}':
      return depth === 0 ? afterTemplate(source, at + 1) : undefined;
    case '//':
      return after(source, at + 2, /\n/g);
    case '/*':
      return after(source, at + 2, /\*\//g);
    default:
      return undefined;
  }
}

/** Behind the end of a template, or behind the `${` that opens its next hole. */
function afterTemplate(source: string, from: number): number {
  return after(source, from, /\\[^]?|`|\$\{/g);
}

/** Behind the first match that is no escape. */
function after(source: string, from: number, pattern: RegExp): number {
  pattern.lastIndex = from;
  for (let match = pattern.exec(source); match !== null; match = pattern.exec(source)) {
    if (!match[0].startsWith('\\')) return pattern.lastIndex;
  }
  return source.length;
}
