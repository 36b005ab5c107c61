/** How much of the spec the code meets, in whole percent; 100 only when nothing is missing at all. */
export function scoreOf({ strict }: { readonly strict: number }): number {
  return strict >= 1 ? 100 : Math.min(99, Math.floor(strict * 100));
}

/** How much of what the spec states in words is not written, or not as the words are now. */
export function openWords({ stated }: { readonly stated: readonly { readonly state: string }[] }): number {
  return stated.filter(({ state }) => state !== 'written').length;
}
