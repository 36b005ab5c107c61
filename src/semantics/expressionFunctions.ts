import { assertNever } from '../base/assertNever.ts';
import type { Json } from '../base/json.ts';
import type { Expression, ExpressionType } from '../ir/expression.ts';
import * as decimal from './decimal.ts';
import { EvaluationError, type EvaluationFailure } from './evaluationError.ts';
import { compilePattern } from './pattern.ts';
import { codePoints } from './text.ts';
import { durationOf, durationText, instantOf, instantText } from './time.ts';

type Call = Extract<Expression, { kind: 'call' }>;

/** The value of a function call whose arguments are evaluated already. Throws EvaluationError. */
export function callFunction(e: Call, values: readonly Json[], context: { readonly uuid?: () => string }): Json {
  const [first = null, second = null] = values;
  switch (e.function) {
    case 'size':
      return sizeOf(first);
    case 'sum':
      return sum(Array.isArray(first) ? (first as readonly Json[]) : [], e.type);
    case 'min':
    case 'max':
      return extreme(e.function, first, second, e);
    case 'round':
      return rounded(first, second, e);
    case 'abs':
      return typeof first === 'string' ? (first.startsWith('-') ? decimal.negate(first) : first) : Math.abs(number(first));
    case 'lower':
    case 'upper':
    case 'trim':
    case 'startsWith':
    case 'endsWith':
    case 'contains':
    case 'matches':
      return textFunction(e.function, first, second);
    case 'string':
    case 'int':
    case 'double':
    case 'decimal':
    case 'timestamp':
    case 'date':
    case 'duration':
      return convert(e.function, first, e.arguments[0]?.type);
    case 'has':
      return first !== null;
    case 'uuid':
      return context.uuid?.() ?? fail('unknown_name', 'uuid() cannot be known here.');
    default:
      return assertNever(e.function);
  }
}

function rounded(value: Json, digits: Json, e: Call): Json {
  const text = decimal.toScale(amount(value), Number(digits ?? 0));
  return e.type.kind === 'decimal' ? text : Number(text);
}

function sizeOf(value: Json): number {
  if (typeof value === 'string') return codePoints(value).length;
  if (Array.isArray(value)) return value.length;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : fail('value_missing', 'size of a value that is no list.');
}

function sum(items: readonly Json[], type: ExpressionType): Json {
  if (type.kind === 'decimal') return items.reduce<string>((total, item) => decimal.add(total, amount(item)), '0');
  return items.reduce<number>((total, item) => total + number(item), 0);
}

function extreme(which: 'min' | 'max', a: Json, b: Json, e: Call): Json {
  if (a === null || b === null) return fail('value_missing', `${which} of null.`);
  const kinds = e.arguments.map((argument) => argument.type.kind);
  const order = kinds.includes('decimal')
    ? decimal.compare(amount(a), amount(b))
    : kinds.includes('timestamp')
      ? instant(a) - instant(b)
      : typeof a === 'string' && typeof b === 'string'
        ? a < b ? -1 : 1
        : Number(a) - Number(b);
  return (which === 'min') === (order <= 0) ? a : b;
}

type TextFunction = 'lower' | 'upper' | 'trim' | 'startsWith' | 'endsWith' | 'contains' | 'matches';

function textFunction(name: TextFunction, first: Json, second: Json): Json {
  const isTest = name === 'startsWith' || name === 'endsWith' || name === 'contains' || name === 'matches';
  if (first === null || (isTest && second === null)) return isTest ? false : fail('value_missing', `${name} of null.`);
  if (name === 'contains' && Array.isArray(first)) return (first as readonly Json[]).includes(second);
  const text = typeof first === 'string' ? first : fail('invalid_number', `${name} of a value that is no text.`);
  const other = typeof second === 'string' ? second : '';
  switch (name) {
    case 'lower':
      return text.toLowerCase();
    case 'upper':
      return text.toUpperCase();
    case 'trim':
      return text.trim();
    case 'startsWith':
      return text.startsWith(other);
    case 'endsWith':
      return text.endsWith(other);
    case 'contains':
      return text.includes(other);
    case 'matches':
      return compilePattern(other)?.test(text) ?? fail('invalid_pattern', 'A text is no regular expression.');
    default:
      return assertNever(name);
  }
}

function convert(to: 'string' | 'int' | 'double' | 'decimal' | 'timestamp' | 'date' | 'duration', value: Json, from: ExpressionType | undefined): Json {
  if (value === null) return fail('value_missing', `${to} of null.`);
  switch (to) {
    case 'string':
      return textOf(value, from);
    case 'int':
      return Math.trunc(number(value));
    case 'double':
      return number(value);
    case 'decimal':
      return decimal.decimalOf(amount(value));
    case 'timestamp':
      return instantText(instant(value));
    case 'date':
      return instantText(instant(value)).slice(0, 10);
    case 'duration':
      return (typeof value === 'string' ? durationOf(value) : undefined) ?? fail('invalid_duration', 'Not a duration.');
    default:
      return assertNever(to);
  }
}

function textOf(value: Exclude<Json, null>, from: ExpressionType | undefined): string {
  if (typeof value === 'object') return JSON.stringify(value);
  if (from?.kind === 'duration' && typeof value === 'number') return durationText(value);
  return from?.kind === 'timestamp' && typeof value === 'string' ? instantText(instant(value)) : String(value);
}

function instant(value: Json): number {
  const result = typeof value === 'string' ? instantOf(value) : Number.NaN;
  return Number.isNaN(result) ? fail('invalid_timestamp', 'Not a timestamp.') : result;
}

function amount(value: Json): string | number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^[+-]?(\d+\.?\d*|\.\d+)$/.test(value) ? value : fail(value === null ? 'value_missing' : 'invalid_number', 'Not a number.');
}

function number(value: Json): number {
  return Number(amount(value));
}

function fail(code: EvaluationFailure['code'], message: string): never {
  throw new EvaluationError({ code, message });
}
