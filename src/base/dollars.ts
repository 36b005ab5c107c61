/** Millionths of a US dollar as people read them: cents, and more digits where sums are that small and not whole cents. */
export function dollars(microUsd: number): string {
  const size = Math.abs(microUsd);
  return withDigits(microUsd, size >= 1_000_000 || size % 10_000 === 0 ? 2 : size < 100 ? 6 : 4);
}

/** The same with four digits always, as sums stand below each other in tables. */
export function dollarsInColumn(microUsd: number): string {
  return withDigits(microUsd, 4);
}

function withDigits(microUsd: number, digits: number): string {
  return `$${(microUsd / 1e6).toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })}`;
}
