import type { Expression, ExpressionType } from '../../../ir/expression.ts';
import { amount } from './arithmetic.ts';
import { type Code, level, within } from './code.ts';
import { allOf, anyOf, asCondition, isNotNull, isNull, not, orNull } from './operands.ts';
import { callOf, type ExpressionScope, type Render } from './scope.ts';

type Binary = Extract<Expression, { kind: 'binary' }>;
type OrderOperator = '<' | '<=' | '>' | '>=';

const bool: ExpressionType = { kind: 'bool', nullable: false };

/** `==` or, with `equal` false, `!=`: null equals null, decimals by amount, timestamps by instant, the rest by content. */
export function equality(e: Binary, equal: boolean, scope: ExpressionScope, render: Render): Code {
  const [left, right] = e.left.kind === 'literal' && e.right.kind !== 'literal' ? [e.right, e.left] : [e.left, e.right];
  const [a, b] = [render(amount(left), scope), render(amount(right), scope)];
  if (right.kind === 'literal' && right.value === null) return withNull(a, equal);
  if (left.kind === 'literal' && right.kind === 'literal') return constant((left.value === right.value) === equal);
  if (right.kind === 'literal' && typeof right.value === 'boolean') return withBoolean(a, right.value === equal, right.value);
  switch (comparedAs(left.type, right.type)) {
    case 'decimal':
      return decimals(a, b, equal, scope);
    case 'timestamp':
      return scalars(instant(a), instant(b), equal);
    case 'content':
      return contents(a, b, equal, scope);
    case 'scalar':
      return enums(a, b, equal);
  }
}

/** `<`, `<=`, `>`, `>=`: false when a side is null. */
export function order(e: Binary, operator: OrderOperator, scope: ExpressionScope, render: Render): Code {
  const [a, b] = [render(amount(e.left), scope), render(amount(e.right), scope)];
  const guards = [a, b].filter(({ absent }) => absent !== 'never').map(isNotNull);
  if (operator === '<=' && a.range?.least === 0 && b.text === '0' && guards.length === 0) return scalars(a, b, true);
  const test =
    comparedAs(e.left.type, e.right.type) === 'decimal'
      ? { text: `${comparison(a, b, scope)} ${operator} 0`, level: level.relational }
      : { text: `${within(a, level.relational)} ${operator} ${within(b, level.additive)}`, level: level.relational };
  return allOf([...guards, { ...test, type: bool, absent: 'never' }]);
}

/** The opposite of an order, where no side can be null. */
export const opposite: Readonly<Record<OrderOperator, OrderOperator>> = { '<': '>=', '<=': '>', '>': '<=', '>=': '<' };

/** `in`: equality with an item of a list, or being a key of a map. */
export function membership(e: Binary, scope: ExpressionScope, render: Render): Code {
  const [item, list] = [render(e.left, scope), render(e.right, scope)];
  const itemType = e.right.type.kind === 'list' ? e.right.type.items : undefined;
  if (itemType === undefined) return callOf(scope, 'helper:isIn', [item.text, list.text], { type: bool });
  const how = comparedAs(e.left.type, itemType);
  if (how !== 'scalar' || e.right.kind !== 'list' || list.absent !== 'never') {
    const key = how === 'decimal' ? 'helper:isDecimalIn' : 'helper:isIn';
    return callOf(scope, key, [orNull(item).text, orNull(list).text], { type: bool });
  }
  const values = e.right.items.map((value) => (value.kind === 'literal' ? value.value : undefined));
  const narrow = item.values !== undefined && !values.every((value) => value !== undefined && value !== null && item.values?.has(value));
  const isForeign = item.absent !== 'never' || narrow || item.values === undefined || typeof values[0] !== 'string';
  if (isForeign && item.values !== undefined) return callOf(scope, 'helper:isIn', [orNull(item).text, list.text], { type: bool });
  if (item.absent !== 'never') return callOf(scope, 'helper:isIn', [orNull(item).text, list.text], { type: bool });
  return { text: `${list.text}.includes(${item.text})`, level: level.member, type: bool, absent: 'never' };
}

function withNull(code: Code, equal: boolean): Code {
  if (code.absent === 'never') return constant(!equal);
  return equal ? isNull(code) : isNotNull(code);
}

/** Comparison with `true` or `false`; `wanted` is whether the value itself must be true, when it is not null. */
function withBoolean(code: Code, wanted: boolean, value: boolean): Code {
  if (code.absent === 'never') return wanted ? code : not(code);
  const equal = wanted === value;
  const subject = code.values !== undefined && !code.values.has(value) ? widened(code, 'boolean') : within(code, level.relational);
  return { text: `${subject} ${equal ? '===' : '!=='} ${String(value)}`, level: level.equality, type: bool, absent: 'never' };
}

type Comparison = 'decimal' | 'timestamp' | 'content' | 'scalar';

function comparedAs(a: ExpressionType, b: ExpressionType): Comparison {
  const kinds = [a.kind, b.kind];
  if (kinds.includes('decimal')) return 'decimal';
  if (kinds.includes('timestamp')) return 'timestamp';
  return kinds.some((kind) => kind === 'json' || kind === 'list' || kind === 'record' || kind === 'entity') ? 'content' : 'scalar';
}

function decimals(a: Code, b: Code, equal: boolean, scope: ExpressionScope): Code {
  const possiblyNull = [a, b].filter(({ absent }) => absent !== 'never');
  if (possiblyNull.length === 2) {
    const same = callOf(scope, 'helper:sameDecimal', [orNull(a).text, orNull(b).text], { type: bool });
    return equal ? same : not(same);
  }
  const test: Code = { text: `${comparison(a, b, scope)} ${equal ? '===' : '!=='} 0`, level: level.equality, type: bool, absent: 'never' };
  return equal ? allOf([...possiblyNull.map(isNotNull), test]) : anyOf([...possiblyNull.map(isNull), test]);
}

function comparison(a: Code, b: Code, scope: ExpressionScope): string {
  return `${scope.file.use('runtime:compare')}(${a.text}, ${b.text})`;
}

function instant(code: Code): Code {
  const dot = code.absent === 'never' ? '.' : '?.';
  return { ...code, text: `${within(code, level.member)}${dot}getTime()`, level: level.member };
}

function contents(a: Code, b: Code, equal: boolean, scope: ExpressionScope): Code {
  const deep = scope.file.importFrom('node:util', 'isDeepStrictEqual');
  const same: Code = { text: `${deep}(${orNull(a).text}, ${orNull(b).text})`, level: level.member, type: bool, absent: 'never' };
  return equal ? same : not(same);
}

/** Equality of what TypeScript types as a few values; where it would see that they never meet, one side is widened. */
function enums(a: Code, b: Code, equal: boolean): Code {
  const overlap = a.values === undefined || b.values === undefined || [...a.values].some((value) => b.values?.has(value));
  const [first] = a.values ?? [];
  if (overlap) return scalars(a, b, equal);
  return scalars({ ...a, text: widened(a, first === undefined ? 'string' : typeof first), level: level.primary }, b, equal);
}

function widened(code: Code, type: string): string {
  const absent = code.absent === 'both' ? ' | null | undefined' : code.absent === 'never' ? '' : ` | ${code.absent}`;
  return `(${within(code, level.additive)} as ${type}${absent})`;
}

function scalars(a: Code, b: Code, equal: boolean): Code {
  const bothAbsent = a.absent !== 'never' && b.absent !== 'never' && a.type.kind !== 'timestamp';
  const [x, y] = bothAbsent && a.absent !== b.absent ? [orNull(a), orNull(b)] : [a, b];
  const text = `${within(x, level.relational)} ${equal ? '===' : '!=='} ${within(y, level.relational)}`;
  return { text, level: level.equality, type: bool, absent: 'never' };
}

function constant(value: boolean): Code {
  return asCondition({ text: String(value), level: level.primary, type: bool, absent: 'never' });
}
