/**
 * Whether code declares the function that is asked for: the same name, parameters and types, spelled with any white space, separators and
 * quotes. A parameter that the code does not read may begin with `_`.
 */
export function hasSignature(code: string, signature: string): boolean {
  const wanted = tokensOf(signature);
  const found = tokensOf(withoutComments(code));
  return wanted.every((token, at) => found[at] === token) && found[wanted.length] === '{';
}

const separators: ReadonlySet<string> = new Set([',', ';']);
const closers: ReadonlySet<string> = new Set([')', '}', ']', '>']);

/** Words and signs, with one spelling for what may be spelled in several ways. */
function tokensOf(text: string): readonly string[] {
  const tokens: string[] = [];
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[\p{ID_Continue}$]+|[^\s]/gu)) {
    if (closers.has(token) && tokens.at(-1) === ',') tokens.pop();
    tokens.push(separators.has(token) ? ',' : spelled(token, tokens));
  }
  return tokens;
}

function spelled(token: string, before: readonly string[]): string {
  if (token.startsWith('\'')) return JSON.stringify(token.slice(1, -1).replaceAll('\\\'', '\'').replaceAll('"', '\\"'));
  const isName = before.at(-1) === '(' || before.at(-1) === ',';
  return isName && /^_[A-Za-z]/.test(token) ? token.slice(1) : token;
}

/** The code without the comments before its declaration. */
function withoutComments(code: string): string {
  return code.replace(/^(?:\s+|\/\*[\s\S]*?\*\/|\/\/[^\n]*\n)*/, '');
}
