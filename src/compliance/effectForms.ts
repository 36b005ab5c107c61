import { keyOfOperation } from '../targets/facts/operationKey.ts';
import { hashOf, resultId } from '../targets/facts/shortHash.ts';
import type { Effect, OperationValue, Value } from '../targets/facts/value.ts';
import { innerEffects } from './walkValues.ts';

/**
 * A list in the form in which lists are compared: guards first, calls apart from the return of their results. With `expectsTry`
 * a `try` that passes every error on stays.
 */
export function comparable(effects: readonly Effect[], expectsTry: boolean): readonly Effect[] {
  const memory = expectsTry ? known.withTry : known.withoutTry;
  const before = memory.get(effects);
  if (before !== undefined) return before;
  const list = guarded(expectsTry ? effects : effects.flatMap(withoutTry)).flatMap(withResult);
  memory.set(effects, list);
  return list;
}

/** Does something stand in a `try`? */
export function hasTry(effects: readonly Effect[]): boolean {
  return effects.some(({ kind }) => kind === 'try');
}

/** The same list gives the same effects, so that they can be told apart by identity. */
const known = { withTry: new WeakMap<readonly Effect[], readonly Effect[]>(), withoutTry: new WeakMap<readonly Effect[], readonly Effect[]>() };

/** A `try` that passes every error on is as good as its body. */
function withoutTry(effect: Effect): readonly Effect[] {
  if (effect.kind !== 'try') return [effect];
  if (effect.caught.at(-1)?.kind !== 'throw') return [effect];
  const last = effect.body.at(-1);
  return last !== undefined && leaves(last) ? [...effect.finally, ...effect.body] : [...effect.body, ...effect.finally];
}

/** `if (a) { much } else leave` as `if (!a) leave; much`, where the short way out is one effect. */
function guarded(effects: readonly Effect[]): readonly Effect[] {
  const [branch, end] = effects.slice(-2);
  if (branch?.kind !== 'if' || branch.else.length > 0 || end === undefined || !leaves(end) || !branch.then.some(leaves)) return effects;
  const isLong = branch.then.length > 1 || branch.then.some((effect) => effect.kind === 'return' && effect.value?.kind === 'call');
  if (!isLong && (end.kind !== 'throw' || branch.then[0]?.kind === 'throw')) return effects;
  const test = negation(branch.test);
  const guard: Effect = { kind: 'if', test, then: [end], else: [], at: branch.at, key: `if (${test.key}) {${end.key}}` };
  return [...effects.slice(0, -2), guard, ...guarded(branch.then)];
}

/** Are they the same once neighbours under one condition, or under it and its opposite, stand in one `if`? */
export function isSameJoined(expected: readonly Effect[], actual: readonly Effect[]): boolean {
  const [wanted, found] = [joined(expected), joined(actual)];
  return (wanted !== expected || found !== actual) && wanted.length === found.length && wanted.every(({ key }, index) => key === found[index]?.key);
}

/** `if (a) x; if (a) y; if (!a) z` as `if (a) { x; y } else z`, where nothing that can be seen in between changes whether `a` holds; the list itself where there is no such thing. */
function joined(effects: readonly Effect[]): readonly Effect[] {
  const list: Effect[] = [];
  for (const effect of effects) {
    const last = list.at(-1);
    const one = last?.kind === 'if' && effect.kind === 'if' && isSteady(last.test) && !innerEffects(last).some((list) => list.some(leaves) || list.some(writesProperty)) ? both(last, effect) : undefined;
    if (one === undefined) list.push(effect);
    else list[list.length - 1] = one;
  }
  return list.length === effects.length ? effects : list;
}

type Branch = Extract<Effect, { readonly kind: 'if' }>;

function both(first: Branch, second: Branch): Effect | undefined {
  if (first.test.key === second.test.key) return branchOf(first, [...first.then, ...second.then], [...first.else, ...second.else]);
  return negation(first.test).key === second.test.key || negation(second.test).key === first.test.key
    ? branchOf(first, [...first.then, ...second.else], [...first.else, ...second.then]) : undefined;
}

function branchOf({ test, at }: Branch, then: readonly Effect[], otherwise: readonly Effect[]): Effect {
  const keys = (effects: readonly Effect[]): string => effects.map(({ key }) => key).join('; ');
  const text = [then, otherwise].map(keys).map((list) => (list.length > 2_000 ? `#${hashOf(list)}` : list));
  return { kind: 'if', test, then, else: otherwise, at, key: `if (${test.key}) {${text[0] ?? ''}}${otherwise.length > 0 ? ` else {${text[1] ?? ''}}` : ''}` };
}

/** Is it made of what has one value throughout the function? */
function isSteady(value: Value): boolean {
  if (value.kind === 'member') return isSteady(value.object);
  if (value.kind === 'operation') return value.operands.every(isSteady);
  return value.kind === 'literal' || (value.kind === 'symbol' && !value.id.startsWith('variable#'));
}

/** Does it write something else than a variable? The properties that a condition reads may be among it. */
function writesProperty(effect: Effect): boolean {
  return (effect.kind === 'set' && effect.target.kind !== 'symbol') || innerEffects(effect).some((list) => list.some(writesProperty));
}

function leaves({ kind }: Effect): boolean {
  return kind === 'return' || kind === 'throw';
}

/** A call that is returned at once, as the call and the return of its result. */
function withResult(effect: Effect): readonly Effect[] {
  if (effect.kind !== 'return' || effect.value?.kind !== 'call') return [effect];
  const { value, at } = effect;
  const result: Value = { kind: 'symbol', id: resultId(value.key), key: resultId(value.key), at: value.at };
  return [{ kind: 'call', value, awaited: true, key: `await ${value.key}`, at }, { kind: 'return', value: result, key: `return ${result.key}`, at }];
}

const opposites: Readonly<Record<string, string>> = { '===': '!==', '!==': '===', '==': '!=', '!=': '==' };

/** The opposite of a condition, in the form that readers of facts give it. */
function negation(value: Value): Value {
  if (value.kind !== 'operation') return operation('!', [value], value);
  const { operator, operands } = value;
  const [first, second] = operands;
  if (operator === '!' && first !== undefined) return first;
  const opposite = opposites[operator];
  if (opposite !== undefined) return operation(opposite, operands, value);
  if (operator === '<' && first !== undefined && second !== undefined) return operation('<=', [second, first], value);
  if (operator === '<=' && first !== undefined && second !== undefined) return operation('<', [second, first], value);
  if (operator === '&&') return operation('||', operands.map(negation), value);
  if (operator === '||') return operation('&&', operands.map(negation), value);
  return operation('!', [value], value);
}

const longestKey = 400;

function operation(operator: string, operands: readonly Value[], { at, from }: Value): OperationValue {
  const text = keyOfOperation(operator, operands);
  return { kind: 'operation', operator, operands, at, key: text.length > longestKey ? `#${hashOf(text)}` : text, ...(from === undefined ? {} : { from }) };
}
