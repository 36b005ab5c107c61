/**
 * Whether code reads a name: texts, comments, members (`row.by`) and keys (`by: 1`) that are called the same do not count,
 * the holes of templates do.
 */
export function mentions(source: string, name: string): boolean {
  if (!source.includes(name)) return false;
  for (const text of piecesOf(source)) {
    for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
      const before = text.slice(0, at);
      const after = text.slice(at + name.length);
      const isOther = /[\w$]$/.test(before) || /^[\w$:]/.test(after) || /(?<!\.\.)\.$/.test(before);
      if (!isOther) return true;
    }
  }
  return false;
}

/** The pieces of a source that are neither text nor comment. */
function* piecesOf(source: string): Generator<string> {
  // How deep in braces each open template hole is.
  const holes: number[] = [];
  let start = 0;
  let at = 0;
  while (at < source.length) {
    const char = source.charAt(at);
    const depth = holes.at(-1);
    const end = char === '"' || char === "'" ? afterText(source, at + 1, char)
      : char === '`' || (char === '}' && depth === 0) ? afterTemplate(source, at + 1)
        : source.startsWith('//', at) ? afterComment(source, '\n', at) : source.startsWith('/*', at) ? afterComment(source, '*/', at) : undefined;
    if (end === undefined) {
      if (depth !== undefined && (char === '{' || char === '}')) holes[holes.length - 1] = depth + (char === '{' ? 1 : -1);
      at += 1;
      continue;
    }
    yield source.slice(start, at);
    if (char === '}') holes.pop();
    if ((char === '}' || char === '`') && source.startsWith('${', end - 2)) holes.push(0);
    at = end;
    start = end;
  }
  yield source.slice(start);
}

function afterComment(source: string, close: string, from: number): number {
  const end = source.indexOf(close, from + 2);
  return end === -1 ? source.length : end + close.length;
}

function afterText(source: string, from: number, quote: string): number {
  for (let at = from; at < source.length; at += 1) {
    if (source[at] === '\\') at += 1;
    else if (source[at] === quote) return at + 1;
  }
  return source.length;
}

/** Behind the end of a template, or behind the `${` that opens its next hole. */
function afterTemplate(source: string, from: number): number {
  for (let at = from; at < source.length; at += 1) {
    if (source[at] === '\\') at += 1;
    else if (source[at] === '`') return at + 1;
    else if (source.startsWith('${', at)) return at + 2;
  }
  return source.length;
}
