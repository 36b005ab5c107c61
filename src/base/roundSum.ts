/** The next whole amount of two digits that is not less: people agree to round sums. */
export function roundSum(amount: number): number {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(amount)) - 1);
  return Math.ceil(amount / step) * step;
}
