import { groupBy } from '../../../base/groupBy.ts';
import { camelCase } from '../../../base/names.ts';
import type { ApplicationIR } from '../../../ir/application.ts';
import type { Endpoint } from '../../../ir/endpoint.ts';
import { valueName } from '../code/identifiers.ts';
import { fileBase } from '../models/names.ts';
import { indexOf } from '../models/applicationIndex.ts';

/** A file of routes with its endpoints: those of an entity, or of a tag. */
export interface RouteGroup {
  readonly key: string;
  readonly name: string;
  readonly path: string;
  readonly endpoints: readonly Endpoint[];
}

/** The groups of routes in the order of their first endpoints. */
export function routeGroups(application: ApplicationIR): readonly RouteGroup[] {
  const entities = new Map(application.entities.flatMap((entity) => [entity.name, entity.plural].map((name) => [camelCase(name), fileBase(entity)] as const)));
  const spellings = new Map(application.entities.map((entity) => [fileBase(entity).toLowerCase(), fileBase(entity)]));
  const groups = groupBy(application.endpoints, (endpoint) => groupOf(endpoint, application, entities, spellings));
  return [...groups].map(([group, endpoints]) => ({
    key: `routes:${group}`,
    name: valueName(`${group} routes`),
    path: `src/api/routes/${group}Routes.ts`,
    endpoints,
  }));
}

function groupOf({ implementation, tags, path }: Endpoint, application: ApplicationIR, entities: ReadonlyMap<string, string>, spellings: Map<string, string>): string {
  if (implementation.kind === 'crud' || implementation.kind === 'link') return fileBase(indexOf(application).entity(implementation.entity));
  const named = camelCase(tags[0] ?? path.split('/').find((part) => part !== '' && !part.startsWith('{')) ?? '');
  const group = entities.get(named) ?? (named === '' ? 'root' : named);
  // Files whose names differ in case alone are one file on some systems.
  const known = spellings.get(group.toLowerCase()) ?? group;
  spellings.set(group.toLowerCase(), known);
  return known;
}
