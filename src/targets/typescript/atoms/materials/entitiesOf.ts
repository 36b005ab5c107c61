import type { ApplicationIR } from '../../../../ir/application.ts';
import type { Atom } from '../../../../ir/atom.ts';
import type { Entity } from '../../../../ir/entity.ts';
import type { SymbolTable } from '../../code/tsFile.ts';
import type { Standing } from './operationFacts.ts';

/** Entities by how much an atom has to do with them. */
export interface EntitiesOfAtom {
  /** Those that its contract (which knows its words), its signature or its place names. */
  readonly own: readonly Entity[];
  /** Those that are one relation away. */
  readonly near: readonly Entity[];
  readonly others: readonly Entity[];
}

/** Sorts the entities of an application by how near they are to an atom. */
export function entitiesOf(atom: Atom, standing: Standing | undefined, application: ApplicationIR, symbols: SymbolTable): EntitiesOfAtom {
  const byName = new Map(application.entities.map((entity) => [entity.name, entity]));
  const own = new Set<Entity>();
  const take = (names: readonly string[]): void => {
    for (const name of names) {
      const entity = byName.get(name);
      if (entity !== undefined) own.add(entity);
    }
  };
  take(atom.task.contract.entities);
  take(placeEntities(standing));
  take((atom.task.signature.match(/[\p{ID_Continue}$]+/gu) ?? []).flatMap((name) => symbols.named(name).flatMap(({ key }) => (/^(?:row|newRow):/.test(key) ? [key.slice(key.indexOf(':') + 1)] : []))));
  const near = new Set<Entity>();
  for (const entity of own) {
    for (const { target } of entity.relations) {
      const other = byName.get(target);
      if (other !== undefined && !own.has(other)) near.add(other);
    }
    for (const other of application.entities) if (!own.has(other) && other.relations.some(({ target, kind }) => kind === 'belongsTo' && target === entity.name)) near.add(other);
  }
  return { own: [...own], near: [...near], others: application.entities.filter((entity) => !own.has(entity) && !near.has(entity)) };
}

function placeEntities(standing: Standing | undefined): readonly string[] {
  switch (standing?.kind) {
    case undefined:
    case 'flow':
      return [];
    case 'endpoint':
      return 'entity' in standing.endpoint.implementation ? [standing.endpoint.implementation.entity] : [];
    case 'guard':
      return [standing.machine.entity];
    case 'invariant':
      return [standing.invariant.entity];
  }
}
