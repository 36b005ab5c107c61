import type { Effect, Value } from '../targets/facts/value.ts';
import { innerEffects, valuesOf, visitEffects, visitValue } from './walkValues.ts';

/** How much two effects resemble each other: 1 for the same, 0 when one cannot stand for the other. */
export function resemblance(expected: Effect, actual: Effect): number {
  if (expected.key === actual.key || isSameCall(expected, actual)) return 1;
  if (expected.kind !== actual.kind || passesOn(expected, actual)) return 0;
  const shared = overlap(wordsOf(expected), wordsOf(actual));
  const score = Math.min(0.9, shared * 0.6 + bonus(expected, actual));
  return score >= least ? score : 0;
}

/** Is it the same call, whether somebody waits for it or not? */
function isSameCall(expected: Effect, actual: Effect): boolean {
  return expected.kind === 'call' && actual.kind === 'call' && expected.value.key === actual.value.key;
}

/** Does the one only take the other along, as `after(() => work())` takes `work()`? */
function passesOn(expected: Effect, actual: Effect): boolean {
  if (expected.kind !== 'call' || actual.kind !== 'call' || !actual.key.includes('=>')) return false;
  const { key } = expected.value;
  let found = false;
  visitValue(actual.value, (value) => { found ||= value.kind === 'call' && value.key === key; });
  return found;
}

const least = 0.3;

/** What makes effects of a kind alike whatever else they say. */
function bonus(expected: Effect, actual: Effect): number {
  switch (expected.kind) {
    case 'call': return actual.kind === 'call' && calleeOf(expected.value) === calleeOf(actual.value) ? 0.3 : 0;
    case 'set': return actual.kind === 'set' && expected.target.key === actual.target.key ? 0.4 : 0;
    case 'if': return actual.kind === 'if' && expected.test.key === actual.test.key ? 0.3 : sameInside(expected, actual) ? 0.4 : 0;
    case 'return':
    case 'loop':
    case 'try':
    case 'jump': return 0.35;
    case 'throw': return 0.1;
  }
}

function sameInside(expected: Effect, actual: Effect): boolean {
  const keys = (effect: Effect): string => innerEffects(effect).flat().map(({ key }) => key).join(';');
  return keys(expected) === keys(actual);
}

/** The callee without arguments: `app#orderRepository.find`, also through a chain of calls. */
export function calleeOf(value: Value): string {
  if (value.kind === 'call') return calleeOf(value.callee);
  if (value.kind === 'member') return `${calleeOf(value.object)}.${value.name}`;
  if (value.kind !== 'symbol') return value.kind;
  return value.id.startsWith('result:') ? 'result' : value.id;
}

/** Words beyond this number tell nothing more. */
const mostWords = 300;

const known = new WeakMap<Effect, ReadonlySet<string>>();

/** What an effect speaks of; names of results say nothing, as they follow from the calls. */
function wordsOf(effect: Effect): ReadonlySet<string> {
  const before = known.get(effect);
  if (before !== undefined) return before;
  const words = new Set<string>();
  const add = (value: Value): void => {
    if (words.size >= mostWords) return;
    const word = wordOf(value);
    if (word !== undefined) words.add(word);
    if (value.kind === 'object') for (const entry of value.entries) if (entry.kind === 'property') words.add(`.${entry.name}`);
  };
  for (const value of valuesOf(effect)) visitValue(value, add);
  for (const list of innerEffects(effect)) {
    for (const inner of list) words.add(inner.kind);
    visitEffects(list, add);
  }
  known.set(effect, words);
  return words;
}

function wordOf(value: Value): string | undefined {
  if (value.kind === 'literal' || value.kind === 'regex') return value.key;
  if (value.kind === 'symbol') return value.id.startsWith('result:') ? undefined : value.id;
  if (value.kind === 'member') return `.${value.name}`;
  if (value.kind === 'operation') return value.operator;
  if (value.kind === 'template') return value.parts.filter((part) => typeof part === 'string').join(' ');
  return value.kind === 'opaque' ? value.text : undefined;
}

/** Do both speak of nearly the same, whatever the results are that they use? */
export function speaksAlike(expected: Effect, actual: Effect): boolean {
  return overlap(wordsOf(expected), wordsOf(actual)) >= 0.75;
}

/** Dice's coefficient. */
function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size + b.size === 0) return 0;
  let both = 0;
  for (const word of a) if (b.has(word)) both += 1;
  return (2 * both) / (a.size + b.size);
}
