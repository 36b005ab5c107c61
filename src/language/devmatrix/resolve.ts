import type { Meaning } from '../../spec/devmatrix/shape.ts';
import type { Candidate } from '../shape/candidate.ts';
import { allNamesOf } from './attributeNames.ts';
import { bindingOf } from './bindings.ts';
import { namesFor } from './names.ts';
import { entityAt, type Place } from './place.ts';

/** What a name means at a place, also where it would not be offered. */
export function resolveName(meaning: Meaning, name: string, place: Place): Candidate | undefined {
  if (meaning === 'attribute' || meaning === 'order' || meaning === 'owner') {
    const entity = entityAt(place);
    return entity === undefined ? undefined : allNamesOf(entity).find((candidate) => candidate.name === name.replace(/^-/, ''));
  }
  if (meaning === 'pathParameter' || meaning === 'route' || meaning === 'cron') return undefined;
  const plain = meaning === 'type' || meaning === 'returns' ? name.replace(/\?$/, '').replace(/\[\]$/, '') : name;
  const known = namesFor(meaning, place).find((candidate) => candidate.name === plain);
  const target = meaning === 'binding' && known !== undefined ? bindingOf(name, place) : undefined;
  return known === undefined || target === undefined ? known : { ...known, target };
}
