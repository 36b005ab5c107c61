const spoken = /\b(?:time[ -]?zones?|zeitzonen?|local (?:time|date|day|hour|clock)s?|ortszeit)\b/i;

let known: ReadonlySet<string> | undefined;

/** True when words may mean the clock of a place: they speak of time zones, or name one or its place. */
export function namesZone(words: string): boolean {
  if (spoken.test(words)) return true;
  const zones = known ??= zoneNames();
  const names = words.match(/\p{Lu}[\p{L}/_]*(?: \p{Lu}\p{L}*)*/gu) ?? [];
  return names.some((name) => zones.has(name) || name.split(' ').some((part) => zones.has(part)));
}

/** Names of zones, and of the places that they are called after. */
function zoneNames(): ReadonlySet<string> {
  return new Set(Intl.supportedValuesOf('timeZone').flatMap((zone) => [zone, (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ')]));
}
