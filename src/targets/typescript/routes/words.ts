import { isForm, isJson, isMultipart } from '../../../base/mediaTypes.ts';
import type { ApplicationIR } from '../../../ir/application.ts';
import type { Endpoint } from '../../../ir/endpoint.ts';
import type { Schema } from '../../../ir/schema.ts';
import { propertyKey, valueName } from '../code/identifiers.ts';
import type { TsFile } from '../code/tsFile.ts';
import { schemaKey } from '../models/names.ts';
import { hasQuery } from '../models/parameters.ts';
import { successOf } from '../models/responses.ts';
import { schemaModelOf } from '../models/schemaModel.ts';
import type { Role } from '../models/schemaRoles.ts';
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
    if (isJson(mediaType) || isForm(mediaType)) {
      if (schema === undefined) return isJson(mediaType) ? 'unknown' : 'Record<string, unknown>';
      return isForm(mediaType) ? formType(schema, isMultipart(mediaType), application, file) : typeOf(schema, 'request', application, file);
    }
    return mediaType.startsWith('text/') ? 'string' : 'Buffer';
  });
  return [...new Set([...types, ...(requestBody.required ? [] : ['null', 'undefined'])])].join(' | ');
}

/** Fields of a form have a zod schema of their own, so that the named type is not theirs; files are bytes. */
function formType(schema: Schema, isMultipartForm: boolean, application: ApplicationIR, file: TsFile): string {
  const { index } = schemaModelOf(application);
  const resolved = index.resolve(schema);
  if (resolved.kind !== 'object') return 'Record<string, unknown>';
  const isFile = (part: Schema): boolean => isMultipartForm && index.resolve(part).kind === 'binary';
  const bytes = new Set(resolved.properties.filter(({ schema: part }) => isFile(part)).map(({ name }) => name));
  const lists = new Set(resolved.properties.filter(({ schema: part }) => {
    const list = index.resolve(part);
    return list.kind === 'array' && isFile(list.items);
  }).map(({ name }) => name));
  if (bytes.size + lists.size === 0) return typeOf({ ...resolved, nullable: false }, 'request', application, file);
  const rest = resolved.properties.filter(({ name }) => !bytes.has(name) && !lists.has(name));
  const files = resolved.properties.flatMap(({ name, required, readOnly }) => {
    const type = bytes.has(name) ? 'Buffer' : lists.has(name) ? 'Buffer[]' : undefined;
    return type === undefined || readOnly ? [] : [`${propertyKey(name)}${required ? '' : '?'}: ${type}${required ? '' : ' | undefined'}`];
  });
  const own = `{ ${files.join('; ')} }`;
  return rest.length === 0 ? own : `${own} & ${typeOf({ ...resolved, nullable: false, properties: rest }, 'request', application, file)}`;
}

function typeOf(schema: Schema, role: Role, application: ApplicationIR, file: TsFile): string {
  const model = schemaModelOf(application);
  return tsType(schema, role, (name, inner) => {
    const key = schemaKey(name, inner, model.roles);
    return model.roles.has(name) ? file.use(`type:${key}`) : tsType(model.index.schema(name).schema, inner, () => 'unknown');
  });
}
