import type { Json } from '../../../base/json.ts';
import type { ApplicationIR } from '../../../ir/application.ts';
import type { Access, Content, Endpoint, Parameter, Response } from '../../../ir/endpoint.ts';
import { defined, jsonSchemaOf, type JsonObject } from './jsonSchema.ts';

const problemNames = new WeakMap<ApplicationIR, string>();

/** Name of the schema of problem details: that of the spec's language, else `Problem`, unless the spec has a schema of that name. */
export function problemName(application: ApplicationIR): string {
  const known = problemNames.get(application);
  if (known !== undefined) return known;
  const own = application.schemas.find(({ ofProblems }) => ofProblems === true)?.name;
  const name = own ?? (application.schemas.some((schema) => schema.name.toLowerCase() === 'problem') ? 'ProblemDetails' : 'Problem');
  problemNames.set(application, name);
  return name;
}

/** One operation of the document. */
export function operationOf(application: ApplicationIR, endpoint: Endpoint): JsonObject {
  const parameters = [...endpoint.parameters.map(parameterOf), ...conditionalHeaders(endpoint)];
  const body = endpoint.requestBody;
  return {
    ...defined({
      operationId: endpoint.operationId,
      summary: endpoint.summary,
      description: endpoint.description,
      deprecated: endpoint.deprecated || undefined,
      tags: endpoint.tags.length === 0 ? undefined : endpoint.tags,
      parameters: parameters.length === 0 ? undefined : parameters,
      requestBody: body === undefined ? undefined : { required: body.required, ...defined({ description: body.description }), content: contentOf(body.contents) },
    }),
    responses: responsesOf(application, endpoint),
    security: securityOf(endpoint.access),
  };
}

function parameterOf(parameter: Parameter): JsonObject {
  const { name, in: place, required, description, schema, style, explode } = parameter;
  const base = { name, in: place, ...(required ? { required } : {}), ...defined({ description }) };
  if (style === 'json') return { ...base, content: { 'application/json': { schema: jsonSchemaOf(schema) } } };
  const usual = place === 'path' || place === 'header' ? 'simple' : 'form';
  return {
    ...base,
    ...(style === usual ? {} : { style }),
    ...(explode === (style === 'form') ? {} : { explode }),
    schema: jsonSchemaOf(schema),
  };
}

/** Headers that the app understands although the spec does not list them. */
function conditionalHeaders(endpoint: Endpoint): readonly JsonObject[] {
  const headers: { readonly name: string; readonly description: string; readonly maxLength?: number }[] = [];
  if (endpoint.idempotencyKey) headers.push({ name: 'Idempotency-Key', description: 'A repetition with the same key is answered like the first request.', maxLength: 255 });
  if (endpoint.implementation.kind === 'crud') {
    const { action } = endpoint.implementation;
    if (action === 'read') headers.push({ name: 'If-None-Match', description: 'Answered with 304 when the row still has this ETag.' });
    if (action === 'replace' || action === 'update' || action === 'delete') headers.push({ name: 'If-Match', description: 'Refused with 412 unless the row has this ETag.' });
  }
  const declared = new Set(endpoint.parameters.filter((parameter) => parameter.in === 'header').map(({ name }) => name.toLowerCase()));
  return headers
    .filter(({ name }) => !declared.has(name.toLowerCase()))
    .map(({ name, description, maxLength }) => ({ name, in: 'header', description, schema: { type: 'string', ...defined({ maxLength }) } }));
}

function responsesOf(application: ApplicationIR, endpoint: Endpoint): JsonObject {
  const declared = endpoint.responses.map((response) => [String(response.status), responseOf(application, endpoint, response)] as const);
  return { ...Object.fromEntries(declared), default: { $ref: '#/components/responses/Problem' } };
}

/** Failures are problem details whatever else the spec says about them. */
function responseOf(application: ApplicationIR, endpoint: Endpoint, response: Response): JsonObject {
  const content: Record<string, Json> = { ...contentOf(response.contents) };
  if (response.status >= 400) content['application/problem+json'] = { schema: { $ref: `#/components/schemas/${problemName(application)}` } };
  const headers = [...response.headers.map(({ name, required, schema }) => [name, { ...(required ? { required } : {}), schema: jsonSchemaOf(schema) }] as const), ...ownHeaders(endpoint, response)];
  return {
    description: response.description,
    ...(headers.length === 0 ? {} : { headers: Object.fromEntries(headers) }),
    ...(Object.keys(content).length === 0 ? {} : { content }),
  };
}

function ownHeaders(endpoint: Endpoint, { status, headers }: Response): readonly (readonly [string, JsonObject])[] {
  const { implementation } = endpoint;
  if (status !== endpoint.successStatus || implementation.kind !== 'crud' || implementation.action === 'list' || implementation.action === 'delete') return [];
  if (headers.some(({ name }) => name.toLowerCase() === 'etag')) return [];
  return [['ETag', { description: 'Version of the row.', schema: { type: 'string' } }]];
}

function contentOf(contents: readonly Content[]): JsonObject {
  return Object.fromEntries(contents.map(({ mediaType, schema }) => [mediaType, schema === undefined ? {} : { schema: jsonSchemaOf(schema) }]));
}

function securityOf(access: Access): Json {
  if (access.kind === 'public') return [];
  return access.alternatives.map((uses) => Object.fromEntries(uses.map(({ scheme, scopes }) => [scheme, scopes])));
}
