/** Code with the indentation that its brackets give it, unless it has one: what emitters give is not formatted yet. */
export function reindented(code: string): string {
  const lines = code.split('\n').filter((line) => line.trim() !== '');
  return isFormatted(lines) ? dedented(lines) : indented(lines);
}

/** All lines but the first and those that only close something are moved to the right; comments before the code do not count. */
function isFormatted(lines: readonly string[]): boolean {
  const start = lines.findIndex((line) => !/^\s*(?:\/?\*|\/\/)/.test(line));
  return lines.slice(start + 1).every((line) => /^\s{2}/.test(line) || /^\s*[)\]}]/.test(line));
}

/** The first line stands where the code was taken from, so the last one tells how far the others were moved. */
function dedented(lines: readonly string[]): string {
  const moved = /^\s*/.exec(lines.at(-1) ?? '')?.[0].length ?? 0;
  return lines.map((line) => line.slice(0, moved).trimStart() + line.slice(moved)).join('\n');
}

/** Brackets that open on one line indent what follows once, however many they are. Texts in quotes and comments have none. */
function indented(lines: readonly string[]): string {
  const open: number[] = [];
  return lines.map((line, at) => {
    const trimmed = line.trim();
    const plain = trimmed.replace(/\/\/.*$|\/\*.*?\*\/|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`/g, '');
    const leading = /^[)\]}]*/.exec(plain)?.[0].length ?? 0;
    const depth = new Set(open.slice(0, Math.max(0, open.length - leading))).size;
    for (const sign of plain) {
      if ('([{'.includes(sign)) open.push(at);
      else if (')]}'.includes(sign)) open.pop();
    }
    return `${'  '.repeat(depth)}${trimmed.startsWith('*') ? ' ' : ''}${trimmed}`;
  }).join('\n');
}
