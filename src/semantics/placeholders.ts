import type { Json } from '../base/json.ts';

/**
 * Values that stand for what the real app will generate. They are valid values of their type, so that the model can
 * compare, concatenate and validate them like any other, and can be told from values that a spec or a sample states.
 */
const uuidPrefix = 'd0d0d0d0-0000-7000-8000-';
const uuidToken = /d0d0d0d0-0000-7000-8000-[0-9a-f]{12}/gi;
const cursorPrefix = 'cursor-d0d0d0d0-';
const cursorToken = /^cursor-d0d0d0d0-[0-9]+$/;
const firstInteger = 2_140_000_000;
const lastInteger = 2_147_000_000;

/** In an expected body: any value, or none. */
export const anything = '\u0000anything';

/** The n-th placeholder of a uuid key; they sort in the order of their numbers. */
export function uuidPlaceholder(n: number): string {
  return uuidPrefix + n.toString(16).padStart(12, '0');
}

/** The n-th placeholder of an integer key. */
export function integerPlaceholder(n: number): number {
  return firstInteger + n;
}

/** The n-th placeholder of a paging cursor. */
export function cursorPlaceholder(n: number): string {
  return `${cursorPrefix}${n}`;
}

export function isIntegerPlaceholder(value: Json): value is number {
  return typeof value === 'number' && value >= firstInteger && value < lastInteger;
}

export function isCursorPlaceholder(value: Json): boolean {
  return typeof value === 'string' && value.startsWith(cursorPrefix) && cursorToken.test(value);
}

/** True when the text is, or has inside, a uuid placeholder. */
export function hasPlaceholder(text: string): boolean {
  // Nearly all texts are too short to be one.
  if (text.length <= cursorPrefix.length) return false;
  return isCursorPlaceholder(text) || (text.length >= uuidPrefix.length && text.toLowerCase().includes(uuidPrefix));
}

/** True when the value is or contains a placeholder. */
export function isPending(value: Json): boolean {
  if (typeof value === 'string') return hasPlaceholder(value);
  if (typeof value !== 'object' || value === null) return isIntegerPlaceholder(value);
  return Object.values(value).some((item: Json) => isPending(item));
}

/** All placeholders in the value, each as `substitute` looks it up. */
export function placeholdersIn(value: Json, found: Set<string | number> = new Set()): ReadonlySet<string | number> {
  if (typeof value === 'string') {
    if (cursorToken.test(value)) found.add(value);
    else if (hasPlaceholder(value)) for (const token of value.match(uuidToken) ?? []) found.add(token.toLowerCase());
  } else if (typeof value === 'object' && value !== null) {
    for (const item of Object.values(value)) placeholdersIn(item, found);
  } else if (isIntegerPlaceholder(value)) found.add(value);
  return found;
}

/** The regular expression, anchored, of the texts that the expected text stands for; each group is one placeholder of `tokens`. */
export function textPattern(expected: string): { readonly pattern: string; readonly tokens: readonly string[] } {
  if (isCursorPlaceholder(expected)) return { pattern: '^(.+)$', tokens: [expected] };
  const tokens = expected.match(uuidToken) ?? [];
  const parts = expected.split(uuidToken).map((part) => part.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
  return { pattern: `^${parts.join('([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})')}$`, tokens };
}

/** The value with placeholders replaced by what is known of them. */
export function substitute(value: Json, known: ReadonlyMap<string | number, Json>): Json {
  if (typeof value === 'string') return substituteText(value, known);
  if (typeof value === 'number') return known.get(value) ?? value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => substitute(item, known));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, substitute(item, known)]));
}

function substituteText(text: string, known: ReadonlyMap<string | number, Json>): Json {
  const whole = known.get(text);
  if (whole !== undefined) return whole;
  return hasPlaceholder(text) ? text.replace(uuidToken, (token) => {
    const real = known.get(token.toLowerCase());
    if (typeof real !== 'string') return token;
    return token === token.toUpperCase() ? real.toUpperCase() : real;
  }) : text;
}
