import type { Span } from '../../base/span.ts';
import type { Access, Content, Endpoint, HttpMethod, Parameter, Response } from '../../ir/endpoint.ts';
import type { Schema } from '../../ir/schema.ts';
import { refTo } from './namedSchemas.ts';

/** What all endpoints of a spec share. */
export interface EndpointSetting {
  /** Name of the schema of errors. */
  readonly problem: string;
  readonly rateLimited: boolean;
}

const meanings: Readonly<Record<number, string>> = {
  200: 'Success', 201: 'Created', 202: 'Accepted', 204: 'Done', 304: 'Not modified', 400: 'Malformed request', 401: 'Not authenticated', 403: 'Not allowed', 404: 'Not found',
  409: 'Conflict', 412: 'The row has changed', 413: 'Body too large', 415: 'Unsupported media type', 422: 'The request breaks a rule', 429: 'Too many requests', 501: 'Not implemented',
};

/** A JSON body. */
export function json(schema: Schema): readonly Content[] {
  return [{ mediaType: 'application/json', schema }];
}

/** The response of a call that succeeds. */
export function success(status: number, schema: Schema | undefined, headers: readonly string[], span: Span): Response {
  return {
    status, description: meanings[status] ?? 'Success', contents: schema === undefined ? [] : json(schema), span,
    headers: headers.map((name) => ({ name, required: true, schema: { kind: 'string', nullable: false, span } })),
  };
}

/** The responses of an endpoint, sorted: the successful one and an error answer for each status. */
export function responses(good: Response, statuses: readonly number[], setting: EndpointSetting): readonly Response[] {
  const all = new Set([...statuses, ...(setting.rateLimited ? [429] : [])]);
  all.delete(good.status);
  const errors = [...all].map((status): Response => ({
    status, description: meanings[status] ?? 'Refused', headers: [], span: good.span,
    contents: status < 400 ? [] : [{ mediaType: 'application/problem+json', schema: refTo(setting.problem, good.span) }],
  }));
  return [good, ...errors].sort((a, b) => a.status - b.status);
}

/** Statuses that the access of an endpoint brings. */
export function accessStatuses(access: Access): readonly number[] {
  if (access.kind === 'public') return [];
  return access.alternatives.some((uses) => uses.some(({ scopes }) => scopes.length > 0)) ? [401, 403] : [401];
}

/** Statuses that a JSON body brings. */
export const bodyStatuses = [400, 413, 415, 422] as const;

/** A path parameter. */
export function pathParameter(name: string, schema: Schema, span: Span): Parameter {
  return { name, in: 'path', required: true, schema, style: 'simple', explode: false, span };
}

/** An optional query parameter. */
export function queryParameter(name: string, schema: Schema, description: string, span: Span): Parameter {
  return { name, in: 'query', required: false, schema, style: 'form', explode: true, description, span };
}

/** `POST /orders/{}/pay`: equal for endpoints that a router cannot tell apart. */
function routeOf(method: HttpMethod, path: string): string {
  return `${method} ${path.replace(/\{[^}]*\}/g, '{}')}`;
}

/** The route of an endpoint. */
export function routeOfEndpoint(endpoint: Endpoint): string {
  return routeOf(endpoint.method, endpoint.path);
}
