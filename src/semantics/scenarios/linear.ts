/** Expressions as sums of unknowns: `self.endsAt - self.startsAt <= duration("12h")` is `endsAt - startsAt - 43200000 <= 0`. */
import type { Json } from '../../base/json.ts';
import type { Expression, ExpressionType } from '../../ir/expression.ts';
import { partsOf } from '../../ir/partsOf.ts';
import { type Scope, evaluate } from '../evaluate.ts';
import { durationOf, instantOf } from '../time.ts';

/** A sum of multiples of unknowns and a constant; times in milliseconds. */
export interface Linear {
  readonly factors: ReadonlyMap<string, number>;
  readonly constant: number;
}

/** What a condition asks for: that the sum is not above zero, or below it. */
export interface Bound {
  readonly sum: Linear;
  readonly strict: boolean;
}

/** Which parts of conditions are unknown, and what all others are. */
export interface LinearScope {
  readonly scope: Scope;
  /** The name of an unknown; undefined for everything that stays as it is. */
  readonly unknown: (e: Expression) => string | undefined;
}

/** As many ways to meet a condition as are looked at. */
const mostWays = 48;

/**
 * The ways to give the condition the wanted truth, each as bounds that have to be met together. What is no comparison of sums
 * counts as it is now: a way that needs it otherwise is none.
 */
export function waysToMeet(condition: Expression, wanted: boolean, within: LinearScope): readonly (readonly Bound[])[] {
  if (condition.kind === 'unary' && condition.operator === '!') return waysToMeet(condition.operand, !wanted, within);
  if (condition.kind === 'conditional') {
    const branch = (truth: boolean): readonly (readonly Bound[])[] => bothWays(waysToMeet(condition.condition, truth, within), waysToMeet(truth ? condition.then : condition.otherwise, wanted, within));
    return [...branch(true), ...branch(false)].slice(0, mostWays);
  }
  if (condition.kind === 'binary') {
    const { operator, left, right } = condition;
    if (operator === '&&' || operator === '||') {
      const sides = [waysToMeet(left, wanted, within), waysToMeet(right, wanted, within)] as const;
      return (operator === '&&') === wanted ? bothWays(...sides) : [...sides[0], ...sides[1]].slice(0, mostWays);
    }
    const difference = sumOf({ ...condition, operator: '-', type: left.type }, within);
    if (difference !== undefined && difference.factors.size > 0) return comparison(operator, wanted, difference) ?? [];
  }
  const now = evaluate(condition, within.scope);
  return now.ok && (now.value === true) === wanted ? [[]] : [];
}

/** All of both. */
export function bothWays(a: readonly (readonly Bound[])[], b: readonly (readonly Bound[])[]): readonly (readonly Bound[])[] {
  return a.flatMap((first) => b.map((second) => [...first, ...second])).slice(0, mostWays);
}

type Binary = Extract<Expression, { kind: 'binary' }>;

function comparison(operator: Binary['operator'], wanted: boolean, difference: Linear): readonly (readonly Bound[])[] | undefined {
  const below = (strict: boolean): Bound => ({ sum: difference, strict });
  const above = (strict: boolean): Bound => ({ sum: scaled(difference, -1), strict });
  switch (operator) {
    case '<':
      return [[wanted ? below(true) : above(false)]];
    case '<=':
      return [[wanted ? below(false) : above(true)]];
    case '>':
      return [[wanted ? above(true) : below(false)]];
    case '>=':
      return [[wanted ? above(false) : below(true)]];
    case '==':
    case '!=':
      return (operator === '==') === wanted ? [[below(false), above(false)]] : [[above(true)], [below(true)]];
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
    case '&&':
    case '||':
    case 'in':
      return undefined;
  }
}

function sumOf(e: Expression, within: LinearScope): Linear | undefined {
  const name = within.unknown(e);
  if (name !== undefined) return { factors: new Map([[name, 1]]), constant: 0 };
  if (!readsUnknown(e, within)) return constantOf(e, within.scope);
  switch (e.kind) {
    case 'unary': {
      const operand = e.operator === '-' ? sumOf(e.operand, within) : undefined;
      return operand === undefined ? undefined : scaled(operand, -1);
    }
    case 'binary':
      return sumOfBinary(e, within);
    case 'conditional':
      return sumOf(isTrue(e.condition, within.scope) ? e.then : e.otherwise, within);
    case 'call':
      return sumOfCall(e, within);
    case 'literal':
    case 'name':
    case 'select':
    case 'macro':
    case 'list':
    case 'record':
      return undefined;
  }
}

function sumOfBinary(e: Binary, within: LinearScope): Linear | undefined {
  const [left, right] = [sumOf(e.left, within), sumOf(e.right, within)];
  if (left === undefined || right === undefined) return undefined;
  if (e.operator === '+') return added(left, right);
  if (e.operator === '-') return added(left, scaled(right, -1));
  if (e.operator === '*' && right.factors.size === 0) return scaled(left, right.constant);
  if (e.operator === '*' && left.factors.size === 0) return scaled(right, left.constant);
  return e.operator === '/' && right.factors.size === 0 && right.constant !== 0 && e.type.kind !== 'int' ? scaled(left, 1 / right.constant) : undefined;
}

/** Conversions leave an amount as it is, but for what they round; of `abs`, `min` and `max` the side counts that they take now. */
function sumOfCall(e: Extract<Expression, { kind: 'call' }>, within: LinearScope): Linear | undefined {
  const [first, second] = e.arguments;
  if (first === undefined) return undefined;
  switch (e.function) {
    case 'int':
    case 'double':
    case 'decimal':
    case 'round':
    case 'timestamp':
    case 'date':
    case 'duration':
      return sumOf(first, within);
    case 'abs': {
      const sum = sumOf(first, within);
      const now = evaluate(first, within.scope);
      return sum === undefined || !now.ok ? undefined : scaled(sum, (measured(now.value, first.type) ?? 0) < 0 ? -1 : 1);
    }
    case 'min':
    case 'max': {
      const taken = evaluate(e, within.scope);
      const other = second === undefined ? undefined : evaluate(second, within.scope);
      return sumOf(second !== undefined && taken.ok && other?.ok === true && taken.value === other.value ? second : first, within);
    }
    case 'size':
    case 'sum':
    case 'lower':
    case 'upper':
    case 'trim':
    case 'startsWith':
    case 'endsWith':
    case 'contains':
    case 'matches':
    case 'string':
    case 'has':
    case 'uuid':
      return undefined;
  }
}

function constantOf(e: Expression, scope: Scope): Linear | undefined {
  const value = evaluate(e, scope);
  const constant = value.ok ? measured(value.value, e.type) : undefined;
  return constant === undefined ? undefined : { factors: new Map(), constant };
}

/** A value as a number, times in milliseconds; undefined when it is none, or follows the clock of the model. */
export function measured(value: Json, type: ExpressionType): number | undefined {
  const amount = measuredAs(value, type.kind);
  const isTime = type.kind === 'timestamp' || type.kind === 'date' || type.kind === 'duration';
  return amount === undefined || !Number.isFinite(amount) || (isTime && !Number.isInteger(amount)) ? undefined : amount;
}

function measuredAs(value: Json, kind: ExpressionType['kind']): number | undefined {
  switch (kind) {
    case 'int':
    case 'double':
      return typeof value === 'number' ? value : undefined;
    case 'decimal':
      return typeof value === 'number' || typeof value === 'string' ? Number(value) : undefined;
    case 'timestamp':
    case 'date':
      return typeof value === 'string' ? instantOf(value) : undefined;
    case 'duration':
      return typeof value === 'string' ? durationOf(value) : typeof value === 'number' ? value : undefined;
    case 'string':
    case 'bool':
    case 'json':
    case 'null':
    case 'entity':
    case 'list':
    case 'record':
      return undefined;
  }
}

function isTrue(e: Expression, scope: Scope): boolean {
  const now = evaluate(e, scope);
  return now.ok && now.value === true;
}

function readsUnknown(e: Expression, within: LinearScope): boolean {
  return within.unknown(e) !== undefined || partsOf(e).some((part) => readsUnknown(part, within));
}

function added(a: Linear, b: Linear): Linear {
  const factors = new Map(a.factors);
  for (const [name, factor] of b.factors) factors.set(name, (factors.get(name) ?? 0) + factor);
  return { factors: new Map([...factors].filter(([, factor]) => factor !== 0)), constant: a.constant + b.constant };
}

function scaled(sum: Linear, by: number): Linear {
  return { factors: new Map([...sum.factors].map(([name, factor]) => [name, factor * by])), constant: sum.constant * by };
}
