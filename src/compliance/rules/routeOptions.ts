import { eachOf, gapOf, type Rule } from '../comparison.ts';
import { snippet } from '../snippets.ts';
import { endpointPairs } from './endpointPairs.ts';

/** Options of a route that the spec asks for, such as its media types, are there; further ones do no harm. */
export const routeOptions: Rule = eachOf(endpointPairs, ({ key, spec, endpoint, expected, actual }, comparison) =>
  expected.options.flatMap((option) => {
    const other = actual.options.find(({ name }) => name === option.name);
    if (other?.value.key === option.value.key) return [];
    const places = { key: `${key} ${option.name}`, spec: endpoint?.requestBody?.span ?? spec, at: other?.at ?? actual.at, expected: option.at, actual: other?.at };
    return [gapOf('DM4215', other === undefined ? 'missing' : 'contradicts', places, {
      name: key, option: option.name, expected: snippet(comparison.expectedText, option.value.at), actual: snippet(comparison.actualText, other?.value.at) || 'none',
    })];
  }));
