import type { Json } from '../../base/json.ts';
import { isForm, isJson, isMultipart } from '../../base/mediaTypes.ts';
import { encodedPath } from '../../base/urls.ts';
import type { ApplicationIR } from '../../ir/application.ts';
import type { Endpoint } from '../../ir/endpoint.ts';
import { concreteType, fileFields, formFields, sentContent } from '../../semantics/bodies.ts';
import { schemaContext } from '../../semantics/schemaContext.ts';
import type { Call } from '../../semantics/types.ts';
import type { HttpRequest } from '../ports.ts';
import type { Credentials } from './credentials.ts';

/** The HTTP request of a call. */
export function requestOf(application: ApplicationIR, endpoint: Endpoint, call: Call, credentials: Credentials): HttpRequest {
  const mediaType = mediaTypeOf(endpoint);
  const parameters = isMultipart(mediaType) ? `; boundary=${boundary}` : '';
  const contentType: Record<string, string> = call.body === undefined ? {} : { 'content-type': mediaType + parameters };
  const headers = { ...contentType, ...texts(call.headers), ...credentials.headers };
  const path = withQuery(pathOf(application, endpoint, call.path), { ...call.query, ...credentials.query });
  return { method: endpoint.method, path, headers, ...(call.body === undefined ? {} : { body: bodyText(application, endpoint, call.body) }) };
}

/** The path of an endpoint with its parameters filled in. */
export function pathOf(application: ApplicationIR, endpoint: Pick<Endpoint, 'path'>, parameters: Readonly<Record<string, Json>>): string {
  const parts = (application.basePath + endpoint.path).split(/\{([^}]+)\}/);
  return parts.map((part, index) => (index % 2 === 0 ? encodedPath(part) : encodeURIComponent(textOf(parameters[part] ?? '')))).join('');
}

/** The media type that the smoke sends: JSON where it is declared. */
export function mediaTypeOf(endpoint: Endpoint): string {
  return concreteType(sentContent(endpoint)?.mediaType ?? 'application/json');
}

const boundary = 'part-of-the-smoke-test';

function bodyText(application: ApplicationIR, endpoint: Endpoint, body: Json): string {
  const content = sentContent(endpoint);
  const mediaType = mediaTypeOf(endpoint);
  if (isJson(mediaType)) return JSON.stringify(body);
  if (isForm(mediaType) && typeof body === 'object' && body !== null && !Array.isArray(body)) {
    const fields = formFields(body as Readonly<Record<string, Json>>);
    if (!isMultipart(mediaType)) return fields.map(([name, text]) => `${encodeURIComponent(name)}=${encodeURIComponent(text)}`).join('&');
    return multipartText(fields, content === undefined ? new Set() : fileFields(content, schemaContext(application)));
  }
  return typeof body === 'string' ? body : JSON.stringify(body);
}

/** RFC 7578: one part for each field, files with a name. */
function multipartText(fields: readonly (readonly [string, string])[], files: ReadonlySet<string>): string {
  const parts = fields.map(([name, text]) => {
    const field = `form-data; name="${name.replaceAll('"', '%22')}"`;
    const file = files.has(name) ? `; filename="file.bin"\r\ncontent-type: application/octet-stream` : '';
    return `--${boundary}\r\ncontent-disposition: ${field}${file}\r\n\r\n${text}\r\n`;
  });
  return `${parts.join('')}--${boundary}--\r\n`;
}

/** The path with further query parameters. */
export function withQuery(path: string, query: Readonly<Record<string, Json>>): string {
  const text = queryText(query);
  return path.includes('?') ? path + text.replace('?', '&') : path + text;
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
