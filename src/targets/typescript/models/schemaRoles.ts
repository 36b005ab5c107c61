import { isForm, isJson } from '../../../base/mediaTypes.ts';
import type { ApplicationIR } from '../../../ir/application.ts';
import type { Endpoint } from '../../../ir/endpoint.ts';
import type { NamedSchema, ObjectSchema, Property, Schema } from '../../../ir/schema.ts';

/**
 * Where a schema is used. A `request` fills in defaults and knows no read-only properties, a `patch` is a request without
 * defaults at its top, a `response` knows no write-only properties.
 */
export type Role = 'request' | 'patch' | 'response';

const roles: readonly Role[] = ['response', 'request', 'patch'];

/** The properties that exist in a role. */
export function shownProperties(schema: ObjectSchema, role: Role): readonly Property[] {
  return schema.properties.filter(({ readOnly, writeOnly }) => (role === 'response' ? !writeOnly : !readOnly));
}

/** The schemas right inside a schema. */
function partsOf(schema: Schema): readonly Schema[] {
  switch (schema.kind) {
    case 'array':
      return [schema.items];
    case 'object':
      return [...schema.properties.map((property) => property.schema), ...(typeof schema.additional === 'object' ? [schema.additional] : [])];
    case 'union':
      return schema.variants;
    case 'intersection':
      return schema.members;
    case 'string':
    case 'integer':
    case 'number':
    case 'decimal':
    case 'boolean':
    case 'enum':
    case 'ref':
    case 'binary':
    case 'any':
      return [];
  }
}

/** The names that a schema refers to, each reference once. */
export function referencesOf(schema: Schema): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (part: Schema): void => {
    if (part.kind === 'ref') names.add(part.name);
    else for (const inner of partsOf(part)) visit(inner);
  };
  visit(schema);
  return names;
}

/** By schema name: the roles in which the application uses it, in the order of `roles`, and only where they differ more than one. */
export function rolesOf(application: ApplicationIR): ReadonlyMap<string, readonly Role[]> {
  const named = new Map(application.schemas.map((schema) => [schema.name, schema]));
  const references = new Map(application.schemas.map(({ name, schema }) => [name, referencesOf(schema)]));
  const used = new Map<string, Set<Role>>();
  const use = (schema: Schema, role: Role): void => {
    for (const name of referencesOf(schema)) useNamed(name, role);
  };
  const useNamed = (first: string, wanted: Role): void => {
    // A list of what is left to do, as chains of references can be longer than the engine's stack.
    const pending: (readonly [name: string, role: Role])[] = [[first, wanted]];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const [name, role] = next;
      const known = used.get(name) ?? new Set<Role>();
      if (known.has(role) || !named.has(name)) continue;
      used.set(name, known.add(role));
      for (const inner of references.get(name) ?? []) pending.push([inner, role === 'patch' ? 'request' : role]);
    }
  };
  // Text is parsed by schemas of its own, down to objects inside: those are JSON.
  const useText = (schema: Schema, role: Role): void => {
    const resolved = resolveNamed(schema, named);
    const parts = resolved?.kind === 'object' ? partsOf(resolved) : resolved === undefined ? [] : [resolved];
    for (const part of parts) for (const json of jsonInText(part, named, new Set())) use(json, role === 'patch' ? 'request' : role);
  };
  for (const endpoint of application.endpoints) useEndpoint(endpoint, use, useText);
  for (const entity of application.entities) for (const { schema } of entity.attributes) if (!isScalar(schema, named)) use(schema, 'response');
  const sensitive = sensitiveNames(application.schemas, references);
  return new Map(
    [...used].map(([name, set]) => {
      const inOrder = roles.filter((role) => set.has(role));
      return [name, sensitive.has(name) ? inOrder : inOrder.slice(0, 1)];
    }),
  );
}

type UseSchema = (schema: Schema, role: Role) => void;

function useEndpoint(endpoint: Endpoint, use: UseSchema, useText: UseSchema): void {
  const { implementation, requestBody, responses, successStatus } = endpoint;
  const bodyRole = implementation.kind === 'crud' && implementation.action === 'update' ? 'patch' : 'request';
  for (const { mediaType, schema } of requestBody?.contents ?? []) {
    if (schema === undefined) continue;
    if (isJson(mediaType)) use(schema, bodyRole);
    else if (isForm(mediaType)) useText(schema, bodyRole);
  }
  for (const { style, schema } of endpoint.parameters) (style === 'json' ? use : useText)(schema, 'request');
  for (const { status, contents } of responses) {
    if (status !== successStatus) continue;
    for (const { mediaType, schema } of contents) if (schema !== undefined && isJson(mediaType)) use(schema, 'response');
  }
}

/** The objects inside a value that arrives as text. */
function jsonInText(schema: Schema, named: ReadonlyMap<string, NamedSchema>, seen: Set<Schema>): readonly Schema[] {
  const resolved = resolveNamed(schema, named);
  if (resolved === undefined || seen.has(resolved)) return [];
  seen.add(resolved);
  return resolved.kind === 'object' ? [resolved] : partsOf(resolved).flatMap((part) => jsonInText(part, named, seen));
}

function resolveNamed(schema: Schema, named: ReadonlyMap<string, NamedSchema>): Schema | undefined {
  let current: Schema | undefined = schema;
  for (let steps = 0; current?.kind === 'ref' && steps < 100; steps += 1) current = named.get(current.name)?.schema;
  return current?.kind === 'ref' ? undefined : current;
}

function isScalar(schema: Schema, named: ReadonlyMap<string, NamedSchema>): boolean {
  const current = resolveNamed(schema, named);
  return current !== undefined && ['string', 'integer', 'number', 'decimal', 'boolean', 'enum', 'binary'].includes(current.kind);
}

/** The schemas that are not the same in every role: they hold or reach a default, a read-only or a write-only property. */
function sensitiveNames(schemas: readonly NamedSchema[], references: ReadonlyMap<string, ReadonlySet<string>>): ReadonlySet<string> {
  const usedBy = new Map<string, string[]>();
  for (const [name, inner] of references) for (const used of inner) usedBy.set(used, [...(usedBy.get(used) ?? []), name]);
  const found = new Set<string>();
  const pending = schemas.filter(({ schema }) => isSensitive(schema)).map(({ name }) => name);
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    pending.push(...(usedBy.get(name) ?? []));
  }
  return found;
}

function isSensitive(schema: Schema): boolean {
  if (schema.kind === 'object' && schema.properties.some(({ readOnly, writeOnly, schema: part }) => readOnly || writeOnly || part.default !== undefined)) return true;
  return partsOf(schema).some(isSensitive);
}
