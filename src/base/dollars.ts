/** Millionths of a US dollar as people read them: cents, and more digits where sums are that small. */
export function dollars(microUsd: number): string {
  const size = Math.abs(microUsd);
  const digits = size === 0 || size >= 1_000_000 ? 2 : size < 100 ? 6 : 4;
  return `$${(microUsd / 1e6).toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })}`;
}
