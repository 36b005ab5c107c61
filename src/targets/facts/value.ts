import type { Span } from '../../base/span.ts';

/**
 * What an expression of the app gives, in one form for all ways to write it: constants, aliases, spreads and local names are
 * resolved, comparisons and concatenations normalised. Two values mean the same exactly when their `key` is the same.
 */
export type Value =
  | LiteralValue | RegexValue | SymbolValue | MemberValue | IndexValue | CallValue | ObjectValue | ArrayValue | TemplateValue
  | OperationValue | ConditionalValue | FunctionValue | SpreadValue | OpaqueValue;

interface ValueBase {
  /** The canonical text. */
  readonly key: string;
  /** Where it stands in the code; for what is used through a name, where it is used. */
  readonly at: Span;
  /** Where it is written, when it is used through a name: the initializer of the constant. */
  readonly from?: Span;
}

export interface LiteralValue extends ValueBase {
  readonly kind: 'literal';
  readonly value: string | number | boolean | null | undefined;
}

export interface RegexValue extends ValueBase {
  readonly kind: 'regex';
  readonly source: string;
  readonly flags: string;
}

/**
 * Something with a name that all code knows: `zod#z`, `global#Object`, `app#productRepository` (a declaration of the app),
 * `param#0` (of the function), `item#1` (of the loop), `variable#2` (that changes in a loop or branch).
 */
export interface SymbolValue extends ValueBase {
  readonly kind: 'symbol';
  readonly id: string;
}

export interface MemberValue extends ValueBase {
  readonly kind: 'member';
  readonly object: Value;
  readonly name: string;
}

export interface IndexValue extends ValueBase {
  readonly kind: 'index';
  readonly object: Value;
  readonly index: Value;
}

/** A call or, with `new`, a construction; awaited or not is the same. */
export interface CallValue extends ValueBase {
  readonly kind: 'call';
  readonly callee: Value;
  readonly args: readonly Value[];
  readonly construct: boolean;
}

export interface ObjectValue extends ValueBase {
  readonly kind: 'object';
  /** In the order of the text; a later entry wins over an earlier one of its name. */
  readonly entries: readonly ObjectEntryValue[];
  /** What it says is undefined: as good as left out, until the object is spread over another. */
  readonly unset?: readonly { readonly name: string; readonly at: Span }[];
}

export type ObjectEntryValue =
  | { readonly kind: 'property'; readonly name: string; readonly value: Value; readonly at: Span }
  | { readonly kind: 'computed'; readonly name: Value; readonly value: Value; readonly at: Span }
  | { readonly kind: 'spread'; readonly value: Value; readonly at: Span };

export interface ArrayValue extends ValueBase {
  readonly kind: 'array';
  readonly items: readonly Value[];
}

/** Template literals and concatenations of texts. */
export interface TemplateValue extends ValueBase {
  readonly kind: 'template';
  /** A tag's value, such as that of `sql`. */
  readonly tag: Value | undefined;
  readonly parts: readonly (string | Value)[];
}

/** `!`, `===`, `+`, `&&`, ...; comparisons are turned so that `>` and `>=` do not occur, and `!` stands only where it cannot be pushed inwards. */
export interface OperationValue extends ValueBase {
  readonly kind: 'operation';
  readonly operator: string;
  readonly operands: readonly Value[];
}

export interface ConditionalValue extends ValueBase {
  readonly kind: 'conditional';
  readonly test: Value;
  readonly then: Value;
  readonly else: Value;
}

/** A function as what it does. A function that only passes its arguments on to another is that other. */
export interface FunctionValue extends ValueBase {
  readonly kind: 'function';
  readonly params: number;
  readonly effects: readonly Effect[];
  /** The number in the names of its parameters, `param#2.0`, where that is known: how many functions are around it, itself counted. */
  readonly depth?: number;
}

export interface SpreadValue extends ValueBase {
  readonly kind: 'spread';
  readonly value: Value;
}

/** What is not understood; the same when its text is. */
export interface OpaqueValue extends ValueBase {
  readonly kind: 'opaque';
  readonly text: string;
}

/**
 * One thing that a function does, in the order in which it happens. Helper functions that only this app's code knows are
 * followed, so that it does not matter where code stands; reading a value is no effect.
 */
export type Effect =
  /** A call that is awaited, or stands alone; its result may be used later. What is not awaited may end after what follows it. */
  | { readonly kind: 'call'; readonly value: Value; readonly awaited: boolean; readonly key: string; readonly at: Span }
  | { readonly kind: 'return'; readonly value: Value | undefined; readonly key: string; readonly at: Span }
  | { readonly kind: 'throw'; readonly value: Value; readonly key: string; readonly at: Span }
  /** Writes something that outlives the statement: a property, or a variable that changes in a loop or branch. */
  | { readonly kind: 'set'; readonly target: Value; readonly value: Value; readonly key: string; readonly at: Span }
  /** When `then` always leaves, `else` is empty and what comes after is in the list itself. */
  | { readonly kind: 'if'; readonly test: Value; readonly then: readonly Effect[]; readonly else: readonly Effect[]; readonly key: string; readonly at: Span }
  | { readonly kind: 'loop'; readonly over: Value; readonly body: readonly Effect[]; readonly key: string; readonly at: Span }
  | { readonly kind: 'try'; readonly body: readonly Effect[]; readonly caught: readonly Effect[]; readonly finally: readonly Effect[]; readonly key: string; readonly at: Span }
  | { readonly kind: 'jump'; readonly jump: 'break' | 'continue'; readonly key: string; readonly at: Span };
