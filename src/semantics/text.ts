/** The code points of a text: what lengths of strings count. */
export function codePoints(text: string): readonly string[] {
  return Array.from(text);
}
