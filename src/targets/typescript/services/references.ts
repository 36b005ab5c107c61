import { isJson } from '../../../base/mediaTypes.ts';
import type { BelongsTo } from '../../../ir/entity.ts';
import type { Property } from '../../../ir/schema.ts';
import type { ApplicationIndex } from '../models/applicationIndex.ts';
import { objectOf } from '../models/responses.ts';
import { shownProperties } from '../models/schemaRoles.ts';
import type { Operation } from './operations.ts';

/** The properties of an operation's body, by name; empty without a JSON object. */
export function bodyProperties({ endpoint, implementation }: Operation, index: ApplicationIndex): ReadonlyMap<string, Property> {
  const contents = endpoint.requestBody?.contents ?? [];
  const schema = (contents.find(({ mediaType }) => isJson(mediaType)) ?? contents[0])?.schema;
  const object = schema === undefined ? undefined : objectOf(schema, index);
  if (object === undefined) return new Map();
  const role = implementation.action === 'update' ? 'patch' : 'request';
  return new Map(shownProperties(object, role).map((property) => [property.name, property]));
}

/** A foreign key that a body can set. */
export interface BodyReference {
  readonly relation: BelongsTo;
  /** The value can be missing in the body. */
  readonly optional: boolean;
  readonly nullable: boolean;
}

/** The foreign keys that the body of a create, replace or update sets. */
export function bodyReferences(operation: Operation, index: ApplicationIndex): readonly BodyReference[] {
  const { implementation, entity } = operation;
  const { action } = implementation;
  if (implementation.kind !== 'crud' || (action !== 'create' && action !== 'replace' && action !== 'update')) return [];
  const properties = bodyProperties(operation, index);
  const fromPath = new Set(action === 'create' ? implementation.parents.map(({ attribute }) => attribute) : []);
  return entity.relations.flatMap((relation) => {
    if (relation.kind !== 'belongsTo' || fromPath.has(relation.attribute)) return [];
    const attribute = index.attribute(entity, relation.attribute);
    const property = properties.get(relation.attribute);
    if (attribute === undefined || property === undefined || attribute.generated !== undefined) return [];
    if (action !== 'create' && !attribute.updatable) return [];
    const { required, schema } = property;
    return [{ relation, optional: !required && (action === 'update' || schema.default === undefined), nullable: index.resolve(schema).nullable }];
  });
}
