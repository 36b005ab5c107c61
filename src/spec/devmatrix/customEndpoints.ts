import type { Entity } from '../../ir/entity.ts';
import { asString, entriesOf, valueOf, type SourceEntry, type SourceNode } from '../source.ts';
import { camelCase } from '../../base/names.ts';
import { type DeclaredEndpoint, type EndpointContext, operationOf, wordsEndpoint } from './flowEndpoints.ts';
import type { SchemaReader } from './schemas.ts';
import { resultType } from './steps.ts';
import { type FlowDraft, type HttpTrigger, readRoute } from './triggers.ts';

export interface CustomEndpoints {
  /** Those that the spec states in words. */
  readonly endpoints: readonly DeclaredEndpoint[];
  /** A flow for each of the others: its own steps, or the call of a flow. */
  readonly flows: readonly FlowDraft[];
}

/** Reads `endpoints` at the top of a spec: `GET /reports/sales: { query, returns, do | flow | steps }`. */
export function customEndpoints(root: SourceNode, drafts: readonly FlowDraft[], context: EndpointContext, reader: SchemaReader & { readonly entities: readonly Entity[] }): CustomEndpoints {
  const endpoints: DeclaredEndpoint[] = [];
  const flows: FlowDraft[] = [];
  for (const entry of entriesOf(valueOf(root, 'endpoints'))) {
    const http = readRoute(entry.key, entry.keySpan, entry.value, reader);
    if (http === undefined) continue;
    const words = asString(valueOf(entry.value, 'do'));
    const returns = valueOf(entry.value, 'returns');
    if (words === undefined && valueOf(entry.value, 'flow') === undefined && valueOf(entry.value, 'steps') === undefined) {
      reader.context.report('DM1102', entry.keySpan, { place: `The endpoint "${entry.key}"`, key: 'steps', reason: 'it says what happens; or `flow` with a flow that is called, or `do` with words' });
    }
    if (words !== undefined) endpoints.push(wordsEndpoint(http, words, returns === undefined ? undefined : resultType(returns, { entities: reader.entities, reader }), context));
    else flows.push(draftOf(entry, http, drafts));
  }
  return { endpoints, flows };
}

function draftOf(entry: SourceEntry, http: HttpTrigger, drafts: readonly FlowDraft[]): FlowDraft {
  const operationId = asString(valueOf(entry.value, 'operationId')) ?? operationOf(http);
  const flow = valueOf(entry.value, 'flow');
  const node = flow === undefined ? entry.value : callingNode(entry.value, flow, http, drafts);
  return { name: camelCase(operationId), specName: operationId, node, span: entry.keySpan, trigger: { kind: 'http', http: { ...http, node }, span: entry.keySpan } };
}

/** `flow: quote` as the steps `call: quote` with all inputs, and `return` of its result. */
function callingNode(node: SourceNode, flow: SourceNode, http: HttpTrigger, drafts: readonly FlowDraft[]): SourceNode {
  const { span } = flow;
  const text = (value: string): SourceNode => ({ kind: 'scalar', value, text: value, span });
  const map = (entries: readonly (readonly [string, SourceNode])[]): SourceNode => ({ kind: 'map', span, entries: entries.map(([key, value]) => ({ key, keySpan: span, value })) });
  const called = drafts.find((draft) => draft.specName === asString(flow));
  const wanted = called?.trigger.kind === 'call' ? called.trigger.arguments.map(({ name }) => name) : [];
  const inputs = [...http.pathNames, ...http.query.map(({ name }) => name), ...(http.body ?? []).map(({ name }) => name)].filter((name) => wanted.includes(name));
  const returns = returnsSomething(called?.node);
  const call = map([['call', flow], ['with', map(inputs.map((name) => [name, text(`input.${name}`)]))], ...(returns ? [['as', text('result')] as const] : [])]);
  const steps: SourceNode = { kind: 'seq', span, items: returns ? [call, map([['return', text('result')]])] : [call] };
  return { kind: 'map', span: node.span, entries: [...entriesOf(node), { key: 'steps', keySpan: span, value: steps }] };
}

function returnsSomething(node: SourceNode | undefined): boolean {
  const steps = valueOf(node, 'steps');
  return valueOf(node, 'returns') !== undefined || (steps?.kind === 'seq' && steps.items.some((step) => valueOf(step, 'return') !== undefined || returnsSomething(step)));
}
