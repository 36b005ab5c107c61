import { camelCase, pascalCase } from '../../../base/names.ts';
import type { ApplicationIR } from '../../../ir/application.ts';
import type { Endpoint } from '../../../ir/endpoint.ts';
import type { Entity, ManyToMany } from '../../../ir/entity.ts';
import { typeName, valueName } from '../code/identifiers.ts';
import type { SymbolTable } from '../code/tsFile.ts';
import type { Role } from './schemaRoles.ts';

/** Base name of the files of an entity: `orderItem`. */
export function fileBase(entity: Entity): string {
  const name = camelCase(entity.name);
  return ['shared', 'support', 'keyset', 'operations'].includes(name) ? `${name}Entity` : name;
}

/** Name of the constant that holds the table: `orderItems`. */
export function tableName(entity: Entity): string {
  return valueName(entity.plural, 'Table');
}

/** Name of the row type: `OrderItemRow`. */
export function rowTypeName(entity: Entity): string {
  return `${pascalCase(entity.name)}Row`;
}

/** Name of the type of rows to insert: `NewOrderItem`. */
export function newRowTypeName(entity: Entity): string {
  return `New${pascalCase(entity.name)}`;
}

/** The many-to-many relations with their own link table each; a relation that both sides name counts once. */
export function linkTables(application: ApplicationIR): readonly { readonly entity: Entity; readonly relation: ManyToMany }[] {
  const seen = new Set<string>();
  return application.entities.flatMap((entity) =>
    entity.relations.flatMap((relation) => {
      if (relation.kind !== 'manyToMany' || !relation.owning || seen.has(relation.through)) return [];
      seen.add(relation.through);
      return [{ entity, relation }];
    }),
  );
}

/** Symbol key of a schema in a role; the first role in which it is used has the plain key. */
export function schemaKey(name: string, role: Role, used: ReadonlyMap<string, readonly Role[]>): string {
  const roles = used.get(name) ?? [];
  return roles.indexOf(role) > 0 ? `${name}:${role}` : name;
}

/** Type names of all schemas, by `schemaKey`. */
export function schemaTypeNames(application: ApplicationIR, used: ReadonlyMap<string, readonly Role[]>): ReadonlyMap<string, string> {
  const taken = new Set(application.entities.flatMap((entity) => [rowTypeName(entity), newRowTypeName(entity)]));
  const reserved = new Set(application.schemas.map(({ name }) => pascalCase(name)));
  const names = new Map<string, string>();
  for (const [name, roles] of used) {
    for (const [index, role] of roles.entries()) {
      if (index === 0) names.set(name, untaken(typeName(name), taken));
      else names.set(`${name}:${role}`, untaken(typeName(`${name}${role === 'patch' ? 'Patch' : 'Input'}`), new Set([...taken, ...reserved])));
    }
  }
  return names;
}

function untaken(name: string, taken: ReadonlySet<string>): string {
  return taken.has(name) ? untaken(`${name}Body`, taken) : name;
}

/** Name of the zod schema whose inferred type has this name. */
export function schemaConstant(type: string): string {
  return `${camelCase(type)}Schema`;
}

/** Name of the query schema of an endpoint: `ListProductsQuery`, without its symbol `query:<operationId>`. */
export function queryTypeName(endpoint: Endpoint, symbols: SymbolTable): string {
  const name = typeName(`${endpoint.operationId}Query`);
  return symbols.has(`type:${name}`) ? `${name}Parameters` : name;
}
