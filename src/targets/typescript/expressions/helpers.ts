import type { SymbolTable, TsFile } from '../code/tsFile.ts';

export const helpersPath = 'src/shared/expressions.ts';

type Use = (key: string) => string;

/** What expressions need beyond the language and the decimals, each given to the app only when something uses it. */
const helpers = {
  present: (use) => `/** The value; 422 when it is missing. */
export function present<T>(value: T): NonNullable<T> {
  if (value === null || value === undefined) throw ${use('runtime:unprocessable')}('value_missing', 'A value that is needed here is missing.');
  return value;
}`,
  safeInteger: (use) => `/** The whole number; 422 when it is too large to be exact. */
export function safeInteger(value: number): number {
  if (!Number.isSafeInteger(value)) throw ${use('runtime:unprocessable')}('number_out_of_range', 'A number is too large.');
  return value;
}`,
  nonZero: (use) => `/** The divisor; 422 when it is zero. */
export function nonZero(divisor: number): number {
  if (divisor === 0) throw ${use('runtime:unprocessable')}('division_by_zero', 'A number cannot be divided by zero.');
  return divisor;
}`,
  divideWhole: (use) => `/** The quotient without its fraction. */
export function divideWhole(dividend: number, divisor: number): number {
  return Math.trunc(dividend / ${use('helper:nonZero')}(divisor));
}`,
  divideNumbers: (use) => `/** The quotient; 422 for a zero divisor. */
export function divideNumbers(dividend: number, divisor: number): number {
  return dividend / ${use('helper:nonZero')}(divisor);
}`,
  remainderOf: (use) => `/** The remainder, with the sign of the dividend. */
export function remainderOf(dividend: number, divisor: number): number {
  return dividend % ${use('helper:nonZero')}(divisor);
}`,
  sumIntegers: (use) => `/** The sum of whole numbers; 422 when it is too large to be exact. */
export function sumIntegers(values: readonly number[]): number {
  return values.reduce((total, value) => ${use('helper:safeInteger')}(total + value), 0);
}`,
  sumNumbers: () => `export function sumNumbers(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}`,
  smallestDecimal: (use) => `export function smallestDecimal(a: string, b: string): string {
  return ${use('runtime:compare')}(a, b) <= 0 ? a : b;
}`,
  largestDecimal: (use) => `export function largestDecimal(a: string, b: string): string {
  return ${use('runtime:compare')}(a, b) > 0 ? a : b;
}`,
  firstText: () => `/** The text that comes first. */
export function firstText(a: string, b: string): string {
  return a <= b ? a : b;
}`,
  lastText: () => `/** The text that comes last. */
export function lastText(a: string, b: string): string {
  return a > b ? a : b;
}`,
  sameDecimal: (use) => `/** True for equal amounts, and for two missing ones. */
export function sameDecimal(a: string | null, b: string | null): boolean {
  return a === null || b === null ? a === b : ${use('runtime:compare')}(a, b) === 0;
}`,
  isIn: () => `/** True for an item of the list with the same content, or for a key of the map. */
export function isIn(value: unknown, list: unknown): boolean {
  if (Array.isArray(list)) return list.some((item) => isDeepStrictEqual(item, value));
  return typeof list === 'object' && list !== null && typeof value === 'string' && Object.hasOwn(list, value);
}`,
  isDecimalIn: (use) => `/** True when the list holds the amount. */
export function isDecimalIn(value: string | null, list: readonly (string | null)[] | null): boolean {
  return list?.some((item) => (item === null || value === null ? item === value : ${use('runtime:compare')}(item, value) === 0)) === true;
}`,
  sizeOf: (use) => `/** The length of a list or text, the number of keys of an object. */
export function sizeOf(value: unknown): number {
  if (typeof value === 'string') return [...value].length;
  if (Array.isArray(value)) return value.length;
  if (typeof value === 'object' && value !== null) return Object.keys(value).length;
  throw ${use('runtime:unprocessable')}('value_missing', 'A list that is needed here is missing.');
}`,
  memberOf: () => `/** A member of a JSON object, or null. */
export function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return null;
  const members: Readonly<Record<string, unknown>> = { ...value };
  return members[name] ?? null;
}`,
  matches: (use) => `/** True when the pattern, a regular expression, matches a part of the text. */
export function matches(text: string, pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(text);
  } catch {
    throw ${use('runtime:unprocessable')}('invalid_pattern', 'A text is no regular expression.');
  }
}`,
  toNumber: (use) => `/** The number that the value states; 422 when it states none. */
export function toNumber(value: unknown): number {
  const isNumeric = typeof value === 'number' || (typeof value === 'string' && /^[+-]?(\\d+\\.?\\d*|\\.\\d+)$/u.test(value));
  if (!isNumeric) throw ${use('runtime:unprocessable')}('invalid_number', 'A value is no number.');
  return Number(value);
}`,
  toInteger: (use) => `/** The number that the value states, without its fraction. */
export function toInteger(value: unknown): number {
  return ${use('helper:safeInteger')}(Math.trunc(${use('helper:toNumber')}(value)));
}`,
  toDecimal: (use) => `/** The exact decimal that the value states; 422 when it states none. */
export function toDecimal(value: unknown): string {
  ${use('helper:toNumber')}(value);
  return ${use('runtime:decimalOf')}(String(value));
}`,
  toTimestamp: (use) => `/** The instant that a text states; 422 when it states none. */
export function toTimestamp(value: unknown): Date {
  const instant = new Date(String(value));
  if (Number.isNaN(instant.getTime())) throw ${use('runtime:unprocessable')}('invalid_timestamp', 'A text is no timestamp.');
  return instant;
}`,
  dayOf: () => `/** The day of an instant, in UTC. */
export function dayOf(instant: Date): string {
  return instant.toISOString().slice(0, 10);
}`,
  toDay: (use) => `/** The day that a text states, in UTC; 422 when it states none. */
export function toDay(value: unknown): string {
  return ${use('helper:dayOf')}(${use('helper:toTimestamp')}(value));
}`,
  toDuration: (use) => `/** Milliseconds of a text like \`1h30m\`; 422 when it states none. */
export function toDuration(value: unknown): number {
  const text = String(value);
  if (/^-?P/u.test(text)) return ${use('helper:isoDuration')}(text);
  const units = new Map([['d', 86_400_000], ['h', 3_600_000], ['m', 60_000], ['s', 1000], ['ms', 1]]);
  if (!/^-?(\\d+(\\.\\d+)?(ms|[dhms]))+$/u.test(text)) throw ${use('runtime:unprocessable')}('invalid_duration', 'A text is no duration.');
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\\d+(?:\\.\\d+)?)(ms|[dhms])/gu)) total += Number(amount) * (units.get(unit ?? '') ?? 0);
  return text.startsWith('-') ? -total : total;
}`,
  isoDuration: (use) => `/** Milliseconds of a text like \`P30D\`, where a month has 30 days and a year 365; 422 when it states none. */
export function isoDuration(text: string): number {
  const match = /^(-?)P(?=.*\\d)(?:(\\d+)W|(?:(\\d+)Y)?(?:(\\d+)M)?(?:(\\d+)D)?(?:T(?=\\d)(?:(\\d+)H)?(?:(\\d+)M)?(?:(\\d+(?:[.,]\\d+)?)S)?)?)$/u.exec(text);
  if (match === null) throw ${use('runtime:unprocessable')}('invalid_duration', 'A text is no duration.');
  const lengths = [7 * 86_400, 365 * 86_400, 30 * 86_400, 86_400, 3600, 60, 1];
  let total = 0;
  for (const [index, length] of lengths.entries()) total += Math.round(Number((match[index + 2] ?? '0').replace(',', '.')) * length * 1000);
  return match[1] === '-' && total > 0 ? -total : total;
}`,
  durationText: () => `/** A duration in milliseconds as ISO 8601 text: \`P1DT30M\`. */
export function durationText(milliseconds: number): string {
  const rest = Math.abs(milliseconds);
  const wholeDays = Math.floor(rest / 86_400_000);
  const units = [[Math.floor(rest / 3_600_000) % 24, 'H'], [Math.floor(rest / 60_000) % 60, 'M'], [(rest % 60_000) / 1000, 'S']] as const;
  const time = units.map(([amount, unit]) => (amount === 0 ? '' : \`\${String(amount)}\${unit}\`)).join('');
  const text = \`\${wholeDays === 0 ? '' : \`\${String(wholeDays)}D\`}\${time === '' ? '' : \`T\${time}\`}\`;
  return \`\${milliseconds < 0 ? '-' : ''}P\${text === '' ? 'T0S' : text}\`;
}`,
  toText: () => `/** The value as text; objects and lists as JSON. */
export function toText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}`,
  oneOf: (use) => `/** The value, when it is one of the allowed ones; 422 otherwise. */
export function oneOf<const T extends string | number | boolean>(value: unknown, allowed: readonly T[]): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) throw ${use('runtime:unprocessable')}('invalid_value', \`A value must be one of \${allowed.join(', ')}.\`);
  return found;
}`,
  days: () => `/** Days in milliseconds. */
export function days(count: number): number {
  return count * 86_400_000;
}`,
  hours: () => `/** Hours in milliseconds. */
export function hours(count: number): number {
  return count * 3_600_000;
}`,
  minutes: () => `/** Minutes in milliseconds. */
export function minutes(count: number): number {
  return count * 60_000;
}`,
  seconds: () => `/** Seconds in milliseconds. */
export function seconds(count: number): number {
  return count * 1000;
}`,
} as const satisfies Readonly<Record<string, (use: Use) => string>>;

export type HelperName = keyof typeof helpers;

export const helperNames = Object.keys(helpers) as readonly HelperName[];

/** Declares the helpers of expressions under `helper:<name>`. */
export function declareHelpers(symbols: SymbolTable): void {
  for (const name of helperNames) symbols.declare(`helper:${name}`, helpersPath, name);
}

/** Adds the used helpers, and those that they use, to their file. */
export function addHelpers(file: TsFile, used: ReadonlySet<HelperName>): void {
  const all = withDependencies(used);
  for (const name of helperNames.filter((candidate) => all.has(candidate))) {
    file.add({ name, nodes: [] }, () => {
      if (name === 'isIn') file.importFrom('node:util', 'isDeepStrictEqual');
      return helpers[name]((key) => file.use(key));
    });
  }
}

function withDependencies(used: ReadonlySet<HelperName>): ReadonlySet<HelperName> {
  const all = new Set(used);
  for (const name of all) {
    helpers[name]((key) => {
      const dependency = helperNames.find((candidate) => key === `helper:${candidate}`);
      if (dependency !== undefined) all.add(dependency);
      return key;
    });
  }
  return all;
}
