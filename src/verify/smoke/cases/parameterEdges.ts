import type { Json } from '../../../base/json.ts';
import { boundariesOf } from '../../../semantics/boundaries.ts';
import { serialiseParameter } from '../../../semantics/parameters.ts';
import type { Call } from '../../../semantics/types.ts';
import type { NamedCall } from '../session.ts';
import type { Suite } from '../suite.ts';

interface Edge {
  readonly check: string;
  readonly query: Readonly<Record<string, Json>>;
}

/** Servers take about 16 kB of path and headers; the token needs some of it. */
const longestQuery = 14_000;

/** Reads with the outermost values of their query parameters, one of each parameter in a call where the model accepts that. */
export function parameterEdges(suite: Suite, call: Call): readonly NamedCall[] {
  const endpoint = suite.session.endpoint(call.endpoint);
  if (endpoint.method !== 'GET') return [];
  const withQuery = (query: Edge['query']): Call => ({ ...call, query: { ...call.query, ...query } });
  const isAccepted = (query: Edge['query']): boolean => fitsUrl(query) && suite.session.preview(withQuery(query)).status === endpoint.successStatus;
  const rounds: Edge[] = [];
  for (const parameter of endpoint.parameters) {
    if (parameter.in !== 'query') continue;
    const edges = boundariesOf(parameter.schema, suite.context, { name: parameter.name })
      .map(({ label, value }): Edge => ({ check: `${parameter.name}: ${label}`, query: serialiseParameter(parameter, value) }))
      .filter(({ query }) => !Object.values(query).includes('') && isAccepted(query));
    let turn = 0;
    for (const edge of edges) {
      const fits = (round: Edge | undefined): boolean => round !== undefined && isAccepted({ ...round.query, ...edge.query });
      while (turn < rounds.length && !fits(rounds[turn])) turn += 1;
      const round = rounds[turn];
      rounds[turn] = round === undefined ? edge : { check: `${round.check}, ${edge.check}`, query: { ...round.query, ...edge.query } };
      turn += 1;
    }
  }
  return rounds.map(({ check, query }) => ({ check, call: withQuery(query) }));
}

/** Whether a server reads a URL with this query. */
export function fitsUrl(query: Readonly<Record<string, Json>>): boolean {
  const length = Object.entries(query).reduce((sum, [name, value]) => sum + encodeURIComponent(name).length + encodeURIComponent(typeof value === 'string' ? value : JSON.stringify(value)).length + 2, 0);
  return length <= longestQuery;
}
