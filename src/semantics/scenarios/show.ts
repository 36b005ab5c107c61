import type { Json } from '../../base/json.ts';
import { entityOf } from '../model.ts';
import type { Call, RowValues } from '../types.ts';
import { isPending } from '../placeholders.ts';
import { CannotPlan, type Plan } from './plan.ts';

/** Makes sure that an answer shows the key of the row: lists the entity when none did. Throws CannotPlan. */
export function show(plan: Plan, entity: string, row: RowValues): void {
  const key = plan.keyOf(entity, row);
  if (plan.isShown(key)) return;
  const model = entityOf(plan.model, entity);
  for (const endpoint of plan.model.application.endpoints) {
    const { implementation } = endpoint;
    if (implementation.kind !== 'crud' || implementation.action !== 'list' || implementation.entity !== entity) continue;
    const path = Object.fromEntries(implementation.parents.map((parent) => [parent.parameter, row[parent.attribute] ?? null]));
    const query: Record<string, Json> = {};
    for (const filter of implementation.list?.filters ?? []) {
      const value = row[filter.attribute];
      const isReference = model.references.some((reference) => reference.attribute === filter.attribute);
      if (filter.operator !== 'eq' || value === undefined || value === null) continue;
      const isOnly = model.attributes.get(filter.attribute)?.unique === true && typeof value === 'string' && !isPending(value);
      if (isOnly || (isReference && plan.isShown(value))) query[filter.parameter] = value;
    }
    const call: Call = { endpoint: endpoint.key, caller: plan.callerOf(endpoint, 'asOwner'), path, query, headers: {} };
    if (plan.attempt(`listed ${entity}`, call).status < 400 && plan.isShown(key)) return;
  }
  throw new CannotPlan(`No answer shows the key of the ${entity}.`);
}
