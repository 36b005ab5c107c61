/**
 * Bodies of requests in the media types of the spec.
 *
 *     sentContent(endpoint)                                  // JSON where it is declared, else a form, else the first
 *     formFields({ start: 3, tags: ['a', 'b'] })             // [['start', '3'], ['tags', 'a'], ['tags', 'b']]
 *     readBody(body, content, context)                       // what the app reads once the body has travelled
 *
 * In a form every value is text: a list is a repeated field, an object inside is JSON.
 */
import { isForm, isJson, isMultipart } from '../base/mediaTypes.ts';
import type { Json } from '../base/json.ts';
import type { Content, Endpoint } from '../ir/endpoint.ts';
import type { Schema } from '../ir/schema.ts';
import { coercedText } from './parameters.ts';
import { type SchemaContext, resolveSchema } from './schemaContext.ts';

/** The media type that callers of the endpoint send, with its schema; undefined when it takes no body. */
export function sentContent(endpoint: Pick<Endpoint, 'requestBody'>): Content | undefined {
  const contents = endpoint.requestBody?.contents ?? [];
  return contents.find(({ mediaType }) => mediaType === 'application/json')
    ?? contents.find(({ mediaType }) => isJson(mediaType))
    ?? contents.find(({ mediaType }) => isForm(mediaType))
    ?? contents[0];
}

/** The media type as it can stand in a header: one without wildcards. */
export function concreteType(mediaType: string): string {
  if (!mediaType.includes('*')) return mediaType;
  const family = mediaType.split('/')[0] ?? '';
  const usual: Readonly<Record<string, string>> = { '*': 'application/json', application: 'application/json', text: 'text/plain', image: 'image/png', audio: 'audio/mpeg', video: 'video/mp4', multipart: 'multipart/form-data' };
  return usual[family] ?? 'application/octet-stream';
}

/** The fields of a form that holds the object. */
export function formFields(body: Readonly<Record<string, Json>>): readonly (readonly [name: string, text: string])[] {
  return Object.entries(body).flatMap(([name, value]) =>
    (Array.isArray(value) ? (value as readonly Json[]) : [value]).map((item) => [name, typeof item === 'string' ? item : JSON.stringify(item)] as const));
}

/** The body as the app reads it, and the schema that it checks it by; without a schema any body of the media type will do. */
export function readBody(body: Json, content: Content | undefined, context: SchemaContext): { readonly value: Json; readonly schema?: Schema } {
  if (content?.schema === undefined) return { value: body };
  const { mediaType, schema } = content;
  if (isJson(mediaType)) return { value: body, schema };
  const resolved = resolveSchema(schema, context);
  if (mediaType.startsWith('text/')) return resolved?.kind === 'string' ? { value: body, schema } : { value: body };
  if (!isForm(mediaType) || resolved?.kind !== 'object' || !isRecord(body)) return { value: body };
  return { value: coercedText(gathered(formFields(body)), resolved, context), schema: { ...resolved, nullable: false } };
}

/** Names of the fields of a multipart body that travel as files. */
export function fileFields(content: Content, context: SchemaContext): ReadonlySet<string> {
  const resolved = content.schema === undefined ? undefined : resolveSchema(content.schema, context);
  if (!isMultipart(content.mediaType) || resolved?.kind !== 'object') return new Set();
  return new Set(resolved.properties.filter(({ schema }) => isFile(schema, context)).map(({ name }) => name));
}

function isFile(schema: Schema, context: SchemaContext): boolean {
  const resolved = resolveSchema(schema, context);
  return resolved?.kind === 'binary' || (resolved?.kind === 'array' && resolveSchema(resolved.items, context)?.kind === 'binary');
}

function gathered(fields: readonly (readonly [string, string])[]): Readonly<Record<string, Json>> {
  const all = new Map<string, string[]>();
  for (const [name, text] of fields) all.set(name, [...(all.get(name) ?? []), text]);
  return Object.fromEntries([...all].map(([name, texts]) => [name, texts.length === 1 ? (texts[0] ?? '') : texts]));
}

function isRecord(value: Json): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
