/** Signs that a reader does not see or that turn the direction of text: whoever hides words in a text hides them so. */
const unseen = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;

/** Text without signs that cannot be seen, with one kind of line end, at most `most` characters long; that something is left out is said. */
export function plainText(text: string, most: number): string {
  const clean = text.slice(0, most * 2).replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n').replace(unseen, '').trim();
  if (clean.length <= most && text.length <= most * 2) return clean;
  const end = clean.slice(0, most).replace(/[\ud800-\udbff]$/, '');
  return `${end} [… ${String(text.length - end.length)} more characters]`;
}

/** The same on one line, fit for lists and for comments of code. */
export function plainLine(text: string, most: number): string {
  return plainText(text.slice(0, most * 3).replace(/\s+/g, ' '), most).replace(/\*\//g, '* /');
}
