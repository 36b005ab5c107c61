import type { Expression, ExpressionType, FunctionName } from '../../ir/expression.ts';
import { isNumeric, nullableAs, scalar, unify } from './celTypes.ts';

interface Parameter {
  readonly words: string;
  accepts(type: ExpressionType): boolean;
}

/** One function of the expression language; documentation and checker read the same table. */
export interface CelFunction {
  readonly parameters: readonly Parameter[];
  /** How many of the last parameters may be left out. */
  readonly optional: number;
  /** Type of the result; undefined when the arguments do not go together. */
  result(types: readonly ExpressionType[]): ExpressionType | undefined;
  /** What is wrong with a literal argument. */
  literalProblem?(given: readonly Expression[]): { readonly at: Expression; readonly value: string; readonly example: string } | undefined;
}

const text: Parameter = { words: 'text', accepts: (type) => type.kind === 'string' };
const integer: Parameter = { words: 'an integer', accepts: (type) => type.kind === 'int' };
const numeric: Parameter = { words: 'a number', accepts: isNumeric };
const ordered: Parameter = { words: 'a number, a text or a time', accepts: (type) => isNumeric(type) || ['string', 'timestamp', 'date', 'duration'].includes(type.kind) };
const any: Parameter = { words: 'a value', accepts: (type) => type.kind !== 'entity' && type.kind !== 'list' && type.kind !== 'record' };
const textOrNumber: Parameter = { words: 'text or a number', accepts: (type) => type.kind === 'string' || isNumeric(type) };
const sized: Parameter = { words: 'a list or text', accepts: (type) => type.kind === 'list' || type.kind === 'string' };
const numbers: Parameter = { words: 'a list of numbers', accepts: (type) => type.kind === 'list' && (isNumeric(type.items) || type.items.kind === 'null') };
const textOrInteger: Parameter = { words: 'text or an integer', accepts: (type) => type.kind === 'string' || type.kind === 'int' || type.kind === 'decimal' };
const textOrDate: Parameter = { words: 'text or a date', accepts: (type) => type.kind === 'string' || type.kind === 'date' || type.kind === 'timestamp' };

/** Texts that the conversions take, with an example of each. */
const literals = {
  decimal: { pattern: /^-?\d{1,15}(\.\d{1,15})?$/, example: '"12.50"' },
  int: { pattern: /^-?\d{1,16}$/, example: '"12"' },
  double: { pattern: /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/, example: '"1.5"' },
  timestamp: { pattern: /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d))?$/, example: '"2026-01-31T12:00:00Z"' },
  date: { pattern: /^\d{4}-\d\d-\d\d$/, example: '"2026-01-31"' },
  duration: { pattern: /^-?((\d+(\.\d+)?(d|h|ms|m|s))+|P(?=.*\d)(\d+W|(\d+Y)?(\d+M)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?))$/, example: '"24h", "90m", "1h30m" or "P30D"' },
} as const;

function plain(parameters: readonly Parameter[], kind: Parameters<typeof scalar>[0]): CelFunction {
  return { parameters, optional: 0, result: () => scalar(kind) };
}

function conversion(parameter: Parameter, kind: keyof typeof literals): CelFunction {
  const { pattern, example } = literals[kind];
  return {
    parameters: [parameter], optional: 0, result: () => scalar(kind),
    literalProblem: ([first]) => (first?.kind === 'literal' && typeof first.value === 'string' && first.type.kind === 'string' && !(pattern.test(first.value) && isOnCalendar(kind, first.value)) ? { at: first, value: first.value, example } : undefined),
  };
}

/** Whether the day of a date or timestamp is one of the calendar. */
function isOnCalendar(kind: keyof typeof literals, value: string): boolean {
  if (kind !== 'date' && kind !== 'timestamp') return true;
  const day = value.slice(0, 10);
  const time = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day) && !Number.isNaN(Date.parse(value));
}

/** A text that was read as a time and states none, with an example of one that does. */
export function badTimeIn(e: Expression): { readonly name: string; readonly at: Expression; readonly value: string; readonly example: string } | undefined {
  if (e.kind !== 'call' || (e.function !== 'date' && e.function !== 'timestamp' && e.function !== 'duration')) return undefined;
  const problem = celFunctions[e.function].literalProblem?.(e.arguments);
  return problem === undefined ? undefined : { name: e.function, ...problem };
}

const pick: CelFunction = { parameters: [ordered, ordered], optional: 0, result: ([a, b]) => (a === undefined || b === undefined ? undefined : unify(a, b)) };
const same: CelFunction['result'] = ([first]) => first;

export const celFunctions: Readonly<Record<FunctionName, CelFunction>> = {
  size: plain([sized], 'int'),
  sum: { parameters: [numbers], optional: 0, result: ([list]) => (list?.kind === 'list' ? (list.items.kind === 'null' ? scalar('int') : nullableAs(list.items, false)) : undefined) },
  min: pick,
  max: pick,
  round: { parameters: [numeric, integer], optional: 1, result: same },
  abs: { parameters: [numeric], optional: 0, result: same },
  lower: plain([text], 'string'),
  upper: plain([text], 'string'),
  trim: plain([text], 'string'),
  startsWith: plain([text, text], 'bool'),
  endsWith: plain([text, text], 'bool'),
  contains: plain([text, text], 'bool'),
  matches: {
    ...plain([text, text], 'bool'),
    literalProblem: ([, pattern]) => (pattern?.kind === 'literal' && typeof pattern.value === 'string' && !isPattern(pattern.value) ? { at: pattern, value: pattern.value, example: '"^[A-Z]+$"' } : undefined),
  },
  string: plain([any], 'string'),
  int: conversion(textOrNumber, 'int'),
  double: conversion(textOrNumber, 'double'),
  decimal: conversion(textOrInteger, 'decimal'),
  timestamp: conversion(textOrDate, 'timestamp'),
  date: conversion(textOrDate, 'date'),
  duration: conversion(text, 'duration'),
  has: { parameters: [any], optional: 0, result: () => scalar('bool') },
  uuid: { parameters: [], optional: 0, result: () => scalar('string') },
};

/** Whether a text is a regular expression that both engines (ECMAScript, PostgreSQL) can be given. */
export function isPattern(pattern: string): boolean {
  try {
    new RegExp(pattern, 'u');
    return true;
  } catch {
    return false;
  }
}
