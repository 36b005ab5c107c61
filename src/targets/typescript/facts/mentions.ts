import type { Effect, Value } from '../../facts/value.ts';
import { listsOf, partsOf, valuesOf } from './substitute.ts';

/** Ids of the app's functions that a value mentions: `app#productService` and a member of it, or the name alone. */
export function mentionsOf(value: Value): readonly string[] {
  const ids = new Set<string>();
  const visit = (inner: Value): void => {
    if (inner.kind === 'symbol' && inner.id.startsWith('app#')) ids.add(inner.id.slice(4));
    if (inner.kind === 'member' && inner.object.kind === 'symbol' && inner.object.id.startsWith('app#')) ids.add(`${inner.object.id.slice(4)}.${inner.name}`);
    partsOf(inner).forEach(visit);
    if (inner.kind === 'function') visitAll(inner.effects);
  };
  const visitAll = (effects: readonly Effect[]): void => {
    for (const effect of effects) {
      valuesOf(effect).forEach(visit);
      listsOf(effect).forEach(visitAll);
    }
  };
  visit(value);
  return [...ids];
}
