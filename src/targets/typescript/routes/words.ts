import type { ApplicationIR } from '../../../ir/application.ts';
import type { Endpoint } from '../../../ir/endpoint.ts';
import type { Schema } from '../../../ir/schema.ts';
import { propertyKey, valueName } from '../code/identifiers.ts';
import type { TsFile } from '../code/tsFile.ts';
import { schemaKey } from '../models/names.ts';
import { hasQuery } from '../models/parameters.ts';
import { isForm } from '../models/requestBodies.ts';
import { successOf } from '../models/responses.ts';
import { schemaModelOf } from '../models/schemaModel.ts';
import { isJson, type Role } from '../models/schemaRoles.ts';
import { tsType } from '../models/tsType.ts';

/** A part of the request that a function stated in words is given. */
export interface WordsInput {
  readonly name: 'params' | 'query' | 'body';
  readonly type: string;
}

/** Name of the function that does the operation. */
export function wordsName(endpoint: Endpoint): string {
  return valueName(endpoint.operationId, 'Operation');
}

/** What the function of the operation is given. */
export function wordsInput(endpoint: Endpoint, application: ApplicationIR, file: TsFile): readonly WordsInput[] {
  const params = endpoint.parameters.filter((parameter) => parameter.in === 'path');
  const fields = params.map(({ name, schema }) => `readonly ${propertyKey(name)}: ${typeOf(schema, 'request', application, file)}`);
  const body = bodyType(endpoint, application, file);
  return [
    ...(fields.length === 0 ? [] : [{ name: 'params', type: `{ ${fields.join('; ')} }` } as const]),
    ...(hasQuery(endpoint) ? [{ name: 'query', type: file.use(`queryType:${endpoint.operationId}`) } as const] : []),
    ...(body === undefined ? [] : [{ name: 'body', type: body } as const]),
  ];
}

/** The type of what the function gives: the JSON body, the bytes or the text of another body, or nothing. */
export function wordsResult(endpoint: Endpoint, application: ApplicationIR, file: TsFile): string {
  const { json, otherMediaType } = successOf(endpoint);
  if (json !== undefined) return typeOf(json, 'response', application, file);
  if (otherMediaType === undefined) return 'void';
  return otherMediaType.startsWith('text/') ? 'string' : 'Buffer';
}

function bodyType({ requestBody }: Endpoint, application: ApplicationIR, file: TsFile): string | undefined {
  if (requestBody === undefined || requestBody.contents.length === 0) return undefined;
  const types = requestBody.contents.map(({ mediaType, schema }) => {
    if (isJson(mediaType) || isForm(mediaType.toLowerCase())) {
      if (schema === undefined) return isJson(mediaType) ? 'unknown' : 'Record<string, unknown>';
      return typeOf(isForm(mediaType.toLowerCase()) ? inlined(schema, application) : schema, 'request', application, file);
    }
    return mediaType.toLowerCase().startsWith('text/') ? 'string' : 'Buffer';
  });
  return [...new Set([...types, ...(requestBody.required ? [] : ['null', 'undefined'])])].join(' | ');
}

/** Fields of a form have a zod schema of their own, so that the named type is not theirs. */
function inlined(schema: Schema, application: ApplicationIR): Schema {
  return schema.kind === 'ref' ? inlined(schemaModelOf(application).index.schema(schema.name).schema, application) : schema;
}

function typeOf(schema: Schema, role: Role, application: ApplicationIR, file: TsFile): string {
  const model = schemaModelOf(application);
  return tsType(schema, role, (name, inner) => {
    const key = schemaKey(name, inner, model.roles);
    return model.roles.has(name) ? file.use(`type:${key}`) : tsType(model.index.schema(name).schema, inner, () => 'unknown');
  });
}
