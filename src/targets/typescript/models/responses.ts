import { isJson } from '../../../base/mediaTypes.ts';
import { pascalCase } from '../../../base/names.ts';
import type { ApplicationIR } from '../../../ir/application.ts';
import type { Endpoint } from '../../../ir/endpoint.ts';
import type { Entity } from '../../../ir/entity.ts';
import type { ExpressionType } from '../../../ir/expression.ts';
import type { ObjectSchema, Property, Schema } from '../../../ir/schema.ts';
import { type ApplicationIndex, indexOf } from './applicationIndex.ts';

/** What a successful call answers. */
export interface Success {
  readonly status: number;
  /** Schema of the JSON body; undefined without one. */
  readonly json?: Schema;
  /** Media type of a JSON body that is not `application/json`. */
  readonly jsonType?: string;
  /** Media type of a body that is not JSON. */
  readonly otherMediaType?: string;
}

/** What a successful call of the endpoint answers. */
export function successOf(endpoint: Endpoint): Success {
  const { successStatus: status } = endpoint;
  const contents = endpoint.responses.find((response) => response.status === status)?.contents ?? [];
  const json = contents.find(({ mediaType }) => isJson(mediaType));
  const [first] = contents;
  if (json?.schema !== undefined) return { status, json: json.schema, ...(/\*|^application\/json(?:;|$)/i.test(json.mediaType) ? {} : { jsonType: json.mediaType }) };
  return first === undefined || json !== undefined ? { status } : { status, otherMediaType: first.mediaType };
}

/** Schema of one item of a list response: of the array, or of the array in its envelope. */
function itemSchemaOf(endpoint: Endpoint, index: ApplicationIndex): Schema | undefined {
  const { json } = successOf(endpoint);
  if (json === undefined) return undefined;
  const body = index.resolve(json);
  if (body.kind === 'array') return body.items;
  const { implementation } = endpoint;
  const envelope = 'list' in implementation ? implementation.list.envelope : undefined;
  if (body.kind !== 'object' || envelope?.kind !== 'object') return undefined;
  const items = body.properties.find(({ name }) => name === envelope.items)?.schema;
  const resolved = items === undefined ? undefined : index.resolve(items);
  return resolved?.kind === 'array' ? resolved.items : undefined;
}

/** Schema of the row in a response of one row: the body, or what stands in its wrapper. */
function rowSchemaOf({ implementation }: Endpoint, json: Schema, index: ApplicationIndex): Schema | undefined {
  if (implementation.kind !== 'crud' || implementation.wrapper === undefined) return json;
  const { row } = implementation.wrapper;
  return objectOf(json, index)?.properties.find(({ name }) => name === row)?.schema;
}

/** A function that turns rows of an entity into values of a response schema. */
export interface Presenter {
  readonly key: string;
  readonly name: string;
  readonly entity: Entity;
  readonly schema: Schema;
  /** Name of the schema, where it has one. */
  readonly schemaName?: string;
}

/** The presenter for rows of an entity in a response of an endpoint. */
function presenterFor(entity: Entity, schema: Schema, endpoint: Endpoint): Presenter {
  const name = schema.kind === 'ref' ? schema.name : `${pascalCase(endpoint.operationId)}Body`;
  return {
    key: `presenter:${entity.name}:${name}`,
    name: presenterName(entity, name),
    entity,
    schema,
    ...(schema.kind === 'ref' ? { schemaName: schema.name } : {}),
  };
}

function presenterName(entity: Entity, schemaName: string): string {
  const own = pascalCase(entity.name);
  const other = pascalCase(schemaName);
  return other.startsWith(own) ? `present${other}` : `present${own}As${other}`;
}

/** The entity and schema of each row that a response of the endpoint shows. */
export function presentersOf(endpoint: Endpoint, application: ApplicationIR): readonly Presenter[] {
  const index = indexOf(application);
  const { implementation } = endpoint;
  const { json } = successOf(endpoint);
  if (json === undefined) return [];
  switch (implementation.kind) {
    case 'words':
      return [];
    case 'flow': {
      const { result } = index.flow(implementation.flow);
      return result === undefined ? [] : resultPresenters(result, json, endpoint, index);
    }
    case 'crud': {
      const entity = index.entity(implementation.entity);
      const schema = implementation.action === 'list' ? itemSchemaOf(endpoint, index) : rowSchemaOf(endpoint, json, index);
      return schema === undefined ? [] : [presenterFor(entity, schema, endpoint)];
    }
    case 'link': {
      const entity = index.entity(implementation.entity);
      const relation = entity.relations.find(({ name }) => name === implementation.relation);
      if (relation === undefined) return [];
      const schema = implementation.action === 'list' ? itemSchemaOf(endpoint, index) : json;
      return schema === undefined ? [] : [presenterFor(index.entity(relation.target), schema, endpoint)];
    }
  }
}

function resultPresenters(type: ExpressionType, schema: Schema, endpoint: Endpoint, index: ApplicationIndex): readonly Presenter[] {
  const resolved = index.resolve(schema);
  if (type.kind === 'entity') return [presenterFor(index.entity(type.entity), schema, endpoint)];
  if (type.kind === 'list' && resolved.kind === 'array') return resultPresenters(type.items, resolved.items, endpoint, index);
  if (type.kind !== 'record' || resolved.kind !== 'object') return [];
  return type.fields.flatMap((field) => {
    const property = resolved.properties.find(({ name }) => name === field.name);
    return property === undefined ? [] : resultPresenters(field.type, property.schema, endpoint, index);
  });
}

/** The object that a schema is, or that the members of an intersection add up to; the first object among variants. */
export function objectOf(schema: Schema, index: ApplicationIndex): ObjectSchema | undefined {
  const resolved = index.resolve(schema);
  if (resolved.kind === 'object') return resolved;
  if (resolved.kind === 'union') return resolved.variants.map((variant) => objectOf(variant, index)).find((found) => found !== undefined);
  if (resolved.kind !== 'intersection') return undefined;
  const members = resolved.members.map((member) => objectOf(member, index)).filter((member) => member !== undefined);
  const [first] = members;
  return first === undefined ? undefined : { ...first, properties: mergedProperties(members) };
}

function mergedProperties(objects: readonly ObjectSchema[]): readonly Property[] {
  return [...new Map(objects.flatMap(({ properties }) => properties.map((property) => [property.name, property] as const))).values()];
}
