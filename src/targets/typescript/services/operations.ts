import { camelCase, pascalCase } from '../../../base/names.ts';
import type { ApplicationIR } from '../../../ir/application.ts';
import type { CrudImplementation, Endpoint, LinkImplementation } from '../../../ir/endpoint.ts';
import type { Entity } from '../../../ir/entity.ts';
import { type ApplicationIndex, indexOf } from '../models/applicationIndex.ts';

/** An endpoint on rows of an entity, with the method of the service that does it. */
export interface Operation {
  readonly endpoint: Endpoint;
  readonly implementation: CrudImplementation | LinkImplementation;
  /** The entity whose service has the method: for links the one that they start from. */
  readonly entity: Entity;
  /** Name of the method, unique in its service. */
  readonly method: string;
  /** False for what anybody may read. */
  readonly asksOwner: boolean;
}

/** How a row is found: by which attribute, whoever owns it, locked or not. */
export interface Finder {
  readonly attribute: string;
  readonly owned: boolean;
  readonly lock: boolean;
}

const operations = new WeakMap<ApplicationIR, ReadonlyMap<string, readonly Operation[]>>();

/** The operations of each entity by its name, in the order of the endpoints. */
export function operationsOf(application: ApplicationIR): ReadonlyMap<string, readonly Operation[]> {
  const known = operations.get(application) ?? makeOperations(application);
  operations.set(application, known);
  return known;
}

/** The operation of an endpoint. Throws for flows and words, which are none. */
export function operationOf(application: ApplicationIR, endpoint: Endpoint): Operation {
  const { implementation } = endpoint;
  const entity = 'entity' in implementation ? implementation.entity : undefined;
  const found = operationsOf(application).get(entity ?? '')?.find((operation) => operation.endpoint === endpoint);
  if (found === undefined) throw new Error(`${endpoint.key} is no operation on rows.`);
  return found;
}

function makeOperations(application: ApplicationIR): ReadonlyMap<string, readonly Operation[]> {
  const index = indexOf(application);
  const byEntity = new Map<string, Operation[]>();
  const taken = new Map<string, Set<string>>();
  for (const endpoint of application.endpoints) {
    const { implementation } = endpoint;
    if (implementation.kind !== 'crud' && implementation.kind !== 'link') continue;
    const names = taken.get(implementation.entity) ?? new Set();
    taken.set(implementation.entity, names);
    const wanted = methodName(implementation);
    const method = names.has(wanted) ? camelCase(endpoint.operationId) : wanted;
    names.add(method);
    const list = byEntity.get(implementation.entity) ?? [];
    byEntity.set(implementation.entity, list);
    list.push({ endpoint, implementation, entity: index.entity(implementation.entity), method, asksOwner: !isPublicRead(endpoint, implementation) });
  }
  return byEntity;
}

function methodName(implementation: CrudImplementation | LinkImplementation): string {
  const action = implementation.action === 'delete' ? 'remove' : implementation.action;
  if (implementation.kind === 'link') return `${action}${pascalCase(implementation.relation)}`;
  const parent = implementation.parents.at(-1);
  return parent === undefined ? action : `${action}By${pascalCase(parent.attribute.replace(/Id$/, ''))}`;
}

function isPublicRead(endpoint: Endpoint, { action }: CrudImplementation | LinkImplementation): boolean {
  return endpoint.access.kind === 'public' && (action === 'list' || action === 'read');
}

/** How the operation finds the row of its path; undefined for list and create. */
export function ownFinder({ implementation, entity, asksOwner }: Operation): Finder | undefined {
  const { key, action } = implementation;
  if (key === undefined) return undefined;
  const lock = implementation.kind === 'crud' && (action === 'replace' || action === 'update' || action === 'delete');
  return { attribute: key.attribute, owned: asksOwner && entity.owner !== undefined, lock };
}

/** Name of the repository's function: `findOwnedForUpdate`, `findBySku`. */
export function finderName({ attribute, owned, lock }: Finder, entity: Entity, index: ApplicationIndex): string {
  const by = attribute === index.key(entity).name ? '' : `By${pascalCase(attribute)}`;
  return `find${owned ? 'Owned' : ''}${by}${lock ? 'ForUpdate' : ''}`;
}

/** The finder of a row that another one refers to. */
export function referenceFinder(target: Entity, index: ApplicationIndex): Finder {
  return { attribute: index.key(target).name, owned: target.owner !== undefined, lock: false };
}

/** The finder of a parent that the path names. */
export function parentFinder(operation: Operation, parent: Entity, index: ApplicationIndex): Finder {
  return { attribute: index.key(parent).name, owned: operation.asksOwner && parent.owner !== undefined, lock: false };
}
