/**
 * What would make a condition true, or false: values of inputs, of attributes of bound rows, or rows that a list should have.
 *
 * Works backwards from a condition and the values in scope. It knows comparisons, `in`, connectives, presence, arithmetic with
 * one unknown, sizes of lists and quantifiers over them; for everything else it gives nothing. Callers try the answers one by one.
 */
import type { Json } from '../../base/json.ts';
import type { Expression } from '../../ir/expression.ts';
import * as decimal from '../decimal.ts';
import { evaluate } from '../evaluate.ts';
import { instantOf, instantText, isClockText } from '../time.ts';
import { type Solution, type SolveScope, assign, either, itemScope, maxSolutions, sized, valueOf } from './assignments.ts';

/** Ways to give the condition the wanted truth; `[[]]` when it has it already. */
export function solve(condition: Expression, wanted: boolean, scope: SolveScope): readonly Solution[] {
  const now = evaluate(condition, scope);
  if (now.ok && (now.value === true) === wanted) return [[]];
  return attempt(condition, wanted, scope).slice(0, maxSolutions);
}

function attempt(e: Expression, wanted: boolean, scope: SolveScope): readonly Solution[] {
  switch (e.kind) {
    case 'unary':
      return e.operator === '!' ? solve(e.operand, !wanted, scope) : [];
    case 'binary':
      return solveBinary(e, wanted, scope);
    case 'conditional':
      return [
        ...both(solve(e.condition, true, scope), solve(e.then, wanted, scope)),
        ...both(solve(e.condition, false, scope), solve(e.otherwise, wanted, scope)),
      ];
    case 'call':
      return solveCall(e, wanted, scope);
    case 'macro':
      return solveMacro(e, wanted, scope);
    case 'name':
    case 'select':
      return assign(e, [wanted], scope);
    case 'literal':
    case 'list':
    case 'record':
      return [];
  }
}

type Binary = Extract<Expression, { kind: 'binary' }>;

function solveBinary(e: Binary, wanted: boolean, scope: SolveScope): readonly Solution[] {
  switch (e.operator) {
    case '&&':
      return wanted ? both(solve(e.left, true, scope), solve(e.right, true, scope)) : either(solve(e.left, false, scope), solve(e.right, false, scope));
    case '||':
      return wanted ? either(solve(e.left, true, scope), solve(e.right, true, scope)) : both(solve(e.left, false, scope), solve(e.right, false, scope));
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=': {
      const operator = wanted ? e.operator : opposites[e.operator];
      return either(assign(e.left, candidates(operator, valueOf(e.right, scope), e.left, scope), scope), assign(e.right, candidates(mirrored[operator], valueOf(e.left, scope), e.right, scope), scope));
    }
    case 'in': {
      const list = valueOf(e.right, scope);
      const items = Array.isArray(list) ? (list as readonly Json[]) : [];
      return assign(e.left, wanted ? items : items.flatMap((item) => candidates('!=', item, e.left, scope)).filter((item) => !items.includes(item)), scope);
    }
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
      return [];
  }
}

type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=';
const opposites: Readonly<Record<Comparison, Comparison>> = { '==': '!=', '!=': '==', '<': '>=', '<=': '>', '>': '<=', '>=': '<' };
const mirrored: Readonly<Record<Comparison, Comparison>> = { '==': '==', '!=': '!=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

/** Values that stand in the relation to `other`: of the few that there are, or near it. */
function candidates(operator: Comparison, other: Json | undefined, e: Expression, scope: SolveScope): readonly Json[] {
  const domain = operator === '!=' && e.kind === 'select' ? scope.domain?.(e) : undefined;
  return domain === undefined ? targets(operator, other, e) : domain.filter((value) => value !== other);
}

/** Values that stand in the relation to `other`. */
function targets(operator: Comparison, other: Json | undefined, e: Expression): readonly Json[] {
  if (other === undefined) return [];
  if (operator === '==') return [other];
  if (other === null) return operator === '!=' ? present(e) : [];
  if (operator === '<=' || operator === '>=') {
    const beyond = moved(other, operator === '<=' ? -1 : 1, e);
    // An instant of the model's clock is another one when the plan is played.
    return e.type.kind === 'timestamp' ? (typeof other === 'string' && isClockText(other) ? beyond : [...beyond, other]) : [other, ...beyond];
  }
  if (operator === '<' || operator === '>') return moved(other, operator === '<' ? -1 : 1, e);
  return typeof other === 'boolean' ? [!other] : [...moved(other, 1, e), ...moved(other, -1, e)];
}

/** Years between a sample and now: a plan made today must still hold when its test runs. */
const farMs = 10 * 365 * 86_400_000;

/** Values below or above the other, which has the type of the expression. */
export function neighbours(operator: '<' | '>', other: Json, e: Expression): readonly Json[] {
  return moved(other, operator === '<' ? -1 : 1, e);
}

/** Values a little above or below. */
function moved(value: Json, sign: 1 | -1, e: Expression): readonly Json[] {
  switch (e.type.kind) {
    case 'int':
    case 'duration':
      return typeof value === 'number' ? [value + sign, value + 10 * sign] : [];
    case 'double':
      return typeof value === 'number' ? [value + sign, value + sign / 2] : [];
    case 'decimal':
      return typeof value === 'string' || typeof value === 'number' ? ['0.01', '1', '10'].map((step) => (sign === 1 ? decimal.add(value, step) : decimal.subtract(value, step))) : [];
    case 'timestamp':
      return typeof value === 'string' ? [instantText(Math.floor(instantOf(value)) + sign * farMs), instantText(Math.floor(instantOf(value)) + sign * 3_600_000)] : [];
    case 'date':
      return typeof value === 'string' ? [farMs, 86_400_000].map((distance) => instantText(instantOf(value) + sign * distance).slice(0, 10)) : [];
    case 'string':
      return typeof value === 'string' ? [`${value}x`, value.slice(0, -1), `other ${value}`] : [];
    case 'bool':
    case 'entity':
    case 'json':
    case 'list':
    case 'null':
    case 'record':
      return [];
  }
}

/** A value that is not null. */
function present(e: Expression): readonly Json[] {
  switch (e.type.kind) {
    case 'int':
    case 'double':
      return [1];
    case 'decimal':
      return ['1'];
    case 'bool':
      return [true];
    case 'timestamp':
      return ['2030-01-15T09:00:00.000Z'];
    case 'date':
      return ['2030-01-15'];
    case 'string':
      return ['present'];
    case 'duration':
      return [1000];
    case 'entity':
      return [{}];
    case 'json':
    case 'list':
    case 'null':
    case 'record':
      return [];
  }
}

function solveCall(e: Extract<Expression, { kind: 'call' }>, wanted: boolean, scope: SolveScope): readonly Solution[] {
  const [first, second] = e.arguments;
  if (first === undefined) return [];
  if (e.function === 'has') return assign(first, wanted ? present(first) : [null], scope);
  const other = second === undefined ? undefined : valueOf(second, scope);
  if (typeof other !== 'string' || !['startsWith', 'endsWith', 'contains'].includes(e.function)) return [];
  const text = valueOf(first, scope);
  const old = typeof text === 'string' ? text : '';
  const values = e.function === 'endsWith' ? [old + other, other] : e.function === 'startsWith' ? [other + old, other] : [`${old}${other}`, other];
  return assign(first, wanted ? values : [old.replaceAll(other, ''), 'other'], scope);
}

function solveMacro(e: Extract<Expression, { kind: 'macro' }>, wanted: boolean, scope: SolveScope): readonly Solution[] {
  const list = valueOf(e.target, scope);
  const items = Array.isArray(list) ? (list as readonly Json[]) : [];
  const inside = (item: Json, truth: boolean, index: number): readonly Solution[] => solve(e.body, truth, itemScope(e, item, index, scope));
  if ((e.macro === 'exists' || e.macro === 'existsOne') && wanted) return items.length === 0 ? sized(e.target, 1, Number.POSITIVE_INFINITY, scope) : items.flatMap((item, index) => inside(item, true, index));
  if (e.macro === 'all' && !wanted) return items.length === 0 ? sized(e.target, 1, Number.POSITIVE_INFINITY, scope) : items.flatMap((item, index) => inside(item, false, index));
  if (e.macro === 'all' || e.macro === 'exists') return items.reduce<readonly Solution[]>((found, item, index) => both(found, inside(item, wanted, index)), [[]]);
  return [];
}

function both(a: readonly Solution[], b: readonly Solution[]): readonly Solution[] {
  return a.flatMap((first) => b.map((second) => [...first, ...second])).slice(0, maxSolutions);
}
