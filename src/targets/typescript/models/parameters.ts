import { camelCase, isName } from '../../../base/names.ts';
import type { Endpoint, Parameter } from '../../../ir/endpoint.ts';
import type { Schema } from '../../../ir/schema.ts';
import { propertyKey, quote } from '../code/identifiers.ts';
import { arraySchema, objectLiteral, objectSchema, zodOf } from './zod.ts';
import type { ZodScope } from './zodScope.ts';

/** The zod schema of an endpoint's path parameters, which parses text strictly; undefined without any. */
export function paramsSchema(endpoint: Endpoint, scope: ZodScope): string | undefined {
  const params = parametersIn(endpoint, 'path');
  return params.length === 0 ? undefined : object('z.strictObject', params, textScope(scope), (name) => name);
}

/** The name of a path parameter as the router can have it. */
export function routerName(name: string): string {
  return isName(name) ? name : camelCase(name);
}

/** The zod schema of an endpoint's query; it knows no other keys. */
export function querySchema(endpoint: Endpoint, scope: ZodScope): string {
  return gatheredQuery(parametersIn(endpoint, 'query'), textScope(scope));
}

/** The zod schema of the headers that the spec declares; all others pass. Undefined without any. */
export function headersSchema(endpoint: Endpoint, scope: ZodScope): string | undefined {
  const headers = declaredHeaders(endpoint);
  return headers.length === 0 ? undefined : object('z.looseObject', headers, textScope(scope), (name) => name.toLowerCase());
}

/** The headers that the spec declares and the runtime does not check itself; that one is there at all the runtime never checks. */
export function declaredHeaders(endpoint: Endpoint): readonly Parameter[] {
  return parametersIn(endpoint, 'header').filter(({ name, required }) => {
    const plain = name.toLowerCase();
    return !handledHeaders.has(plain) && !(optionalHeaders.has(plain) && !required);
  });
}

function parametersIn(endpoint: Endpoint, place: Parameter['in']): readonly Parameter[] {
  return endpoint.parameters.filter((parameter) => parameter.in === place);
}

function textScope(scope: ZodScope): ZodScope {
  return { ...scope, role: 'request', wire: 'text' };
}

/** Headers that the runtime checks itself. */
const handledHeaders = new Set(['authorization', 'content-type', 'accept']);
/** Headers that the runtime checks where they stand. */
const optionalHeaders = new Set(['if-match', 'if-none-match', 'idempotency-key']);

/** Whether the endpoint has parameters in its query. */
export function hasQuery(endpoint: Endpoint): boolean {
  return endpoint.parameters.some((parameter) => parameter.in === 'query');
}

function gatheredQuery(parameters: readonly Parameter[], scope: ZodScope): string {
  const base = object('z.strictObject', parameters, scope, (name) => name);
  const deep = parameters.filter(({ style }) => style === 'deepObject').map(({ name }) => quote(name));
  const gathered = deep.length === 0 ? base : `${scope.support('deepObject')}([${deep.join(', ')}], ${base})`;
  return parameters.filter((parameter) => isExplodedObject(parameter, scope)).reduce((query, { name, schema }) => {
    const resolved = resolve(schema, scope);
    const keys = resolved.kind === 'object' ? resolved.properties.map((property) => quote(property.name)) : [];
    return `${scope.support('explodedObject')}(${quote(name)}, [${keys.join(', ')}], ${query})`;
  }, gathered);
}

function object(make: string, parameters: readonly Parameter[], scope: ZodScope, nameOf: (name: string) => string): string {
  const lines = parameters.map((parameter) => `${propertyKey(nameOf(parameter.name))}: ${parameterSchema(parameter, scope)}`);
  return `${make}(${objectLiteral(lines)})`;
}

function parameterSchema(parameter: Parameter, scope: ZodScope): string {
  const { required, schema } = parameter;
  const resolved = resolve(schema, scope);
  const expression = valueSchema(parameter, resolved, scope);
  const fallback = schema.default ?? resolved.default;
  if (fallback !== undefined && fallback !== null && !required) return `${expression}.default(${JSON.stringify(fallback)})`;
  return required ? expression : `${expression}.optional()`;
}

function valueSchema(parameter: Parameter, resolved: Schema, scope: ZodScope): string {
  const { style, explode } = parameter;
  if (style === 'json') return `${scope.support('jsonText')}(${zodOf(parameter.schema, { ...scope, wire: 'json' })})`;
  if (resolved.kind === 'array') {
    const items = arraySchema(resolved, scope);
    if (style === 'form' && explode) return `${scope.support('repeated')}(${items})`;
    return `${scope.support('listText')}(${quote(style === 'spaceDelimited' ? ' ' : style === 'pipeDelimited' ? '|' : ',')}, ${items})`;
  }
  if (resolved.kind === 'object') {
    const value = objectSchema(resolved, scope);
    return style === 'deepObject' || (style === 'form' && explode) ? value : `${scope.support('pairsText')}(${value})`;
  }
  return zodOf(resolved, scope);
}

function isExplodedObject({ style, explode, schema }: Parameter, scope: ZodScope): boolean {
  return style === 'form' && explode && resolve(schema, scope).kind === 'object';
}

function resolve(schema: Schema, scope: ZodScope): Schema {
  return schema.kind === 'ref' ? resolve(scope.schemaOf(schema.name), scope) : schema;
}
