import type { Span } from '../../../base/span.ts';
import { keyOfOperation } from '../../facts/operationKey.ts';
import { shortKey } from '../../facts/shortHash.ts';
import type { Effect, FunctionValue, Value } from '../../facts/value.ts';
import { conditionOf, type SqlCondition, type SqlOperand } from './sqlConditions.ts';
import { equalTo, isWord } from './alternatives.ts';
import { isBoolean, isDecided, truthOf } from './choices.ts';
import { filteredIn, flagIn, foldEquality, foldNumbers, isBehind, isCount, isText, mayBeMissing, testedForNothing, withoutIdle } from './valueForms.ts';

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
  const listed = callee.kind === 'member' && callee.name === 'includes' && callee.object.kind === 'array' && args.length === 1 && callee.object.items.every(isWord) ? callee.object : undefined;
  const [only, ...more] = listed?.items ?? [];
  if (only !== undefined && more.length === 0 && args[0] !== undefined) return operation('===', [args[0], only], at);
  // The order of words says nothing of whether one is among them.
  if (listed !== undefined) return { kind: 'call', callee, args, construct: false, at, key: shortKey(`[${listed.items.map(({ key }) => key).sort().join(', ')}].includes(${keysOf(args)})`) };
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

/** A text made of texts and values; known parts are joined, and a text alone is a literal. */
export function template(tag: Value | undefined, parts: readonly (string | Value)[], at: Span): Value {
  const condition = tag?.key === 'drizzle-orm#sql' ? conditionOf(parts) : undefined;
  if (tag !== undefined && condition !== undefined) return sqlCondition(tag, condition, at);
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

/** A condition in an `sql` text as the calls of drizzle that say the same. */
function sqlCondition(tag: Value, condition: SqlCondition<Value>, at: Span): Value {
  const helper = (name: string): Value => symbol(`drizzle-orm#${name}`, tag.at);
  const operand = (given: SqlOperand<Value>): Value => (given.kind === 'value' ? given.value : literal(given.literal, at));
  const calls = condition.comparisons.map(({ operator, operands, list }) => {
    const [column, ...others] = operands.map(operand);
    return call(helper(operator), column === undefined ? [] : list ? [column, array(others, at)] : [column, ...others], at);
  });
  const [only, ...more] = calls;
  return only !== undefined && more.length === 0 ? only : call(helper(condition.joined), calls, at);
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
    const first = operator === '===' || operator === '!==' ? asFirst(operator, left, right, at) : undefined;
    if (first !== undefined) return first;
    const some = operator === '===' || operator === '!==' ? asSome(operator, left, right) : undefined;
    if (some !== undefined) return some;
    const equal = operator === '===' || operator === '!==' ? foldEquality(left, right) : undefined;
    if (equal !== undefined) return literal(equal === (operator === '==='), at);
    if ((operator === '==' || operator === '!=') && (left.key === 'undefined' || right.key === 'undefined')) {
      return operation(operator, [left, right].map((side) => (side.key === 'undefined' ? literal(null, side.at) : side)), at);
    }
    const unchanged = withoutIdle(operator, left, right);
    if (unchanged !== undefined) return unchanged;
    if (symmetric.has(operator) && left.key > right.key) return operation(operator, [right, left], at);
    const number = foldNumbers(operator, left, right);
    if (number !== undefined) return literal(number, at);
    const presence = asPresence(operator, left, right, at);
    if (presence !== undefined) return presence;
    if ((operator === '*' || operator === '+') && isBehind(left, right) && !isText(left) && !isText(right)) return operation(operator, [right, left], at);
    if (operator === '+' && (isText(left) || isText(right))) return template(undefined, [left, right], at);
    if (operator === '&&' || operator === '||' || operator === '??') {
      const flat = withAlternatives(operator, withLooseEquality(operator, operands.flatMap((operand) => operand.kind === 'operation' && operand.operator === operator ? operand.operands : [operand])));
      const [only] = flat;
      if (flat.length === 1 && only !== undefined) return only;
      return { kind: 'operation', operator, operands: flat, at, key: shortKey(keyOfOperation(operator, flat)) };
    }
  }
  return { kind: 'operation', operator, operands, at, key: shortKey(keyOfOperation(operator, operands)) };
}

/** `x === "a" || x === "b"` is `["a", "b"].includes(x)`. */
function withAlternatives(operator: string, operands: readonly Value[]): readonly Value[] {
  const equality = operator === '||' ? '===' : operator === '&&' ? '!==' : undefined;
  if (equality === undefined) return operands;
  const groups = new Map<string, { readonly at: number; readonly value: Value; readonly literals: Value[] }>();
  for (const [at, operand] of operands.entries()) {
    const equal = equalTo(operand, equality);
    const group = equal === undefined ? undefined : groups.get(equal.value.key);
    if (equal === undefined) continue;
    if (group === undefined) groups.set(equal.value.key, { at, value: equal.value, literals: [equal.literal] });
    else group.literals.push(equal.literal);
  }
  const listed = [...groups.values()].filter(({ literals }) => literals.length > 1);
  if (listed.length === 0) return operands;
  return operands.flatMap((operand, index): readonly Value[] => {
    const key = equalTo(operand, equality)?.value.key;
    const group = listed.find(({ value }) => value.key === key);
    if (group === undefined) return [operand];
    if (group.at !== index) return [];
    const { at } = operand;
    const among = call(member(array(group.literals, at), 'includes', at), [group.value], at);
    return [operator === '||' ? among : not(among)];
  });
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

/** `(a < b) === true` is `a < b`; a choice between what is there and what is not says whether something is there. */
function asTruth(operator: string, left: Value, right: Value): Value | undefined {
  const [constant, other] = left.kind === 'literal' ? [left, right] : [right, left];
  if (constant.key === 'undefined' && other.kind === 'conditional' && isDecided(other)) {
    const isNothing = decided(other, (end) => end.key === 'undefined');
    return operator === '===' ? isNothing : not(isNothing);
  }
  if (constant.kind !== 'literal' || typeof constant.value !== 'boolean' || other.kind !== 'operation' || !/^(?:[!=]==?|<=?|!)$/.test(other.operator)) return undefined;
  return constant.value === (operator === '===') ? other : not(other);
}

/** `rows.length === 0` of rows that were looked for: there is no first one. */
function asFirst(operator: string, left: Value, right: Value, at: Span): Value | undefined {
  const [count, other] = left.key === '0' ? [right, left] : [left, right];
  const found = filteredIn(left, right);
  if (found !== undefined) {
    const some = call(member(found.list, 'some', at), [found.test], at);
    return operator === '===' ? not(some) : some;
  }
  if (other.key !== '0' || count.kind !== 'member' || count.name !== 'length' || !mayBeMissing(count.object)) return undefined;
  return operation(operator, [indexed(count.object, literal(0, at), at), literal(undefined, at)], at);
}

/** The condition under which what a choice leads to is as asked for. */
function decided(value: Value, holds: (end: Value) => boolean): Value {
  if (value.kind !== 'conditional') return literal(holds(value), value.at);
  const [then, otherwise] = [decided(value.then, holds), decided(value.else, holds)];
  return eitherCondition(truth(value.test), then, otherwise, value.at) ?? conditional(value.test, then, otherwise, value.at);
}

/** `list.length === 0` of a list whose items stand under conditions: none of them holds. */
function asSome(operator: string, left: Value, right: Value): Value | undefined {
  const [count, other] = left.key === '0' ? [right, left] : [left, right];
  if (other.key !== '0' || count.kind !== 'member' || count.name !== 'length') return undefined;
  // What is known to have no items at first may get some in a loop.
  const { object: list } = count;
  const isChosen = list.kind === 'conditional' || (list.kind === 'array' && list.items.some((item) => item.kind === 'spread' && item.value.kind === 'conditional'));
  const some = isChosen ? someOf(list) : undefined;
  return some === undefined ? undefined : operator === '===' ? not(some) : some;
}

/** Whether a list has items; undefined where that does not follow from conditions. */
function someOf(list: Value): Value | undefined {
  if (list.kind === 'conditional') {
    const [then, otherwise] = [someOf(list.then), someOf(list.else)];
    if (then?.kind !== 'literal' || otherwise?.kind !== 'literal') return undefined;
    return then.value === otherwise.value ? then : then.value === true ? list.test : not(list.test);
  }
  if (list.kind !== 'array') return undefined;
  if (list.items.some(({ kind }) => kind !== 'spread')) return literal(true, list.at);
  const conditions = list.items.map((item) => (item.kind === 'spread' ? someOf(item.value) : undefined));
  const known = conditions.flatMap((condition) => (condition === undefined ? [] : [condition]));
  const [first, ...more] = known;
  if (known.length < conditions.length) return undefined;
  return first === undefined ? literal(false, list.at) : more.length === 0 ? first : operation('||', known, list.at);
}

/** `row?.status === "A"` is `row !== undefined && row.status === "A"`. */
function asChained(left: Value, right: Value, at: Span): Value | undefined {
  const [constant, other] = left.kind === 'literal' ? [left, right] : [right, left];
  if (constant.kind !== 'literal' || constant.value === null || constant.value === undefined) return undefined;
  if (other.kind !== 'member' || !other.name.startsWith('?.')) return undefined;
  const { object: row, name } = other;
  return operation('&&', [operation('!=', [row, literal(null, at)], at), operation('===', [member(row, name.slice(2), other.at), constant], at)], at);
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

/** The opposite of a condition, with the `not` as far inside as it goes. */
export function not(value: Value): Value {
  const { at } = value;
  if (value.kind === 'literal') return literal(!value.value, at);
  if (value.kind === 'conditional' && isDecided(value)) return decided(value, (end) => truthOf(end) === false);
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
  const flag = flagIn(value);
  return flag === undefined ? operation('!', [value], at) : operation('!==', [flag, literal(true, at)], at);
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
  const flag = flagIn(value);
  if (flag !== undefined) return operation('===', [flag, literal(true, value.at)], value.at);
  if (value.kind === 'operation' && (value.operator === '&&' || value.operator === '||')) {
    const operands = value.operands.map(truth);
    return operands.every((operand, index) => operand === value.operands[index]) ? value : operation(value.operator, operands, value.at);
  }
  if (value.kind === 'conditional' && isDecided(value)) return decided(value, (end) => truthOf(end) === true);
  return testOf(value, '!==') ?? value;
}

export function conditional(test: Value, then: Value, otherwise: Value, at: Span): Value {
  if (test.kind === 'literal') return test.value ? then : otherwise;
  if (then.key === otherwise.key) return then;
  const absent = testedForNothing(test, '===');
  if (absent?.value.key === otherwise.key && absent.nothing === then.key) return otherwise;
  if (absent?.value.key === otherwise.key || testedForNothing(test, '==')?.value.key === otherwise.key) return operation('??', [otherwise, then], at);
  if (isNegative(test)) return conditional(not(test), otherwise, then, at);
  const shorter = asLooseChoice(test, then, otherwise, at) ?? asCondition(test, then, otherwise, at) ?? asOptionalChain(test, then, otherwise, at) ?? asOtherwise(test, then, otherwise, at);
  if (shorter !== undefined) return shorter;
  return { kind: 'conditional', test, then, else: otherwise, at, key: shortKey(`(${test.key} ? ${then.key} : ${otherwise.key})`) };
}

/** `a ? true : b` is `a || b`, where both are true or false. */
function asCondition(test: Value, then: Value, otherwise: Value, at: Span): Value | undefined {
  return isBoolean(then) && isBoolean(otherwise) && (isBoolean(test) || then.key === 'false' || otherwise.key === 'true') ? eitherCondition(test, then, otherwise, at) : undefined;
}

function eitherCondition(test: Value, then: Value, otherwise: Value, at: Span): Value | undefined {
  if (then.key === otherwise.key) return then;
  if (then.key === 'true') return otherwise.key === 'false' ? test : operation('||', [test, otherwise], at);
  if (then.key === 'false') return otherwise.key === 'true' ? not(test) : operation('&&', [not(test), otherwise], at);
  if (otherwise.key === 'true') return operation('||', [not(test), then], at);
  return otherwise.key === 'false' ? operation('&&', [test, then], at) : undefined;
}

/** `x === undefined ? undefined : x === null ? null : y` is `x == null ? x : y`. */
function asLooseChoice(test: Value, then: Value, otherwise: Value, at: Span): Value | undefined {
  const [outer, inner] = [testedForNothing(test, '==='), otherwise.kind === 'conditional' ? testedForNothing(otherwise.test, '===') : undefined];
  if (outer === undefined || inner?.value.key !== outer.value.key || otherwise.kind !== 'conditional' || outer.nothing === inner.nothing) return undefined;
  return then.key === outer.nothing && otherwise.then.key === inner.nothing ? conditional(operation('==', [outer.value, literal(null, at)], at), outer.value, otherwise.else, at) : undefined;
}

/** `day === null ? null : day.toISOString()` is `day?.toISOString() ?? null`; so is a choice by truth, of what only dates can do. */
function asOptionalChain(test: Value, then: Value, otherwise: Value, at: Span): Value | undefined {
  const absent = (testedForNothing(test, '===') ?? testedForNothing(test, '=='))?.value;
  const [start, chain, nothing] = absent === undefined ? [test, then, otherwise] : [absent, otherwise, then];
  if (nothing.kind !== 'literal' || (nothing.value !== null && nothing.value !== undefined)) return undefined;
  const optional = optionalFrom(chain, start.key, absent === undefined ? /^(?:toISOString|getTime)$/ : undefined);
  return optional === undefined || nothing.value === undefined ? optional : operation('??', [optional, nothing], at);
}

/** A chain of members and calls with the first link optional; undefined for what is no chain from there. */
function optionalFrom(value: Value, start: string, first: RegExp | undefined): Value | undefined {
  if (value.kind === 'member') {
    if (value.object.key === start) return value.name.startsWith('?.') || first?.test(value.name) === false ? undefined : member(value.object, `?.${value.name}`, value.at);
    const object = optionalFrom(value.object, start, first);
    return object === undefined ? undefined : member(object, value.name, value.at);
  }
  if (value.kind !== 'call' || value.construct) return undefined;
  const callee = optionalFrom(value.callee, start, first);
  return callee === undefined ? undefined : call(callee, value.args, value.at);
}

/** `a && b !== null ? b : c` is `a ? b ?? c : c`. */
function asOtherwise(test: Value, then: Value, otherwise: Value, at: Span): Value | undefined {
  if (test.kind !== 'operation' || (test.operator !== '&&' && test.operator !== '||')) return undefined;
  const [equality, value, other] = test.operator === '&&' ? ['!==', then, otherwise] : ['===', otherwise, then];
  const isTest = (operand: Value): boolean => (testedForNothing(operand, equality) ?? testedForNothing(operand, equality.slice(0, 2)))?.value.key === value.key;
  const rest = test.operands.filter((operand) => !isTest(operand));
  const [only] = rest;
  if (only === undefined || rest.length === test.operands.length) return undefined;
  const remaining = rest.length === 1 ? only : operation(test.operator, rest, test.at);
  const given = operation('??', [value, other], at);
  return test.operator === '&&' ? conditional(remaining, given, otherwise, at) : conditional(remaining, then, given, at);
}

/** `depth`: the number in the names of its parameters. */
export function functionValue(params: number, effects: readonly Effect[], at: Span, depth?: number): FunctionValue {
  const key = shortKey(`=> {${effects.map((effect) => effect.key).join('; ')}}`);
  return depth === undefined ? { kind: 'function', params, effects, at, key } : { kind: 'function', params, effects, at, key, depth };
}

/** The same value at another place, which uses it. */
export function usedAt(value: Value, at: Span): Value {
  return { ...value, at, from: value.from ?? value.at };
}
