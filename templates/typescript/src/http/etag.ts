/** The strong entity tag of a row version. */
export function etagOf(version: number): string {
  return `"${String(version)}"`;
}

/**
 * The version that `If-Match` demands; undefined when any will do (no header, or `*`),
 * -1, which no row has, for a tag of something else.
 */
export function expectedVersion(
  ifMatch: string | undefined,
): number | undefined {
  if (ifMatch === undefined || ifMatch.trim() === "*") return undefined;
  const match = /^"(\d{1,10})"$/.exec(ifMatch.trim());
  return match?.[1] === undefined ? -1 : Number(match[1]);
}

/** Whether `If-None-Match` says that the caller has this version already. */
export function notModified(
  ifNoneMatch: string | undefined,
  version: number,
): boolean {
  if (ifNoneMatch === undefined) return false;
  const tags = ifNoneMatch.split(",").map((tag) => tag.trim());
  return tags.some(
    (tag) => tag === "*" || tag.replace(/^W\//, "") === etagOf(version),
  );
}
