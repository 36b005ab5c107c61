import type { ApplicationIR } from '../../../ir/application.ts';
import type { Endpoint } from '../../../ir/endpoint.ts';
import type { NamedSchema } from '../../../ir/schema.ts';
import type { SymbolTable, TsFile } from '../code/tsFile.ts';
import { type ApplicationIndex, indexOf } from './applicationIndex.ts';
import { fileBase, schemaKey } from './names.ts';
import { hasQuery } from './parameters.ts';
import { referencesOf, type Role, rolesOf } from './schemaRoles.ts';
import { stronglyConnected } from './stronglyConnected.ts';
import type { SupportName, ZodScope } from './zodScope.ts';

/** What is worked out once about the schemas of an application. */
export interface SchemaModel {
  readonly index: ApplicationIndex;
  /** By schema name: the roles that have a declaration of their own. */
  readonly roles: ReadonlyMap<string, readonly Role[]>;
  /** Path of the file that declares the schema. */
  pathOf(name: string): string;
  /** True when the schema can reach itself. */
  isCyclic(name: string): boolean;
  /** Whether `from` must put off its reference to `to`: they form a cycle, or their files do. */
  isLazy(from: string, to: string): boolean;
  /** Whether code in the file at `path` must put off its reference to `to`: the files import each other. */
  isLazyAt(path: string, to: string): boolean;
}

const models = new WeakMap<ApplicationIR, SchemaModel>();

/** The schema model of an application, made once. */
export function schemaModelOf(application: ApplicationIR): SchemaModel {
  const known = models.get(application) ?? makeModel(application);
  models.set(application, known);
  return known;
}

function makeModel(application: ApplicationIR): SchemaModel {
  const index = indexOf(application);
  const references = new Map(application.schemas.map(({ name, schema }) => [name, referencesOf(schema)]));
  const component = stronglyConnected(references);
  const sizes = new Map<number, number>();
  for (const number of component.values()) sizes.set(number, (sizes.get(number) ?? 0) + 1);
  const paths = new Map(application.schemas.map((schema) => [schema.name, schemaPath(schema, index)]));
  const pathOf = (name: string): string => paths.get(name) ?? sharedPath;
  const inCycle = (from: string, to: string): boolean => component.get(from) === component.get(to);
  const files = new Map<string, Set<string>>();
  for (const [name, inner] of references) {
    const edges = files.get(pathOf(name)) ?? new Set<string>();
    files.set(pathOf(name), edges);
    // A reference that is put off imports all the same, and which file comes first depends on who asks.
    for (const target of inner) if (pathOf(target) !== pathOf(name)) edges.add(pathOf(target));
  }
  for (const endpoint of application.endpoints.filter(hasQuery)) {
    const path = queryPath(endpoint, index);
    const edges = files.get(path) ?? new Set<string>();
    files.set(path, edges);
    for (const { schema } of endpoint.parameters) for (const target of referencesOf(schema)) if (pathOf(target) !== path) edges.add(pathOf(target));
  }
  const fileComponent = stronglyConnected(files);
  const isLazyAt = (path: string, to: string): boolean => path !== pathOf(to) && fileComponent.get(path) !== undefined && fileComponent.get(path) === fileComponent.get(pathOf(to));
  return {
    index,
    roles: rolesOf(application),
    pathOf,
    isCyclic: (name) => (sizes.get(component.get(name) ?? -1) ?? 0) > 1 || (references.get(name)?.has(name) ?? false),
    isLazy: (from, to) => inCycle(from, to) || isLazyAt(pathOf(from), to),
    isLazyAt,
  };
}

const sharedPath = 'src/models/schemas/shared.ts';
export const supportPath = 'src/models/schemas/support.ts';

function schemaPath(schema: NamedSchema, index: ApplicationIndex): string {
  return schema.entity === undefined ? sharedPath : `src/models/schemas/${fileBase(index.entity(schema.entity))}.ts`;
}

/** Path of the file that declares the query of an endpoint. */
export function queryPath({ implementation }: Endpoint, index: ApplicationIndex): string {
  return 'entity' in implementation ? `src/models/schemas/${fileBase(index.entity(implementation.entity))}.ts` : sharedPath;
}

/** The scope for zod code in a file; `from` is what the code declares: a schema, or something else in the file of the schemas at a path. */
export function zodScope(model: SchemaModel, file: Pick<TsFile, 'use'>, role: Role, from?: { readonly schema: string } | { readonly path: string }): ZodScope {
  return {
    role,
    wire: 'json',
    reference: (name, wanted) => ({
      expression: file.use(`schema:${schemaKey(name, wanted, model.roles)}`),
      lazy: from !== undefined && ('schema' in from ? model.isLazy(from.schema, name) : model.isLazyAt(from.path, name)),
      opaque: model.isCyclic(name),
    }),
    support: (name) => file.use(`support:${name}`),
    schemaOf: (name) => model.index.schema(name).schema,
  };
}

/** A stand-in for a file that only learns which support the code needs. */
export function supportCollector(symbols: SymbolTable): Pick<TsFile, 'use'> & { readonly used: ReadonlySet<SupportName> } {
  const used = new Set<SupportName>();
  return {
    used,
    use: (key) => {
      if (key.startsWith('support:')) used.add(key.slice('support:'.length) as SupportName);
      return symbols.has(key) ? symbols.find(key).name : key;
    },
  };
}

/** The schemas in an order in which each stands after those that it needs at once. */
export function inOrderOfNeed(schemas: readonly NamedSchema[], model: SchemaModel): readonly NamedSchema[] {
  const local = new Map(schemas.map((schema) => [schema.name, schema]));
  const done = new Set<string>();
  const ordered: NamedSchema[] = [];
  const visit = (named: NamedSchema): void => {
    if (done.has(named.name)) return;
    done.add(named.name);
    for (const name of referencesOf(named.schema)) {
      const needed = local.get(name);
      if (needed !== undefined && !model.isLazy(named.name, name)) visit(needed);
    }
    ordered.push(named);
  };
  for (const schema of schemas) visit(schema);
  return ordered;
}

