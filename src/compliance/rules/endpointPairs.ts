import type { Span } from '../../base/span.ts';
import { groupBy } from '../../base/groupBy.ts';
import type { Endpoint } from '../../ir/endpoint.ts';
import type { EndpointFact } from '../../targets/facts/appFacts.ts';
import type { Comparison } from '../comparison.ts';

/** An endpoint that both versions have. */
export interface EndpointPair {
  /** As the spec says it, without the base path. */
  readonly key: string;
  /** Undefined for endpoints of the runtime. */
  readonly endpoint: Endpoint | undefined;
  readonly spec: Span;
  readonly expected: EndpointFact;
  readonly actual: EndpointFact;
}

const known = new WeakMap<Comparison, readonly EndpointPair[]>();

/** The endpoints that both versions have. */
export function endpointPairs(comparison: Comparison): readonly EndpointPair[] {
  const pairs = known.get(comparison) ?? pairsOf(comparison);
  known.set(comparison, pairs);
  return pairs;
}

function pairsOf({ expected, actual, index }: Comparison): readonly EndpointPair[] {
  const found = groupBy(actual.endpoints, ({ key }) => key);
  return expected.endpoints.flatMap((fact): EndpointPair[] => {
    const other = standIn(fact, found.get(fact.key) ?? []);
    const endpoint = index.endpoint(fact.key);
    return other === undefined ? [] : [{ key: index.endpointKey(fact.key), endpoint, spec: endpoint?.span ?? index.root, expected: fact, actual: other }];
  });
}

/** Of several routes with one method and path, the one that does what the spec asks for. */
export function standIn(expected: EndpointFact, found: readonly EndpointFact[]): EndpointFact | undefined {
  return found.find(({ handler }) => handler.key === expected.handler.key) ?? found[0];
}

/** The place in the spec that says who may call an endpoint. */
export function accessSpan({ endpoint, spec }: EndpointPair): Span {
  return endpoint?.access.kind === 'secured' ? endpoint.access.span : spec;
}
