import { textMemo } from '../base/textMemo.ts';

/** An exact decimal: `units` times ten to the power of minus `scale`. */
interface Decimal {
  readonly units: bigint;
  readonly scale: number;
}

/** Digits after the point that a division keeps when it does not end before. */
const divisionScale = 20;

/** True when the text is a plain decimal number: `-12.50`, without exponent. */
export function isDecimalText(text: string): boolean {
  return /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(text);
}

/** Decimal text of a number or of decimal text; exponents are written out. Throws RangeError on anything else. */
export function decimalOf(value: string | number): string {
  return format(parse(value));
}

export function add(a: string | number, b: string | number): string {
  const [x, y] = aligned(parse(a), parse(b));
  return format({ units: x.units + y.units, scale: x.scale });
}

export function subtract(a: string | number, b: string | number): string {
  const [x, y] = aligned(parse(a), parse(b));
  return format({ units: x.units - y.units, scale: x.scale });
}

export function multiply(a: string | number, b: string | number): string {
  const x = parse(a);
  const y = parse(b);
  return format({ units: x.units * y.units, scale: x.scale + y.scale });
}

/** The quotient, at most 20 digits after the point, rounded half away from zero; undefined for a zero divisor. */
export function divide(a: string | number, b: string | number): string | undefined {
  const x = parse(a);
  const y = parse(b);
  if (y.units === 0n) return undefined;
  const scale = Math.max(divisionScale, x.scale, y.scale);
  const units = roundedQuotient(x.units * 10n ** BigInt(scale + y.scale - x.scale), y.units);
  return trimmed({ units, scale }, Math.max(x.scale, y.scale));
}

/** The remainder with the sign of the dividend; undefined for a zero divisor. */
export function remainder(a: string | number, b: string | number): string | undefined {
  const [x, y] = aligned(parse(a), parse(b));
  return y.units === 0n ? undefined : format({ units: x.units % y.units, scale: x.scale });
}

export function negate(a: string | number): string {
  const x = parse(a);
  return format({ units: -x.units, scale: x.scale });
}

/** -1, 0 or 1 as `a` is less than, equal to or greater than `b`. */
export function compare(a: string | number, b: string | number): -1 | 0 | 1 {
  const [x, y] = aligned(parse(a), parse(b));
  if (x.units === y.units) return 0;
  return x.units < y.units ? -1 : 1;
}

/** `a` with exactly `digits` digits after the point, rounded half away from zero as PostgreSQL's `numeric` does. */
export function toScale(a: string | number, digits: number): string {
  const x = parse(a);
  if (digits >= x.scale) return format({ units: x.units * 10n ** BigInt(digits - x.scale), scale: digits });
  return format({ units: roundedQuotient(x.units, 10n ** BigInt(x.scale - digits)), scale: digits });
}

/** How many digits `a` needs before and after the point, leading and trailing zeros left out. */
export function digitsOf(a: string | number): { readonly whole: number; readonly fraction: number } {
  const [whole = '', fraction = ''] = format(parse(a)).replace('-', '').split('.');
  return { whole: whole === '0' ? 0 : whole.length, fraction: fraction.replace(/0+$/, '').length };
}

function parse(value: string | number): Decimal {
  if (typeof value === 'string') return read(value);
  return Number.isSafeInteger(value) ? { units: BigInt(value), scale: 0 } : read(String(value));
}

/** The same prices are compared and added again and again. */
const read = textMemo(readAnew);

function readAnew(value: string): Decimal {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(value.trim());
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match ?? [];
  if (match === null || whole + fraction === '') throw new RangeError(`Not a decimal: ${value}`);
  const units = BigInt(whole + fraction) * (sign === '-' ? -1n : 1n);
  const scale = fraction.length - Number(exponent);
  return scale >= 0 ? { units, scale } : { units: units * 10n ** BigInt(-scale), scale: 0 };
}

function format({ units, scale }: Decimal): string {
  const sign = units < 0n ? '-' : '';
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  if (scale === 0) return sign + digits;
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

function trimmed(value: Decimal, leastScale: number): string {
  let { units, scale } = value;
  while (scale > leastScale && units % 10n === 0n) {
    units /= 10n;
    scale -= 1;
  }
  return format({ units, scale });
}

function aligned(a: Decimal, b: Decimal): readonly [Decimal, Decimal] {
  if (a.scale === b.scale) return [a, b];
  const scale = Math.max(a.scale, b.scale);
  const widen = (d: Decimal): Decimal => ({ units: d.units * 10n ** BigInt(scale - d.scale), scale });
  return [widen(a), widen(b)];
}

function roundedQuotient(dividend: bigint, divisor: bigint): bigint {
  const negative = dividend < 0n !== divisor < 0n;
  const a = dividend < 0n ? -dividend : dividend;
  const b = divisor < 0n ? -divisor : divisor;
  const quotient = (a * 2n + b) / (b * 2n);
  return negative ? -quotient : quotient;
}
