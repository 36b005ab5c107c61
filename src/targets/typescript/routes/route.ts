import type { ApplicationIR } from '../../../ir/application.ts';
import type { Endpoint } from '../../../ir/endpoint.ts';
import { propertyKey, quote } from '../code/identifiers.ts';
import type { TsFile } from '../code/tsFile.ts';
import { hasQuery, headersSchema, paramsSchema } from '../models/parameters.ts';
import { type BodyContent, bodyContents, isCheckedByType } from '../models/requestBodies.ts';
import { schemaModelOf, zodScope } from '../models/schemaModel.ts';
import type { ZodScope } from '../models/zodScope.ts';
import { handlerCode } from './handler.ts';
import { renamedParameters, urlOf } from './url.ts';

/** The `app.route` literal of an endpoint. */
export function routeCode(endpoint: Endpoint, application: ApplicationIR, file: TsFile): string {
  const scope = zodScope(schemaModelOf(application), file, 'request');
  const bodies = bodyContents(endpoint, scope);
  const config = configOf(bodies);
  const admitted = accessOf(endpoint, file);
  const parts = [
    `method: ${quote(endpoint.method)}`,
    `url: ${quote(urlOf(application.basePath + endpoint.path))}`,
    `schema: {\n${schemaLines(endpoint, { scope, bodies, file }).map((line) => `      ${line},\n`).join('')}    }`,
    ...(config === undefined ? [] : [`config: ${config}`]),
    ...(admitted === undefined ? [] : [`onRequest: ${admitted}`]),
    `handler: ${handlerCode(endpoint, application, file)}`,
  ];
  return `app.route({\n${parts.map((part) => `    ${part},\n`).join('')}  });`;
}

interface SchemaParts {
  readonly scope: ZodScope;
  readonly bodies: readonly BodyContent[];
  readonly file: TsFile;
}

function schemaLines(endpoint: Endpoint, { scope, bodies, file }: SchemaParts): readonly string[] {
  const params = paramsSchema(endpoint, scope);
  const headers = headersSchema(endpoint, scope);
  const schemas = [...(params === undefined ? [] : [`params: ${renamed(endpoint, params)}`]),
    `querystring: ${hasQuery(endpoint) ? file.use(`query:${endpoint.operationId}`) : file.use('support:noQuery')}`,
    ...(headers === undefined ? [] : [`headers: ${headers}`]),
    ...(bodies.length === 0 ? [] : [`body: ${bodySchema(bodies, file)}`])];
  if (schemas.some((line) => /\bz\./.test(line))) file.importFrom('zod', 'z');
  return schemas;
}

/** A body in several media types is checked by the schema of its own, where they differ. */
function bodySchema(contents: readonly BodyContent[], file: TsFile): string {
  const [first] = contents;
  if (first !== undefined && !isCheckedByType(contents)) return first.schema;
  const byType = new Map([...contents].reverse().map(({ mediaType, schema }) => [mediaType, schema]));
  return `${file.use('support:anyBody')}({ ${[...byType].reverse().map(([mediaType, schema]) => `${quote(mediaType)}: ${schema}`).join(', ')} })`;
}

/** Gives path parameters the names of the spec before they are checked, where the router cannot have them. */
function renamed(endpoint: Endpoint, schema: string): string {
  const names = renamedParameters(endpoint);
  if (names.length === 0) return schema;
  const pairs = endpoint.parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => ({ name, inUrl: names.find(({ from }) => from === name)?.to ?? name }));
  const given = pairs.map(({ inUrl }) => `${inUrl}: z.string()`);
  const entries = pairs.map(({ name, inUrl }) => `${propertyKey(name)}: params.${inUrl}`);
  return `z.strictObject({ ${given.join(', ')} }).transform((params) => ({ ${entries.join(', ')} })).pipe(${schema})`;
}

function configOf(contents: readonly BodyContent[]): string | undefined {
  const types = [...new Set(contents.map(({ mediaType }) => mediaType))];
  if (types.length === 0 || (types.length === 1 && types[0] === 'application/json')) return undefined;
  return `{ mediaTypes: [${types.map(quote).join(', ')}]${isCheckedByType(contents) ? ', bodyByType: true' : ''} }`;
}

function accessOf({ access }: Endpoint, file: TsFile): string | undefined {
  if (access.kind === 'public') return undefined;
  const alternatives = access.alternatives.map((uses) =>
    `[${uses.map(({ scheme, scopes }) => `{ scheme: ${quote(scheme)}, scopes: [${scopes.map(quote).join(', ')}] }`).join(', ')}]`);
  return `${file.use('runtime:access')}(${alternatives.join(', ')})`;
}
