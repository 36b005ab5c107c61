import type { CrudImplementation, Endpoint, Parameter, RowWrapper } from '../../../ir/endpoint.ts';
import type { Attribute } from '../../../ir/entity.ts';
import type { ObjectSchema } from '../../../ir/schema.ts';
import type { Extensions } from '../extensions.ts';
import { isJson } from '../lowerOperation.ts';
import type { EndpointDraft } from '../lowerOperation.ts';
import { omit } from '../omit.ts';
import { comparedAttribute } from './entities.ts';
import type { DraftEntity } from './entities.ts';
import { listBehavior } from './lists.ts';
import type { Refusal } from './refusal.ts';
import { parentsOf } from './parents.ts';
import { jsonOf } from './resources.ts';
import type { Candidate } from './resources.ts';
import type { Shapes } from './shapes.ts';
import { kindText, resembles } from './shapes.ts';
import { constantsOf } from './wrappers.ts';

export interface Judgement {
  readonly shapes: Shapes;
  readonly extensions: Extensions;
  readonly entities: ReadonlyMap<string, DraftEntity>;
  /** The entity whose rows a path of one row speaks of, by path with `{}` for placeholders. */
  readonly rowPaths: ReadonlyMap<string, DraftEntity>;
}

/** What a candidate is on an entity, or why it is no CRUD. */
export function judge(candidate: Candidate, entity: DraftEntity, judgement: Judgement): CrudImplementation | Refusal {
  const { draft, action } = candidate;
  const refusal = statusRefusal(candidate) ?? bodyRefusal(candidate, judgement) ?? answerRefusal(candidate, entity, judgement.shapes);
  if (refusal !== undefined) return refusal;
  const foreign = bodyMismatch(candidate, entity, judgement.shapes);
  if (foreign !== undefined) return foreign;
  const parents = parentsOf(candidate, entity, judgement.rowPaths);
  if ('reason' in parents) return parents;
  const strange = parents.map(({ parameter, attribute }) => compared(draft, parameter, entity.attributes.find(({ name }) => name === attribute), judgement.shapes)).find((refusal) => refusal !== undefined);
  if (strange !== undefined) return strange;
  const key = keyOf(candidate, entity, judgement.shapes);
  if (key !== undefined && 'reason' in key) return key;
  const query = draft.parameters.filter((parameter) => parameter.in === 'query' && !judgement.extensions.ignoredParameters.has(`${draft.key} ${parameter.name}`));
  const others = parameterRefusal(draft, action === 'list' ? [] : query, judgement.extensions);
  if (others !== undefined) return others;
  const list = action === 'list' ? listBehavior(candidate, query, entity.attributes, judgement.shapes) : undefined;
  if (list !== undefined && 'reason' in list) return list;
  const wrapper = wrapperOf(candidate, entity, judgement.shapes);
  if (wrapper !== undefined && 'reason' in wrapper) return wrapper;
  const missing = action === 'create' ? missingOnCreate(candidate, entity, parents.map(({ attribute }) => attribute)) : undefined;
  if (missing !== undefined) return missing;
  return { kind: 'crud', action: action === 'replace' && isPartial(candidate, entity) ? 'update' : action, entity: entity.plan.name, ...(key === undefined ? {} : { key }), parents, ...(list === undefined ? {} : { list }), ...(wrapper === undefined ? {} : { wrapper }) };
}

/** A PUT that may leave out what every row has cannot mean to reset it: it changes what is given. */
function isPartial({ body }: Candidate, entity: DraftEntity): boolean {
  return entity.attributes.some(({ name, generated, updatable, schema }) => {
    const property = generated === undefined && updatable && !schema.nullable && schema.default === undefined ? body?.object.properties.find((candidate) => candidate.name === name) : undefined;
    return property !== undefined && !property.required && !property.readOnly;
  });
}

/** What stands around the row in the answer. */
function wrapperOf(candidate: Candidate, entity: DraftEntity, shapes: Shapes): RowWrapper | Refusal | undefined {
  const { wrapped } = candidate;
  const around = wrapped?.around ?? confirmation(candidate, entity, shapes);
  if (around === undefined) return undefined;
  const constants = constantsOf(around.properties.filter((property) => property !== wrapped?.property), shapes);
  return 'reason' in constants ? constants : { ...(wrapped === undefined ? {} : { row: wrapped.property.name }), constants };
}

/** The object with which a removal is answered when it does not show the row. */
function confirmation({ draft, action, wrapped }: Candidate, entity: DraftEntity, shapes: Shapes): ObjectSchema | undefined {
  if (action !== 'delete' || wrapped !== undefined) return undefined;
  const schema = jsonOf(draft.responses.find(({ status }) => status === draft.successStatus)?.contents)?.schema;
  const object = schema === undefined ? undefined : shapes.resolve(schema);
  return object?.kind === 'object' && !resembles(object, entity.plan.row.object) ? object : undefined;
}

const statuses: Readonly<Record<CrudImplementation['action'], readonly number[]>> = { list: [200], read: [200], create: [200, 201, 204], replace: [200, 204], update: [200, 204], delete: [200, 204] };

function statusRefusal({ draft, action }: Candidate): Refusal | undefined {
  if (!statuses[action].includes(draft.successStatus)) return { reason: `${draft.successStatus} is not how a ${action} is answered` };
  const header = draft.responses.find(({ status }) => status === draft.successStatus)?.headers.find(({ name, required }) => required && !/^(etag|location)$/i.test(name));
  return header === undefined ? undefined : { reason: `nothing says how to fill the header "${header.name}"` };
}

function bodyRefusal({ draft, action, body }: Candidate, { shapes }: Judgement): Refusal | undefined {
  const writes = action === 'create' || action === 'replace' || action === 'update';
  if (!writes) return draft.requestBody?.required !== true ? undefined : { reason: `the body of the ${action} has no known meaning` };
  if (body === undefined) return { reason: 'the request has no JSON object with properties' };
  if (body.object.additional === 'keep' || typeof body.object.additional === 'object') return { reason: 'the request may have any further property, and no column holds it' };
  const binary = body.object.properties.find(({ schema }) => shapes.resolve(schema).kind === 'binary');
  return binary === undefined ? undefined : { reason: `"${binary.name}" of the request is bytes` };
}

/** What a request gives must fit the column that another operation gave its type. */
function bodyMismatch({ body }: Candidate, entity: DraftEntity, shapes: Shapes): Refusal | undefined {
  const row = entity.plan.row.object;
  const holder = body === undefined || resembles(body.object, row) ? undefined : body.object.properties.find(({ schema }) => {
    const inner = shapes.objectOf(schema);
    return inner !== undefined && resembles(inner, row);
  });
  if (holder !== undefined) return { reason: `the request holds the ${entity.plan.name} in "${holder.name}"` };
  for (const { name, schema, readOnly } of body?.object.properties ?? []) {
    const attribute = readOnly ? undefined : entity.attributes.find((candidate) => candidate.name === name);
    const reason = attribute === undefined ? undefined : shapes.mismatch(schema, attribute.schema);
    if (reason !== undefined) return { reason: `"${name}" of the request does not fit what is stored: ${reason}` };
  }
  return undefined;
}

/** The answer must be filled from the row alone. */
function answerRefusal(candidate: Candidate, entity: DraftEntity, shapes: Shapes): Refusal | undefined {
  const { draft, action, answer, listProperty } = candidate;
  const success = draft.responses.find(({ status }) => status === draft.successStatus);
  const content = jsonOf(success?.contents);
  if (content?.schema === undefined) {
    const empty = (success?.contents ?? []).length === 0;
    return empty && action !== 'read' && action !== 'list' ? undefined : { reason: 'the answer is no JSON object that the document describes' };
  }
  if (confirmation(candidate, entity, shapes) !== undefined) return undefined;
  if (answer === undefined) return { reason: action === 'list' ? 'the answer is no list of objects' : `the answer is ${kindText(shapes.resolve(content.schema))} without properties of its own` };
  if (action === 'list' && listProperty === undefined && shapes.resolve(content.schema).kind !== 'array') return { reason: 'the answer is no list' };
  if (!resembles(answer.object, entity.plan.row.object)) return { reason: `the answer is not the ${entity.plan.name} itself` };
  for (const property of answer.object.properties) {
    if (property.writeOnly) continue;
    // What stands inside a stored value would be shown with it.
    if (shapes.hides(property.schema)) return { reason: `"${property.name}" of the answer holds what is write-only` };
    const attribute = entity.attributes.find(({ name }) => name === property.name);
    const reason = fillRefusal(attribute, property.required, property.schema.nullable || shapes.resolve(property.schema).nullable) ?? (attribute === undefined ? undefined : shapes.mismatch(attribute.schema, property.schema));
    if (reason !== undefined) return { reason: `"${property.name}" of the answer cannot be filled: ${reason}` };
  }
  return undefined;
}

function fillRefusal(attribute: Attribute | undefined, required: boolean, nullable: boolean): string | undefined {
  if (!required) return undefined;
  if (attribute === undefined || attribute.secret) return 'no column holds it';
  return attribute.schema.nullable && !nullable ? 'it is required there, but a row need not have it (make it required in the request, or give it a default)' : undefined;
}

function missingOnCreate({ body }: Candidate, entity: DraftEntity, fromPath: readonly string[]): Refusal | undefined {
  const given = new Set([...(body?.object.properties ?? []).filter(({ readOnly }) => !readOnly).map(({ name }) => name), ...fromPath]);
  const missing = entity.attributes.find((attribute) => {
    if (attribute.schema.nullable || attribute.schema.default !== undefined) return false;
    return attribute.generated === 'flow' || (attribute.generated === undefined && !given.has(attribute.name));
  });
  return missing === undefined ? undefined : { reason: `every ${entity.plan.name} has "${missing.name}", but the request does not give it and nothing says where it comes from (a default would)` };
}

function keyOf({ action, keyParameter, draft }: Candidate, entity: DraftEntity, shapes: Shapes): CrudImplementation['key'] | Refusal {
  if (action === 'list' || action === 'create') return undefined;
  if (keyParameter === undefined) return { reason: 'the path does not say which row is meant' };
  const attribute = comparedAttribute(entity, keyParameter);
  if (attribute === undefined) return { reason: `no property of ${entity.plan.name} holds {${keyParameter}}` };
  return compared(draft, keyParameter, attribute, shapes) ?? { parameter: keyParameter, attribute: attribute.name };
}

/** Why a placeholder cannot be compared with an attribute; undefined when it can. */
function compared(draft: EndpointDraft, name: string, attribute: Attribute | undefined, shapes: Shapes): Refusal | undefined {
  const parameter = draft.parameters.find((candidate) => candidate.name === name && candidate.in === 'path');
  if (attribute === undefined || parameter === undefined) return { reason: `nothing says what {${name}} is` };
  return keysMatch(attribute, parameter, shapes) ? undefined : { reason: `{${name}} is ${kindText(shapes.resolve(parameter.schema))}, but "${attribute.name}" is ${kindText(attribute.schema)}` };
}

/** Whether every value of a placeholder can be compared with the attribute; text for an integer or uuid is narrowed by the caller. */
function keysMatch(attribute: Attribute, parameter: Parameter, shapes: Shapes): boolean {
  const schema = shapes.resolve(parameter.schema);
  if (attribute.schema.kind === 'integer') return schema.kind === 'integer' || isPlainText(parameter, shapes);
  return schema.kind === 'string' || schema.kind === 'enum';
}

/** Text without any constraint. */
function isPlainText(parameter: Parameter, shapes: Shapes): boolean {
  const schema = shapes.resolve(parameter.schema);
  return schema.kind === 'string' && schema.format === undefined && schema.pattern === undefined;
}

/** Headers that change nothing about what a request does. */
const neutralHeaders = /^(if-match|if-none-match|idempotency-key|accept-language|accept-encoding|user-agent|x-request-id|x-correlation-id|request-id|traceparent|tracestate|x-trace-id|origin|host|referer|cache-control|prefer)$/i;

function parameterRefusal(draft: EndpointDraft, query: readonly Parameter[], extensions: Extensions): Refusal | undefined {
  const [first] = query;
  if (first !== undefined) return { reason: `nothing says what the query parameter "${first.name}" does` };
  const other = draft.parameters.find(({ name, in: place }) => (place === 'cookie' || (place === 'header' && !neutralHeaders.test(name))) && !extensions.ignoredParameters.has(`${draft.key} ${name}`));
  return other === undefined ? undefined : { reason: `nothing says what the ${other.in} parameter "${other.name}" does` };
}

/** A CRUD endpoint answers and takes JSON alone, and compares its placeholders with columns of their type. */
export function asCrud(draft: EndpointDraft, implementation: CrudImplementation, entity: DraftEntity, shapes: Shapes): { readonly endpoint: Endpoint; readonly dropped: readonly string[] } {
  const keys = new Map([...implementation.parents, ...(implementation.key === undefined ? [] : [implementation.key])].map(({ parameter, attribute }) => [parameter, entity.attributes.find(({ name }) => name === attribute)]));
  const dropped = new Set<string>();
  const only = <T extends { readonly mediaType: string }>(contents: readonly T[]): readonly T[] => {
    const json = contents.filter(({ mediaType }) => isJson(mediaType));
    if (json.length === 0) return contents;
    for (const { mediaType } of contents) if (!isJson(mediaType)) dropped.add(mediaType);
    return json.slice(0, 1).map((content) => (content.mediaType.includes('*') ? { ...content, mediaType: 'application/json' } : content));
  };
  // HTTP gives the body of a GET or DELETE no meaning, and OpenAPI says to ignore it.
  const { requestBody, ...rest } = ['list', 'read', 'delete'].includes(implementation.action) ? omit(draft, 'requestBody') : draft;
  const endpoint: Endpoint = {
    ...rest,
    parameters: draft.parameters.map((parameter) => narrowed(parameter, parameter.in === 'path' ? keys.get(parameter.name) : undefined, shapes)),
    // Many documents forget to say that a row cannot be made or changed without a body.
    ...(requestBody === undefined ? {} : { requestBody: { ...requestBody, required: true, contents: only(requestBody.contents) } }),
    responses: draft.responses.map((response) => (response.status === draft.successStatus ? { ...response, contents: only(response.contents) } : response)),
    implementation,
    inferred: `method and path say "${implementation.action}", and the shapes fit ${implementation.entity}`,
  };
  return { endpoint, dropped: [...dropped] };
}

/** The parameter with the schema of the attribute that it is compared with, where not every text can be compared. */
function narrowed(parameter: Parameter, attribute: Attribute | undefined, shapes: Shapes): Parameter {
  const strict = attribute?.schema.kind === 'integer' || (attribute?.schema.kind === 'string' && attribute.schema.format === 'uuid');
  return attribute !== undefined && strict && isPlainText(parameter, shapes) ? { ...parameter, schema: { ...omit(attribute.schema, 'default'), nullable: false, span: parameter.schema.span } } : parameter;
}
