import { recentMemo } from './recentMemo.ts';

/** An application has some hundreds of names and numbers; longer texts are seldom met twice. */
const limits = { texts: 5000, mostLength: 200 };

/** The same as `make`, which depends on nothing but the text, with what it gave for texts that were asked for before. */
export function textMemo<T extends object | string | number>(make: (text: string) => T): (text: string) => T {
  return recentMemo(make, limits);
}
