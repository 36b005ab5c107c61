import type { Json } from '../base/json.ts';
import type { Row } from './state.ts';
import type { Transaction } from './transaction.ts';

/** True when the actor may see and change the row: it is nobody's kind, the actor's own, or the actor passes every check. */
export function isOwn(tx: Transaction, entity: string, row: Row): boolean {
  if (tx.actor.passes) return true;
  const owner = ownerOf(tx, entity, row, 0);
  return owner === undefined || (owner !== null && owner === tx.actor.subject);
}

/** The subject that owns the row; undefined when rows of the entity have no owner, null when this one hangs on nobody. */
function ownerOf(tx: Transaction, entity: string, row: Row, depth: number): Json | undefined {
  const model = tx.entity(entity);
  const { owner } = model.entity;
  if (owner === undefined) return undefined;
  if (owner.kind === 'attribute') return row.values[owner.attribute] ?? null;
  const relation = model.references.find((reference) => reference.name === owner.relation);
  const parent = relation === undefined || depth > 20 ? undefined : tx.find(relation.target, row.values[relation.attribute] ?? null);
  return relation === undefined || parent === undefined ? null : ownerOf(tx, relation.target, parent, depth + 1);
}
