export interface RecentMemoLimits {
  /** So many texts that were asked for last are kept at least, and twice as many at most. */
  readonly texts: number;
  /** Longer texts are made anew each time, characters. */
  readonly mostLength: number;
}

/**
 * The same as `make`, which depends on nothing but the text, with what it gave for texts that were asked for lately. A text that is asked for over and over costs one
 * look into a map: to keep all texts in the order of their use would move it to the end each time.
 */
export function recentMemo<T extends object | string | number>(make: (text: string) => T, { texts, mostLength }: RecentMemoLimits): (text: string) => T {
  let newer = new Map<string, T>();
  let older = new Map<string, T>();
  return (text) => {
    const known = newer.get(text);
    if (known !== undefined) return known;
    const made = older.get(text) ?? make(text);
    if (text.length > mostLength) return made;
    if (newer.size >= texts) {
      older = newer;
      newer = new Map();
    }
    newer.set(text, made);
    return made;
  };
}
