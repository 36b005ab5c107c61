import { camelCase, pascalCase, plural } from '../../../base/names.ts';
import type { CrudImplementation } from '../../../ir/endpoint.ts';
import type { Attribute, BelongsTo, HasMany, Relation } from '../../../ir/entity.ts';
import { relationName } from './entities.ts';
import type { DraftEntity } from './entities.ts';
import { sameKey } from './parents.ts';
import { loose } from './shapes.ts';

/** Fills the `belongsTo` relations of all entities and marks their foreign keys. */
export function addBelongsTo(entities: ReadonlyMap<string, DraftEntity>, implementations: readonly CrudImplementation[]): void {
  const byName = new Map([...entities.values()].map((entity) => [loose(entity.plan.name), entity]));
  const parents = new Map(implementations.flatMap(({ entity, parents: list }) => list.map((parent) => [`${entity}.${parent.attribute}`, parent.entity] as const)));
  for (const entity of entities.values()) {
    const taken = new Set(entity.attributes.map(({ name }) => name));
    entity.attributes = entity.attributes.map((attribute) => {
      const parent = parents.get(`${entity.plan.name}.${attribute.name}`);
      const target = parent === undefined ? targetOf(attribute, entity, byName) : entities.get(parent);
      if (target === undefined || attribute.primaryKey || !sameKey(attribute, target.key)) return attribute;
      const name = relationName(attribute.name, taken);
      if (taken.has(name)) return attribute;
      taken.add(name);
      entity.relations.push(belongsTo(attribute, entity, target, { name, nested: parent !== undefined }));
      return { ...attribute, relation: name };
    });
  }
}

function belongsTo(attribute: Attribute, entity: DraftEntity, target: DraftEntity, { name, nested }: { readonly name: string; readonly nested: boolean }): BelongsTo {
  const stated = entity.extension?.properties.get(attribute.name);
  const why = nested ? 'the path below its parent' : stated?.references !== undefined ? undefined : `the name "${attribute.name}" and the type of its key`;
  return {
    kind: 'belongsTo',
    name,
    target: target.plan.name,
    attribute: attribute.name,
    onDelete: stated?.onDelete ?? (nested ? 'cascade' : attribute.schema.nullable ? 'setNull' : 'restrict'),
    ...(why === undefined ? {} : { inferred: why }),
    span: attribute.span,
  };
}

/** `customerId`, `customer_id` and `customerUuid` name the entity Customer; `parentId` the entity itself. */
function targetOf(attribute: Attribute, entity: DraftEntity, byName: ReadonlyMap<string, DraftEntity>): DraftEntity | undefined {
  const stated = entity.extension?.properties.get(attribute.name)?.references;
  if (stated !== undefined) return byName.get(loose(stated));
  const match = /^(.+?)(?:Id|ID|Uuid|_id|-id|_uuid)$/.exec(attribute.name);
  const stem = match?.[1];
  if (stem === undefined) return undefined;
  const named = byName.get(loose(stem));
  const target = named ?? (loose(stem) === 'parent' || loose(stem) === `parent${loose(entity.plan.name)}` ? entity : undefined);
  return target?.key.secret === true ? undefined : target;
}

/** The other side of every `belongsTo` relation, by entity. */
export function inverseRelations(entities: ReadonlyMap<string, DraftEntity>): ReadonlyMap<string, readonly Relation[]> {
  const all = new Map<string, Relation[]>([...entities].map(([name, entity]) => [name, [...entity.relations]]));
  for (const entity of entities.values()) {
    for (const relation of entity.relations) {
      const target = entities.get(relation.target);
      const list = all.get(relation.target);
      if (target === undefined || list === undefined) continue;
      const several = entity.relations.filter((other) => other.target === relation.target).length > 1;
      const base = camelCase(plural(entity.plan.name));
      const name = several || relation.target === entity.plan.name ? `${base}Of${pascalCase(relation.name)}` : base;
      const taken = target.attributes.some((attribute) => attribute.name === name) || list.some((other) => other.name === name);
      if (!taken) list.push(hasMany(name, entity, relation));
    }
  }
  return all;
}

function hasMany(name: string, entity: DraftEntity, relation: BelongsTo): HasMany {
  const single = entity.attributes.find((attribute) => attribute.name === relation.attribute)?.unique ?? false;
  return { kind: 'hasMany', name, target: entity.plan.name, via: relation.name, single, span: relation.span };
}
