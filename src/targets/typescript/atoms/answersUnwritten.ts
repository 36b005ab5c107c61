/** Whether a function of a module, as the app has it, answers 501 or is not there: code that a person wrote in its place does not. The text need not parse. */
export function answersUnwritten(text: string, name: string): boolean {
  const start = text.search(new RegExp(`(?<![\\w$])(?:function|const|let)\\s+${name.replaceAll('$', '\\$')}(?![\\w$])`));
  if (start === -1) return true;
  const end = /\r?\n\}[;\s]*$/m.exec(text.slice(start));
  return /\bnotImplemented\(/.test(end === null ? text.slice(start) : text.slice(start, start + end.index));
}
