import { camelCase, capitalise, pascalCase, firstSentence, sentenceCase } from '../../base/names.ts';
import type { Span } from '../../base/span.ts';
import type { Flow, Step } from '../../ir/behavior.ts';
import type { Access, Endpoint, Implementation, Parameter } from '../../ir/endpoint.ts';
import type { ExpressionType } from '../../ir/expression.ts';
import type { NamedSchema, ObjectSchema, Property, Schema } from '../../ir/schema.ts';
import { asString, asText, valueOf } from '../source.ts';
import type { Security } from './access.ts';
import type { Resource } from './crud.ts';
import { accessStatuses, bodyStatuses, type EndpointSetting, json, pathParameter, queryParameter, responses, success } from './endpointParts.ts';
import { freeSchemaName, refTo, withoutDefault } from './namedSchemas.ts';
import { schemaOfType } from './schemaOfType.ts';
import type { HttpTrigger } from './triggers.ts';

/** An endpoint that the spec declares itself, with the schemas that only it uses. */
export interface DeclaredEndpoint {
  readonly endpoint: Endpoint;
  readonly schemas: readonly NamedSchema[];
}

export interface EndpointContext {
  readonly setting: EndpointSetting;
  readonly security: Security;
  readonly resources: readonly Resource[];
}

interface Declared {
  readonly http: HttpTrigger;
  readonly operationId: string;
  readonly description: string | undefined;
  readonly result: Schema | undefined;
  readonly access: Access;
  readonly implementation: Implementation;
  readonly statuses: readonly number[];
}

/** The endpoint of a flow with an http trigger. */
export function flowEndpoint(flow: Flow, http: HttpTrigger, description: string | undefined, context: EndpointContext): DeclaredEndpoint {
  const named: NamedSchema[] = [];
  const result = flow.result === undefined ? undefined : schemaOfType(flow.result, schemaName(`${pascalCase(flow.name)}Result`, context), http.span, named);
  const accessNode = valueOf(http.node, 'access');
  const declared = declare({
    http, operationId: asString(valueOf(http.node, 'operationId')) ?? flow.name, description, result,
    access: accessNode === undefined ? context.security.standard : context.security.access(accessNode),
    implementation: { kind: 'flow', flow: flow.name }, statuses: stepStatuses(flow.steps),
  }, context);
  return { ...declared, schemas: [...declared.schemas, ...named] };
}

/** The endpoint that the spec describes in words. */
export function wordsEndpoint(http: HttpTrigger, text: string, result: ExpressionType | undefined, context: EndpointContext): DeclaredEndpoint {
  const operationId = asString(valueOf(http.node, 'operationId')) ?? operationOf(http);
  const named: NamedSchema[] = [];
  const schema = result === undefined ? undefined : schemaOfType(result, schemaName(`${pascalCase(operationId)}Result`, context), http.span, named);
  const accessNode = valueOf(http.node, 'access');
  const entity = resourceOf(http, context.resources)?.entity.name;
  const declared = declare({
    http, operationId, description: asText(valueOf(http.node, 'description')), result: schema,
    access: accessNode === undefined ? context.security.standard : context.security.access(accessNode),
    implementation: { kind: 'words', text, reason: 'The spec states it in words.', category: 'other', ...(entity === undefined ? {} : { entity }) }, statuses: [501],
  }, context);
  return { ...declared, schemas: [...declared.schemas, ...named] };
}

/** `GET /reports/{id}/sales` as `getReportsSales`. */
export function operationOf(http: HttpTrigger): string {
  return camelCase(`${http.method} ${http.path.replace(/\{([^{}]+)\}/g, 'by $1')}`);
}

function declare(declared: Declared, context: EndpointContext): DeclaredEndpoint {
  const { http, operationId } = declared;
  const { span } = http;
  const body = http.body === undefined || http.body.length === 0 ? undefined : bodySchema(schemaName(`${pascalCase(operationId)}Body`, context), http.body, span);
  const parameters = [...http.pathNames.map((name) => pathParameter(name, pathSchemaOf(http, name, context.resources), span)), ...http.query.map(toQueryParameter)];
  const tag = resourceOf(http, context.resources)?.entity.name ?? pascalCase(asText(valueOf(http.node, 'tag')) ?? http.path.split('/').find((part) => part !== '' && !part.startsWith('{')) ?? 'app');
  const successStatus = http.status ?? (declared.result === undefined ? 204 : 200);
  const statuses = [
    ...declared.statuses, ...accessStatuses(declared.access), ...(parameters.length > 0 ? [400] : []), ...(body === undefined ? [] : bodyStatuses),
    ...(http.pathNames.length > 0 ? [404] : []),
  ];
  const endpoint: Endpoint = {
    kind: 'endpoint', key: `${http.method} ${http.path}`, method: http.method, path: http.path, operationId,
    summary: asText(valueOf(http.node, 'summary')) ?? (declared.description === undefined ? sentenceCase(operationId) : firstSentence(declared.description)), ...(declared.description === undefined ? {} : { description: declared.description }), deprecated: false,
    tags: [tag], parameters,
    ...(body === undefined ? {} : { requestBody: { required: http.body?.some((item) => item.required) ?? false, contents: json(refTo(body.name, span)), span } }),
    responses: responses(success(successStatus, successStatus === 204 ? undefined : declared.result, [], span), statuses, context.setting),
    successStatus, access: declared.access, idempotencyKey: http.method === 'POST', implementation: declared.implementation, span,
  };
  return { endpoint, schemas: body === undefined ? [] : [body] };
}

function schemaName(wanted: string, { resources }: EndpointContext): string {
  return freeSchemaName(wanted, resources.map(({ entity }) => entity));
}

function bodySchema(name: string, properties: readonly Property[], span: Span): NamedSchema {
  const schema: ObjectSchema = { kind: 'object', properties, additional: 'reject', nullable: false, span };
  return { kind: 'namedSchema', name, schema, cyclic: false, span };
}

function toQueryParameter(item: Property): Parameter {
  return { ...queryParameter(item.name, item.schema, item.schema.description ?? capitalise(item.name), item.span), required: item.required };
}

/** The resource whose collection a path begins with. */
function resourceOf(http: Pick<HttpTrigger, 'path'>, resources: readonly Resource[]): Resource | undefined {
  return resources.find((resource) => http.path === resource.path || http.path.startsWith(`${resource.path}/`));
}

/** Declared in `params`; or an attribute of the entity whose collection stands before it; or that entity's key; or that of the entity it is named after; or text. */
export function pathSchemaOf(http: HttpTrigger, name: string, resources: readonly Resource[]): Schema {
  const declared = http.params.find((param) => param.name === name);
  if (declared !== undefined) return declared.schema;
  const before = http.path.slice(0, http.path.indexOf(`/{${name}}`));
  const collection = resources.find((candidate) => before === candidate.path);
  const attribute = collection?.entity.attributes.find((candidate) => candidate.name === name && !candidate.primaryKey);
  const named = attribute === undefined ? undefined : asParameter(attribute.schema, http.span);
  if (named !== undefined) return named;
  const resource = collection ?? resources.find((candidate) => camelCase(`${candidate.entity.name} id`) === name) ?? resources.find((candidate) => before.endsWith(candidate.path));
  const key = resource?.entity.attributes.find(({ primaryKey }) => primaryKey);
  return key === undefined ? { kind: 'string', minLength: 1, maxLength: 200, nullable: false, span: http.span } : { ...key.schema, span: http.span };
}

/** The values of an attribute as a segment of a path holds them; undefined for what stands in no path. */
function asParameter(schema: Schema, span: Span): Schema | undefined {
  if (schema.kind !== 'string' && schema.kind !== 'integer' && schema.kind !== 'enum') return undefined;
  const plain = { ...withoutDefault(schema), nullable: false, span };
  return plain.kind === 'string' ? { ...plain, minLength: Math.max(1, plain.minLength ?? 1) } : plain;
}

/** Statuses that the steps of a flow can end in. */
function stepStatuses(steps: readonly Step[]): readonly number[] {
  return steps.flatMap((step): readonly number[] => {
    switch (step.kind) {
      case 'load': return step.missing.kind === 'fail' ? [step.missing.failure.status] : [];
      case 'require': return [step.failure.status];
      case 'forEach': return stepStatuses(step.steps);
      case 'create':
      case 'update': return [409, 422];
      case 'delete':
      case 'transition': return [409];
      case 'call': return [404, 409, 422];
      case 'words': return [501];
      case 'loadMany':
      case 'let':
      case 'emit':
      case 'return': return [];
    }
  });
}

