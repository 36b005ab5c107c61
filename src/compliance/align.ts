/** Two lists side by side: items that stand for each other, in the order of both. */
export interface Alignment {
  readonly pairs: readonly (readonly [expected: number, actual: number])[];
  readonly onlyExpected: readonly number[];
  readonly onlyActual: readonly number[];
}

/**
 * Pairs items so that the sum of `score` is greatest and both orders are kept. `score` is 1 for the same, 0 for items that
 * must not be paired, and in between for items that resemble each other.
 */
export function align<E, A>(expected: readonly E[], actual: readonly A[], score: (expected: E, actual: A) => number): Alignment {
  const [rows, columns] = [expected.length, actual.length];
  let head = 0;
  while (head < rows && head < columns && score(expected[head] as E, actual[head] as A) === 1) head += 1;
  const pairs: (readonly [number, number])[] = Array.from({ length: head }, (_, index) => [index, index] as const);
  const { scores, best } = table(expected.slice(head), actual.slice(head), score);
  const width = columns - head + 1;
  let [row, column] = [0, 0];
  while (row < rows - head && column < columns - head) {
    const here = best[row * width + column] ?? 0;
    const paired = scores[row * width + column] ?? 0;
    if (paired > 0 && here === paired + (best[(row + 1) * width + column + 1] ?? 0)) {
      pairs.push([row + head, column + head]);
      row += 1;
      column += 1;
    } else if (here === (best[row * width + column + 1] ?? 0)) column += 1;
    else row += 1;
  }
  const taken = { expected: new Set(pairs.map(([index]) => index)), actual: new Set(pairs.map(([, index]) => index)) };
  return {
    pairs,
    onlyExpected: expected.flatMap((_, index) => (taken.expected.has(index) ? [] : [index])),
    onlyActual: actual.flatMap((_, index) => (taken.actual.has(index) ? [] : [index])),
  };
}

/** For each pair of ends its score, and the greatest sum that can be had from there on. */
function table<E, A>(expected: readonly E[], actual: readonly A[], score: (expected: E, actual: A) => number): { readonly scores: readonly number[]; readonly best: readonly number[] } {
  const width = actual.length + 1;
  const scores = new Array<number>((expected.length + 1) * width).fill(0);
  const best = [...scores];
  for (let row = expected.length - 1; row >= 0; row -= 1) {
    for (let column = actual.length - 1; column >= 0; column -= 1) {
      const at = row * width + column;
      const paired = score(expected[row] as E, actual[column] as A);
      scores[at] = paired;
      const skip = Math.max(best[at + width] ?? 0, best[at + 1] ?? 0);
      best[at] = paired > 0 ? Math.max(skip, paired + (best[at + width + 1] ?? 0)) : skip;
    }
  }
  return { scores, best };
}
