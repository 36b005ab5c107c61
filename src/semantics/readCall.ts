import type { Json } from '../base/json.ts';
import type { Endpoint } from '../ir/endpoint.ts';
import { readBody, sentContent } from './bodies.ts';
import type { ReadCall } from './crud.ts';
import { matches } from './matches.ts';
import { queryNames, readParameter } from './parameters.ts';
import { Refused } from './refused.ts';
import type { SchemaContext } from './schemaContext.ts';
import { cleaned } from './stored.ts';
import type { Call } from './types.ts';

/** Reads parameters and body as the app does. Throws Refused with 400 or 422. */
export function readCall(endpoint: Endpoint, call: Call, context: SchemaContext): ReadCall {
  const path: Record<string, Json> = {};
  const query: Record<string, Json> = {};
  const broken = { path: [] as string[], query: [] as string[], header: [] as string[] };
  for (const parameter of endpoint.parameters) {
    const raw = parameter.in === 'path' ? call.path : parameter.in === 'query' ? call.query : call.headers;
    if (parameter.in === 'cookie') continue;
    const result = readParameter(parameter, raw, context);
    if (result.kind === 'broken') broken[parameter.in].push(`/${parameter.in}/${parameter.in === 'header' ? parameter.name.toLowerCase() : parameter.name}`);
    if (result.kind === 'value') (parameter.in === 'path' ? path : query)[parameter.name] = cleaned(result.value, parameter.schema, context);
  }
  const isKnown = (name: string): boolean => endpoint.parameters.some((parameter) => parameter.in === 'query' && queryNames(parameter, context).some((known) => known === name || (parameter.style === 'deepObject' && name.startsWith(`${known}[`))));
  broken.query.push(...Object.keys(call.query).filter((name) => !isKnown(name)).map((name) => `/query/${name}`));
  // One place after the other: what stands in the path is read before the query.
  const paths = [broken.path, broken.query, broken.header].find((each) => each.length > 0);
  if (paths !== undefined) throw new Refused(400, `Parameters break their schema: ${paths.join(', ')}.`, { paths });
  return { endpoint, path, query, headers: call.headers, body: bodyOf(endpoint, call, context) };
}

function bodyOf(endpoint: Endpoint, call: Call, context: SchemaContext): Json | undefined {
  const { requestBody } = endpoint;
  if (requestBody === undefined) return undefined;
  if (call.body === undefined || (call.body === null && !requestBody.required)) {
    if (requestBody.required) throw new Refused(422, 'A body is needed.', { unpredictable: 'a missing body may be answered with 400, 415 or 422' });
    return undefined;
  }
  const { value, schema } = readBody(call.body, sentContent(endpoint), context);
  if (schema === undefined) return value;
  const faults = matches(value, schema, context, 'request');
  const [first] = faults;
  if (first !== undefined) throw new Refused(422, `The body breaks its schema: ${first.pointer} ${first.message}.`, { paths: faults.length === 1 ? [first.pointer === '' ? '/' : first.pointer] : [...new Set(faults.map(({ pointer }) => pointer).filter((pointer) => pointer !== ''))] });
  return cleaned(value, schema, context);
}
