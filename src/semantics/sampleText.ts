import { words } from '../base/names.ts';
import type { StringSchema } from '../ir/schema.ts';
import { formatSample, hasFormat } from './formats.ts';
import { compilePattern, patternSample } from './pattern.ts';
import { codePoints } from './text.ts';

const given = ['Ada', 'Grace', 'Alan', 'Edsger', 'Barbara', 'Donald', 'Margaret', 'Linus', 'Radia', 'Tim'];
const family = ['Lovelace', 'Hopper', 'Turing', 'Dijkstra', 'Liskov', 'Knuth', 'Hamilton', 'Torvalds', 'Perlman', 'Lee'];
const cities = ['Lisbon', 'Oslo', 'Kyoto', 'Quito', 'Accra', 'Turin', 'Leeds', 'Perth', 'Sofia', 'Lima'];
const countries = ['PT', 'NO', 'JP', 'EC', 'GH', 'IT', 'GB', 'AU', 'BG', 'PE'];
const currencies = ['EUR', 'USD', 'GBP', 'JPY', 'CHF', 'SEK', 'NOK', 'AUD', 'CAD', 'NZD'];

const pick = (list: readonly string[], n: number): string => list[n % list.length] ?? '';
/** Nothing for the first round, then a number, so that names stay distinct. */
const numbered = (text: string, n: number): string => (n < 10 ? text : `${text} ${n}`);

/** Realistic text by the words of a property's name; the first rule that fits wins. */
const byName: readonly (readonly [RegExp, (n: number, name: string) => string])[] = [
  [/\bemail\b|\bmail\b/, (n) => `${pick(given, n).toLowerCase()}${n}@example.com`],
  [/\bphone\b|\bmobile\b|\btel\b|\bfax\b/, (n) => `+4915${String(10_000_000 + n)}`],
  [/\burl\b|\buri\b|\bwebsite\b|\blink\b|\bhomepage\b/, (n) => `https://example.com/${n}`],
  [/\bfirst name\b|\bgiven name\b/, (n) => numbered(pick(given, n), n)],
  [/\blast name\b|\bfamily name\b|\bsurname\b/, (n) => numbered(pick(family, n), n)],
  [/\bfull name\b|\bauthor\b|\bcontact\b/, (n) => numbered(`${pick(given, n)} ${pick(family, n)}`, n)],
  [/\buser name\b|\busername\b|\blogin\b|\bnickname\b|\bhandle\b/, (n) => `${pick(given, n).toLowerCase()}${n}`],
  [/\bpassword\b|\bsecret\b/, (n) => `Correct-Horse-${n}!`],
  [/\bcity\b|\btown\b/, (n) => numbered(pick(cities, n), n)],
  [/\bcountry\b/, (n) => pick(countries, n)],
  [/\bcurrency\b/, (n) => pick(currencies, n)],
  [/\bpostal code\b|\bpostcode\b|\bzip\b/, (n) => String(10_000 + n)],
  [/\bstreet\b|\baddress\b/, (n) => `${n + 1} Main Street`],
  [/\bcolou?r\b/, (n) => `#${(0x3366cc + n).toString(16).padStart(6, '0')}`],
  [/\bslug\b/, (n, name) => `${words(name)[0] ?? 'item'}-${n}`],
  [/\bversion\b/, (n) => `1.0.${n}`],
  [/\bsku\b|\bcode\b|\bnumber\b|\bisbn\b|\bbarcode\b|\breference\b/, (n, name) => `${(words(name).at(-1) ?? 'x').slice(0, 3).toUpperCase()}-${String(n + 1).padStart(3, '0')}`],
  [/\bdescription\b|\bsummary\b|\bcomment\b|\bnotes?\b|\bbody\b|\btext\b|\bmessage\b|\bbio\b/, (n) => `A short text, number ${n + 1}.`],
];

/** The n-th sample of a string schema, or undefined when none was found. */
export function sampleText(schema: StringSchema, n: number, name: string): string | undefined {
  const fits = (text: string): boolean => fitsText(schema, text);
  if (schema.format !== undefined && schema.pattern === undefined) {
    const text = lengthened(schema, formatSample(schema.format, n));
    if (fits(text)) return text;
  }
  if (schema.format === undefined || schema.pattern !== undefined) {
    const natural = naturalText(n, name);
    if (fits(natural)) return natural;
  }
  const fallback = schema.pattern === undefined ? plainText(schema, n) : patternSample(schema.pattern, n, lengthsOf(schema));
  if (fallback !== undefined && fits(fallback)) return fallback;
  return [schema.example, schema.default].find((text): text is string => typeof text === 'string' && fits(text));
}

/** True when the text obeys format, pattern and lengths of the schema. */
export function fitsText(schema: StringSchema, text: string): boolean {
  const { min, max } = lengthsOf(schema);
  const length = codePoints(text).length;
  if (length < min || length > max) return false;
  if (schema.format !== undefined && !hasFormat(text, schema.format)) return false;
  return schema.pattern === undefined || (compilePattern(schema.pattern)?.test(text) ?? true);
}

/** The allowed lengths of a string schema, in code points. */
export function lengthsOf(schema: StringSchema): { readonly min: number; readonly max: number } {
  return { min: schema.minLength ?? 0, max: schema.maxLength ?? Number.POSITIVE_INFINITY };
}

interface Natural {
  readonly spaced: string;
  readonly rule: ((n: number, name: string) => string) | undefined;
}

const naturals = new Map<string, Natural>();

function naturalOf(name: string): Natural {
  let natural = naturals.get(name);
  if (natural === undefined) {
    const spaced = words(name).join(' ');
    natural = { spaced, rule: byName.find(([test]) => test.test(spaced))?.[1] };
    naturals.set(name, natural);
  }
  return natural;
}

function naturalText(n: number, name: string): string {
  const { spaced, rule } = naturalOf(name);
  if (rule !== undefined) return rule(n, name);
  const label = spaced === '' ? 'Text' : spaced.charAt(0).toUpperCase() + spaced.slice(1);
  return `${label} ${n + 1}`;
}

/** Text without a pattern: a number in base 36, padded to the least length. */
function plainText(schema: StringSchema, n: number): string {
  const { min, max } = lengthsOf(schema);
  const text = n.toString(36);
  const cut = text.length > max ? text.slice(text.length - max) : text;
  return cut.padStart(Math.min(Math.max(min, Math.min(3, max)), max), 'a');
}

/** Formats with a part of free length are stretched to the least length. */
function lengthened(schema: StringSchema, text: string): string {
  const missing = (schema.minLength ?? 0) - text.length;
  if (missing <= 0) return text;
  if (schema.format === 'email') return 'a'.repeat(missing) + text;
  return schema.format === 'uri' ? text + 'a'.repeat(missing) : text;
}
