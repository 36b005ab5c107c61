import { camelCase, kebabCase, pascalCase, sentenceCase, withArticle } from '../../base/names.ts';
import type { Access, CrudImplementation, Endpoint, Implementation, Parameter, RequestBody } from '../../ir/endpoint.ts';
import type { BelongsTo, Entity, HasMany, ManyToMany } from '../../ir/entity.ts';
import type { Schema } from '../../ir/schema.ts';
import { asString, itemsOf, valueOf, type SourceNode } from '../source.ts';
import type { Security } from './access.ts';
import type { Context } from './context.ts';
import { accessStatuses, bodyStatuses, type EndpointSetting, json, pathParameter, responses, success } from './endpointParts.ts';
import { type ListPart, plainList, readList } from './lists.ts';
import { refTo, type SchemaNames, schemaNames, updatable } from './namedSchemas.ts';

export type CrudAction = CrudImplementation['action'];
const actions: readonly CrudAction[] = ['list', 'create', 'read', 'replace', 'update', 'delete'];

/** An entity with what its `endpoints` say. */
export interface Resource {
  readonly entity: Entity;
  readonly actions: readonly CrudAction[];
  /** `/order-items` */
  readonly path: string;
  readonly list: ListPart;
  readonly schemas: SchemaNames;
  access(action: CrudAction): Access;
}

/** What reading the resources of a spec needs. */
interface ResourceSetting {
  readonly entities: readonly Entity[];
  readonly security: Security;
  readonly context: Context;
}

/** Reads `endpoints` of an entity. */
export function readResource(entity: Entity, node: SourceNode | undefined, { entities, security, context }: ResourceSetting): Resource {
  const endpoints = valueOf(node, 'endpoints');
  const named = (key: string): readonly string[] | undefined => (valueOf(endpoints, key) === undefined ? undefined : itemsOf(valueOf(endpoints, key)).map((item) => asString(item) ?? ''));
  const only = named('only') ?? actions;
  const except = named('except') ?? [];
  const chosen = asString(endpoints) === 'none' ? [] : actions.filter((action) => only.includes(action) && !except.includes(action));
  const accessNode = valueOf(endpoints, 'access');
  const path = asString(valueOf(endpoints, 'path')) ?? `/${kebabCase(entity.plural)}`;
  return {
    entity,
    actions: updatable(entity).length === 0 ? chosen.filter((action) => action !== 'replace' && action !== 'update') : chosen,
    path: path.startsWith('/') ? path.replace(/\/+$/, '') : `/${path}`,
    list: readList(entity, valueOf(endpoints, 'list'), context),
    schemas: schemaNames(entity, entities),
    access(action) {
      const group = action === 'read' || action === 'list' ? 'read' : 'write';
      const found = accessNode?.kind === 'map' ? (valueOf(accessNode, action) ?? valueOf(accessNode, group)) : accessNode;
      return found === undefined ? security.standard : security.access(found);
    },
  };
}

interface Sketch {
  readonly method: Endpoint['method'];
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly access: Access;
  readonly parameters: readonly Parameter[];
  readonly body?: Schema;
  readonly status: number;
  readonly result?: Schema;
  readonly headers?: readonly string[];
  readonly errors: readonly number[];
  readonly implementation: Implementation;
}

/** The endpoints that entities imply: CRUD, lists below a parent, links. */
export function impliedEndpoints(resources: readonly Resource[], setting: EndpointSetting): readonly Endpoint[] {
  const byName = new Map(resources.map((resource) => [resource.entity.name, resource]));
  return resources.flatMap((resource) => {
    const sketches = [
      ...resource.actions.map((action) => crudSketch(resource, action)),
      ...resource.entity.relations.flatMap((relation) => {
        const target = byName.get(relation.target);
        if (target === undefined || relation.kind === 'belongsTo') return [];
        return relation.kind === 'hasMany' ? nestedList(resource, relation, target) : linkSketches(resource, relation, target);
      }),
    ];
    return sketches.map((sketch) => toEndpoint(resource.entity, sketch, setting));
  });
}

function toEndpoint(entity: Entity, sketch: Sketch, setting: EndpointSetting): Endpoint {
  const { span } = entity;
  const body: RequestBody | undefined = sketch.body === undefined ? undefined : { required: true, contents: json(sketch.body), span };
  const statuses = [...sketch.errors, ...accessStatuses(sketch.access), ...(sketch.parameters.length > 0 ? [400] : []), ...(body === undefined ? [] : bodyStatuses)];
  return {
    kind: 'endpoint', key: `${sketch.method} ${sketch.path}`, method: sketch.method, path: sketch.path, operationId: sketch.operationId, summary: sketch.summary, deprecated: false,
    tags: [entity.name], parameters: sketch.parameters, ...(body === undefined ? {} : { requestBody: body }),
    responses: responses(success(sketch.status, sketch.result, sketch.headers ?? [], span), statuses, setting),
    successStatus: sketch.status, access: sketch.access, idempotencyKey: sketch.method === 'POST', implementation: sketch.implementation, span,
  };
}

function crudSketch(resource: Resource, action: CrudAction): Sketch {
  const { entity, path, schemas } = resource;
  const access = resource.access(action);
  const noun = sentenceCase(entity.name).toLowerCase();
  const row = refTo(entity.name, entity.span);
  const key = { parameter: 'id', attribute: 'id' };
  const one = { access, path: `${path}/{id}`, parameters: [keyParameter(entity, 'id')], implementation: { kind: 'crud', action, entity: entity.name, key, parents: [] } } as const;
  const conflicts = entity.attributes.some(({ unique, primaryKey }) => unique && !primaryKey) || entity.uniques.length > 0 ? [409] : [];
  switch (action) {
    case 'list': return {
      method: 'GET', path, access, operationId: `list${entity.plural}`, summary: `Lists ${sentenceCase(entity.plural).toLowerCase()}`, parameters: resource.list.parameters,
      status: 200, result: refTo(schemas.page, entity.span), errors: [400], implementation: { kind: 'crud', action, entity: entity.name, parents: [], list: resource.list.behavior },
    };
    case 'create': return {
      method: 'POST', path, access, operationId: `create${entity.name}`, summary: `Creates ${withArticle(noun)}`, parameters: [], body: refTo(schemas.create, entity.span), status: 201, result: row,
      headers: resource.actions.includes('read') ? ['ETag', 'Location'] : ['ETag'], errors: [409], implementation: { kind: 'crud', action, entity: entity.name, parents: [] },
    };
    case 'read': return { ...one, method: 'GET', operationId: `get${entity.name}`, summary: `Reads ${withArticle(noun)}`, status: 200, result: row, headers: ['ETag'], errors: [304, 404] };
    case 'replace': return { ...one, method: 'PUT', operationId: `replace${entity.name}`, summary: `Replaces ${withArticle(noun)}`, body: refTo(schemas.replace, entity.span), status: 200, result: row, headers: ['ETag'], errors: [404, 412, ...conflicts] };
    case 'update': return { ...one, method: 'PATCH', operationId: `update${entity.name}`, summary: `Changes ${withArticle(noun)}`, body: refTo(schemas.update, entity.span), status: 200, result: row, headers: ['ETag'], errors: [404, 412, ...conflicts] };
    case 'delete': return { ...one, method: 'DELETE', operationId: `delete${entity.name}`, summary: `Deletes ${withArticle(noun)}`, status: 204, errors: [404, 409, 412] };
  }
}

function keyParameter(entity: Entity, name: string): Parameter {
  const key = entity.attributes.find(({ primaryKey }) => primaryKey);
  return pathParameter(name, key?.schema ?? { kind: 'string', format: 'uuid', nullable: false, span: entity.span }, entity.span);
}

/** `GET /orders/{id}/items`: when one order can be read and items can be listed. */
function nestedList(resource: Resource, relation: HasMany, target: Resource): readonly Sketch[] {
  const back = target.entity.relations.find((candidate): candidate is BelongsTo => candidate.kind === 'belongsTo' && candidate.name === relation.via);
  if (relation.single || back === undefined || !resource.actions.includes('read') || !target.actions.includes('list')) return [];
  const list = target.list;
  const filters = list.behavior.filters.filter(({ attribute }) => attribute !== back.attribute);
  const dropped = new Set(list.behavior.filters.filter((filter) => !filters.includes(filter)).map(({ parameter }) => parameter));
  return [{
    method: 'GET', path: `${resource.path}/{id}/${kebabCase(relation.name)}`, operationId: camelCase(`list ${relation.name} of ${resource.entity.name}`),
    summary: `Lists the ${sentenceCase(relation.name).toLowerCase()} of ${withArticle(sentenceCase(resource.entity.name).toLowerCase())}`,
    access: target.access('list'), parameters: [keyParameter(resource.entity, 'id'), ...list.parameters.filter(({ name }) => !dropped.has(name))],
    status: 200, result: refTo(target.schemas.page, target.entity.span), errors: [400, 404],
    implementation: { kind: 'crud', action: 'list', entity: target.entity.name, parents: [{ parameter: 'id', attribute: back.attribute, entity: resource.entity.name }], list: { ...list.behavior, filters } },
  }];
}

/** `GET /products/{id}/related`, `PUT` and `DELETE /products/{id}/related/{relatedId}`. */
function linkSketches(resource: Resource, relation: ManyToMany, target: Resource): readonly Sketch[] {
  const { entity } = resource;
  if (!resource.actions.includes('read')) return [];
  const path = `${resource.path}/{id}/${kebabCase(relation.name)}`;
  const key = { parameter: 'id', attribute: 'id' };
  const nouns = `${sentenceCase(relation.name).toLowerCase()} of ${withArticle(sentenceCase(entity.name).toLowerCase())}`;
  const page = plainList(relation.span);
  const list: Sketch = {
    method: 'GET', path, operationId: camelCase(`list ${relation.name} of ${entity.name}`), summary: `Lists the ${nouns}`, access: resource.access('read'), parameters: [keyParameter(entity, 'id'), ...page.parameters],
    status: 200, result: refTo(target.schemas.page, relation.span), errors: [400, 404],
    implementation: { kind: 'link', action: 'list', entity: entity.name, relation: relation.name, key, list: page.behavior },
  };
  const canWrite = resource.actions.includes('update') || (resource.actions.includes('create') && !updatable(entity).length);
  if (!canWrite) return [list];
  const parameter = relation.target === entity.name ? `${camelCase(relation.name)}Id` : `${camelCase(relation.target)}Id`;
  const link = (method: 'PUT' | 'DELETE', action: 'add' | 'remove'): Sketch => ({
    method, path: `${path}/{${parameter}}`, operationId: `${action}${pascalCase(relation.name)}Of${entity.name}`, summary: `${action === 'add' ? 'Adds to' : 'Removes from'} the ${nouns}`,
    access: resource.access('update'), parameters: [keyParameter(entity, 'id'), keyParameter(target.entity, parameter)], status: 204, errors: [404],
    implementation: { kind: 'link', action, entity: entity.name, relation: relation.name, key, target: { parameter, attribute: 'id' } },
  });
  return [list, link('PUT', 'add'), link('DELETE', 'remove')];
}
