import type { Value } from '../../facts/value.ts';

/** Constants stand last, the rest in the order of their keys. */
export function isBehind(left: Value, right: Value): boolean {
  return (left.kind === 'literal') === (right.kind === 'literal') ? left.key > right.key : left.kind === 'literal';
}

/** A row that was looked for, the first one of a list, or who calls: an object, or undefined, and never null, `0` or an empty text. */
export function mayBeMissing(value: Value): boolean {
  if (value.kind === 'member') return value.name === 'caller' && value.object.kind === 'symbol';
  if (value.kind === 'call') return value.callee.kind === 'member' && /^find(?:Last)?$/.test(value.callee.name) && value.args.length === 1 && readsItems(value.args[0]);
  return value.kind === 'symbol' ? value.id.startsWith('result:')
    : value.kind === 'index' && value.index.kind === 'literal' && typeof value.index.value === 'number' && mayBeMissing(value.object);
}

/** Does it look at properties of what it is given? Then that is an object. */
function readsItems(test: Value | undefined): boolean {
  return test?.kind === 'function' && test.effects.some(({ key }) => /param#\d+\.0\.\w/.test(key));
}

/** How many there are of something. */
export function isCount(value: Value): boolean {
  return value.kind === 'member' && (value.name === 'length' || value.name === 'size');
}

/** What is tested for being null or undefined with the operator; undefined for other values. */
export function testedForNothing(value: Value, operator: string): { readonly value: Value; readonly nothing: string } | undefined {
  if (value.kind !== 'operation' || value.operator !== operator) return undefined;
  const [left, right] = value.operands;
  if (left === undefined || right === undefined) return undefined;
  const isNothing = ({ key }: Value): boolean => key === 'null' || key === 'undefined';
  return isNothing(left) ? { value: right, nothing: left.key } : isNothing(right) ? { value: left, nothing: right.key } : undefined;
}

/** Is it surely a text? */
export function isText(value: Value): boolean {
  return (value.kind === 'literal' && typeof value.value === 'string') || (value.kind === 'template' && value.tag === undefined);
}

/** Whether two constants are the same; undefined where that is not sure. */
export function foldEquality(left: Value, right: Value): boolean | undefined {
  if (left.kind === 'literal' && right.kind === 'literal') return left.key === right.key;
  const other = left.kind === 'literal' ? right : right.kind === 'literal' ? left : undefined;
  return other?.kind === 'object' || other?.kind === 'array' || other?.kind === 'function' || other?.kind === 'regex' ? false : undefined;
}

function isSum(value: Value): boolean {
  return isCount(value) || (value.kind === 'operation' && /^[-+*/%]$/.test(value.operator));
}

/** What arithmetic gives that changes nothing: `a * 1`, `a - 0`, and `a + b + 0`, where `a` alone might be a text. */
export function withoutIdle(operator: string, left: Value, right: Value): Value | undefined {
  if ((operator === '-' && right.key === '0') || ((operator === '/' || operator === '*') && right.key === '1')) return left;
  if (operator === '*' && left.key === '1') return right;
  if (operator !== '+') return undefined;
  return right.key === '0' && isSum(left) ? left : left.key === '0' && isSum(right) ? right : undefined;
}

/** What `x ?? false` takes for false when it is not there. */
export function flagIn(value: Value): Value | undefined {
  const [flag, otherwise, ...more] = value.kind === 'operation' && value.operator === '??' ? value.operands : [];
  return otherwise?.key === 'false' && more.length === 0 ? flag : undefined;
}

/** The list and the test in `list.filter(test).length === 0` and `list.find(test) === undefined`. */
export function filteredIn(left: Value, right: Value): { readonly list: Value; readonly test: Value } | undefined {
  const [value, other] = left.kind === 'literal' ? [right, left] : [left, right];
  const search = value.kind === 'member' && value.name === 'length' && other.key === '0' ? value.object : other.key === 'undefined' ? value : undefined;
  const [test, ...more] = search?.kind === 'call' ? search.args : [];
  if (search?.kind !== 'call' || search.callee.kind !== 'member' || test?.kind !== 'function' || more.length > 0) return undefined;
  return search.callee.name === (search === value ? 'find' : 'filter') ? { list: search.callee.object, test } : undefined;
}

/** What arithmetic of two known numbers gives. */
export function foldNumbers(operator: string, left: Value, right: Value): number | undefined {
  if (left.kind !== 'literal' || right.kind !== 'literal' || typeof left.value !== 'number' || typeof right.value !== 'number') return undefined;
  switch (operator) {
    case '+': return left.value + right.value;
    case '-': return left.value - right.value;
    case '*': return left.value * right.value;
    case '/': return left.value / right.value;
    case '**': return left.value ** right.value;
    default: return undefined;
  }
}
