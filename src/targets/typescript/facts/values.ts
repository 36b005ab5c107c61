import type { Span } from '../../../base/span.ts';
import { shortKey } from '../../facts/shortHash.ts';
import type { Effect, FunctionValue, ObjectEntryValue, Value } from '../../facts/value.ts';

const keysOf = (values: readonly Value[]): string => values.map((value) => value.key).join(', ');

export function literal(value: string | number | boolean | null | undefined, at: Span): Value {
  return { kind: 'literal', value, at, key: value === undefined ? 'undefined' : Object.is(value, -0) ? '0' : JSON.stringify(value) };
}

export function symbol(id: string, at: Span): Value {
  return { kind: 'symbol', id, at, key: id };
}

export function member(object: Value, name: string, at: Span): Value {
  return { kind: 'member', object, name, at, key: shortKey(`${object.key}.${name}`) };
}

export function indexed(object: Value, index: Value, at: Span): Value {
  if (index.kind === 'literal' && typeof index.value === 'string') return member(object, index.value, at);
  return { kind: 'index', object, index, at, key: shortKey(`${object.key}[${index.key}]`) };
}

export function call(callee: Value, args: readonly Value[], at: Span): Value {
  return { kind: 'call', callee, args, construct: false, at, key: shortKey(`${callee.key}(${keysOf(args)})`) };
}

export function construct(callee: Value, args: readonly Value[], at: Span): Value {
  return { kind: 'call', callee, args, construct: true, at, key: shortKey(`new ${callee.key}(${keysOf(args)})`) };
}

export function array(items: readonly Value[], at: Span): Value {
  return { kind: 'array', items, at, key: shortKey(`[${keysOf(items)}]`) };
}

export function spread(value: Value, at: Span): Value {
  return { kind: 'spread', value, at, key: `...${value.key}` };
}

export function regex(source: string, flags: string, at: Span): Value {
  return { kind: 'regex', source, flags, at, key: `/${source}/${Array.from(flags).sort().join('')}` };
}

export function opaque(text: string, at: Span): Value {
  return { kind: 'opaque', text, at, key: shortKey(`«${text.replaceAll(/\s+/g, ' ')}»`) };
}

/** An object; entries of spread objects that are known stand in it themselves, and of two entries with one name the later counts. */
export function object(entries: readonly ObjectEntryValue[], at: Span): Value {
  const flat = entries.flatMap((entry) => entry.kind === 'spread' && entry.value.kind === 'object' ? entry.value.entries : [entry]);
  const last = new Map<string, ObjectEntryValue>();
  for (const entry of flat) if (entry.kind === 'property') last.set(entry.name, entry);
  const kept = flat.filter((entry) => entry.kind !== 'property' || last.get(entry.name) === entry);
  const runs: string[] = [];
  let run: string[] = [];
  const close = (): void => {
    if (run.length > 0) runs.push(run.sort().join(', '));
    run = [];
  };
  for (const entry of kept) {
    if (entry.kind === 'property') run.push(`${JSON.stringify(entry.name)}: ${entry.value.key}`);
    else {
      close();
      runs.push(entry.kind === 'spread' ? `...${entry.value.key}` : `[${entry.name.key}]: ${entry.value.key}`);
    }
  }
  close();
  return { kind: 'object', entries: kept, at, key: shortKey(`{${runs.join(', ')}}`) };
}

/** What is spread in an object, where nothing is the empty object: `...(a && { b })` is `...(a ? { b } : {})`. */
export function spreadable(value: Value): Value {
  const { at } = value;
  if (value.kind === 'literal') return typeof value.value === 'string' && value.value !== '' ? value : object([], at);
  if (value.kind === 'conditional') return conditional(value.test, spreadable(value.then), spreadable(value.else), at);
  const given = value.kind === 'operation' && value.operator === '&&' ? value.operands.at(-1) : undefined;
  if (value.kind !== 'operation' || given?.kind !== 'object') return value;
  const [only, ...more] = value.operands.slice(0, -1);
  return only === undefined ? value : conditional(truth(more.length === 0 ? only : operation('&&', [only, ...more], at)), given, object([], at), at);
}

/** A text made of texts and values; known parts are joined, and a text alone is a literal. */
export function template(tag: Value | undefined, parts: readonly (string | Value)[], at: Span): Value {
  const joined: (string | Value)[] = [];
  const add = (part: string | Value): void => {
    const last = joined.at(-1);
    if (typeof part !== 'string' && tag === undefined && part.kind === 'literal' && typeof part.value !== 'undefined') add(String(part.value));
    else if (typeof part !== 'string' && part.kind === 'template' && part.tag === undefined && tag === undefined) part.parts.forEach(add);
    else if (typeof part === 'string' && typeof last === 'string') joined[joined.length - 1] = last + part;
    else if (part !== '') joined.push(part);
  };
  parts.forEach(add);
  if (tag === undefined && joined.length === 0) return literal('', at);
  const [first] = joined;
  if (tag === undefined && joined.length === 1 && typeof first === 'string') return literal(first, at);
  const text = joined.map((part) => typeof part === 'string' ? part.replaceAll('$', '$$$$') : `\${${part.key}}`).join('');
  return { kind: 'template', tag, parts: joined, at, key: shortKey(`${tag?.key ?? ''}\`${text}\``) };
}

const mirrored: Readonly<Record<string, string>> = { '>': '<', '>=': '<=' };
const negated: Readonly<Record<string, string>> = { '===': '!==', '!==': '===', '==': '!=', '!=': '==' };
const symmetric = new Set(['===', '!==', '==', '!=']);

/** An operation in its normal form. */
export function operation(operator: string, operands: readonly Value[], at: Span): Value {
  const [left, right] = operands;
  if (left !== undefined && right !== undefined) {
    const turned = mirrored[operator];
    if (turned !== undefined) return operation(turned, [right, left], at);
    const truthValue = operator === '===' || operator === '!==' ? asTruth(operator, left, right) : undefined;
    if (truthValue !== undefined) return truthValue;
    const chained = operator === '===' || operator === '!==' ? asChained(left, right, at) : undefined;
    if (chained !== undefined) return operator === '===' ? chained : not(chained);
    const equal = operator === '===' || operator === '!==' ? foldEquality(left, right) : undefined;
    if (equal !== undefined) return literal(equal === (operator === '==='), at);
    if ((operator === '==' || operator === '!=') && (left.key === 'undefined' || right.key === 'undefined')) {
      return operation(operator, [left, right].map((side) => (side.key === 'undefined' ? literal(null, side.at) : side)), at);
    }
    if (symmetric.has(operator) && left.key > right.key) return operation(operator, [right, left], at);
    const folded = foldNumbers(operator, left, right, at) ?? asPresence(operator, left, right, at);
    if (folded !== undefined) return folded;
    if ((operator === '*' || operator === '+') && isBehind(left, right) && !isText(left) && !isText(right)) return operation(operator, [right, left], at);
    if (operator === '+' && (isText(left) || isText(right))) return template(undefined, [left, right], at);
    if (operator === '&&' || operator === '||' || operator === '??') {
      const flat = withLooseEquality(operator, operands.flatMap((operand) => operand.kind === 'operation' && operand.operator === operator ? operand.operands : [operand]));
      const [only] = flat;
      if (flat.length === 1 && only !== undefined) return only;
      return { kind: 'operation', operator, operands: flat, at, key: shortKey(`(${flat.map(({ key }) => key).join(` ${operator} `)})`) };
    }
  }
  const key = operands.length === 1 ? `(${operator} ${left?.key ?? ''})` : `(${operands.map((operand) => operand.key).join(` ${operator} `)})`;
  return { kind: 'operation', operator, operands, at, key: shortKey(key) };
}

/** `x !== undefined && x !== null` is `x != null`, `x === undefined || x === null` is `x == null`. */
function withLooseEquality(operator: string, operands: readonly Value[]): readonly Value[] {
  const exact = operator === '&&' ? '!==' : operator === '||' ? '===' : undefined;
  if (exact === undefined) return operands;
  const list: Value[] = [];
  for (const operand of operands) {
    const tested = testedForNothing(operand, exact);
    const other = tested === undefined ? -1 : list.findIndex((before) => {
      const also = testedForNothing(before, exact);
      return also?.value.key === tested.value.key && also.nothing !== tested.nothing;
    });
    if (tested === undefined || other === -1) list.push(operand);
    else list[other] = operation(exact.slice(0, 2), [tested.value, literal(null, operand.at)], operand.at);
  }
  return list;
}

/** `(a < b) === true` is `a < b`. */
function asTruth(operator: string, left: Value, right: Value): Value | undefined {
  const [constant, other] = left.kind === 'literal' ? [left, right] : [right, left];
  if (constant.kind !== 'literal' || typeof constant.value !== 'boolean' || other.kind !== 'operation' || !/^(?:[!=]==?|<=?|!)$/.test(other.operator)) return undefined;
  return constant.value === (operator === '===') ? other : not(other);
}

/** `row?.status === "A"` is `row !== undefined && row.status === "A"`. */
function asChained(left: Value, right: Value, at: Span): Value | undefined {
  const [constant, other] = left.kind === 'literal' ? [left, right] : [right, left];
  if (constant.kind !== 'literal' || constant.value === null || constant.value === undefined) return undefined;
  if (other.kind !== 'member' || !other.name.startsWith('?.')) return undefined;
  const { object: row, name } = other;
  return operation('&&', [operation('!=', [row, literal(null, at)], at), operation('===', [member(row, name.slice(2), other.at), constant], at)], at);
}

/** Constants stand last, the rest in the order of their keys. */
function isBehind(left: Value, right: Value): boolean {
  return (left.kind === 'literal') === (right.kind === 'literal') ? left.key > right.key : left.kind === 'literal';
}

/** A row that was looked for, or the first one of a list: an object, or undefined, and never null, `0` or an empty text. */
function mayBeMissing(value: Value): boolean {
  return value.kind === 'symbol' ? value.id.startsWith('result:')
    : value.kind === 'index' && value.index.kind === 'literal' && typeof value.index.value === 'number' && mayBeMissing(value.object);
}

/** How many there are of something. */
function isCount(value: Value): boolean {
  return value.kind === 'member' && (value.name === 'length' || value.name === 'size');
}

/** Whether something is there, in the one way in which that is said: `row === undefined`, `items.length === 0`. */
function asPresence(operator: string, left: Value, right: Value, at: Span): Value | undefined {
  if (operator === '==' || operator === '!=') {
    const tested = left.key === 'null' ? right : right.key === 'null' ? left : undefined;
    return tested !== undefined && mayBeMissing(tested) ? operation(`${operator}=`, [tested, literal(undefined, at)], at) : undefined;
  }
  const isFew = isCount(left) && ((operator === '<' && right.key === '1') || (operator === '<=' && right.key === '0'));
  if (isFew) return operation('===', [left, literal(0, at)], at);
  const areSome = isCount(right) && ((operator === '<' && left.key === '0') || (operator === '<=' && left.key === '1'));
  return areSome ? operation('!==', [right, literal(0, at)], at) : undefined;
}

/** Where only truth counts, the test that a value alone stands for. */
function testOf(value: Value, operator: '===' | '!=='): Value | undefined {
  if (mayBeMissing(value)) return operation(operator, [value, literal(undefined, value.at)], value.at);
  return isCount(value) ? operation(operator, [value, literal(0, value.at)], value.at) : undefined;
}

function testedForNothing(value: Value, operator: string): { readonly value: Value; readonly nothing: string } | undefined {
  if (value.kind !== 'operation' || value.operator !== operator) return undefined;
  const [left, right] = value.operands;
  if (left === undefined || right === undefined) return undefined;
  const isNothing = ({ key }: Value): boolean => key === 'null' || key === 'undefined';
  return isNothing(left) ? { value: right, nothing: left.key } : isNothing(right) ? { value: left, nothing: right.key } : undefined;
}

function isText(value: Value): boolean {
  return (value.kind === 'literal' && typeof value.value === 'string') || (value.kind === 'template' && value.tag === undefined);
}

/** Whether two constants are the same; undefined where that is not sure. */
function foldEquality(left: Value, right: Value): boolean | undefined {
  if (left.kind === 'literal' && right.kind === 'literal') return left.key === right.key;
  const other = left.kind === 'literal' ? right : right.kind === 'literal' ? left : undefined;
  return other?.kind === 'object' || other?.kind === 'array' || other?.kind === 'function' || other?.kind === 'regex' ? false : undefined;
}

function foldNumbers(operator: string, left: Value, right: Value, at: Span): Value | undefined {
  if (left.kind !== 'literal' || right.kind !== 'literal' || typeof left.value !== 'number' || typeof right.value !== 'number') return undefined;
  switch (operator) {
    case '+': return literal(left.value + right.value, at);
    case '-': return literal(left.value - right.value, at);
    case '*': return literal(left.value * right.value, at);
    case '/': return literal(left.value / right.value, at);
    case '**': return literal(left.value ** right.value, at);
    default: return undefined;
  }
}

/** The opposite of a condition, with the `not` as far inside as it goes. */
export function not(value: Value): Value {
  const { at } = value;
  if (value.kind === 'literal') return literal(!value.value, at);
  if (value.kind !== 'operation') return testOf(value, '===') ?? operation('!', [value], at);
  const { operator, operands } = value;
  const [first, second] = operands;
  if (operator === '!' && first !== undefined) return first;
  const opposite = negated[operator];
  if (opposite !== undefined) return operation(opposite, operands, at);
  if (first !== undefined && second !== undefined) {
    if (operator === '<') return operation('<=', [second, first], at);
    if (operator === '<=') return operation('<', [second, first], at);
  }
  if (operator === '&&') return operation('||', operands.map(not), at);
  if (operator === '||') return operation('&&', operands.map(not), at);
  return operation('!', [value], at);
}

/** Of a condition and its opposite exactly one is negative, so that both spellings of a choice become one. */
export function isNegative(value: Value): boolean {
  if (value.kind !== 'operation') return false;
  const { operator, operands } = value;
  if (operator === '!' || operator === '!==' || operator === '!=' || operator === '<=') return true;
  if (operator !== '&&' && operator !== '||') return false;
  if (operands.every(isNegative)) return true;
  return operator === '||' && operands.some(isNegative);
}

/** `!!x` and `Boolean(x)` where only truth counts are `x`. */
export function truth(value: Value): Value {
  if (value.kind === 'operation' && value.operator === '!') {
    const [inner] = value.operands;
    if (inner?.kind === 'operation' && inner.operator === '!' && inner.operands[0] !== undefined) return truth(inner.operands[0]);
  }
  if (value.kind === 'call' && value.callee.key === 'global#Boolean' && value.args[0] !== undefined) return truth(value.args[0]);
  if (value.kind === 'operation' && (value.operator === '&&' || value.operator === '||')) {
    const operands = value.operands.map(truth);
    return operands.every((operand, index) => operand === value.operands[index]) ? value : operation(value.operator, operands, value.at);
  }
  return testOf(value, '!==') ?? value;
}

export function conditional(test: Value, then: Value, otherwise: Value, at: Span): Value {
  if (test.kind === 'literal') return test.value ? then : otherwise;
  if (then.key === otherwise.key) return then;
  if (testedForNothing(test, '===')?.value.key === otherwise.key || testedForNothing(test, '==')?.value.key === otherwise.key) return operation('??', [otherwise, then], at);
  if (isNegative(test)) return conditional(not(test), otherwise, then, at);
  return { kind: 'conditional', test, then, else: otherwise, at, key: shortKey(`(${test.key} ? ${then.key} : ${otherwise.key})`) };
}

export function functionValue(params: number, effects: readonly Effect[], at: Span): FunctionValue {
  return { kind: 'function', params, effects, at, key: shortKey(`=> {${effects.map((effect) => effect.key).join('; ')}}`) };
}

/** The same value at another place, which uses it. */
export function usedAt(value: Value, at: Span): Value {
  return { ...value, at, from: value.from ?? value.at };
}
