/**
 * Instants are ISO 8601 text. An instant that follows the clock of the model carries half a millisecond
 * (`2026-01-01T00:00:00.0005Z`): the half survives adding and subtracting durations, so the model always knows which
 * instants of the real app it can only know roughly.
 */

/** Milliseconds since 1970 of ISO 8601 text, with half a millisecond for instants of the model's clock; NaN when it is no instant. */
export function instantOf(text: string): number {
  const match = /^(.+T\d{2}:\d{2}:\d{2}\.\d{3})(5)(Z)$/.exec(text);
  return match === null ? Date.parse(text) : Date.parse(`${match[1] ?? ''}Z`) + 0.5;
}

/** ISO 8601 text in UTC of an instant; the reverse of `instantOf`. */
export function instantText(instant: number): string {
  const text = new Date(Math.floor(instant)).toISOString();
  return Number.isInteger(instant) ? text : text.replace('Z', '5Z');
}

/** The same instant marked as one of the model's clock. */
export function asClockInstant(instant: number): number {
  return Math.floor(instant) + 0.5;
}

/** True for text that `asClockInstant` marked. */
export function isClockText(text: string): boolean {
  return /^[+-]?\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}5Z$/.test(text);
}

const unitMs: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 };

/** Milliseconds of duration text like `24h`, `1h30m`, `-1.5s`; undefined when it is none. */
export function durationOf(text: string): number | undefined {
  if (!/^-?(?:\d+(?:\.\d+)?(?:ms|[dhms]))+$/.test(text)) return undefined;
  let total = 0;
  for (const [, amount = '', unit = ''] of text.matchAll(/(\d+(?:\.\d+)?)(ms|[dhms])/g)) total += Number(amount) * (unitMs[unit] ?? 0);
  return text.startsWith('-') ? -total : total;
}
