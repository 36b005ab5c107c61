/** What may stand under a key of an OpenAPI document; schemas are read elsewhere. */
export type Place =
  | 'any' | 'text' | 'texts' | 'flag' | 'schema'
  | { readonly object: ObjectName }
  | { readonly list: ObjectName }
  /** An object whose keys are names, statuses, paths or media types. */
  | { readonly map: ObjectName };

/** One kind of object of the OpenAPI specification. */
export interface ObjectRule {
  /** For people: `An operation`. */
  readonly title: string;
  readonly keys: Readonly<Record<string, Place>>;
  readonly required?: readonly string[];
  /** Needed in OpenAPI 3.0 only. */
  readonly requiredIn30?: readonly string[];
  /** Keys that people write here and that belong elsewhere; the text completes "It belongs". */
  readonly misplaced?: Readonly<Record<string, string>>;
  /** The section of `components` whose members a `$ref` here may name. */
  readonly section?: Section;
}

export type Section = 'schemas' | 'responses' | 'parameters' | 'examples' | 'requestBodies' | 'headers' | 'securitySchemes' | 'links' | 'callbacks' | 'pathItems';

/** What the members of each section are, for people. */
export const sectionTitles: Readonly<Record<Section, string>> = {
  schemas: 'a schema', responses: 'a response', parameters: 'a parameter', examples: 'an example', requestBodies: 'a request body',
  headers: 'a header', securitySchemes: 'a security scheme', links: 'a link', callbacks: 'a callback', pathItems: 'a path item',
};

export type ObjectName = keyof typeof rules;

const operation = { object: 'operation' } as const;
/** Where the keywords of a schema belong that stand beside it. */
export const underSchema = 'under "schema"';
const schemaKeys = Object.fromEntries(['type', 'format', 'enum', 'default', 'items', 'minimum', 'maximum', 'minLength', 'maxLength', 'pattern', 'minItems', 'maxItems', 'uniqueItems', 'nullable', 'properties'].map((key) => [key, underSchema]));
const described = { summary: 'text', description: 'text' } as const;
const withExamples = { example: 'any', examples: 'any' } as const;

/** The fixed fields of OpenAPI 3.0.4 and 3.1.1 (and those of 3.2 that change nothing here), by the kind of object. */
const rules = {
  document: {
    title: 'The document',
    keys: {
      openapi: 'text', info: { object: 'info' }, jsonSchemaDialect: 'text', $self: 'text', servers: { list: 'server' }, paths: { map: 'pathItem' }, webhooks: { map: 'pathItem' },
      components: { object: 'components' }, security: 'any', tags: { list: 'tag' }, externalDocs: { object: 'externalDocs' },
    },
    required: ['info'], requiredIn30: ['paths'],
    misplaced: {
      schemas: 'under "components"', securitySchemes: 'under "components"', definitions: 'under "components" as "schemas"', securityDefinitions: 'under "components" as "securitySchemes"',
      host: 'into the "url" of "servers"', basePath: 'into the "url" of "servers"', schemes: 'into the "url" of "servers"', consumes: 'as a key under "content" of each request body', produces: 'as a key under "content" of each response',
      title: 'under "info"', version: 'under "info"', description: 'under "info"', contact: 'under "info"', license: 'under "info"', parameters: 'under "components"', responses: 'under "components"',
    },
  },
  info: { title: '"info"', keys: { title: 'text', ...described, termsOfService: 'text', contact: { object: 'contact' }, license: { object: 'license' }, version: 'text' }, required: ['title', 'version'] },
  contact: { title: 'The contact', keys: { name: 'text', url: 'text', email: 'text' } },
  license: { title: 'The license', keys: { name: 'text', identifier: 'text', url: 'text' }, required: ['name'] },
  server: { title: 'A server', keys: { url: 'text', name: 'text', description: 'text', variables: { map: 'serverVariable' } }, required: ['url'] },
  serverVariable: { title: 'A server variable', keys: { enum: 'texts', default: 'text', description: 'text' }, required: ['default'] },
  components: {
    title: '"components"',
    keys: {
      schemas: 'any', responses: { map: 'response' }, parameters: { map: 'parameter' }, examples: 'any', requestBodies: { map: 'requestBody' }, headers: { map: 'header' },
      securitySchemes: { map: 'securityScheme' }, links: 'any', callbacks: 'any', pathItems: { map: 'pathItem' }, mediaTypes: { map: 'mediaType' },
    },
  },
  pathItem: {
    title: 'A path', section: 'pathItems',
    keys: {
      $ref: 'any', ...described, servers: { list: 'server' }, parameters: { list: 'parameter' },
      get: operation, put: operation, post: operation, delete: operation, options: operation, head: operation, patch: operation, trace: operation, query: operation, additionalOperations: { map: 'operation' },
    },
    misplaced: { responses: 'under a method', operationId: 'under a method', requestBody: 'under a method', tags: 'under a method', security: 'under a method' },
  },
  operation: {
    title: 'An operation',
    keys: {
      tags: 'texts', ...described, externalDocs: { object: 'externalDocs' }, operationId: 'text', parameters: { list: 'parameter' }, requestBody: { object: 'requestBody' },
      responses: { map: 'response' }, callbacks: 'any', deprecated: 'flag', security: 'any', servers: { list: 'server' },
    },
    requiredIn30: ['responses'],
    misplaced: { consumes: 'as a key under "content" of "requestBody"', produces: 'as a key under "content" of each response', content: 'under "requestBody"', schema: 'under "content" of "requestBody"', body: 'as "requestBody"' },
  },
  externalDocs: { title: '"externalDocs"', keys: { description: 'text', url: 'text' }, required: ['url'] },
  parameter: {
    title: 'A parameter', section: 'parameters',
    keys: {
      name: 'text', in: 'any', description: 'text', required: 'flag', deprecated: 'flag', allowEmptyValue: 'flag', style: 'any', explode: 'flag', allowReserved: 'flag',
      schema: 'schema', ...withExamples, content: { map: 'mediaType' },
    },
    required: ['name', 'in'], misplaced: schemaKeys,
  },
  requestBody: { title: 'A request body', section: 'requestBodies', keys: { description: 'text', content: { map: 'mediaType' }, required: 'flag' }, required: ['content'], misplaced: { schema: 'under a media type of "content"', example: 'under a media type of "content"' } },
  mediaType: { title: 'A media type', keys: { schema: 'schema', itemSchema: 'schema', ...withExamples, encoding: { map: 'encoding' }, prefixEncoding: 'any', itemEncoding: 'any' }, misplaced: { ...schemaKeys, $ref: underSchema } },
  encoding: { title: 'An encoding', keys: { contentType: 'text', headers: { map: 'header' }, style: 'text', explode: 'flag', allowReserved: 'flag', encoding: 'any', prefixEncoding: 'any', itemEncoding: 'any' } },
  response: {
    title: 'A response', section: 'responses',
    keys: { ...described, headers: { map: 'header' }, content: { map: 'mediaType' }, links: 'any' }, required: ['description'],
    misplaced: { schema: 'under a media type of "content"', examples: 'under a media type of "content"', example: 'under a media type of "content"', type: 'in a schema under "content"' },
  },
  header: {
    title: 'A header', section: 'headers',
    keys: { description: 'text', required: 'flag', deprecated: 'flag', allowEmptyValue: 'flag', style: 'text', explode: 'flag', allowReserved: 'flag', schema: 'schema', ...withExamples, content: { map: 'mediaType' } }, misplaced: schemaKeys,
  },
  tag: { title: 'A tag', keys: { name: 'text', ...described, externalDocs: { object: 'externalDocs' }, parent: 'text', kind: 'text' }, required: ['name'] },
  securityScheme: {
    title: 'A security scheme', section: 'securitySchemes',
    keys: { type: 'any', description: 'text', name: 'text', in: 'any', scheme: 'any', bearerFormat: 'text', flows: { object: 'oauthFlows' }, openIdConnectUrl: 'text', oauth2MetadataUrl: 'text', deprecated: 'flag' },
    misplaced: { flow: 'as a key under "flows"', authorizationUrl: 'under a flow of "flows"', tokenUrl: 'under a flow of "flows"', scopes: 'under a flow of "flows"' },
  },
  oauthFlows: { title: '"flows"', keys: { implicit: { object: 'oauthFlow' }, password: { object: 'oauthFlow' }, clientCredentials: { object: 'oauthFlow' }, authorizationCode: { object: 'oauthFlow' }, deviceAuthorization: { object: 'oauthFlow' } } },
  oauthFlow: { title: 'A flow', keys: { authorizationUrl: 'text', tokenUrl: 'text', refreshUrl: 'text', deviceAuthorizationUrl: 'text', scopes: 'any' }, required: ['scopes'] },
} as const satisfies Readonly<Record<string, Omit<ObjectRule, 'keys'> & { readonly keys: Readonly<Record<string, unknown>> }>>;

/** The rule for a kind of object. */
export function ruleOf(name: ObjectName): ObjectRule {
  return rules[name];
}
