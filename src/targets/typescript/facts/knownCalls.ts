import type { Value } from '../../facts/value.ts';
import * as make from './values.ts';

/** Calls that change nothing, and those that have another form. */
export function knownCall(callee: Value, args: readonly Value[], at: Value['at']): Value | undefined {
  const [first, ...more] = args;
  if (callee.key === 'global#Object.freeze') return first;
  if (callee.key === 'drizzle-orm#and' || callee.key === 'drizzle-orm#or') {
    const conditions = args.flatMap(whereGiven);
    return conditions.every((condition, index) => condition === args[index]) ? undefined : make.call(callee, conditions, at);
  }
  if (callee.kind === 'member' && callee.name === 'join' && callee.object.kind === 'array') return joinedText(callee.object.items, args, at);
  const isItem = callee.kind === 'member' && callee.name === 'at' && first?.kind === 'literal' && typeof first.value === 'number' && first.value >= 0 && more.length === 0;
  return isItem ? make.indexed(callee.object, first, at) : undefined;
}

/** The text in `["a", name].join("/")`, as far as the items are known one by one. */
function joinedText(items: readonly Value[], [separator]: readonly Value[], at: Value['at']): Value | undefined {
  const between = separator === undefined ? ',' : separator.kind === 'literal' && typeof separator.value === 'string' ? separator.value : undefined;
  if (between === undefined || !items.every(({ kind }) => kind === 'literal' || kind === 'template')) return undefined;
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

/** Methods with two names have one: Fastify's `reply.status(201)` is `reply.code(201)`. */
export function withOneName(callee: Value, count: number): Value {
  return callee.kind === 'member' && callee.name === 'status' && count === 1 ? make.member(callee.object, 'code', callee.at) : callee;
}
