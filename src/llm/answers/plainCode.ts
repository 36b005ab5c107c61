import { scanCode } from './scanCode.ts';

const begins = /^\s*(?:import\b|export\b|async\s+function\b|function\b|const\b|let\b|type\s+\w+\s*[=<]|interface\b|class\b|enum\b|\/\*\*|\/\/|\*)/;
const continues = /^\s*(?:import\b|export\b|async\s+function\b|function\b|const\s+[\w{[]|type\s+\w+\s*[=<]|interface\s+\w+|class\s+\w+|\/\*\*|\/\/)/;

/** The code of an answer without fences: from the first line that is code to the end of its last declaration; undefined when it declares no `name`. */
export function plainCode(text: string, name: string): string | undefined {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => declares(line, name));
  if (at === -1) return undefined;
  let first = at;
  // What comes before belongs to it as long as it is code: imports, comments, helpers.
  for (let line = at - 1; line >= 0; line -= 1) {
    const here = lines[line] ?? '';
    if (begins.test(here)) first = line;
    else if (here.trim() !== '' && !/^\s|[{};),]\s*$/.test(here)) break;
  }
  const rest = lines.slice(first).join('\n');
  return rest.slice(0, lastEnd(rest, lines.slice(first, at).join('\n').length)).trim();
}

/** Behind the last declaration that follows the one at `from` without talk in between; all of it when no bracket closes. */
function lastEnd(text: string, from: number): number {
  const { tops, open } = scanCode(text);
  let end = -1;
  for (const top of tops) {
    if (top <= from) continue;
    const before = end === -1 ? '' : text.slice(end, top);
    // What goes on in the same line belongs to the same declaration: its result, its body.
    const isNext = end === -1 || /^[ \t]*[^\s;]/.test(before) || continues.test(before.replace(/^[;\s]*/, ''));
    if (!isNext) break;
    end = top;
  }
  if (end === -1) return text.length;
  const tail = /^[^\n]*/.exec(text.slice(end))?.[0] ?? '';
  const goesOn = /[^\s;,)]/.test(tail) || continues.test(text.slice(end + tail.length).replace(/^\s*/, ''));
  if (open.length > 0 && goesOn) return text.length;
  return withConstants(text, /^[\s;,)]*$/.test(tail) ? end + tail.length : end + restOfStatement(text.slice(end)));
}

/** How much of a statement goes on behind its last bracket, `: string => \`${a}\`;`; nothing where what follows is talk. */
function restOfStatement(text: string): number {
  if (!/^[ \t]*(?:[:=.?+*/%&|<>-]|as\b|satisfies\b)/.test(text)) return 0;
  const stop = /;[ \t]*(?=\n|$)/.exec(text);
  const gap = text.search(/\n[ \t]*\n/);
  return stop === null || (gap !== -1 && gap < stop.index) ? 0 : stop.index + 1;
}

/** Takes in the constants without brackets that follow: `const dayMs = 86_400_000;`. */
function withConstants(text: string, end: number): number {
  const constants = /^(?:\s*(?:export\s+)?const\s+\w+\s*(?::[^=\n]+)?=[^\n]*;[ \t]*(?=\n|$))+/.exec(text.slice(end));
  return end + (constants?.[0].length ?? 0);
}

function declares(line: string, name: string): boolean {
  const at = line.search(/\b(?:function|const|let)\b/);
  return at !== -1 && line.slice(at).replace(/^\w+\s*\*?\s+/, '').startsWith(name) && !/[\p{ID_Continue}$]/u.test(line.slice(at).replace(/^\w+\s*\*?\s+/, '').charAt(name.length));
}
