import type { Span } from '../../base/span.ts';
import type { EndpointFact } from '../../targets/facts/appFacts.ts';
import { type Comparison, gapOf, type Rule, startOf } from '../comparison.ts';
import { standIn } from './endpointPairs.ts';

/** Each endpoint is there, and no other is. */
export const endpoints: Rule = (comparison) => {
  const { expected, actual, index } = comparison;
  const [wanted, found] = [keysOf(expected.endpoints), keysOf(actual.endpoints)];
  return [
    ...expected.endpoints.filter(({ key }) => !found.has(key)).map((endpoint) => {
      const name = index.endpointKey(endpoint.key);
      return gapOf('DM4201', 'missing', { key: name, spec: index.endpoint(endpoint.key)?.span ?? index.root, at: placeOf(endpoint, comparison), expected: endpoint.at }, { name });
    }),
    ...actual.endpoints.filter((endpoint) => !wanted.has(endpoint.key) || isSecond(endpoint, comparison)).map((endpoint) => {
      const name = index.endpointKey(endpoint.key);
      return gapOf('DM4202', 'unrequested', { key: name, spec: index.root, at: endpoint.at, actual: endpoint.at }, { name });
    }),
  ];
};

/** A route with the method and path of one that the spec asks for, which another route is. */
function isSecond(endpoint: EndpointFact, { expected, actual }: Comparison): boolean {
  const same = actual.endpoints.filter(({ key }) => key === endpoint.key);
  const wanted = expected.endpoints.find(({ key }) => key === endpoint.key);
  return same.length > 1 && wanted !== undefined && standIn(wanted, same) !== endpoint;
}

function keysOf(facts: readonly EndpointFact[]): ReadonlySet<string> {
  return new Set(facts.map(({ key }) => key));
}

/** What was asked for with another method, or at another path: a route that nobody asked for and that does the same. */
function otherwise(missing: EndpointFact, { expected, actual }: Comparison): EndpointFact | undefined {
  const wanted = keysOf(expected.endpoints);
  const others = actual.endpoints.filter(({ key }) => !wanted.has(key));
  return others.find(({ path, handler }) => path === missing.path && handler.key === missing.handler.key) ?? others.find(({ method, handler }) => method === missing.method && handler.key === missing.handler.key)
    ?? others.find(({ path }) => path === missing.path);
}

/** Where the route is that is said otherwise; behind the endpoint that stands before it, or before the one behind it; else the start of its file. */
function placeOf(missing: EndpointFact, comparison: Comparison): Span {
  const { expected, actual } = comparison;
  const changed = otherwise(missing, comparison);
  if (changed !== undefined) return changed.at;
  const siblings = expected.endpoints.filter(({ at }) => at.file === missing.at.file).sort((a, b) => a.at.start - b.at.start);
  const position = siblings.indexOf(missing);
  const find = (endpoint: EndpointFact): EndpointFact | undefined => actual.endpoints.find(({ key }) => key === endpoint.key);
  const before = siblings.slice(0, position).reverse().map(find).find((found) => found !== undefined);
  if (before !== undefined) return { ...before.at, start: before.at.end };
  const behind = siblings.slice(position + 1).map(find).find((found) => found !== undefined);
  return behind === undefined ? startOf(missing.at.file) : { ...behind.at, end: behind.at.start };
}
