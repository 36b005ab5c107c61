/** More texts than these are not kept: an application has some hundreds of names and numbers. */
const mostKnown = 10_000;
/** Longer texts are seldom met twice. */
const longest = 200;

/** The same as `make`, which depends on nothing but the text, with what it gave for texts that were asked for before. */
export function textMemo<T extends object | string | number>(make: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const made = make(text);
    if (text.length > longest) return made;
    if (known.size >= mostKnown) known.clear();
    known.set(text, made);
    return made;
  };
}
