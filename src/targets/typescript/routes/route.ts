import type { ApplicationIR } from '../../../ir/application.ts';
import type { Endpoint } from '../../../ir/endpoint.ts';
import { propertyKey, quote } from '../code/identifiers.ts';
import type { TsFile } from '../code/tsFile.ts';
import { hasQuery, headersSchema, paramsSchema } from '../models/parameters.ts';
import { bodyContents } from '../models/requestBodies.ts';
import { schemaModelOf, zodScope } from '../models/schemaModel.ts';
import { handlerCode } from './handler.ts';
import { renamedParameters, urlOf } from './url.ts';

/** The `app.route` literal of an endpoint. */
export function routeCode(endpoint: Endpoint, application: ApplicationIR, file: TsFile): string {
  const config = configOf(endpoint);
  const admitted = accessOf(endpoint, file);
  const parts = [
    `method: ${quote(endpoint.method)}`,
    `url: ${quote(urlOf(application.basePath + endpoint.path))}`,
    `schema: {\n${schemaLines(endpoint, application, file).map((line) => `      ${line},\n`).join('')}    }`,
    ...(config === undefined ? [] : [`config: ${config}`]),
    ...(admitted === undefined ? [] : [`onRequest: ${admitted}`]),
    `handler: ${handlerCode(endpoint, application, file)}`,
  ];
  return `app.route({\n${parts.map((part) => `    ${part},\n`).join('')}  });`;
}

function schemaLines(endpoint: Endpoint, application: ApplicationIR, file: TsFile): readonly string[] {
  const scope = zodScope(schemaModelOf(application), file, 'request');
  const params = paramsSchema(endpoint, scope);
  const headers = headersSchema(endpoint, scope);
  const bodies = bodyContents(endpoint, scope);
  const schemas = [...(params === undefined ? [] : [`params: ${params}${renaming(endpoint)}`]),
    `querystring: ${hasQuery(endpoint) ? file.use(`query:${endpoint.operationId}`) : file.use('support:noQuery')}`,
    ...(headers === undefined ? [] : [`headers: ${headers}`]),
    ...(bodies.length === 0 ? [] : [`body: ${bodySchema(bodies.map(({ schema }) => schema), file)}`])];
  if (schemas.some((line) => /\bz\./.test(line))) file.importFrom('zod', 'z');
  return schemas;
}

/** A body in several media types is any of their schemas. */
function bodySchema(schemas: readonly string[], file: TsFile): string {
  const different = [...new Set(schemas)];
  const [first] = different;
  return first !== undefined && different.length === 1 ? first : `${file.use('support:anyBody')}(${different.join(', ')})`;
}

/** Gives path parameters the names of the spec again, where the router cannot have them. */
function renaming(endpoint: Endpoint): string {
  const renamed = renamedParameters(endpoint);
  if (renamed.length === 0) return '';
  const entries = endpoint.parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => {
    const inUrl = renamed.find(({ from }) => from === name)?.to ?? name;
    return `${propertyKey(name)}: params.${inUrl}`;
  });
  return `.transform((params) => ({ ${entries.join(', ')} }))`;
}

function configOf({ requestBody }: Endpoint): string | undefined {
  const types = requestBody?.contents.map(({ mediaType }) => (mediaType.split(';')[0] ?? mediaType).trim().toLowerCase()) ?? [];
  const different = [...new Set(types)];
  if (different.length === 0 || (different.length === 1 && different[0] === 'application/json')) return undefined;
  return `{ mediaTypes: [${different.map(quote).join(', ')}] }`;
}

function accessOf({ access }: Endpoint, file: TsFile): string | undefined {
  if (access.kind === 'public') return undefined;
  const alternatives = access.alternatives.map((uses) =>
    `[${uses.map(({ scheme, scopes }) => `{ scheme: ${quote(scheme)}, scopes: [${scopes.map(quote).join(', ')}] }`).join(', ')}]`);
  return `${file.use('runtime:access')}(${alternatives.join(', ')})`;
}
