/** How much of the spec the code meets, in whole percent; 100 only when nothing is missing at all. */
export function scoreOf({ strict }: { readonly strict: number }): number {
  return strict >= 1 ? 100 : Math.min(99, Math.floor(strict * 100));
}
