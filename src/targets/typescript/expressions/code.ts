import type { ExpressionType } from '../../../ir/expression.ts';
import { isIdentifier } from '../code/identifiers.ts';

/** How tightly an operator of TypeScript binds; an operand that binds less tightly needs parentheses. */
export const level = {
  conditional: 2,
  nullish: 3,
  or: 4,
  and: 5,
  equality: 6,
  relational: 7,
  additive: 8,
  multiplicative: 9,
  unary: 10,
  member: 11,
  primary: 12,
} as const;

export type Level = (typeof level)[keyof typeof level];

/** What stands for null in a piece of code: a column gives `null`, a look-up that found nothing `undefined`. */
export type Absence = 'never' | 'null' | 'undefined' | 'both';

/** Whole numbers from `least` to `most`. */
export interface Range {
  readonly least: number;
  readonly most: number;
}

/** A piece of TypeScript with what is known about its value. */
export interface Code {
  readonly text: string;
  readonly level: Level;
  readonly type: ExpressionType;
  readonly absent: Absence;
  /** Set when the text is a reference that TypeScript narrows: the names on the way. */
  readonly path?: string;
  /** The only values that the TypeScript type admits (an enum, a boolean). */
  readonly values?: ReadonlySet<string | number | boolean>;
  readonly range?: Range;
  /** For decimals: at most so many digits after the point. */
  readonly scale?: number;
}

/** The text, in parentheses when it binds less tightly than `least`. */
export function within(code: Pick<Code, 'text' | 'level'>, least: Level): string {
  return code.level < least ? `(${code.text})` : code.text;
}

/** Access to a member: `.name`, or `["first name"]` for what is no identifier. */
export function member(name: string): string {
  return isIdentifier(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}

/** A key of an object literal or of a type. */
export function propertyKey(name: string): string {
  return isIdentifier(name) && name !== '__proto__' ? name : name === '__proto__' ? '["__proto__"]' : JSON.stringify(name);
}

/** `key: value`, or the key alone when both are one identifier. */
export function property(name: string, value: string): string {
  return name === value && isIdentifier(name) ? name : `${propertyKey(name)}: ${value}`;
}

/** The text as a string literal. */
export function quote(text: string): string {
  return JSON.stringify(text);
}
