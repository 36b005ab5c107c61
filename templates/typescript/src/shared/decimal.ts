import { unprocessable } from "../http/problem.ts";

/** An exact decimal: `units` times ten to the power of minus `scale`. */
interface Decimal {
  readonly units: bigint;
  readonly scale: number;
}

/** Digits after the point that a division keeps when it does not end before. */
const divisionScale = 20;

/** Decimal text of a number or of decimal text; exponents are written out. Anything else is refused with 422. */
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

/** The quotient, at most 20 digits after the point, rounded half away from zero; a zero divisor is refused with 422. */
export function divide(a: string | number, b: string | number): string {
  const x = parse(a);
  const y = nonZero(parse(b));
  const scale = Math.max(divisionScale, x.scale, y.scale);
  const units = roundedQuotient(
    x.units * 10n ** BigInt(scale + y.scale - x.scale),
    y.units,
  );
  return trimmed({ units, scale }, Math.max(x.scale, y.scale));
}

/** The remainder with the sign of the dividend; a zero divisor is refused with 422. */
export function remainder(a: string | number, b: string | number): string {
  const [x, y] = aligned(parse(a), nonZero(parse(b)));
  return format({ units: x.units % y.units, scale: x.scale });
}

export function negate(a: string | number): string {
  const x = parse(a);
  return format({ units: -x.units, scale: x.scale });
}

export function abs(a: string | number): string {
  const x = parse(a);
  return format({ units: x.units < 0n ? -x.units : x.units, scale: x.scale });
}

/** -1, 0 or 1 as `a` is less than, equal to or greater than `b`. */
export function compare(a: string | number, b: string | number): -1 | 0 | 1 {
  const [x, y] = aligned(parse(a), parse(b));
  if (x.units === y.units) return 0;
  return x.units < y.units ? -1 : 1;
}

export function sum(values: readonly (string | number)[]): string {
  return values.reduce<string>((total, value) => add(total, value), "0");
}

/** `a` with `digits` digits after the point, rounded half away from zero. */
export function round(a: string | number, digits: number): string {
  return toScale(a, digits);
}

/** `a` with exactly `scale` digits after the point, rounded half away from zero as PostgreSQL's `numeric` does. */
export function toScale(a: string | number, scale: number): string {
  const x = parse(a);
  const units =
    scale >= x.scale
      ? x.units * 10n ** BigInt(scale - x.scale)
      : roundedQuotient(x.units, 10n ** BigInt(x.scale - scale));
  return format({ units, scale });
}

function parse(value: string | number): Decimal {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/.exec(
    String(value).trim(),
  );
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = match ?? [];
  if (match === null || whole + fraction === "") {
    throw unprocessable("invalid_decimal", `Not a decimal: ${String(value)}`);
  }
  const units = BigInt(whole + fraction) * (sign === "-" ? -1n : 1n);
  const scale = fraction.length - Number(exponent);
  return scale >= 0
    ? { units, scale }
    : { units: units * 10n ** BigInt(-scale), scale: 0 };
}

function format({ units, scale }: Decimal): string {
  const sign = units < 0n ? "-" : "";
  const digits = (units < 0n ? -units : units)
    .toString()
    .padStart(scale + 1, "0");
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
  const scale = Math.max(a.scale, b.scale);
  const widen = (value: Decimal): Decimal => ({
    units: value.units * 10n ** BigInt(scale - value.scale),
    scale,
  });
  return [widen(a), widen(b)];
}

function nonZero(divisor: Decimal): Decimal {
  if (divisor.units !== 0n) return divisor;
  throw unprocessable("division_by_zero", "Division by zero.");
}

function roundedQuotient(dividend: bigint, divisor: bigint): bigint {
  const negative = dividend < 0n !== divisor < 0n;
  const a = dividend < 0n ? -dividend : dividend;
  const b = divisor < 0n ? -divisor : divisor;
  const quotient = (a * 2n + b) / (b * 2n);
  return negative ? -quotient : quotient;
}
