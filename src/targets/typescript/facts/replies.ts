import type { Effect, Value } from '../../facts/value.ts';
import { bareCallEffect, returnEffect } from './effects.ts';
import * as make from './values.ts';

const settings = new Set(['header', 'headers', 'type', 'code']);

/** What a handler sets with its reply, in a chain of calls, one effect each; undefined for what is no such chain. An answer has the status 200 when nobody says another. */
export function replySettings(value: Value): readonly Effect[] | undefined {
  const chain = chainOf(value);
  return chain?.flatMap(({ name, args, at, reply }) => headersIn(name, args).map((own) => bareCallEffect(make.call(make.member(reply, own.name, at), own.args, at), at)));
}

/** `return reply.header(...).send(value)` sets the header and returns the value; undefined where nothing is sent. */
export function sentEffects(value: Value, at: Value['at']): readonly Effect[] | undefined {
  if (value.kind !== 'call' || value.construct || value.callee.kind !== 'member' || value.callee.name !== 'send') return undefined;
  const { callee, args: [sent, ...more] } = value;
  const before = isReply(callee.object) ? [] : replySettings(callee.object);
  return before === undefined || sent === undefined || more.length > 0 ? undefined : [...before, returnEffect(sent, at)];
}

/** `reply.code(204); return reply.send()` is `return reply.code(204).send()`: the chain, where the effect that was last sets the status. */
export function statusSent(value: Value, last: Effect | undefined): Value | undefined {
  if (value.kind !== 'call' || value.args.length > 0 || value.callee.kind !== 'member' || value.callee.name !== 'send' || !isReply(value.callee.object)) return undefined;
  const set = last?.kind === 'call' && !last.awaited && last.value.kind === 'call' ? last.value : undefined;
  return set?.callee.key === `${value.callee.object.key}.code` ? make.call(make.member(set, 'send', value.callee.at), [], value.at) : undefined;
}

/** `headers({ etag, vary })` sets one header after the other. */
function headersIn(name: string, args: readonly Value[]): readonly Pick<Setting, 'name' | 'args'>[] {
  const [given, ...more] = args;
  const entries = name === 'headers' && more.length === 0 && given?.kind === 'object' ? given.entries : [];
  const named = entries.flatMap((entry) => (entry.kind === 'property' ? [{ name: 'header', args: [make.literal(entry.name, entry.at), entry.value] }] : []));
  return named.length === 0 || named.length < entries.length ? [{ name, args }] : named;
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
