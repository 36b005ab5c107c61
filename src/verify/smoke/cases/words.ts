import type { Json } from '../../../base/json.ts';
import type { ApplicationIR } from '../../../ir/application.ts';
import type { Endpoint } from '../../../ir/endpoint.ts';
import { headerValue } from '../../../semantics/headers.ts';
import { serialiseParameter } from '../../../semantics/parameters.ts';
import { callerFor } from '../../../semantics/model.ts';
import { sampleOf } from '../../../semantics/samples.ts';
import type { Call } from '../../../semantics/types.ts';
import { bodySchema, type Suite } from '../suite.ts';
import { checkAccess } from './access.ts';
import { checkInput } from './input.ts';

/** Operations that are stated in words: they check their input, and then say that they are not made yet, or answer within the contract. */
export async function checkWords(suite: Suite, endpoint: Endpoint): Promise<void> {
  const { implementation } = endpoint;
  const isWritten = implementation.kind === 'words' && implementation.isWritten === true;
  await checkSample(suite, endpoint, isWritten ? 'answers within its contract' : 'says what is missing');
  if (isWritten) await checkOnRow(suite, endpoint);
}

/** Once more on a row that is there, where the path names one. */
async function checkOnRow(suite: Suite, endpoint: Endpoint): Promise<void> {
  const { application } = suite;
  const parameters = endpoint.parameters.filter((parameter) => parameter.in === 'path');
  const last = parameters.at(-1);
  const entity = last === undefined ? undefined : entityOfPath(application, endpoint, last.name);
  const call = sampleCall(suite, endpoint);
  if (last === undefined || entity === undefined || 'skipped' in call) return;
  const scene = await suite.scenes.fresh(entity);
  if ('skipped' in scene) return;
  const caller = call.caller === undefined ? undefined : { subject: scene.caller.subject, scopes: call.caller.scopes };
  await suite.session.call('answers within its contract on a row', { ...call, caller, path: { ...call.path, [last.name]: scene.key } });
}

/** The entity whose row a path parameter names: the one whose collection stands before it, or that the words are about. */
function entityOfPath(application: ApplicationIR, { path, implementation }: Endpoint, parameter: string): string | undefined {
  const before = path.slice(0, path.indexOf(`/{${parameter}}`));
  const beside = application.endpoints.find((other) => other.path === before && other.implementation.kind === 'crud' && (other.implementation.action === 'list' || other.implementation.action === 'create'));
  if (beside?.implementation.kind === 'crud') return beside.implementation.entity;
  return implementation.kind === 'words' ? implementation.entity : undefined;
}

/** Operations whose rows cannot be made: they check who calls and with what, and then find no such row. */
export async function checkWithoutRow(suite: Suite, endpoint: Endpoint, reason: string): Promise<void> {
  suite.session.recorder.skip(endpoint.key, 'what needs a row', reason);
  await checkSample(suite, endpoint, 'on no row');
}

async function checkSample(suite: Suite, endpoint: Endpoint, check: string): Promise<void> {
  const call = sampleCall(suite, endpoint);
  if ('skipped' in call) {
    suite.session.recorder.skip(endpoint.key, 'all checks', call.skipped);
    return;
  }
  await suite.session.call(check, call);
  await checkAccess(suite, call);
  await checkInput(suite, call);
}

/** A valid call made of samples alone; rows that it names need not exist. */
function sampleCall(suite: Suite, endpoint: Endpoint): Call | { readonly skipped: string } {
  const places = { path: {}, query: {}, header: {}, cookie: {} } as Record<'path' | 'query' | 'header' | 'cookie', Record<string, Json>>;
  for (const parameter of endpoint.parameters) {
    if (!parameter.required) continue;
    const sampled = parameter.in === 'header' ? headerValue(parameter, suite.context, suite.nextNumber()) : sampleOf(parameter.schema, suite.context, suite.nextNumber(), { name: parameter.name });
    if ('skipped' in sampled) return sampled;
    for (const [name, value] of Object.entries(serialiseParameter(parameter, sampled.value))) places[parameter.in][parameter.in === 'header' ? name.toLowerCase() : name] = value;
  }
  const call: Call = { endpoint: endpoint.key, caller: callerFor(endpoint, 'smoke-words'), path: places.path, query: places.query, headers: places.header };
  const schema = bodySchema(endpoint);
  if (endpoint.requestBody === undefined || schema === undefined) return call;
  const sampled = sampleOf(schema, suite.context, suite.nextNumber());
  return 'skipped' in sampled ? sampled : { ...call, body: sampled.value };
}
