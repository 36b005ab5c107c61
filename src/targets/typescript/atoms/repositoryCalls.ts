import type { ApplicationIR } from '../../../ir/application.ts';
import type { Entity, ManyToMany } from '../../../ir/entity.ts';
import { type ApplicationIndex, indexOf } from '../models/applicationIndex.ts';
import { fileBase } from '../models/names.ts';
import { type Finder, finderName } from '../services/operations.ts';
import { camelCase } from '../../../base/names.ts';

/** Every function of every repository. */
export const everyCall = 'every';

const noted = new WeakMap<ApplicationIR, readonly string[] | typeof everyCall>();

/** Notes what written code calls, each as `loanRepository.where`; repositories of that application offer it. */
export function noteCalls(application: ApplicationIR, calls: readonly string[] | typeof everyCall): void {
  noted.set(application, calls);
}

/** Name of the constant that holds the repository of an entity. */
export function repositoryName(entity: Entity): string {
  return `${fileBase(entity)}Repository`;
}

/** By entity: the functions of its repository that written code calls, none for most applications. */
export function notedCalls(application: ApplicationIR): ReadonlyMap<Entity, readonly RepositoryCall[]> {
  const calls = noted.get(application) ?? [];
  if (calls.length === 0) return new Map();
  const wanted = new Set<string>(calls === everyCall ? [] : calls);
  return new Map(application.entities.flatMap((entity) => {
    const name = repositoryName(entity);
    const found = repositoryCalls(entity, application).filter((call) => calls === everyCall || wanted.has(`${name}.${call.name}`));
    return found.length === 0 ? [] : [[entity, found] as const];
  }));
}

/** A function that a repository can offer to written code. */
export type RepositoryCall = { readonly name: string } & (
  | { readonly kind: 'finder'; readonly finder: Finder }
  | { readonly kind: 'link'; readonly relation: ManyToMany; readonly action: 'add' | 'remove' }
  | { readonly kind: 'owned' | 'where' | 'insert' | 'update' | 'remove' }
);

/** All functions that the repository of an entity can offer, its lists for endpoints aside. */
export function repositoryCalls(entity: Entity, application: ApplicationIR): readonly RepositoryCall[] {
  const index = indexOf(application);
  const owned = entity.owner === undefined ? [false] : [false, true];
  const finders = entity.attributes.filter(({ primaryKey, unique }) => primaryKey || unique).flatMap(({ name: attribute }) =>
    owned.flatMap((isOwned) => [false, true].map((lock) => finderCall({ attribute, owned: isOwned, lock }, entity, index))));
  const links = entity.relations.filter((relation) => relation.kind === 'manyToMany').flatMap((relation) =>
    (['add', 'remove'] as const).map((action): RepositoryCall => ({ name: linkName(relation, action), kind: 'link', relation, action })));
  const rest = ['where', 'insert', 'update', 'remove'] as const;
  return [...finders, ...(entity.owner === undefined ? [] : [{ name: 'owned', kind: 'owned' } as const]), ...rest.map((kind): RepositoryCall => ({ name: kind, kind })), ...links];
}

function finderCall(finder: Finder, entity: Entity, index: ApplicationIndex): RepositoryCall {
  return { name: finderName(finder, entity, index), kind: 'finder', finder };
}

/** Name of the repository's function that adds or removes a link. */
export function linkName(relation: ManyToMany, action: 'add' | 'remove'): string {
  return camelCase(`${action === 'add' ? 'link' : 'unlink'} ${relation.name}`);
}
