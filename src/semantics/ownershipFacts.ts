import type { Model } from './model.ts';

/** True when rows of the entity belong to callers, by an attribute or through relations. */
export function isOwned(model: Model, entity: string, depth = 0): boolean {
  const known = model.entities.get(entity);
  const owner = known?.entity.owner;
  if (owner === undefined || depth > 20) return false;
  if (owner.kind === 'attribute') return true;
  const relation = known?.references.find((reference) => reference.name === owner.relation);
  return relation !== undefined && isOwned(model, relation.target, depth + 1);
}
