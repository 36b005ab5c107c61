const comment = /^\s*(?:\/\/+|\/\*+|#|\{\s*\/\*+)\s*(.*?)\s*(?:\*+\/\s*\}?)?\s*$/;
const dots = /^(?:\.{3}|…)\s*/;
/** What stands behind dots when something is left out, and not when a sentence goes on. */
const leftOut = /^(?:$|(?:the )?(?:rest|remaining|existing|previous|other|more|same|your|as before|unchanged|omitted|implementation|code|logic|etc|and so on|snip|keep)\b)/i;
const wholeComments = [
  /^(?:the )?(?:rest|remainder) of (?:the |your )?(?:code|function|implementation|file|method|logic|body)(?: (?:is|remains|stays|unchanged|goes|here|the same|as before)\b.*)?$/i,
  /^(?:existing|previous|remaining|original) (?:code|implementation|logic|imports|checks)(?: (?:here|unchanged|remains?|stays?|as before|goes here|continues).*)?$/i,
  /^(?:rest |code |everything else )?(?:is |remains |stays )?(?:unchanged|the same as before|omitted(?: for brevity)?|as before)$/i,
  /^(?:same as (?:before|above)|no changes?(?: here)?|snip|omitted for brevity|unchanged code)$/i,
];

/** The first line of code where something is left out, such as `// ... rest unchanged`. */
export function elisionIn(code: string): { readonly text: string; readonly line: number } | undefined {
  for (const [index, line] of code.split('\n').entries()) if (isElision(line)) return { text: line.trim().slice(0, 80), line: index + 1 };
  return undefined;
}

function isElision(line: string): boolean {
  if (/^\s*(?:\.{3}|…)\s*$/.test(line)) return true;
  const words = /\/[/*]|#/.test(line) ? comment.exec(line)?.[1] : undefined;
  if (words === undefined) return false;
  if (dots.test(words)) return leftOut.test(words.replace(dots, '').replace(/\s*(?:\.{3}|…)$/, ''));
  const bare = words.replace(/\s*(?:\.+|…)$/, '').replace(/^\(|\)$/g, '');
  return bare.length <= 80 && wholeComments.some((pattern) => pattern.test(bare));
}
