// Values that no other test and no earlier run has used, so that tests can share one database.

export const digits = "0123456789";
export const lower = "abcdefghijklmnopqrstuvwxyz";
export const upper = lower.toUpperCase();

const start = Date.now() * 1009;
let count = 0;

/** A whole number that is given once. */
export function uniqueNumber(): number {
  count += 1;
  return start + count;
}

const counts = new Map<string, number>();

/** The next number for values of which there are `size`; the fewer there are, the more it matters to go through all of them. */
function numberFor(values: string, size: number): number {
  if (size > 1_000_000) return uniqueNumber();
  const next = (counts.get(values) ?? start % size) + 1;
  counts.set(values, next);
  return next;
}

/** A whole number from `minimum` to `maximum`. */
export function uniqueInteger(minimum: number, maximum: number): number {
  const size = maximum - minimum + 1;
  return minimum + (numberFor(`${minimum} ${maximum}`, size) % size);
}

/** The next of the values, of which there are few. */
export function uniqueOf<const T>(values: readonly [T, ...T[]]): T {
  const next = numberFor(JSON.stringify(values), values.length) % values.length;
  return values[next] ?? values[0];
}

/** A text that starts with `prefix`, at most `maxLength` long. */
export function uniqueText(prefix: string, maxLength = 200): string {
  const suffix = uniqueNumber().toString(36);
  const room = Math.max(0, maxLength - suffix.length);
  return prefix.slice(0, room) + suffix.slice(-maxLength);
}

/** A text made of fixed parts and of parts of `[alphabet, length]`, for values that have to match a pattern. */
export function uniqueShape(
  ...parts: readonly (string | readonly [alphabet: string, length: number])[]
): string {
  const size = parts.reduce(
    (product, part) =>
      typeof part === "string" ? product : product * part[0].length ** part[1],
    1,
  );
  let rest = BigInt(numberFor(JSON.stringify(parts), size));
  const made: string[] = [];
  for (const part of parts.toReversed()) {
    if (typeof part === "string") {
      made.unshift(part);
      continue;
    }
    const [alphabet, length] = part;
    const base = BigInt(alphabet.length);
    for (let at = 0; at < length; at += 1) {
      made.unshift(alphabet.charAt(Number(rest % base)));
      rest /= base;
    }
  }
  return made.join("");
}

/** An exact decimal with `scale` digits after the point, from `minimum` to `maximum` in units of the last digit. */
export function uniqueDecimal(
  scale: number,
  minimum: number,
  maximum: number,
): string {
  const text = String(uniqueInteger(minimum, maximum)).padStart(scale + 1, "0");
  return scale === 0 ? text : `${text.slice(0, -scale)}.${text.slice(-scale)}`;
}

/** A calendar day between 1970 and 2070. */
export function uniqueDate(): string {
  return new Date((uniqueNumber() % 36_525) * 86_400_000)
    .toISOString()
    .slice(0, 10);
}

/** An instant between 1970 and 2070. */
export function uniqueTimestamp(): string {
  return new Date(uniqueNumber() % 3_155_760_000_000).toISOString();
}
