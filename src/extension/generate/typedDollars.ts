/** What a person typed as an amount of US dollars, such as `5`, `$2.50` or `2,5`, in millionths of one; undefined for anything else, and for nothing at all. */
export function typedDollars(text: string): number | undefined {
  const amount = text.trim().replace(/^\$\s*/, '').replace(',', '.');
  if (!/^\d{1,6}(\.\d{1,6})?$/.test(amount)) return undefined;
  const microUsd = Math.round(Number(amount) * 1e6);
  return microUsd === 0 ? undefined : microUsd;
}

/** The same amount as it is typed. */
export function asTyped(microUsd: number): string {
  return String(Math.ceil(microUsd / 100) / 10_000);
}
