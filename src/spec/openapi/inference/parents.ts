import { camelCase } from '../../../base/names.ts';
import type { CrudImplementation } from '../../../ir/endpoint.ts';
import type { Attribute } from '../../../ir/entity.ts';
import { omit } from '../omit.ts';
import { columnName } from './attributes.ts';
import { comparedAttribute } from './entities.ts';
import type { DraftEntity } from './entities.ts';
import type { Refusal } from './refusal.ts';
import { placeholderOf } from './resources.ts';
import type { Candidate } from './resources.ts';
import { loose } from './shapes.ts';

/** A path with `{}` for its placeholders. */
export function anonymous(path: string): string {
  return path.replace(/\{[^}]*\}/g, '{}');
}

/** The placeholders of a collection's path, with the path of the row that each one names. */
function ancestors(collection: string): readonly { readonly parameter: string; readonly rowPath: string }[] {
  const segments = collection.split('/');
  return segments.flatMap((segment, index) => {
    const parameter = placeholderOf(segment);
    return parameter === undefined ? [] : [{ parameter, rowPath: anonymous(segments.slice(0, index + 1).join('/')) }];
  });
}

/** The rows that a nested path narrows to, as attributes of the entity; a refusal when a placeholder has no known meaning. */
export function parentsOf({ collection }: Candidate, entity: DraftEntity, rowPaths: ReadonlyMap<string, DraftEntity>): CrudImplementation['parents'] | Refusal {
  if (/\{[^}]*\}[^/]|[^/]\{/.test(collection)) return { reason: 'a part of the path mixes text and a placeholder' };
  const found: CrudImplementation['parents'][number][] = [];
  for (const { parameter, rowPath } of ancestors(collection)) {
    const parent = rowPaths.get(rowPath);
    if (parent === undefined) return { reason: `nothing says what {${parameter}} is: no rows are read under that path` };
    if (comparedAttribute(parent, parameter) !== parent.key) return { reason: `{${parameter}} is not the key of ${parent.plan.name}` };
    const attribute = foreignKey(entity, parent, parameter);
    if (attribute === undefined) return { reason: `no property of ${entity.plan.name} says which ${parent.plan.name} it belongs to` };
    found.push({ parameter, attribute: attribute.name, entity: parent.plan.name });
  }
  return found;
}

/** The attribute that holds the parent's key: named like the placeholder, or after the parent. */
function foreignKey(entity: DraftEntity, parent: DraftEntity, parameter: string): Attribute | undefined {
  const names = new Set([loose(parameter), loose(`${parent.plan.name}Id`), loose(`${parent.plan.name}_${parent.key.name}`)]);
  if (loose(parameter) === 'id') names.delete('id');
  return entity.attributes.find((attribute) => !attribute.primaryKey && names.has(loose(attribute.name)) && sameKey(attribute, parent.key));
}

/** Whether one column can hold the key of the other. */
export function sameKey(attribute: Attribute, key: Attribute): boolean {
  const { schema } = attribute;
  if (schema.kind === 'integer') return key.schema.kind === 'integer';
  return schema.kind === 'string' && key.schema.kind === 'string' && (schema.format ?? '') === (key.schema.format ?? '');
}

/**
 * Gives an entity the attribute that its nested path needs: a shown foreign key is filled from the path, a hidden one is
 * added when rows do not show which parent they belong to. Only the nearest parent is added: no path says how further ones agree with it.
 */
export function linkToParents({ collection, action }: Candidate, entity: DraftEntity, rowPaths: ReadonlyMap<string, DraftEntity>): void {
  const all = ancestors(collection);
  for (const { parameter, rowPath } of all) {
    const parent = rowPaths.get(rowPath);
    const shown = parent === undefined ? undefined : foreignKey(entity, parent, parameter);
    if (shown !== undefined && action === 'create') fillFromPath(entity, shown);
    else if (shown === undefined && parent !== undefined && all.length === 1 && !parent.key.secret) addHidden(entity, parent);
  }
}

function fillFromPath(entity: DraftEntity, shown: Attribute): void {
  if (shown.generated !== 'flow') return;
  const attribute = omit(shown, 'generated');
  entity.attributes = entity.attributes.map((other) => (other === shown ? { ...attribute, requiredOnCreate: !shown.schema.nullable } : other));
}

function addHidden(entity: DraftEntity, parent: DraftEntity): void {
  const name = camelCase(`${parent.plan.name} id`);
  if (entity.attributes.some((attribute) => loose(attribute.name) === loose(name))) return;
  const { span } = parent.key;
  const attribute: Attribute = {
    kind: 'attribute', name, column: columnName(name), id: name, schema: { ...omit(parent.key.schema, 'default'), nullable: false },
    unique: false, primaryKey: false, requiredOnCreate: true, updatable: false, secret: true, span,
  };
  entity.attributes = [...entity.attributes, attribute];
}
