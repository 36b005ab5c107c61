import { textMemo } from '../base/textMemo.ts';

/**
 * Instants are ISO 8601 text. An instant that follows the clock of the model carries half a millisecond
 * (`2026-01-01T00:00:00.0005Z`): the half survives adding and subtracting durations, so the model always knows which
 * instants of the real app it can only know roughly.
 */

/** Milliseconds since 1970 of ISO 8601 text, with half a millisecond for instants of the model's clock; NaN when it is no instant. */
export const instantOf = textMemo((text) => {
  const match = !text.endsWith('5Z') ? null : /^(.+T\d{2}:\d{2}:\d{2}\.\d{3})(5)(Z)$/.exec(text);
  return match === null ? Date.parse(text) : Date.parse(`${match[1] ?? ''}Z`) + 0.5;
});

/** ISO 8601 text in UTC of an instant; the reverse of `instantOf`. */
export function instantText(instant: number): string {
  const whole = Math.floor(instant);
  const second = Math.floor(whole / 1000);
  // The clock of the model moves by milliseconds, so the second is mostly the same as before.
  if (second !== latest.second) latest = { second, text: new Date(second * 1000).toISOString().slice(0, -4) };
  return `${latest.text}${String(whole - second * 1000).padStart(3, '0')}${instant === whole ? 'Z' : '5Z'}`;
}

/** The second that was last written, up to its decimal point. */
let latest = { second: 0, text: '1970-01-01T00:00:00.' };

/** The same instant marked as one of the model's clock. */
export function asClockInstant(instant: number): number {
  return Math.floor(instant) + 0.5;
}

/** True for text that `asClockInstant` marked. */
export function isClockText(text: string): boolean {
  return text.endsWith('5Z') && /^[+-]?\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}5Z$/.test(text);
}

const unitMs: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 };

const isoDuration = /^(-?)P(?=.*\d)(?:(\d+)W|(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:[.,]\d+)?)S)?)?)$/;
const isoUnits = [7 * 86_400_000, 365 * 86_400_000, 30 * 86_400_000, 86_400_000, 3_600_000, 60_000, 1000];

/** Milliseconds of duration text like `24h`, `1h30m`, `-1.5s` or `P30D`, where a month has 30 days and a year 365; undefined when it is none. */
export function durationOf(text: string): number | undefined {
  const iso = isoDuration.exec(text);
  if (iso !== null) {
    const total = isoUnits.reduce((sum, unit, index) => sum + Math.round(Number((iso[index + 2] ?? '0').replace(',', '.')) * unit * 100) / 100, 0);
    return iso[1] === '-' && total > 0 ? -total : total;
  }
  if (!/^-?(?:\d+(?:\.\d+)?(?:ms|[dhms]))+$/.test(text)) return undefined;
  let total = 0;
  for (const [, amount = '', unit = ''] of text.matchAll(/(\d+(?:\.\d+)?)(ms|[dhms])/g)) total += Number(amount) * (unitMs[unit] ?? 0);
  return text.startsWith('-') ? -total : total;
}

/** ISO 8601 text of a duration: `P1DT30M`; the reverse of `durationOf`. */
export function durationText(milliseconds: number): string {
  const rest = Math.abs(milliseconds);
  const [days, hours, minutes] = [Math.floor(rest / 86_400_000), Math.floor(rest / 3_600_000) % 24, Math.floor(rest / 60_000) % 60];
  const part = (amount: number, unit: string): string => (amount === 0 ? '' : `${String(amount)}${unit}`);
  const time = part(hours, 'H') + part(minutes, 'M') + part(Number(((rest % 60_000) / 1000).toFixed(5)), 'S');
  const text = part(days, 'D') + (time === '' ? '' : `T${time}`);
  return `${milliseconds < 0 ? '-' : ''}P${text === '' ? 'T0S' : text}`;
}

/** The milliseconds between two instants; a quarter more when one of them follows the clock of the model, so that they are known roughly only. */
export function timeBetween(left: string, right: string): number {
  const distance = instantOf(left) - instantOf(right);
  return isClockText(left) || isClockText(right) ? Math.floor(distance) + 0.25 : distance;
}

/** The milliseconds of a duration without the mark of `timeBetween`: a span that follows the clock is as long as the one that it is made of. */
export function unmarked(milliseconds: number): number {
  const whole = Math.floor(milliseconds);
  return milliseconds - whole === 0.25 ? whole : milliseconds;
}

/** True for the text of a duration that `timeBetween` marked. */
export function isClockDuration(text: string): boolean {
  return /^-?P[\dDHMT]*\d\.\d{3}25S$/.test(text);
}
