import type { CallValue, Value } from '../../facts/value.ts';
import { isWord } from './alternatives.ts';
import { returnEffect } from './effects.ts';
import { object } from './objectValues.ts';
import * as make from './values.ts';

/** What may stand in a text that is joined. */
const joined = new Set<Value['kind']>(['literal', 'template', 'member', 'symbol']);

/** Methods that give a text. */
const givesText = /^(?:toISOString|toString|toFixed|toLocale\w*|trim\w*|to(?:Upper|Lower)Case|slice|padStart|padEnd|replace(?:All)?|join)$/;

function mayBeJoined(value: Value): boolean {
  return joined.has(value.kind) || (value.kind === 'call' && (value.callee.key === 'global#String' || (value.callee.kind === 'member' && givesText.test(value.callee.name))));
}

/** Calls that change nothing, and those that have another form. */
export function knownCall(callee: Value, args: readonly Value[], at: Value['at']): Value | undefined {
  const [first, ...more] = args;
  if (callee.key === 'global#Object.freeze') return first;
  if (callee.key === 'drizzle-orm#and' || callee.key === 'drizzle-orm#or') {
    const conditions = args.flatMap(whereGiven);
    return conditions.every((condition, index) => condition === args[index]) ? undefined : make.call(callee, conditions, at);
  }
  if (callee.key === 'drizzle-orm#inArray') return oneOf(first, more, at);
  if (callee.kind === 'member' && callee.name === 'from' && first !== undefined && selectsAll(callee.object, first)) {
    return make.call(make.member(make.call(callee.object.callee, [], callee.object.at), 'from', callee.at), args, at);
  }
  const ofMap = callee.kind === 'member' && callee.name === 'get' && more.length === 0 && first !== undefined ? givenByMap(callee.object, first, at) : undefined;
  if (ofMap !== undefined) return ofMap;
  const among = callee.kind === 'member' && callee.name === 'has' && more.length === 0 && first !== undefined ? itemsOfSet(callee.object) : undefined;
  if (among !== undefined && first !== undefined) return make.call(make.member(among, 'includes', callee.at), [first], at);
  if (callee.key === 'global#String' && first?.kind === 'literal' && more.length === 0) return make.literal(String(first.value), at);
  if (callee.key === 'global#Object.fromEntries' && first?.kind === 'array' && more.length === 0) return objectFrom(first.items, at);
  const tested = callee.kind === 'member' && (callee.name === 'some' || callee.name === 'every') && more.length === 0 ? oppositeTest(first) : undefined;
  if (tested !== undefined && callee.kind === 'member') return make.not(make.call(make.member(callee.object, callee.name === 'some' ? 'every' : 'some', callee.at), [tested], at));
  if (callee.kind === 'member' && callee.name === 'join' && callee.object.kind === 'array') return joinedText(callee.object.items, args, at);
  if (callee.kind === 'member' && callee.name === 'extend' && more.length === 0) return extendedSchema(callee.object, first, at);
  const isItem = callee.kind === 'member' && callee.name === 'at' && first?.kind === 'literal' && typeof first.value === 'number' && first.value >= 0 && more.length === 0;
  return isItem ? make.indexed(callee.object, first, at) : undefined;
}

/** `select(getTableColumns(table))`, from that table, is `select()`. */
function selectsAll(value: Value, table: Value): value is CallValue {
  if (value.kind !== 'call' || value.construct || value.args.length !== 1 || value.callee.kind !== 'member' || value.callee.name !== 'select') return false;
  const [given] = value.args;
  const [only, ...more] = given?.kind === 'object' ? given.entries : [];
  const columns = only?.kind === 'spread' && more.length === 0 ? only.value : given;
  return columns?.kind === 'call' && /^drizzle-orm#get(?:Table)?Columns$/.test(columns.callee.key) && columns.args[0]?.key === table.key;
}

/** `z.object({ a }).extend({ b })` is `z.object({ a, b })`. */
function extendedSchema(schema: Value, more: Value | undefined, at: Value['at']): Value | undefined {
  if (schema.kind !== 'call' || !/^zod\b.*[#.](?:strict|loose)?[oO]bject$/.test(schema.callee.key) || more?.kind !== 'object') return undefined;
  const [fields, ...options] = schema.args;
  return fields?.kind !== 'object' || options.length > 0 ? undefined : make.call(schema.callee, [object([...fields.entries, ...more.entries], more.at)], at);
}

/** What `new Map([["a", work], ...]).get(name)` gives, where that is a function of the app: a choice among all of them, or the one of a name that is known. */
function givenByMap(map: Value, name: Value, at: Value['at']): Value | undefined {
  const [list, ...more] = map.kind === 'call' && map.construct && map.callee.key === 'global#Map' ? map.args : [];
  const pairs = list?.kind === 'array' && more.length === 0 ? list.items.map((item) => (item.kind === 'array' ? item.items : [])) : [];
  const isFunction = (value: Value | undefined): boolean => value?.kind === 'function' || (value?.kind === 'symbol' && value.id.startsWith('app#'));
  if (pairs.length === 0 || pairs.length > largestMap || !pairs.every(([key, value]) => key !== undefined && isWord(key) && isFunction(value))) return undefined;
  return pairs.reduceRight<Value>((rest, [key, value]) => (key === undefined || value === undefined ? rest : make.conditional(make.operation('===', [name, key], at), value, rest, at)), make.literal(undefined, at));
}

/** Maps with more entries are not taken apart. */
const largestMap = 24;

/** The list in `new Set(list)` of words. */
function itemsOfSet(value: Value): Value | undefined {
  const [list, ...more] = value.kind === 'call' && value.construct && value.callee.key === 'global#Set' ? value.args : [];
  return list?.kind === 'array' && list.items.every(isWord) && more.length === 0 ? list : undefined;
}

/** `inArray(column, [value])` is `eq(column, value)`. */
function oneOf(column: Value | undefined, [list]: readonly Value[], at: Value['at']): Value | undefined {
  const [only, ...more] = list?.kind === 'array' ? list.items : [];
  return column === undefined || only === undefined || only.kind === 'spread' || more.length > 0 ? undefined : make.call(make.symbol('drizzle-orm#eq', at), [column, only], at);
}

/** The object of entries that are known one by one. */
function objectFrom(entries: readonly Value[], at: Value['at']): Value | undefined {
  const known = entries.flatMap((entry) => {
    const [name, value, ...more] = entry.kind === 'array' ? entry.items : [];
    return name?.kind === 'literal' && value !== undefined && more.length === 0 ? [{ kind: 'property', name: String(name.value), value, at: entry.at } as const] : [];
  });
  return known.length === entries.length ? object(known, at) : undefined;
}

/** `some` of what is negative is `every` of its opposite, denied: the opposite of a negative test. */
function oppositeTest(test: Value | undefined): Value | undefined {
  const [only] = test?.kind === 'function' ? test.effects : [];
  if (test?.kind !== 'function' || test.effects.length !== 1 || only?.kind !== 'return' || only.value === undefined || !make.isNegative(only.value)) return undefined;
  return make.functionValue(test.params, [returnEffect(make.not(only.value), only.at)], test.at, test.depth);
}

/** The text in `["a", name].join("/")`, as far as the items are known one by one. */
function joinedText(items: readonly Value[], [separator]: readonly Value[], at: Value['at']): Value | undefined {
  const between = separator === undefined ? ',' : separator.kind === 'literal' && typeof separator.value === 'string' ? separator.value : undefined;
  if (between === undefined || !items.some(({ kind }) => kind === 'template' || kind === 'literal') || !items.every(mayBeJoined)) return undefined;
  return make.template(undefined, items.flatMap((item, index) => (index === 0 ? [item] : [between, item])), at);
}

/** Conditions that are undefined do not count: `...(given ? [condition] : [])` is `given ? condition : undefined`. */
function whereGiven(value: Value): readonly Value[] {
  const list = value.kind === 'spread' ? value.value : undefined;
  if (list?.kind === 'array') return list.items;
  const side = (part: Value): Value | undefined => part.kind !== 'array' || part.items.length > 1 ? undefined : part.items[0] ?? make.literal(undefined, part.at);
  if (list?.kind !== 'conditional') return [value];
  const [then, otherwise] = [side(list.then), side(list.else)];
  return then === undefined || otherwise === undefined ? [value] : [make.conditional(list.test, then, otherwise, list.at)];
}

/** Calls that only look something up, by their names. */
const lookup = /^app#[^(]*\.(?:find\w*|where|list\w*|read|count|exists|get\w*)$/;

/** The calls in `Promise.all([...])` that are as good as one after the other: a single one, or looks at the database, which has one connection for a transaction. */
export function calledTogether(value: Value): readonly Value[] | undefined {
  const [list, ...more] = value.kind === 'call' && value.callee.key === 'global#Promise.all' ? value.args : [];
  if (list?.kind !== 'array' || more.length > 0 || list.items.some(({ kind }) => kind === 'spread')) return undefined;
  const isLookup = (item: Value): boolean => item.kind === 'call' && lookup.test(item.callee.key);
  return list.items.length === 1 || list.items.every(isLookup) ? list.items : undefined;
}

/** Methods with two names have one: Fastify's `reply.status(201)` is `reply.code(201)`. */
export function withOneName(callee: Value, count: number): Value {
  return callee.kind === 'member' && callee.name === 'status' && count === 1 ? make.member(callee.object, 'code', callee.at) : callee;
}
