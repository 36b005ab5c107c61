import { groupBy } from '../../../base/groupBy.ts';
import type { ApplicationIR } from '../../../ir/application.ts';
import type { Endpoint } from '../../../ir/endpoint.ts';
import type { NamedSchema } from '../../../ir/schema.ts';
import { docComment } from '../code/identifiers.ts';
import { type EmittedFile, type SymbolTable, TsFile } from '../code/tsFile.ts';
import type { Emitter } from '../emitter.ts';
import { queryTypeName, schemaConstant, schemaKey, schemaTypeNames } from './names.ts';
import { hasQuery, headersSchema, paramsSchema, querySchema } from './parameters.ts';
import { bodyContents, isCheckedByType } from './requestBodies.ts';
import { successOf } from './responses.ts';
import { inOrderOfNeed, queryPath, type SchemaModel, schemaModelOf, supportCollector, supportPath, zodScope } from './schemaModel.ts';
import type { Role } from './schemaRoles.ts';
import { tsType } from './tsType.ts';
import { zodOf } from './zod.ts';
import { neededSupport, supportDeclarations } from './zodSupport.ts';

/** Emits the zod schemas with their types, one file for each entity and one for what belongs to none. */
export const schemasEmitter: Emitter = {
  name: 'schemas',
  declare(application, symbols) {
    const model = schemaModelOf(application);
    const types = schemaTypeNames(application, model.roles);
    for (const [name, roles] of model.roles) {
      for (const role of roles) {
        const key = schemaKey(name, role, model.roles);
        const type = types.get(key) ?? name;
        symbols.declare(`schema:${key}`, model.pathOf(name), schemaConstant(type));
        symbols.declare(`type:${key}`, model.pathOf(name), type, 'type');
      }
    }
    for (const endpoint of application.endpoints.filter(hasQuery)) {
      const type = queryTypeName(endpoint, symbols);
      symbols.declare(`query:${endpoint.operationId}`, queryPath(endpoint, model.index), schemaConstant(type));
      symbols.declare(`queryType:${endpoint.operationId}`, queryPath(endpoint, model.index), type, 'type');
    }
    for (const name of Object.keys(supportDeclarations)) symbols.declare(`support:${name}`, supportPath, name);
  },
  emit(application, symbols) {
    const model = schemaModelOf(application);
    const schemas = groupBy(application.schemas.filter(({ name }) => model.roles.has(name)), ({ name }) => model.pathOf(name));
    const queries = groupBy(application.endpoints.filter(hasQuery), (endpoint) => queryPath(endpoint, model.index));
    const paths = [...new Set([...schemas.keys(), ...queries.keys()])];
    const files = paths.map((path) => schemaFile(path, schemas.get(path) ?? [], queries.get(path) ?? [], model, symbols));
    const support = supportFile(application, model, symbols);
    return support === undefined ? files : [...files, support];
  },
};

function schemaFile(path: string, schemas: readonly NamedSchema[], queries: readonly Endpoint[], model: SchemaModel, symbols: SymbolTable): EmittedFile {
  const file = new TsFile(symbols, { path, emitter: 'schemas', milestone: 'model', stratum: 'ast', reason: 'Follows from the schemas of the spec.' });
  for (const named of inOrderOfNeed(schemas, model)) {
    for (const role of model.roles.get(named.name) ?? []) addSchema(file, named, role, model, symbols);
  }
  for (const endpoint of queries) {
    const name = symbols.find(`query:${endpoint.operationId}`).name;
    const type = symbols.find(`queryType:${endpoint.operationId}`).name;
    file.add({ name, nodes: [endpoint.key] }, () => {
      return `export const ${name} = ${querySchema(endpoint, zodScope(model, file, 'request', { path }))};\nexport type ${type} = ${zod(file)}.infer<typeof ${name}>;`;
    });
  }
  return file.finish();
}

function addSchema(file: TsFile, named: NamedSchema, role: Role, model: SchemaModel, symbols: SymbolTable): void {
  const key = schemaKey(named.name, role, model.roles);
  const name = symbols.find(`schema:${key}`).name;
  const type = symbols.find(`type:${key}`).name;
  file.add({ name, nodes: [named.name] }, () => {
    const expression = zodOf(named.schema, zodScope(model, file, role, { schema: named.name }));
    const comment = docComment(named.schema.description);
    if (!model.isCyclic(named.name)) return `${comment}export const ${name} = ${expression};\nexport type ${type} = ${zod(file)}.infer<typeof ${name}>;`;
    const typeText = tsType(named.schema, role, (other, otherRole) => file.use(`type:${schemaKey(other, otherRole, model.roles)}`));
    const declaration = named.schema.kind === 'object' && typeText.startsWith('{') && typeText.endsWith('}') && !named.schema.nullable
      ? `export interface ${type} ${typeText}`
      : `export type ${type} = ${typeText};`;
    return `${comment}${declaration}\n\nexport const ${name}: ${zod(file)}.ZodType<${type}> = ${expression};`;
  });
}

function zod(file: TsFile): string {
  return file.importFrom('zod', 'z');
}

/** The helpers that schemas, parameters and forms of the application use. */
function supportFile(application: ApplicationIR, model: SchemaModel, symbols: SymbolTable): EmittedFile | undefined {
  const collector = supportCollector(symbols);
  for (const named of application.schemas) {
    for (const role of model.roles.get(named.name) ?? []) zodOf(named.schema, zodScope(model, collector, role, { schema: named.name }));
  }
  for (const endpoint of application.endpoints) {
    if (!hasQuery(endpoint)) collector.use('support:noQuery');
    const scope = zodScope(model, collector, 'request');
    for (const collect of [paramsSchema, querySchema, headersSchema]) collect(endpoint, scope);
    const { json } = successOf(endpoint);
    if (json !== undefined) zodOf(json, zodScope(model, collector, 'response'));
    if (isCheckedByType(bodyContents(endpoint, scope))) collector.use('support:anyBody');
  }
  const needed = neededSupport(collector.used);
  if (needed.length === 0) return undefined;
  const file = new TsFile(symbols, { path: supportPath, emitter: 'schemas', milestone: 'model', stratum: 'template', reason: 'Helpers that the schemas of this app use.' });
  file.importFrom('zod', 'z');
  for (const name of needed) {
    file.add({ name, nodes: [] }, () => {
      const { text, imports = [] } = supportDeclarations[name];
      for (const imported of imports) file.use(`runtime:${imported}`);
      return text;
    });
  }
  return file.finish();
}
