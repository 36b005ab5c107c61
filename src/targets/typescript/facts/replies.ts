import type { Effect, Value } from '../../facts/value.ts';
import { bareCallEffect, returnEffect } from './effects.ts';
import * as make from './values.ts';

const settings = new Set(['header', 'headers', 'type', 'code']);

/** What a handler sets with its reply, in a chain of calls, one effect each; undefined for what is no such chain. An answer has the status 200 when nobody says another. */
export function replySettings(value: Value): readonly Effect[] | undefined {
  const chain = chainOf(value);
  return chain?.map(({ name, args, at, reply }) => bareCallEffect(make.call(make.member(reply, name, at), args, at), at));
}

/** `return reply.header(...).send(value)` sets the header and returns the value; undefined where nothing is sent. */
export function sentEffects(value: Value, at: Value['at']): readonly Effect[] | undefined {
  if (value.kind !== 'call' || value.construct || value.callee.kind !== 'member' || value.callee.name !== 'send') return undefined;
  const { callee, args: [sent, ...more] } = value;
  const before = isReply(callee.object) ? [] : replySettings(callee.object);
  return before === undefined || sent === undefined || more.length > 0 ? undefined : [...before, returnEffect(sent, at)];
}

interface Setting {
  readonly name: string;
  readonly args: readonly Value[];
  readonly reply: Value;
  readonly at: Value['at'];
}

function chainOf(value: Value): readonly Setting[] | undefined {
  if (value.kind !== 'call' || value.construct || value.callee.kind !== 'member' || !settings.has(value.callee.name)) return undefined;
  const { callee, args, at } = value;
  const before = isReply(callee.object) ? [] : chainOf(callee.object);
  if (before === undefined) return undefined;
  const isUsual = callee.name === 'code' && args.length === 1 && args[0]?.key === '200';
  return isUsual ? before : [...before, { name: callee.name, args, reply: replyOf(callee.object), at }];
}

/** The second parameter of a function, which a handler answers with. */
function isReply(value: Value): boolean {
  return value.kind === 'symbol' && /^param#\d+\.1$/.test(value.id);
}

function replyOf(value: Value): Value {
  return value.kind === 'call' && value.callee.kind === 'member' ? replyOf(value.callee.object) : value;
}
