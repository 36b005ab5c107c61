import { groupBy } from '../../../base/groupBy.ts';
import { isJson } from '../../../base/mediaTypes.ts';
import type { ApplicationIR } from '../../../ir/application.ts';
import type { Entity, ManyToMany } from '../../../ir/entity.ts';
import { camelCase, sentenceCase } from '../../../base/names.ts';
import { member, quote, valueName } from '../code/identifiers.ts';
import { type EmittedFile, type SymbolTable, TsFile } from '../code/tsFile.ts';
import type { Emitter } from '../emitter.ts';
import { indexOf } from '../models/applicationIndex.ts';
import { fileBase, schemaKey } from '../models/names.ts';
import { successOf } from '../models/responses.ts';
import { schemaModelOf } from '../models/schemaModel.ts';
import { tsType } from '../models/tsType.ts';
import { listedEntity, listParents, listShape, listTakesQuery, parentsOf, resultType, valueType } from '../repositories/listFunction.ts';
import { linkName } from '../atoms/repositoryCalls.ts';
import { finderName, type Operation, operationsOf, ownFinder, parentFinder, referenceFinder } from './operations.ts';
import { type BodyReference, bodyReferences } from './references.ts';
import { createValues, patchValues, replaceValues, type WrittenValues } from './values.ts';

/** Emits one service for each entity that has endpoints: what they do with its rows, with owners, references and versions. */
export const servicesEmitter: Emitter = {
  name: 'services',
  declare(application, symbols) {
    for (const name of operationsOf(application).keys()) {
      const base = fileBase(indexOf(application).entity(name));
      symbols.declare(`service:${name}`, `src/services/${base}Service.ts`, `${base}Service`);
    }
  },
  emit(application, symbols) {
    return [...operationsOf(application)].map(([name, operations]) => serviceFile(indexOf(application).entity(name), operations, application, symbols));
  },
};

/** A parameter of a service's method. */
export interface MethodParameter {
  readonly name: string;
  readonly type: string;
  /** Where a route finds the value: a path parameter, the query, the body, or the version that the caller has seen. */
  readonly from: { readonly kind: 'path'; readonly parameter: string } | { readonly kind: 'query' } | { readonly kind: 'body' } | { readonly kind: 'version' };
}

function serviceFile(entity: Entity, operations: readonly Operation[], application: ApplicationIR, symbols: SymbolTable): EmittedFile {
  const { name, path } = symbols.find(`service:${entity.name}`);
  const file = new TsFile(symbols, { path, emitter: 'services', milestone: 'service', stratum: 'ast', reason: 'Follows from the operations on the entity.' });
  file.add({ name, nodes: [entity.name, ...operations.map(({ endpoint }) => endpoint.key)] }, () => {
    const methods = operations.map((operation) => method(operation, application, file));
    file.use('runtime:CallContext');
    return `export const ${name} = {\n${methods.map((code) => `  ${code},`).join('\n\n')}\n};`;
  });
  if (operations.some((operation) => needsFound(operation))) addFound(entity, application, file);
  const references = operations.map((operation) => bodyReferences(operation, indexOf(application))).filter(({ length }) => length > 0);
  if (references.length > 0) addReferenceCheck(entity, references, application, file);
  return file.finish();
}

/** The parameters of the method after its context, in order. */
export function methodParameters(operation: Operation, application: ApplicationIR, file: TsFile): readonly MethodParameter[] {
  const { implementation, entity, endpoint } = operation;
  const parents = implementation.kind === 'link' ? [] : listParents(operation, file).map(({ name, type }, at): MethodParameter => ({
    name, type, from: { kind: 'path', parameter: parentsOf(operation)[at]?.parameter ?? name },
  }));
  const { key } = implementation;
  const keys: readonly MethodParameter[] = key === undefined ? [] : [{ name: 'id', type: valueType(entity, key.attribute, file), from: { kind: 'path', parameter: key.parameter } }];
  if (implementation.kind === 'link') {
    const relation = relationOf(operation);
    const target = indexOf(application).entity(relation.target);
    const query: readonly MethodParameter[] = listTakesQuery(operation) ? [{ name: 'query', type: file.use(`queryType:${endpoint.operationId}`), from: { kind: 'query' } }] : [];
    if (implementation.action === 'list' || implementation.target === undefined) return [...keys, ...query];
    return [...keys, { name: 'targetId', type: `${file.use(`row:${target.name}`)}[${quote(implementation.target.attribute)}]`, from: { kind: 'path', parameter: implementation.target.parameter } }];
  }
  const version: MethodParameter = { name: 'version', type: 'number | undefined', from: { kind: 'version' } };
  switch (implementation.action) {
    case 'list':
      return listTakesQuery(operation) ? [...parents, { name: 'query', type: file.use(`queryType:${endpoint.operationId}`), from: { kind: 'query' } }] : parents;
    case 'create':
      return [...parents, ...bodyParameter(operation, application, file)];
    case 'read':
      return [...parents, ...keys];
    case 'replace':
    case 'update':
      return [...parents, ...keys, ...bodyParameter(operation, application, file), version];
    case 'delete':
      return [...parents, ...keys, version];
  }
}

function bodyParameter(operation: Operation, application: ApplicationIR, file: TsFile): readonly MethodParameter[] {
  const contents = operation.endpoint.requestBody?.contents ?? [];
  const schema = (contents.find(({ mediaType }) => isJson(mediaType)) ?? contents[0])?.schema;
  if (schema === undefined) return [];
  const { roles } = schemaModelOf(application);
  const role = operation.implementation.action === 'update' ? 'patch' : 'request';
  return [{ name: 'body', type: tsType(schema, role, (name, inner) => file.use(`type:${schemaKey(name, inner, roles)}`)), from: { kind: 'body' } }];
}

function method(operation: Operation, application: ApplicationIR, file: TsFile): string {
  const { implementation, entity } = operation;
  const parameters = methodParameters(operation, application, file);
  const row = file.use(`row:${entity.name}`);
  const head = (result: string): string => `async ${operation.method}(${['context: CallContext', ...parameters.map(({ name, type }) => `${name}: ${type}`)].join(', ')}): Promise<${result}>`;
  const text = (result: string, lines: readonly string[]): string => `${head(result)} {\n${lines.map((line) => `    ${line}\n`).join('')}  }`;
  const repository = file.use(`repository:${entity.name}`);
  if (implementation.kind === 'link') return text(linkResult(operation, application, file), linkLines(operation, application, file));
  const parents = parentLines(operation, application, file);
  const body = parameters.some(({ from }) => from.kind === 'body');
  const references = body && bodyReferences(operation, indexOf(application)).length > 0 ? ['await checkReferences(context, body);'] : [];
  const write = (values: WrittenValues): string => `repository.update(context, row, ${values.expression}, version)`.replace('repository', repository);
  switch (implementation.action) {
    case 'list': {
      const listed = listedEntity(operation, application);
      const call = `return ${repository}.${operation.method}(${['context', ...parameters.map(({ name }) => name)].join(', ')});`;
      return text(resultType(listShape(operation), file.use(`row:${listed.name}`), file), [...parents, call]);
    }
    case 'create': {
      const names = new Map(parentsOf(operation).map(({ attribute }) => [attribute, valueName(attribute, 'Key')]));
      const values = body || names.size > 0 ? createValues(operation, names, application, file) : { statements: [], expression: '{}' };
      return text(row, [...parents, ...references, ...values.statements, `return ${repository}.insert(context, ${values.expression});`]);
    }
    case 'read':
      return text(row, [...parents, `return ${foundExpression(operation, application, file)};`]);
    case 'replace':
    case 'update': {
      const values = !body ? { statements: [], expression: '{}' } : implementation.action === 'replace' ? replaceValues(operation, application, file) : patchValues(operation, application, file);
      return text(row, [...parents, `const row = ${foundExpression(operation, application, file)};`, ...references, ...values.statements, `return ${write(values)};`]);
    }
    case 'delete': {
      const { wrapper } = implementation;
      const shows = successOf(operation.endpoint).json !== undefined && (wrapper === undefined || wrapper.row !== undefined);
      const lines = [...parents, `const row = ${foundExpression(operation, application, file)};`, `await ${repository}.remove(context, row, version);`];
      return text(shows ? row : 'void', shows ? [...lines, 'return row;'] : lines);
    }
  }
}

/** Statements that refuse a path whose parents are not there. */
function parentLines(operation: Operation, application: ApplicationIR, file: TsFile): readonly string[] {
  const index = indexOf(application);
  return parentsOf(operation).map(({ attribute, entity: name }) => {
    const parent = index.entity(name);
    const key = valueName(attribute, 'Key');
    const finder = finderName(parentFinder(operation, parent, index), parent, index);
    return `if ((await ${file.use(`repository:${name}`)}.${finder}(context, ${key})) === undefined) {\n      throw ${file.use('runtime:notFound')}(${quote(name)}, ${key});\n    }`;
  });
}

function needsFound(operation: Operation): boolean {
  return operation.implementation.key !== undefined;
}

/** The row of the path, or 404. */
function foundExpression(operation: Operation, application: ApplicationIR, file: TsFile): string {
  const index = indexOf(application);
  const { entity } = operation;
  const finder = ownFinder(operation);
  if (finder === undefined) throw new Error(`${operation.endpoint.key} names no row.`);
  const row = `await ${file.use(`repository:${entity.name}`)}.${finderName(finder, entity, index)}(context, id)`;
  const parents = parentsOf(operation);
  if (parents.length === 0) return `found(${row}, id)`;
  const same = parents.map(({ attribute }) => propertyPair(attribute)).join(', ');
  return `under(found(${row}, id), { ${same} })`;
}

function propertyPair(attribute: string): string {
  const name = valueName(attribute, 'Key');
  return name === attribute ? name : `${quote(attribute)}: ${name}`;
}

function addFound(entity: Entity, application: ApplicationIR, file: TsFile): void {
  const row = file.use(`row:${entity.name}`);
  file.add({ name: 'found', nodes: [entity.name] }, () => `/** The row, or 404 when there is none that the caller may see. */
function found(row: ${file.use(`row:${entity.name}`)} | undefined, id: string | number): ${row} {
  if (row === undefined) throw ${file.use('runtime:notFound')}(${quote(entity.name)}, id);
  return row;
}`);
  const nested = operationsOf(application).get(entity.name)?.some((operation) => needsFound(operation) && parentsOf(operation).length > 0) ?? false;
  if (!nested) return;
  const key = member('row', indexOf(application).key(entity).name);
  file.add({ name: 'under', nodes: [entity.name] }, () => `/** The row, or 404 when it does not belong to the parents that the path names. */
function under(row: ${file.use(`row:${entity.name}`)}, parents: Partial<${row}>): ${row} {
  const fits = Object.entries(parents).every(([name, key]) => row[name as keyof ${row}] === key);
  if (!fits) throw ${file.use('runtime:notFound')}(${quote(entity.name)}, ${key});
  return row;
}`);
}

/** The function that refuses bodies with references to rows that are not there, or not the caller's. */
function addReferenceCheck(entity: Entity, references: readonly (readonly BodyReference[])[], application: ApplicationIR, file: TsFile): void {
  const index = indexOf(application);
  const byAttribute = groupBy(references.flat(), ({ relation }) => relation.attribute);
  file.add({ name: 'checkReferences', nodes: [entity.name] }, () => {
    const fields: string[] = [];
    const checks = [...byAttribute].map(([attribute, uses]) => {
      const [use] = uses;
      if (use === undefined) return '';
      const target = index.entity(use.relation.target);
      const optional = uses.length < references.length || uses.some((other) => other.optional);
      const nullable = uses.some((other) => other.nullable);
      const type = `${file.use(`row:${target.name}`)}[${quote(index.key(target).name)}]`;
      fields.push(`readonly ${member('', attribute).replace(/^\./, '')}${optional ? '?' : ''}: ${type}${nullable ? ' | null' : ''}${optional ? ' | undefined' : ''}`);
      const value = member('body', attribute);
      const conditions = [...(optional ? [`${value} !== undefined`] : []), ...(nullable ? [`${value} !== null`] : [])];
      const finder = finderName(referenceFinder(target, index), target, index);
      const missing = `(await ${file.use(`repository:${target.name}`)}.${finder}(context, ${value})) === undefined`;
      const noun = sentenceCase(target.name).toLowerCase();
      return `if (${[...conditions, missing].join(' && ')}) {
    errors.push({ path: ${quote(`/${attribute.replaceAll('~', '~0').replaceAll('/', '~1')}`)}, message: ${quote(`There is no such ${noun}.`)} });
  }`;
    });
    file.use('runtime:CallContext');
    return `async function checkReferences(context: CallContext, body: { ${fields.join('; ')} }): Promise<void> {
  const errors: ${file.use('runtime:FieldError')}[] = [];
  ${checks.join('\n  ')}
  if (errors.length > 0) {
    throw ${file.use('runtime:unprocessable')}("unknown_reference", "The body refers to a row that does not exist.", errors);
  }
}`;
  });
}

function relationOf({ implementation, entity }: Operation): ManyToMany {
  const relation = implementation.kind === 'link' ? entity.relations.find(({ name }) => name === implementation.relation) : undefined;
  if (relation?.kind !== 'manyToMany') throw new Error(`${entity.name} has no such many-to-many relation.`);
  return relation;
}

function linkResult(operation: Operation, application: ApplicationIR, file: TsFile): string {
  const target = listedEntity(operation, application);
  const row = file.use(`row:${target.name}`);
  if (operation.implementation.action === 'list') return resultType(listShape(operation), row, file);
  return successOf(operation.endpoint).json === undefined ? 'void' : row;
}

function linkLines(operation: Operation, application: ApplicationIR, file: TsFile): readonly string[] {
  const index = indexOf(application);
  const { implementation, entity } = operation;
  const relation = relationOf(operation);
  const repository = file.use(`repository:${entity.name}`);
  const key = member('row', index.key(entity).name);
  const lines = [`const row = ${foundExpression(operation, application, file)};`];
  if (implementation.kind !== 'link' || implementation.action === 'list') {
    const query = listTakesQuery(operation) ? ', query' : '';
    return [...lines, `return ${repository}.${operation.method}(context, ${key}${query});`];
  }
  const target = index.entity(relation.target);
  const attribute = implementation.target?.attribute ?? index.key(target).name;
  const finder = finderName({ attribute, owned: target.owner !== undefined, lock: false }, target, index);
  const name = camelCase(`target ${target.name}`);
  return [
    ...lines,
    `const ${name} = await ${file.use(`repository:${target.name}`)}.${finder}(context, targetId);`,
    `if (${name} === undefined) throw ${file.use('runtime:notFound')}(${quote(target.name)}, targetId);`,
    `await ${repository}.${linkName(relation, implementation.action)}(context, ${key}, ${member(name, index.key(target).name)});`,
    ...(successOf(operation.endpoint).json === undefined ? [] : [`return ${name};`]),
  ];
}
