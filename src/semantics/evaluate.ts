/**
 * Evaluates type-checked expressions over plain values.
 *
 * Values are JSON: int and double are numbers, decimals exact text, timestamps ISO 8601 text (see `time.ts`), dates
 * `2026-01-31`, durations milliseconds, entities and records objects. Null: `==` and `!=` compare it, every other
 * comparison with null is false, a member of null is null, and arithmetic with null fails.
 */
import { assertNever } from '../base/assertNever.ts';
import type { Json } from '../base/json.ts';
import type { Expression, ExpressionType } from '../ir/expression.ts';
import * as decimal from './decimal.ts';
import { callFunction } from './expressionFunctions.ts';
import { EvaluationError, type EvaluationFailure } from './evaluationError.ts';
import { durationOf, instantOf, instantText, timeBetween, unmarked } from './time.ts';

/** What an expression can read. */
export interface Scope {
  /** By name: `input`, `caller`, `self`, bindings of steps. `now` stands in `now`. */
  readonly variables: Readonly<Record<string, Json>>;
  /** ISO 8601 text. */
  readonly now: string;
  /** What `uuid()` gives; without it `uuid()` fails. */
  readonly uuid?: () => string;
  /** The rows of a `hasMany` relation of an entity's row; without it selecting a relation fails. */
  readonly relation?: (entity: string, row: Json, relation: string) => readonly Json[] | undefined;
}

export type Evaluated = { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly failure: EvaluationFailure };

/** The value of the expression, or why it has none: division by zero, null in arithmetic, text that is no number. */
export function evaluate(expression: Expression, scope: Scope): Evaluated {
  try {
    return { ok: true, value: valueOf(expression, scope) };
  } catch (error) {
    if (error instanceof EvaluationError) return { ok: false, failure: error.failure };
    throw error;
  }
}

/** True when the expression evaluates to true; a failed evaluation is not true. */
export function holds(expression: Expression, scope: Scope): boolean {
  const result = evaluate(expression, scope);
  return result.ok && result.value === true;
}

function valueOf(e: Expression, scope: Scope): Json {
  switch (e.kind) {
    case 'literal':
      return literal(e);
    case 'name':
      return named(e.name, scope);
    case 'select':
      return member(e, scope);
    case 'unary':
      return unary(e, scope);
    case 'binary':
      return binary(e, scope);
    case 'conditional':
      return valueOf(e.condition, scope) === true ? valueOf(e.then, scope) : valueOf(e.otherwise, scope);
    case 'call':
      return callFunction(e, e.arguments.map((argument) => valueOf(argument, scope)), scope);
    case 'macro':
      return macro(e, scope);
    case 'list':
      return e.items.map((item) => valueOf(item, scope));
    case 'record':
      return Object.fromEntries(e.fields.map((field) => [field.name, valueOf(field.value, scope)]));
    default:
      return assertNever(e);
  }
}

function literal(e: Extract<Expression, { kind: 'literal' }>): Json {
  if (e.type.kind === 'decimal' && e.value !== null && typeof e.value !== 'boolean') return decimal.decimalOf(e.value);
  if (e.type.kind === 'duration' && typeof e.value === 'string') return durationOf(e.value) ?? fail('invalid_duration', `${e.value} is no duration.`);
  return e.value;
}

function named(name: string, scope: Scope): Json {
  const value = Object.hasOwn(scope.variables, name) ? scope.variables[name] : undefined;
  if (value !== undefined) return value;
  return name === 'now' ? scope.now : fail('unknown_name', `${name} is not in scope.`);
}

function member(e: Extract<Expression, { kind: 'select' }>, scope: Scope): Json {
  const target = valueOf(e.target, scope);
  if (target === null) return null;
  if (typeof target !== 'object' || Array.isArray(target)) return fail('unknown_name', `${e.member} is read from a value without members.`);
  const record = target as Readonly<Record<string, Json>>;
  if (e.target.type.kind === 'entity') {
    const rows = e.type.kind === 'list' ? scope.relation?.(e.target.type.entity, target, e.member) : undefined;
    if (rows !== undefined) return rows;
  }
  return Object.hasOwn(record, e.member) ? (record[e.member] ?? null) : null;
}

function unary(e: Extract<Expression, { kind: 'unary' }>, scope: Scope): Json {
  const operand = valueOf(e.operand, scope);
  if (e.operator === '!') return operand !== true;
  if (operand === null) return fail('value_missing', 'Null cannot be negated.');
  return typeof operand === 'string' ? decimal.negate(operand) : -Number(operand);
}

type Binary = Extract<Expression, { kind: 'binary' }>;

function binary(e: Binary, scope: Scope): Json {
  const left = valueOf(e.left, scope);
  if (e.operator === '&&') return left === true && valueOf(e.right, scope) === true;
  if (e.operator === '||') return left === true || valueOf(e.right, scope) === true;
  const right = valueOf(e.right, scope);
  switch (e.operator) {
    case '==':
      return equalValues(left, right, e.left.type, e.right.type);
    case '!=':
      return !equalValues(left, right, e.left.type, e.right.type);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return ordered(e.operator, left, right, e.left.type, e.right.type);
    case 'in':
      return contained(left, right, e);
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
      return arithmetic(e, e.operator, left, right);
    default:
      return assertNever(e.operator);
  }
}

function contained(left: Json, right: Json, e: Binary): boolean {
  if (isList(right)) {
    const itemType = e.right.type.kind === 'list' ? e.right.type.items : e.left.type;
    return right.some((item) => equalValues(left, item, e.left.type, itemType));
  }
  return typeof right === 'object' && right !== null && typeof left === 'string' && Object.hasOwn(right, left);
}

/** Whether the order holds; never, when a side is null. */
export function ordered(operator: '<' | '<=' | '>' | '>=', left: Json, right: Json, leftType: ExpressionType, rightType: ExpressionType): boolean {
  if (left === null || right === null) return false;
  const order = compareValues(left, right, leftType, rightType);
  switch (operator) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    default:
      return assertNever(operator);
  }
}

/** Equality as `==` means it: decimals by amount, timestamps by instant, everything else by content. */
export function equalValues(left: Json, right: Json, leftType: ExpressionType, rightType: ExpressionType): boolean {
  if (left === null || right === null) return left === right;
  if (isScalar(left) && isScalar(right) && typeof left !== 'boolean' && typeof right !== 'boolean') {
    if (leftType.kind === 'decimal' || rightType.kind === 'decimal') return decimal.compare(left, right) === 0;
    if (leftType.kind === 'timestamp' && typeof left === 'string' && typeof right === 'string') return instantOf(left) === instantOf(right);
  }
  if (isList(left) && isList(right)) {
    return left.length === right.length && left.every((item, index) => equalValues(item, right[index] ?? null, itemsOf(leftType), itemsOf(rightType)));
  }
  if (leftType.kind === 'entity' && rightType.kind === 'entity') return JSON.stringify(left) === JSON.stringify(right);
  return deepEqual(left, right);
}

/** Equality of JSON values; the order of keys does not matter. */
export function deepEqual(left: Json, right: Json): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (isList(left) || isList(right)) return isList(left) && isList(right) && left.length === right.length && left.every((item, index) => deepEqual(item, right[index] ?? null));
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length && keys.every((key) => Object.hasOwn(right, key) && deepEqual((left as Record<string, Json>)[key] ?? null, (right as Record<string, Json>)[key] ?? null));
}

/** Negative, zero or positive as `left` comes before, with or after `right`. */
export function compareValues(left: Json, right: Json, leftType: ExpressionType, rightType: ExpressionType): number {
  if (isAmount(left) && isAmount(right)) {
    if (leftType.kind === 'decimal' || rightType.kind === 'decimal') return decimal.compare(left, right);
    if (leftType.kind === 'timestamp' || rightType.kind === 'timestamp') return instantOf(String(left)) - instantOf(String(right));
  }
  if (typeof left === 'string' && typeof right === 'string') return left === right ? 0 : left < right ? -1 : 1;
  if (leftType.kind === 'duration') return unmarked(Number(left)) - unmarked(Number(right));
  return Number(left) - Number(right);
}

function arithmetic(e: Binary, operator: '+' | '-' | '*' | '/' | '%', left: Json, right: Json): Json {
  if (left === null || right === null) return fail('value_missing', `Null cannot be an operand of ${operator}.`);
  if (isList(left) && isList(right)) return [...left, ...right];
  const kinds = [e.left.type.kind, e.right.type.kind];
  if (!isAmount(left) || !isAmount(right)) return fail('invalid_number', `${operator} needs numbers.`);
  if (kinds.includes('timestamp') || kinds.includes('date')) return timeArithmetic(operator, left, right, kinds);
  if (kinds.includes('decimal')) return decimalArithmetic(operator, left, right);
  if (typeof left === 'string' || typeof right === 'string') return String(left) + String(right);
  return numberArithmetic(operator, left, right, e.type.kind !== 'double');
}

function timeArithmetic(operator: string, left: string | number, right: string | number, kinds: readonly string[]): Json {
  const ms = (value: string | number): number => (typeof value === 'string' ? instantOf(value) : value);
  const result = operator === '-' ? ms(left) - ms(right) : ms(left) + ms(right);
  const isInstant = (kind: string | undefined): boolean => kind === 'timestamp' || kind === 'date';
  if (isInstant(kinds[0]) && isInstant(kinds[1])) return timeBetween(String(left), String(right));
  return kinds.includes('date') ? instantText(result).slice(0, 10) : instantText(result);
}

function decimalArithmetic(operator: '+' | '-' | '*' | '/' | '%', left: string | number, right: string | number): Json {
  switch (operator) {
    case '+':
      return decimal.add(left, right);
    case '-':
      return decimal.subtract(left, right);
    case '*':
      return decimal.multiply(left, right);
    case '/':
      return decimal.divide(left, right) ?? fail('division_by_zero', 'Division by zero.');
    case '%':
      return decimal.remainder(left, right) ?? fail('division_by_zero', 'Division by zero.');
    default:
      return assertNever(operator);
  }
}

function numberArithmetic(operator: '+' | '-' | '*' | '/' | '%', left: number, right: number, whole: boolean): Json {
  if (right === 0 && (operator === '/' || operator === '%')) return fail('division_by_zero', 'Division by zero.');
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return whole ? Math.trunc(left / right) : left / right;
    case '%':
      return left % right;
    default:
      return assertNever(operator);
  }
}

function macro(e: Extract<Expression, { kind: 'macro' }>, scope: Scope): Json {
  const list = valueOf(e.target, scope);
  const items = isList(list) ? list : [];
  const body = (item: Json): Json => valueOf(e.body, { ...scope, variables: { ...scope.variables, [e.variable]: item } });
  switch (e.macro) {
    case 'all':
      return items.every((item) => body(item) === true);
    case 'exists':
      return items.some((item) => body(item) === true);
    case 'existsOne':
      return items.filter((item) => body(item) === true).length === 1;
    case 'map':
      return items.map(body);
    case 'filter':
      return items.filter((item) => body(item) === true);
    default:
      return assertNever(e.macro);
  }
}

function itemsOf(type: ExpressionType): ExpressionType {
  return type.kind === 'list' ? type.items : { kind: 'json', nullable: true };
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isScalar(value: Json): value is string | number | boolean {
  return typeof value !== 'object';
}

function isAmount(value: Json): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

function fail(code: EvaluationFailure['code'], message: string): never {
  throw new EvaluationError({ code, message });
}
