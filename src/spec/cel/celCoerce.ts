import type { Expression, ExpressionType } from '../../ir/expression.ts';
import { isNumeric, nullableAs, scalar, type StatedTime, statedTime, textStating, unify } from './celTypes.ts';

/**
 * The expression as a value of the wanted type where that needs no decision: integers and literals become decimals,
 * dates become timestamps, literal texts become times. Anything else is given back as it is.
 */
export function coerce(expression: Expression, wanted: ExpressionType): Expression {
  const { type } = expression;
  if (wanted.kind === 'decimal' && isNumeric(type) && type.kind !== 'decimal') return toDecimal(expression) ?? expression;
  if (wanted.kind === 'timestamp' && type.kind === 'date') return convert('timestamp', expression);
  const stated = statedTime(wanted);
  if (stated !== undefined) return coerceToStated(expression, stated);
  if (wanted.kind === 'timestamp' || wanted.kind === 'date' || wanted.kind === 'duration') {
    if (statedTime(type) === wanted.kind && !type.nullable) return convert(wanted.kind, expression);
    return expression.kind === 'literal' && type.kind === 'string' ? convert(wanted.kind, expression) : expression;
  }
  if (wanted.kind === 'list' && expression.kind === 'list') {
    const items = expression.items.map((item) => coerce(item, wanted.items));
    const first = items[0];
    return first === undefined ? { ...expression, type: { ...wanted, nullable: false } } : { ...expression, items, type: { kind: 'list', items: first.type, nullable: false } };
  }
  if (wanted.kind === 'list' && expression.kind === 'macro' && expression.macro === 'map') {
    const body = coerce(expression.body, wanted.items);
    return { ...expression, body, type: { kind: 'list', items: body.type, nullable: false } };
  }
  if (wanted.kind === 'list' && expression.kind === 'binary' && expression.operator === '+') {
    const [left, right] = [coerce(expression.left, wanted), coerce(expression.right, wanted)];
    return { ...expression, left, right, type: unify(left.type, right.type) ?? expression.type };
  }
  if (wanted.kind === 'record' && expression.kind === 'record') return coerceRecord(expression, wanted);
  return expression;
}

/** A text that states a time, as the time: `plan.runsFor` is stored as `P30D` and counts as a duration. */
export function asTime(expression: Expression): Expression {
  const time = statedTime(expression.type);
  return time === undefined || expression.type.nullable ? expression : convert(time, expression);
}

/** A duration as the text that states it: what lists, objects, events and answers hold. */
export function atRest(expression: Expression): Expression {
  return expression.type.kind === 'duration' ? stating(expression, 'duration') : expression;
}

/** A time as the text that is stored where the type wants one. */
function coerceToStated(expression: Expression, stated: StatedTime): Expression {
  const { type } = expression;
  if (expression.kind === 'conditional' && type.kind === stated) return { ...expression, then: coerceToStated(expression.then, stated), otherwise: coerceToStated(expression.otherwise, stated), type: textStating(stated, type.nullable) };
  if (type.kind === stated) return stating(expression, stated);
  return expression.kind === 'literal' && typeof expression.value === 'string' ? stating(convert(stated, expression), stated) : expression;
}

function stating(expression: Expression, stated: StatedTime): Expression {
  const { type, span } = expression;
  if (expression.kind === 'call' && expression.function === stated && statedTime(expression.arguments[0]?.type ?? type) === stated) return expression.arguments[0] ?? expression;
  return { kind: 'call', function: 'string', arguments: [expression], type: textStating(stated, type.nullable), span };
}

function coerceRecord(expression: Expression & { readonly kind: 'record' }, wanted: ExpressionType & { readonly kind: 'record' }): Expression {
  const fields = expression.fields.map((field) => {
    const to = wanted.fields.find(({ name }) => name === field.name);
    return to === undefined ? field : { name: field.name, value: coerce(field.value, to.type) };
  });
  return { ...expression, fields, type: { kind: 'record', fields: fields.map(({ name, value }) => ({ name, type: value.type })), nullable: false } };
}

function convert(name: 'timestamp' | 'date' | 'duration' | 'decimal', argument: Expression): Expression {
  return { kind: 'call', function: name, arguments: [argument], type: nullableAs(scalar(name), argument.type.nullable), span: argument.span };
}

/** As a decimal, without ever passing a binary fraction: undefined for a double that is no literal. */
function toDecimal(expression: Expression): Expression | undefined {
  const decimal = nullableAs(scalar('decimal'), expression.type.nullable);
  if (expression.type.kind === 'decimal' || expression.type.kind === 'null') return expression;
  if (expression.kind === 'literal') return { ...expression, value: plainDecimal(String(expression.value)), type: decimal };
  if (expression.kind === 'binary' && '+-*/'.includes(expression.operator) && expression.type.kind === 'double') {
    const left = toDecimal(expression.left);
    const right = toDecimal(expression.right);
    return left === undefined || right === undefined ? undefined : { ...expression, left, right, type: decimal };
  }
  if (expression.kind === 'conditional') {
    const then = toDecimal(expression.then);
    const otherwise = toDecimal(expression.otherwise);
    return then === undefined || otherwise === undefined ? undefined : { ...expression, then, otherwise, type: decimal };
  }
  return expression.type.kind === 'int' ? convert('decimal', expression) : undefined;
}

/** `1.5e3` as `1500`; other texts as they are. */
function plainDecimal(text: string): string {
  const match = /^(-?)(\d*)\.?(\d*)e([+-]?\d+)$/i.exec(text);
  if (match === null) return text;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const shift = Number(exponent);
  const digits = whole + fraction;
  const point = whole.length + shift;
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  if (point >= digits.length) return sign + digits + '0'.repeat(point - digits.length);
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}
