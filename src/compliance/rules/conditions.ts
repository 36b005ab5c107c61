import { eachOf, gapOf, type Rule } from '../comparison.ts';
import { placeOf } from '../differences.ts';
import { snippet } from '../snippets.ts';
import { endpointPairs } from './endpointPairs.ts';

/** Each endpoint is there under the conditions of the spec, which has none but for parts of the runtime, and under no other. */
export const conditions: Rule = eachOf(endpointPairs, ({ key, spec, expected, actual }, comparison) => {
  const [wanted, found] = [keysOf(expected.when), keysOf(actual.when)];
  const more = actual.when.find((test) => !wanted.has(test.key));
  const less = expected.when.find((test) => !found.has(test.key));
  if (more !== undefined) {
    const at = placeOf(more);
    return [gapOf('DM4221', 'contradicts', { key, spec, at, expected: less?.at ?? expected.at, actual: at }, { name: key, actual: snippet(comparison.actualText, at) })];
  }
  if (less === undefined) return [];
  return [gapOf('DM4222', 'contradicts', { key, spec, at: actual.at, expected: less.at }, { name: key, expected: snippet(comparison.expectedText, less.at) })];
});

function keysOf(tests: readonly { readonly key: string }[]): ReadonlySet<string> {
  return new Set(tests.map(({ key }) => key));
}
