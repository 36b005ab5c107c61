import { formatJson } from '../../../base/formatJson.ts';
import type { Json } from '../../../base/json.ts';
import type { ApplicationIR } from '../../../ir/application.ts';
import type { SecurityScheme } from '../../../ir/endpoint.ts';
import type { Emitter } from '../emitter.ts';
import { wholeFile } from '../wholeFile.ts';
import { defined, jsonSchemaOf, type JsonObject } from './jsonSchema.ts';
import { operationOf, problemName } from './operation.ts';

/** Emits the OpenAPI document that the app serves. */
export const openapiEmitter: Emitter = {
  name: 'openapi',
  declare: () => undefined,
  emit(application) {
    return [wholeFile({
      path: 'openapi.json',
      text: formatJson(openapiOf(application)),
      formatted: true,
      emitter: this.name,
      milestone: 'api',
      reason: 'Operations and schemas stand in the spec.',
      nodes: [...application.endpoints.map(({ key }) => key), ...application.schemas.map(({ name }) => name)],
    })];
  },
};

/** The application as an OpenAPI 3.1 document. */
function openapiOf(application: ApplicationIR): JsonObject {
  const tags = [...new Set(application.endpoints.flatMap(({ tags: [first] }) => (first === undefined ? [] : [first])))];
  return {
    openapi: '3.1.1',
    info: { title: application.title, version: application.version, ...defined({ description: application.description }) },
    servers: [{ url: application.basePath === '' ? '/' : application.basePath }],
    ...(tags.length === 0 ? {} : { tags: tags.map((name) => ({ name })) }),
    paths: pathsOf(application),
    components: componentsOf(application),
  };
}

function pathsOf(application: ApplicationIR): JsonObject {
  const paths = new Map<string, Record<string, Json>>();
  for (const endpoint of application.endpoints) {
    const item = paths.get(endpoint.path) ?? {};
    paths.set(endpoint.path, item);
    item[endpoint.method.toLowerCase()] = operationOf(application, endpoint);
  }
  return Object.fromEntries(paths);
}

function componentsOf(application: ApplicationIR): JsonObject {
  const problem = problemName(application);
  const schemas = application.schemas.map(({ name, schema }) => [name, jsonSchemaOf(schema)] as const);
  const schemes = application.auth.schemes.map((scheme) => [scheme.name, schemeOf(scheme)] as const);
  return {
    schemas: { ...Object.fromEntries(schemas), [problem]: problemSchema },
    responses: {
      Problem: {
        description: 'Something is wrong; `code` says what.',
        content: { 'application/problem+json': { schema: { $ref: `#/components/schemas/${problem}` } } },
      },
    },
    ...(schemes.length === 0 ? {} : { securitySchemes: Object.fromEntries(schemes) }),
  };
}

function schemeOf(scheme: SecurityScheme): JsonObject {
  switch (scheme.kind) {
    case 'jwt': {
      const scopes = scheme.scopes.map(({ name, description }) => `- \`${name}\`: ${description}`);
      return { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', ...(scopes.length === 0 ? {} : { description: ['Scopes:', '', ...scopes].join('\n') }) };
    }
    case 'apiKey':
      return { type: 'apiKey', in: scheme.in, name: scheme.parameter };
    case 'basic':
      return { type: 'http', scheme: 'basic' };
  }
}

const problemSchema: JsonObject = {
  type: 'object',
  description: 'Problem details (RFC 9457).',
  required: ['type', 'title', 'status', 'detail', 'instance', 'code', 'requestId'],
  properties: {
    type: { type: 'string', format: 'uri-reference' },
    title: { type: 'string' },
    status: { type: 'integer', minimum: 400, maximum: 599 },
    detail: { type: 'string' },
    instance: { type: 'string' },
    code: { type: 'string', description: 'Stable name of the problem.' },
    requestId: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['path', 'message'],
        properties: { path: { type: 'string', description: 'JSON pointer.' }, message: { type: 'string' } },
      },
    },
  },
};
