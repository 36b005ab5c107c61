import type { Span } from '../../../base/span.ts';
import { shortKey } from '../../facts/shortHash.ts';
import type { Effect, FunctionValue, ObjectEntryValue, ObjectValue, Value } from '../../facts/value.ts';
import { conditionOf, type SqlCondition, type SqlOperand } from './sqlConditions.ts';
import { foldEquality, isBehind, isCount, isText, mayBeMissing, testedForNothing, withoutIdle } from './valueForms.ts';

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
  const flat = withoutChoices(entries.flatMap((entry) => entry.kind === 'spread' && entry.value.kind === 'object' ? [...unsetEntries(entry.value), ...entry.value.entries] : [entry]));
  const last = new Map<string, ObjectEntryValue>();
  for (const entry of flat) if (entry.kind === 'property') last.set(entry.name, entry);
  const firstOther = flat.findIndex(({ kind }) => kind !== 'property');
  // What is undefined is as good as left out, unless it stands in the place of something that is spread.
  const isLeftOut = (entry: ObjectEntryValue, index: number): boolean => entry.kind === 'property' && entry.value.key === 'undefined' && (firstOther === -1 || index < firstOther);
  const kept = flat.filter((entry, index) => entry.kind !== 'property' || (last.get(entry.name) === entry && !isLeftOut(entry, index)));
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
  const unset = flat.flatMap((entry, index) => (entry.kind === 'property' && last.get(entry.name) === entry && isLeftOut(entry, index) ? [{ name: entry.name, at: entry.at }] : []));
  return { kind: 'object', entries: kept, ...(unset.length === 0 ? {} : { unset }), at, key: shortKey(`{${runs.join(', ')}}`) };
}

/** What an object takes away from another that it is spread over. */
export function unsetEntries({ unset = [] }: ObjectValue): readonly Extract<ObjectEntryValue, { readonly kind: 'property' }>[] {
  return unset.map(({ name, at }) => ({ kind: 'property', name, value: literal(undefined, at), at }));
}

/** `{ ...(a ? { b } : {}) }` as `{ b: a ? b : undefined }`, where nothing that is spread before may have a `b`. */
function withoutChoices(entries: readonly ObjectEntryValue[]): readonly ObjectEntryValue[] {
  const flat: ObjectEntryValue[] = [];
  for (const entry of entries) {
    const given = entry.kind === 'spread' && flat.every(({ kind }) => kind === 'property') ? chosenEntries(entry.value, entry.at) : undefined;
    if (given === undefined || given.some(({ name }) => flat.some((other) => other.kind === 'property' && other.name === name))) flat.push(entry);
    else flat.push(...given);
  }
  return flat;
}

function chosenEntries(value: Value, at: Span): readonly Extract<ObjectEntryValue, { readonly kind: 'property' }>[] | undefined {
  if (value.kind !== 'conditional' || value.then.kind !== 'object' || value.else.kind !== 'object') return undefined;
  const [{ entries: given }, { entries: otherwise }] = [value.then, value.else];
  if ((given.length === 0) === (otherwise.length === 0)) return undefined;
  const chosen = [...given, ...otherwise].flatMap((entry) => (entry.kind === 'property' ? [entry] : []));
  if (chosen.length !== given.length + otherwise.length) return undefined;
  const none = literal(undefined, at);
  return chosen.map(({ kind, name, value: own }) => ({ kind, name, value: conditional(value.test, given.length > 0 ? own : none, given.length > 0 ? none : own, at), at }));
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
  const shorter = asOptionalChain(test, then, otherwise, at) ?? asOtherwise(test, then, otherwise, at);
  if (shorter !== undefined) return shorter;
  return { kind: 'conditional', test, then, else: otherwise, at, key: shortKey(`(${test.key} ? ${then.key} : ${otherwise.key})`) };
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

export function functionValue(params: number, effects: readonly Effect[], at: Span): FunctionValue {
  return { kind: 'function', params, effects, at, key: shortKey(`=> {${effects.map((effect) => effect.key).join('; ')}}`) };
}

/** The same value at another place, which uses it. */
export function usedAt(value: Value, at: Span): Value {
  return { ...value, at, from: value.from ?? value.at };
}
