import { isJson } from '../../../base/mediaTypes.ts';
import type { Json } from '../../../base/json.ts';
import { readBody, sentContent } from '../../../semantics/bodies.ts';
import { isValid } from '../../../semantics/matches.ts';
import { readParameter, serialiseParameter } from '../../../semantics/parameters.ts';
import type { Call } from '../../../semantics/types.ts';
import { violationsOf } from '../../../semantics/violations.ts';
import { mediaTypeOf } from '../requestOf.ts';
import { parameterEdges } from './parameterEdges.ts';
import { joined } from '../joined.ts';
import type { NamedCall } from '../session.ts';
import { entityNamed } from '../scenes.ts';
import { bodyObject, bodySchema, type Suite } from '../suite.ts';

/** A parameter can hold whole objects, as JSON: some of what can be wrong with it is enough. */
const mostBroken = 40;
const unknownUuid = '00000000-0000-7000-8000-00000000dead';
const bodyLimitBytes = 1_048_576;

/** Everything about a call's input that must be refused, on a call that is otherwise valid. The valid call itself is not made. */
export async function checkInput(suite: Suite, call: Call): Promise<void> {
  const broken = [...parameterViolations(suite, call), ...bodyViolations(suite, call), ...massAssignments(suite, call)];
  // What is accepted all the same (null for an optional body) would be the call itself.
  const refused = broken.filter((named) => {
    const { status, open } = suite.session.preview(named.call);
    return status >= 400 && open === undefined;
  });
  await suite.session.batch([...unknownKeys(suite, call), ...joined(suite, call, refused), ...parameterEdges(suite, call)]);
  await checkBodyForm(suite, call);
}

/** Each constraint of each parameter broken once, a required one left out, and a query parameter that does not exist. */
function parameterViolations(suite: Suite, call: Call): readonly NamedCall[] {
  const endpoint = suite.session.endpoint(call.endpoint);
  const calls: NamedCall[] = [{ check: 'unknown query parameter', call: { ...call, query: { ...call.query, 'no-such-parameter': '1' } } }];
  for (const parameter of endpoint.parameters) {
    if (parameter.in === 'cookie') continue;
    const place = parameter.in === 'path' ? 'path' : parameter.in === 'query' ? 'query' : 'headers';
    const name = place === 'headers' ? parameter.name.toLowerCase() : parameter.name;
    if (parameter.required && place !== 'path') {
      calls.push({ check: `${parameter.name} missing`, call: { ...call, [place]: Object.fromEntries(Object.entries(call[place]).filter(([key]) => key !== name)) } });
    }
    for (const violation of violationsOf(parameter.schema, suite.context, { name: parameter.name, most: mostBroken })) {
      const raw = serialiseParameter(parameter, violation.value);
      // As text some violations are no violations any more: the number 1 in place of a string.
      if (Object.values(raw).some((text) => text === '') || readParameter(parameter, raw, suite.context).kind !== 'broken') continue;
      const changes = place === 'headers' ? Object.fromEntries(Object.entries(raw).map(([key, value]) => [key.toLowerCase(), value])) : raw;
      calls.push({ check: `${parameter.name}: ${violation.label}`, call: { ...call, [place]: { ...call[place], ...changes } } });
      // One malformed key is as good as another.
      if (place === 'path') break;
    }
  }
  return calls;
}

/** A key in the path that no row has. */
function unknownKeys(suite: Suite, call: Call): readonly NamedCall[] {
  const endpoint = suite.session.endpoint(call.endpoint);
  return endpoint.parameters.filter((parameter) => parameter.in === 'path').flatMap((parameter) => {
    const current = call.path[parameter.name];
    const candidates: readonly Json[] = [unknownUuid, 2_000_000_123, 'no-such-key'];
    const value = candidates.find((candidate) => candidate !== current && readParameter(parameter, serialiseParameter(parameter, candidate), suite.context).kind === 'value');
    return value === undefined ? [] : [{ check: `unknown ${parameter.name}`, call: { ...call, path: { ...call.path, ...serialiseParameter(parameter, value) } } }];
  });
}

/** Each constraint of the body broken once. */
function bodyViolations(suite: Suite, call: Call): readonly NamedCall[] {
  const endpoint = suite.session.endpoint(call.endpoint);
  const schema = bodySchema(endpoint);
  if (schema === undefined || call.body === undefined) return [];
  const { implementation } = endpoint;
  const key = implementation.kind === 'crud' ? implementation.entity : implementation.kind === 'flow' ? implementation.flow : 'body';
  const content = sentContent(endpoint);
  const isText = content?.mediaType.startsWith('text/') === true && !isJson(content.mediaType);
  // In a form some violations are none any more, as all values are text; so is null in a text; bytes are never wrong.
  const isBroken = (value: Json): boolean => {
    const read = readBody(value, content, suite.context);
    return read.schema !== undefined && !isValid(read.value, read.schema, suite.context, 'request') && ((value === null && !isText) || isJson(content?.mediaType ?? '') || typeof value === typeof call.body);
  };
  return violationsOf(schema, suite.context, { base: call.body, key }).filter(({ value }) => isBroken(value)).map((violation) => ({ check: `${violation.key}: ${violation.label}`, call: { ...call, body: violation.value } }));
}

/** Attributes that belong to the server, put into the body: refused or ignored as the body's schema says. */
function massAssignments(suite: Suite, call: Call): readonly NamedCall[] {
  const endpoint = suite.session.endpoint(call.endpoint);
  const object = bodyObject(suite, endpoint);
  const { implementation } = endpoint;
  if (object === undefined || call.body === undefined || implementation.kind !== 'crud' || object.additional !== 'reject') return [];
  const settable = new Set(object.properties.filter((property) => !property.readOnly).map((property) => property.name));
  const entity = entityNamed(suite.application, implementation.entity);
  const row = suite.session.model.rows(entity.name)[0];
  return entity.attributes.filter((attribute) => !settable.has(attribute.name)).map((attribute) => ({
    check: `mass assignment of ${attribute.name}`,
    call: { ...call, body: { ...(call.body as Readonly<Record<string, Json>>), [attribute.name]: row?.[attribute.name] ?? 'assigned' } },
  }));
}

/** A body that is no JSON, of another media type, or too large. */
async function checkBodyForm(suite: Suite, call: Call): Promise<void> {
  const endpoint = suite.session.endpoint(call.endpoint);
  if (call.body === undefined || endpoint.requestBody === undefined || !isJson(mediaTypeOf(endpoint)) || sentContent(endpoint)?.mediaType.includes('*') === true) return;
  const { session } = suite;
  const foreign = ['text/csv', 'image/x-unheard-of'].find((type) => endpoint.requestBody?.contents.every(({ mediaType }) => mediaType !== type)) ?? 'text/csv';
  await Promise.all([
    ...(suite.once(`malformed JSON ${endpoint.method}`) ? [session.refused({ check: 'malformed JSON', call, expected: { status: 400 }, change: (request) => ({ ...request, body: '{"a": ' }) })] : []),
    session.refused({ check: 'undeclared media type', call, expected: { status: 415 }, change: (request) => ({ ...request, headers: { ...request.headers, 'content-type': foreign } }) }),
    ...(suite.once(`body over 1 MB ${endpoint.method}`) ? [session.refused({ check: 'body over 1 MB', call, expected: { status: 413 }, change: (request) => ({ ...request, body: JSON.stringify({ padding: 'x'.repeat(bodyLimitBytes) }) }) })] : []),
  ]);
}
