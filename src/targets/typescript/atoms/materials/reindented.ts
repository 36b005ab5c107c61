/** Code with the indentation that its brackets give it: emitted code is not formatted yet. Texts in quotes and comments count as none. */
export function reindented(code: string): string {
  let depth = 0;
  return code.split('\n').flatMap((line) => {
    const trimmed = line.trim();
    if (trimmed === '') return [];
    const plain = trimmed.replace(/\/\/.*$|\/\*.*?\*\/|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`/g, '');
    const closing = /^[)\]}]+/.exec(plain)?.[0].length ?? 0;
    const opens = plain.replace(/[^([{]/g, '').length;
    const closes = plain.replace(/[^)\]}]/g, '').length;
    const at = Math.max(0, depth - closing);
    depth = Math.max(0, depth + opens - closes);
    const start = trimmed.startsWith('*') ? ' ' : '';
    // Brackets that open together on one line indent what follows once.
    return [`${'  '.repeat(at)}${start}${trimmed}`];
  }).join('\n');
}
