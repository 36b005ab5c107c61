/** Numbers that look random and are the same on every run with the same seed (mulberry32 by Tommy Ettinger, public domain). */
export interface SeededRandom {
  /** From 0, less than 1. */
  readonly next: () => number;
  /** A whole number from 0, less than `count`. */
  below(count: number): number;
  pick<T>(list: readonly T[]): T;
  /** The same elements in another order. */
  shuffled<T>(list: readonly T[]): T[];
}

export function seededRandom(seed: number): SeededRandom {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (count: number): number => Math.floor(next() * count);
  const pick = <T>(list: readonly T[]): T => {
    const element = list[below(list.length)];
    if (element === undefined) throw new Error('Nothing to pick from.');
    return element;
  };
  const shuffled = <T>(list: readonly T[]): T[] => {
    const rest = [...list];
    const result: T[] = [];
    while (rest.length > 0) result.push(...rest.splice(below(rest.length), 1));
    return result;
  };
  return { next, below, pick, shuffled };
}
