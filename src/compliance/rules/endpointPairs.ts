import type { Span } from '../../base/span.ts';
import { groupBy } from '../../base/groupBy.ts';
import type { Endpoint } from '../../ir/endpoint.ts';
import type { EndpointFact } from '../../targets/facts/appFacts.ts';
import { type Comparison, pairing } from '../comparison.ts';

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

const pairOf = pairing<EndpointFact, EndpointPair>((expected, actual, index) => {
  const endpoint = index.endpoint(expected.key);
  return { key: index.endpointKey(expected.key), endpoint, spec: endpoint?.span ?? index.root, expected, actual };
});

/** The endpoints that both versions have, in other words at least. */
export function endpointPairs({ expected, actual, index }: Comparison): readonly EndpointPair[] {
  const found = groupBy(actual.endpoints, ({ key }) => key);
  return expected.endpoints.flatMap((fact): EndpointPair[] => {
    const other = standIn(fact, found.get(fact.key) ?? []);
    return other === undefined || other === fact ? [] : [pairOf(fact, other, index)];
  });
}

/** Of several routes with one method and path, the one that does what the spec asks for. */
export function standIn(expected: EndpointFact, found: readonly EndpointFact[]): EndpointFact | undefined {
  const [only, ...more] = found;
  return more.length === 0 ? only : found.find(({ handler }) => handler.key === expected.handler.key) ?? only;
}

/** The place in the spec that says who may call an endpoint. */
export function accessSpan({ endpoint, spec }: EndpointPair): Span {
  return endpoint?.access.kind === 'secured' ? endpoint.access.span : spec;
}
