import type { Effect, Value } from '../../facts/value.ts';

/** A condition that holds for some values of something and fails for all others. */
interface Alternatives {
  /** The key of what is asked for. */
  readonly of: string;
  readonly values: ReadonlySet<string>;
}

/** `x === "a"` and `["a", "b"].includes(x)`, and such a condition with more after it; undefined for what is no choice among texts or numbers. */
function alternativesIn(test: Value): Alternatives | undefined {
  if (test.kind === 'operation' && test.operator === '&&') {
    for (const operand of test.operands) {
      const found = alternativesIn(operand);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  const equal = equalTo(test, '===');
  if (equal !== undefined) return isSteady(equal.value) ? { of: equal.value.key, values: new Set([equal.literal.key]) } : undefined;
  const listed = listedIn(test);
  return listed === undefined || !isSteady(listed.value) ? undefined : { of: listed.value.key, values: new Set(listed.literals.map(({ key }) => key)) };
}

/** `x === "a"` taken apart, or `x !== "a"`, as the operator says. */
export function equalTo(test: Value, operator: '===' | '!=='): { readonly value: Value; readonly literal: Value } | undefined {
  if (test.kind !== 'operation' || test.operator !== operator) return undefined;
  const [left, right] = test.operands;
  if (left === undefined || right === undefined || isWord(left) === isWord(right)) return undefined;
  return isWord(left) ? { value: right, literal: left } : { value: left, literal: right };
}

/** `["a", "b"].includes(x)` taken apart. */
function listedIn(test: Value): { readonly value: Value; readonly literals: readonly Value[] } | undefined {
  const [value, ...more] = test.kind === 'call' && test.callee.kind === 'member' && test.callee.name === 'includes' ? test.args : [];
  if (value === undefined || more.length > 0 || test.kind !== 'call' || test.callee.kind !== 'member' || test.callee.object.kind !== 'array') return undefined;
  const { items } = test.callee.object;
  return items.every(isWord) ? { value, literals: items } : undefined;
}

/** Is it a text or a number that is written down? */
export function isWord(value: Value): boolean {
  return value.kind === 'literal' && (typeof value.value === 'string' || typeof value.value === 'number');
}

/** Has it one value throughout the function? */
function isSteady(value: Value): boolean {
  return value.kind === 'member' ? isSteady(value.object) : value.kind === 'symbol' && !value.id.startsWith('variable#');
}

/** Does each of them only happen under a condition that fails where this one holds? Then `else` need not be said. */
export function excludes(test: Value, then: readonly Effect[], otherwise: readonly Effect[]): boolean {
  const own = alternativesIn(test);
  if (own === undefined || test.kind === 'operation' && test.operator === '&&' || then.some((effect) => effect.kind === 'set')) return false;
  return otherwise.every((effect) => {
    const other = effect.kind === 'if' && effect.else.length === 0 ? alternativesIn(effect.test) : undefined;
    return other?.of === own.of && ![...other.values].some((value) => own.values.has(value));
  });
}

/** Does each of them happen only where the condition holds anyway? Then it need not be asked. */
export function isImplied(test: Value, effects: readonly Effect[]): boolean {
  if (isOfSome(test, effects)) return true;
  if (test.kind === 'operation' && test.operator === '||' && effects.length > 0) {
    const ways = new Set(test.operands.map(({ key }) => key));
    if (effects.every((effect) => effect.kind === 'if' && effect.else.length === 0 && ways.has(effect.test.key))) return true;
  }
  const own = alternativesIn(test);
  if (own === undefined || test.kind === 'operation' && test.operator === '&&' || effects.length < 2) return false;
  return effects.every((effect) => {
    const other = effect.kind === 'if' && effect.else.length === 0 ? alternativesIn(effect.test) : undefined;
    return other?.of === own.of && [...other.values].every((value) => own.values.has(value));
  });
}

/** Is it only asked whether there are rows before something happens for each of them? */
function isOfSome(test: Value, effects: readonly Effect[]): boolean {
  const [left, right] = test.kind === 'operation' && test.operator === '!==' ? test.operands : [];
  const [asked, nothing] = left?.kind === 'literal' ? [right, left] : [left, right];
  const rows = asked?.kind === 'index' && nothing?.key === 'undefined' && asked.index.key === '0' ? asked.object
    : asked?.kind === 'member' && asked.name === 'length' && nothing?.key === '0' ? asked.object : undefined;
  return rows !== undefined && effects.length > 0 && effects.every((effect) => effect.kind === 'loop' && effect.over.key === rows.key);
}
