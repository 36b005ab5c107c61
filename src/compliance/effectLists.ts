import type { Span } from '../base/span.ts';
import type { FunctionFact } from '../targets/facts/appFacts.ts';
import type { Effect, Value } from '../targets/facts/value.ts';
import type { Alignment } from './align.ts';
import { added, type Difference, insideEffect, missing } from './differences.ts';
import { calleeOf, speaksAlike } from './resemblance.ts';
import { innerEffects, valuesOf, visitEffects } from './walkValues.ts';

/** Nothing of what is expected is there. */
export function replaced(expected: readonly Effect[], actual: readonly Effect[], body: Span): Difference {
  const [first, found] = [at(expected, 0), actual[0]];
  const whole = { ...first.at, end: expected.reduce((end, effect) => (effect.at.file === first.at.file ? Math.max(end, effect.at.end) : end), first.at.end) };
  const [difference] = insideEffect(first, [missing(whole, placeAfter(undefined, body))]);
  if (difference === undefined || found === undefined) return difference ?? missing(whole, body);
  const place = { ...found.at, end: actual.reduce((end, effect) => (effect.at.file === found.at.file ? Math.max(end, effect.at.end) : end), found.at.end) };
  return { ...difference, kind: 'changed', actual: place, at: place };
}

/** What comes after code that ends the function before its time. */
export function cutOff(left: Leftover, actual: readonly Effect[], lastPaired: number, expected: readonly Effect[]): readonly Difference[] {
  const end = actual.at(-1);
  if (end === undefined || !left.actual.has(end) || (end.kind !== 'throw' && end.kind !== 'return')) return [];
  const rest = expected.slice(lastPaired + 1).filter((effect) => left.expected.has(effect));
  const [first] = rest;
  if (first === undefined) return [];
  for (const effect of rest) left.expected.delete(effect);
  left.actual.delete(end);
  return insideEffect(first, [{ ...added(end.at), kind: 'changed', expected: first.at }]);
}

/** The method or function that an effect calls; empty when it calls none. */
export function calledName(effect: Effect): string {
  const callee = effect.kind === 'call' ? calleeOf(effect.value) : '';
  return callee.slice(callee.lastIndexOf('.') + 1);
}

/** Effects that stand for none of the other version yet. */
export interface Leftover {
  readonly expected: Set<Effect>;
  readonly actual: Set<Effect>;
}

/** The same effects at another place of the list; results of calls may be those of others there. */
export function moved(left: Leftover): readonly (readonly [expected: Effect, actual: Effect])[] {
  const pairs: (readonly [Effect, Effect])[] = [];
  for (const effect of left.expected) {
    const other = [...left.actual].find((candidate) => candidate.key === effect.key) ?? [...left.actual].find((candidate) => isSameCall(effect, candidate));
    if (other === undefined) continue;
    pairs.push([effect, other]);
    left.expected.delete(effect);
    left.actual.delete(other);
  }
  return pairs;
}

function isSameCall(expected: Effect, actual: Effect): boolean {
  return expected.kind === 'call' && actual.kind === 'call' && calleeOf(expected.value) === calleeOf(actual.value) && speaksAlike(expected, actual);
}

/** Effects of an expected `if` that happen without its condition. */
export function unconditional(left: Leftover): readonly Difference[] {
  const differences: Difference[] = [];
  for (const effect of left.expected) {
    if (effect.kind !== 'if') continue;
    const inner = effect.then.map(({ key }) => key);
    const found = [...left.actual].filter(({ key }) => inner.includes(key));
    const [first] = found;
    if (first === undefined) continue;
    differences.push(...insideEffect(effect, [{ ...added(first.at), kind: 'changed', expected: effect.test.at }]));
    left.expected.delete(effect);
    for (const other of found) left.actual.delete(other);
  }
  return differences;
}

/** A call may stand inside of a value where the other version has it for itself. */
export function happensInside(effect: Effect, actual: readonly Effect[]): boolean {
  if (effect.kind !== 'call') return false;
  let found = false;
  visitEffects(actual, (value) => { found ||= value.kind === 'call' && value.key === effect.value.key; });
  return found;
}

/** Calls that change nothing, by their names. */
const reading = /(?:\.(?:find\w*|where|list\w*|read|count|exists|get\w*)|^app#in(?:Single|Read)\w*)$/;

/** Is it once more what is expected once, and more than a look? */
export function isRepeated(effect: Effect, expected: readonly Effect[]): boolean {
  return effect.kind === 'call' && effect.awaited && calleeOf(effect.value).startsWith('app#') && !reading.test(calleeOf(effect.value))
    && expected.some((other) => other.kind === 'call' && other.value.key === effect.value.key);
}

interface Wrapping {
  /** The first expected effect in it. */
  readonly effect: Effect;
  readonly difference: Difference;
  /** The list with what is inside in its place. */
  readonly without: readonly Effect[];
}

/** An `if`, loop or `try` that was put around expected effects, which are otherwise as they should be. */
export function wrapping(expected: readonly Effect[], there: readonly Effect[]): Wrapping | undefined {
  const keys = expected.map(({ key }) => key);
  for (const [index, container] of there.entries()) {
    const inner = innerEffects(container).find((list) => list.length > 0);
    const start = inner === undefined || keys.includes(container.key) ? -1 : keys.indexOf(inner[0]?.key ?? '');
    const effect = expected[start];
    if (inner === undefined || effect === undefined || !inner.every(({ key }, offset) => key === keys[start + offset])) continue;
    const at = valuesOf(container)[0]?.at ?? { ...container.at, end: container.at.start };
    const difference: Difference = { ...added(at), kind: 'conditional', expected: effect.at };
    return { effect, difference, without: [...there.slice(0, index), ...inner, ...there.slice(index + 1)] };
  }
  return undefined;
}

/** Does it only say with what a variable begins that a loop changes, and is that loop missing? */
export function beginsLoop(effect: Effect, left: ReadonlySet<Effect>): boolean {
  return effect.kind === 'set' && effect.target.kind === 'symbol' && isLeftByLoop(effect.target.id, left);
}

/** Does a loop change the variable that is missing? */
function isLeftByLoop(variable: string, left: ReadonlySet<Effect>): boolean {
  return variable.startsWith('variable#') && [...left].some((other) => other.kind === 'loop' && sets(other.body, variable));
}

function sets(effects: readonly Effect[], target: string): boolean {
  return effects.some((effect) => (effect.kind === 'set' && effect.target.key === target) || innerEffects(effect).some((list) => sets(list, target)));
}

/** Behind the effect before, or at the start of the body. */
export function placeAfter(before: Effect | undefined, body: Span): Span {
  return before === undefined ? { ...body, end: body.start } : { ...before.at, start: before.at.end };
}

export function sameKeys(expected: readonly Effect[], actual: readonly Effect[]): boolean {
  return expected.length === actual.length && expected.every(({ key }, index) => key === actual[index]?.key);
}

export function at(list: readonly Effect[], index: number): Effect {
  const effect = list[index];
  if (effect === undefined) throw new RangeError(`There is no effect ${String(index)}.`);
  return effect;
}

/** The writes of repositories, machines and the outbox, and those that go past them. */
const writing = /^app#\w+Repository\.(?:insert|update|remove|link|unlink)|^app#(?:fire[A-Z]\w*|emitEvent)$|\.tx\.(?:insert|update|delete|execute)\b/;

/** Ids of functions that write, or call others that do. */
export type Writers = ReadonlySet<string>;

/** Which of the functions write, as far as the functions tell that they mention. */
export function writersAmong(functions: readonly Pick<FunctionFact, 'id' | 'calls'>[]): Writers {
  const writers = new Set<string>();
  const writes = (id: string): boolean => writers.has(id) || writing.test(`app#${id}`);
  for (let before = -1; before !== writers.size;) {
    before = writers.size;
    for (const { id, calls } of functions) if (calls.some(writes)) writers.add(id);
  }
  return writers;
}

/** The first call that changes what is stored or tells other parts of the app, in functions that are passed on, too. */
export function firstWrite(effects: readonly Effect[], writers: Writers): Effect | undefined {
  for (const effect of effects) {
    if (effect.kind === 'call' && (isWrite(effect.value, writers) || passesWrite(effect.value, writers))) return effect;
    const found = firstWrite(innerEffects(effect).flat(), writers);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isWrite(value: Value, writers: Writers): boolean {
  const callee = calleeOf(value);
  return writing.test(callee) || (callee.startsWith('app#') && writers.has(callee.slice('app#'.length)));
}

/** Is it given a function that writes, as a transaction is? */
function passesWrite(value: Value, writers: Writers): boolean {
  return value.kind === 'call' && value.args.some((arg) => arg.kind === 'function' && arg.effects.some((effect) => {
    const called = effect.kind === 'return' ? effect.value : undefined;
    return (called?.kind === 'call' && isWrite(called, writers)) || firstWrite([effect], writers) !== undefined;
  }));
}

/** Where an expected function ends under a condition, this one always does: the condition that is gone. */
export function alwaysEnds(expected: readonly Effect[], actual: readonly Effect[]): { readonly index: number; readonly effect: Effect; readonly difference: Difference } | undefined {
  const end = actual.at(-1);
  if (end === undefined || (end.kind !== 'return' && end.kind !== 'throw') || expected.at(-1)?.key === end.key) return undefined;
  const index = expected.findIndex((effect) => effect.kind === 'if' && effect.then.length === 1 && effect.then[0]?.key === end.key);
  const effect = expected[index];
  if (effect?.kind !== 'if' || index < actual.length - 2 || actual.some(({ key }) => key === effect.key)) return undefined;
  return { index, effect, difference: { ...added(end.at), kind: 'changed', expected: effect.test.at } };
}

/** Is there hardly anything of the expected code? Then its parts are not told one by one. */
export function isOther(expected: readonly Effect[], actual: readonly Effect[], pairs: Alignment['pairs'], left: Leftover): boolean {
  return expected.length > 1 && left.expected.size > 0 && left.expected.size + pairs.length === expected.length
    && pairs.every(([wanted, found]) => at(expected, wanted).key !== at(actual, found).key);
}

/** Is it only a consequence of what is missing, or stands at another place? */
export function follows({ expected, root, found }: Difference, left: Leftover, isReordered: boolean): boolean {
  if (isReordered && isResultOfCall(root) && isResultOfCall(found)) return true;
  if (root?.kind === 'symbol' && isLeftByLoop(root.id, left.expected)) return true;
  return expected !== undefined && [...left.expected].some(({ at: place }) => place.file === expected.file && place.start <= expected.start && expected.end <= place.end);
}

/** Is it a result, or a choice between some? */
export function dependsOnBranch(value: Value | undefined): boolean {
  return value?.kind === 'conditional' || isResultOfCall(value);
}

function isResultOfCall(value: Value | undefined): boolean {
  if (value?.kind === 'index' || value?.kind === 'member') return isResultOfCall(value.object);
  return value?.kind === 'symbol' && value.id.startsWith('result:');
}
