import type { Json } from '../../base/json.ts';
import type { ApplicationIR } from '../../ir/application.ts';
import type { Endpoint } from '../../ir/endpoint.ts';
import type { Call } from '../../semantics/types.ts';
import type { HttpRequest } from '../ports.ts';
import type { Credentials } from './credentials.ts';

/** The HTTP request of a call. */
export function requestOf(application: ApplicationIR, endpoint: Endpoint, call: Call, credentials: Credentials): HttpRequest {
  const mediaType = mediaTypeOf(endpoint);
  const contentType: Record<string, string> = call.body === undefined ? {} : { 'content-type': mediaType };
  const headers = { ...contentType, ...texts(call.headers), ...credentials.headers };
  const path = pathOf(application, endpoint, call.path) + queryText({ ...call.query, ...credentials.query });
  return { method: endpoint.method, path, headers, ...(call.body === undefined ? {} : { body: bodyText(call.body, mediaType) }) };
}

/** The path of an endpoint with its parameters filled in. */
export function pathOf(application: ApplicationIR, endpoint: Pick<Endpoint, 'path'>, parameters: Readonly<Record<string, Json>>): string {
  return application.basePath + endpoint.path.replace(/\{([^}]+)\}/g, (_, name: string) => encodeURIComponent(textOf(parameters[name] ?? '')));
}

/** The media type that the smoke sends: JSON where it is declared. */
export function mediaTypeOf(endpoint: Endpoint): string {
  const declared = (endpoint.requestBody?.contents ?? []).map((content) => content.mediaType);
  return declared.find((type) => /^application\/(.+\+)?json$/.test(type)) ?? declared[0] ?? 'application/json';
}

function bodyText(body: Json, mediaType: string): string {
  if (/^application\/(.+\+)?json$/.test(mediaType)) return JSON.stringify(body);
  if (mediaType === 'application/x-www-form-urlencoded' && typeof body === 'object' && body !== null) return queryText(body as Readonly<Record<string, Json>>).slice(1);
  return typeof body === 'string' ? body : JSON.stringify(body);
}

function queryText(query: Readonly<Record<string, Json>>): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    (Array.isArray(value) ? (value as readonly Json[]) : [value]).map((item) => `${encodeURIComponent(name)}=${encodeURIComponent(textOf(item))}`));
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

function texts(values: Readonly<Record<string, Json>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, textOf(value)]));
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
