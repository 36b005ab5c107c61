import { plainText } from '../../base/plainText.ts';

/** Words of a spec as data: every line begins with `> `, which no text can end by itself. */
export function quoted(text: string, most: number): string {
  return plainText(text, most).split('\n').map((line) => `> ${line}`.trimEnd()).join('\n');
}

/** Text in a fence that is longer than any in the text. */
export function fenced(text: string, language: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`{3,}/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text.trimEnd()}\n${fence}`;
}
