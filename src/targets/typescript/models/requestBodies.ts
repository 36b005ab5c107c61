import { isForm, isJson, isMultipart } from '../../../base/mediaTypes.ts';
import type { Endpoint } from '../../../ir/endpoint.ts';
import type { Schema } from '../../../ir/schema.ts';
import { objectSchema, zodOf } from './zod.ts';
import type { ZodScope } from './zodScope.ts';

/** A body that a route takes: its media type, in lower case and without parameters, and its zod schema. */
export interface BodyContent {
  readonly mediaType: string;
  readonly schema: string;
}

/** The bodies of an endpoint in their media types; empty when it takes none. */
export function bodyContents(endpoint: Endpoint, scope: ZodScope): readonly BodyContent[] {
  const { implementation, requestBody } = endpoint;
  if (requestBody === undefined) return [];
  const role = implementation.kind === 'crud' && implementation.action === 'update' ? 'patch' : 'request';
  const declared = requestBody.contents.map(({ mediaType, schema }): BodyContent => {
    const type = (mediaType.split(';')[0] ?? mediaType).trim().toLowerCase();
    const made = contentSchema(type, schema, { ...scope, role });
    return { mediaType: type, schema: requestBody.required ? made : `${made}.nullish()` };
  });
  // Whoever takes JSON by another name, such as application/merge-patch+json, takes it by its own, too.
  const json = declared.find(({ mediaType }) => isJson(mediaType));
  const isTaken = declared.some(({ mediaType }) => mediaType === plainJson || mediaType.includes('*'));
  return json === undefined || isTaken ? declared : [...declared, { mediaType: plainJson, schema: json.schema }];
}

const plainJson = 'application/json';

/** Whether bodies in different media types are checked by different schemas. */
export function isCheckedByType(contents: readonly BodyContent[]): boolean {
  return new Set(contents.map(({ schema }) => schema)).size > 1;
}

function contentSchema(mediaType: string, schema: Schema | undefined, scope: ZodScope): string {
  if (isJson(mediaType)) return schema === undefined ? 'z.unknown()' : zodOf(schema, scope);
  if (isForm(mediaType)) {
    const resolved = schema === undefined ? undefined : resolve(schema, scope);
    return resolved?.kind === 'object' ? objectSchema(resolved, { ...scope, wire: isMultipart(mediaType) ? 'multipart' : 'text' }) : 'z.record(z.string(), z.unknown())';
  }
  if (mediaType.startsWith('text/')) {
    const resolved = schema === undefined ? undefined : resolve(schema, scope);
    return resolved?.kind === 'string' ? zodOf(resolved, scope) : 'z.string()';
  }
  return 'z.instanceof(Buffer)';
}

function resolve(schema: Schema, scope: ZodScope): Schema {
  return schema.kind === 'ref' ? resolve(scope.schemaOf(schema.name), scope) : schema;
}
