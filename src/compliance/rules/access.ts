import type { EndpointFact } from '../../targets/facts/appFacts.ts';
import type { Value } from '../../targets/facts/value.ts';
import { compareAlone } from '../compareEffects.ts';
import { type Comparison, eachOf, gapOf, type Rule } from '../comparison.ts';
import { placeOf } from '../differences.ts';
import type { Gap } from '../gap.ts';
import { calleeOf } from '../resemblance.ts';
import { snippet } from '../snippets.ts';
import { accessSpan, type EndpointPair, endpointPairs } from './endpointPairs.ts';

/** Each endpoint checks who calls before it does anything, with the schemes and scopes of the spec; a public one does not. */
export const access: Rule = eachOf(endpointPairs, hooks);

type Hook = EndpointFact['hooks'][number];

/** Further hooks do no harm, unless they check access. */
function hooks(pair: EndpointPair, comparison: Comparison): readonly Gap[] {
  const left = [...pair.actual.hooks];
  const take = (matches: (hook: Hook) => boolean): Hook | undefined => {
    const position = left.findIndex(matches);
    return position === -1 ? undefined : left.splice(position, 1)[0];
  };
  const open = pair.expected.hooks.filter(({ name, value }) => take((other) => other.name === name && other.value.key === value.key) === undefined);
  const gaps = open.map((hook) => {
    const other = take(({ value }) => value.key === hook.value.key) ?? take(({ name, value }) => name === hook.name && isAlike(hook.value, value)) ?? take(({ value }) => isAlike(hook.value, value));
    return gapFor(hook, other, pair, comparison);
  });
  if (left.length === 0) return gaps;
  const checks = comparison.functionNodes.remember('access', () => accessChecks(comparison.expected.endpoints));
  return [...gaps, ...left.filter(({ value }) => checks.has(calleeOf(value))).map(({ value, at }) => gapOf('DM4214', 'unrequested', {
    key: `${pair.key} access`, spec: accessSpan(pair), at, actual: at,
  }, { name: pair.key, actual: snippet(comparison.actualText, value.at) }))];
}

function gapFor(hook: Hook, other: Hook | undefined, pair: EndpointPair, comparison: Comparison): Gap {
  const places = { key: `${pair.key} access`, spec: accessSpan(pair), expected: placeOf(hook.value) };
  const expected = snippet(comparison.expectedText, hook.value.at);
  if (other === undefined) return gapOf('DM4212', 'missing', { ...places, at: pair.actual.at, expected: hook.at }, { name: pair.key, expected });
  const [only, ...more] = compareAlone(hook.value, other.value, { writers: comparison.functionNodes.writers });
  const at = only !== undefined && more.length === 0 ? only.at : other.at;
  const expectedAt = only !== undefined && more.length === 0 ? only.expected ?? places.expected : places.expected;
  const word = hook.value.key === other.value.key ? `${hook.name}: ` : '';
  const actual = snippet(comparison.actualText, other.value.at);
  return gapOf('DM4213', 'contradicts', { ...places, at, expected: expectedAt, actual: at }, {
    name: pair.key, expected: `${word}${expected}`, actual: `${word === '' ? '' : `${other.name}: `}${actual}`,
  });
}

function isAlike(expected: Value, actual: Value): boolean {
  return calleeOf(expected) === calleeOf(actual);
}

/** The functions that check access, as the endpoints of the spec use them. */
function accessChecks(endpoints: readonly EndpointFact[]): ReadonlySet<string> {
  return new Set(endpoints.flatMap(({ hooks: list }) => list.map(({ value }) => calleeOf(value))));
}
