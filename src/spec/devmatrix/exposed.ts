import { camelCase, kebabCase, sentenceCase } from '../../base/names.ts';
import type { Flow } from '../../ir/behavior.ts';
import type { Expression } from '../../ir/expression.ts';
import { asNumber, asString, valueOf } from '../source.ts';
import type { Context } from './context.ts';
import type { DeclaredEndpoint, EndpointContext } from './flowEndpoints.ts';
import { flowEndpoint } from './flowEndpoints.ts';
import type { Exposed } from './stateMachines.ts';
import { type HttpTrigger, parametersOf } from './triggers.ts';
import { typeOfSchema } from './typeOfSchema.ts';

/** The flow and the endpoint of an exposed transition: `POST /orders/{id}/ship` loads the row, fires the event and returns the row. Its name is none of `taken`, which are in lower case. */
export function exposedTransition(exposed: Exposed, endpoints: EndpointContext, taken: ReadonlySet<string>, context: Context): { readonly flow: Flow; readonly endpoint: DeclaredEndpoint } | undefined {
  const { machine, event, node } = exposed;
  const resource = endpoints.resources.find(({ entity }) => entity.name === machine.entity);
  const key = resource?.entity.attributes.find(({ primaryKey }) => primaryKey);
  if (resource === undefined || key === undefined) return undefined;
  const span = exposed.entry?.keySpan ?? node.span;
  const path = asString(valueOf(node, 'path')) ?? `${resource.path}/{id}/${kebabCase(event)}`;
  const pathNames = parametersOf(path);
  const [keyName] = pathNames;
  if (keyName === undefined || pathNames.length !== 1 || !path.startsWith('/')) {
    context.report('DM1132', valueOf(node, 'path')?.span ?? span, { text: path, advice: 'The path of a transition has one parameter, the key of the row: `/orders/{id}/ship`.' });
    return undefined;
  }
  const http: HttpTrigger = { method: 'POST', path, node, status: asNumber(valueOf(node, 'status')), pathNames, params: [{ name: keyName, schema: key.schema, required: true, readOnly: false, writeOnly: false, span }], query: [], body: undefined, span };
  const isImplied = resource.actions.some((action) => action === event || (action === 'read' && event === 'get'));
  const name = camelCase(`${event} ${machine.entity}`);
  const flow = transitionFlow(exposed, http, keyName, key.schema, isImplied || taken.has(name.toLowerCase()) ? camelCase(`${event} ${machine.entity} transition`) : name);
  const { endpoint, schemas } = flowEndpoint(flow, http, flow.description, endpoints);
  const access = valueOf(node, 'access') === undefined ? resource.access('update') : endpoint.access;
  return { flow, endpoint: { endpoint: { ...endpoint, access }, schemas } };
}

function transitionFlow(exposed: Exposed, http: HttpTrigger, keyName: string, key: Parameters<typeof typeOfSchema>[0], name: string): Flow {
  const { machine, event } = exposed;
  const { span } = http;
  const type = typeOfSchema(key);
  const input: Expression = { kind: 'name', name: 'input', type: { kind: 'record', fields: [{ name: keyName, type }], nullable: false }, span };
  const row: Expression['type'] = { kind: 'entity', entity: machine.entity, nullable: false };
  const as = 'row';
  return {
    kind: 'flow', name, description: `${sentenceCase(event)}: moves a ${sentenceCase(machine.entity).toLowerCase()} to its next state.`,
    trigger: { kind: 'http', endpoint: `${http.method} ${http.path}`, span }, inputs: [{ name: keyName, source: 'path', type, span }],
    steps: [
      {
        kind: 'load', as, entity: machine.entity, by: { kind: 'key', value: { kind: 'select', target: input, member: keyName, type, span } }, lock: true, anyOwner: false, span,
        missing: { kind: 'fail', failure: { status: 404, code: 'not_found', message: `There is no such ${sentenceCase(machine.entity).toLowerCase()}.` } },
      },
      { kind: 'transition', target: as, entity: machine.entity, machine: machine.name, event, span },
      { kind: 'return', value: { kind: 'name', name: as, type: row, span }, span },
    ],
    result: row, synthesizedFrom: `${machine.name}.${event}`, span,
  };
}
