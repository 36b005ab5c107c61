import type { Key, Keys, Meaning, Shape } from './shape.ts';

/** A text. */
export function text(limits: Omit<Extract<Shape, { kind: 'text' }>, 'kind'> = {}): Shape {
  return { kind: 'text', ...limits };
}

/** An integer within bounds. */
export function integer(minimum: number, maximum?: number): Shape {
  return { kind: 'number', integer: true, minimum, ...(maximum === undefined ? {} : { maximum }) };
}

/** A list. */
export function list(items: Shape): Shape {
  return { kind: 'list', items };
}

/** A map with chosen keys, or with keys that name what `keys` says. */
export function map(values: Shape, keys?: Meaning): Shape {
  return { kind: 'map', values, ...(keys === undefined ? {} : { keys }) };
}

/** A map with known keys. */
export function object(title: string, keys: Keys): Shape {
  return { kind: 'object', title, keys };
}

/** One of several shapes, of which each has another kind of value. */
export function either(...options: readonly Shape[]): Shape {
  return { kind: 'either', options };
}

/** Keys that may be left out. */
export function optional(keys: Readonly<Record<string, readonly [Shape, string]>>): Keys {
  return Object.fromEntries(Object.entries(keys).map(([name, [shape, about]]): [string, Key] => [name, { shape, about }]));
}

export const boolean: Shape = { kind: 'boolean' };
export const none: Shape = { kind: 'null' };
/** Text for people, which may look like a number. */
export const words: Shape = { kind: 'either', options: [{ kind: 'text' }, { kind: 'number' }, { kind: 'boolean' }] };
/** A CEL expression; a number or a boolean is one too. */
export const cel: Shape = { kind: 'either', options: [{ kind: 'text', means: 'expression' }, { kind: 'number' }, { kind: 'boolean' }] };
/** A value of a step: CEL in a text, or numbers, booleans, null, lists and maps of values. */
export const value: Shape = { kind: 'any', means: 'expression' };
/** `public`, `authenticated`, or scopes. */
export const access: Shape = { kind: 'either', options: [{ kind: 'text', hints: ['public', 'authenticated'], means: 'access' }, { kind: 'list', items: { kind: 'text', means: 'scope' } }] };
export const descriptionKey: Keys = { description: { shape: words, about: 'What it is, for people.' } };
