import type { Key, Keys, Shape } from '../../spec/devmatrix/shape.ts';
import { boolean, list, map, object, text } from '../../spec/devmatrix/shapeParts.ts';
import { type ObjectName, type Place, ruleOf } from '../../spec/openapi/structure.ts';
import type { Language } from '../shape/levels.ts';
import { abouts } from './abouts.ts';
import { type OpenApiVersion, schemaKeys } from './schemaKeywords.ts';
import { componentShapes, extensionShapes, valueShapes } from './shapes.ts';

/** Fields of OpenAPI 3.2, or of 3.1 that hardly anybody writes: understood, not offered. */
const rare = new Set([
  '$self', 'query', 'additionalOperations', 'mediaTypes', 'prefixEncoding', 'itemEncoding', 'itemSchema', 'parent', 'kind', 'deviceAuthorization', 'deviceAuthorizationUrl', 'oauth2MetadataUrl',
  'jsonSchemaDialect', 'trace', 'allowReserved', 'allowEmptyValue',
]);
const onlyIn31 = new Set(['webhooks', 'pathItems', 'identifier', 'jsonSchemaDialect']);
const extended = { document: 'documentExtension', operation: 'operationExtension', parameter: 'parameterExtension' } as const;
/** What people write most comes first. */
const usual: Readonly<Partial<Record<ObjectName, readonly string[]>>> = {
  pathItem: ['get', 'post', 'put', 'patch', 'delete', 'parameters'],
  operation: ['operationId', 'summary', 'description', 'tags', 'parameters', 'requestBody', 'responses', 'security'],
  parameter: ['name', 'in', 'required', 'schema', 'description'],
  response: ['description', 'content', 'headers'],
  requestBody: ['content', 'required', 'description'],
  securityScheme: ['type', 'scheme', 'bearerFormat', 'in', 'name', 'flows', 'openIdConnectUrl'],
};
const names: readonly ObjectName[] = [
  'document', 'info', 'contact', 'license', 'server', 'serverVariable', 'components', 'pathItem', 'operation', 'externalDocs', 'parameter', 'requestBody', 'mediaType', 'encoding', 'response', 'header', 'tag',
  'securityScheme', 'oauthFlows', 'oauthFlow',
];
const languages = new Map<OpenApiVersion, Language>();

/** OpenAPI as a table of shapes: the fields are those that the reader checks, with what can be said and offered for each. */
export function openApiLanguage(version: OpenApiVersion): Language {
  const known = languages.get(version);
  if (known !== undefined) return known;
  const objects = Object.fromEntries(names.map((name) => [name, objectShape(name, version)]));
  const language: Language = { ...objects, ...extensionShapes, spec: { kind: 'named', name: 'document' }, schema: object('A schema', schemaKeys(version, 'schema')), property: object('A property', schemaKeys(version, 'property')) };
  languages.set(version, language);
  return language;
}

function objectShape(name: ObjectName, version: OpenApiVersion): Shape {
  const rule = ruleOf(name);
  const required = new Set([...(rule.required ?? []), ...(version === '3.0' ? rule.requiredIn30 ?? [] : [])]);
  const keys: Record<string, Key> = {};
  for (const [key, place] of Object.entries(rule.keys)) {
    if (rare.has(key) || (version === '3.0' && onlyIn31.has(key))) continue;
    const shape = valueShapes[`${name}.${key}`] ?? (name === 'components' ? componentShapes[key] : undefined) ?? shapeOf(place);
    keys[key] = { shape, about: aboutOf(name, key), ...(required.has(key) || key === 'openapi' ? { required: rule.title } : {}) };
  }
  const first = Object.fromEntries((usual[name] ?? []).flatMap((key) => (keys[key] === undefined ? [] : [[key, keys[key]]])));
  return object(rule.title, { ...reference(rule.section), ...first, ...keys, ...extension(name) });
}

function aboutOf(name: ObjectName, key: string): string {
  return abouts[`${name}.${key}`] ?? abouts[key] ?? '';
}

function reference(section: string | undefined): Keys {
  return section === undefined ? {} : { $ref: { shape: text({ means: 'reference' }), about: 'The place of a component to use here.' } };
}

function extension(name: ObjectName): Keys {
  const shape = Object.hasOwn(extended, name) ? extended[name as keyof typeof extended] : undefined;
  return shape === undefined ? {} : { 'x-devmatrix': { shape: { kind: 'named', name: shape }, about: 'What only DevMatrix reads.' } };
}

function shapeOf(place: Place): Shape {
  if (place === 'text') return text();
  if (place === 'texts') return list(text());
  if (place === 'flag') return boolean;
  if (place === 'any') return { kind: 'any' };
  if (place === 'schema') return { kind: 'named', name: 'schema' };
  if ('object' in place) return { kind: 'named', name: place.object };
  if ('list' in place) return list({ kind: 'named', name: place.list });
  return map({ kind: 'named', name: place.map }, place.map === 'mediaType' ? 'mediaType' : place.map === 'response' ? 'status' : undefined);
}
