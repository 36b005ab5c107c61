import type { ApplicationIR } from '../../../ir/application.ts';
import type { Endpoint } from '../../../ir/endpoint.ts';
import { type EmittedFile, type SymbolTable, TsFile } from '../code/tsFile.ts';
import type { Emitter } from '../emitter.ts';
import { expectSuccess, typeSource } from './answers.ts';
import { factoryCall, givenType } from './factories.ts';
import { literal } from './literal.ts';
import { rowPath } from './scene.ts';
import { manyInWords, oneInWords, rowName, rowsName } from './testNames.ts';
import { type CrudRoute, type Factory, type Resource, routeFor, successSchema, type TestModel, testModelOf } from './testModel.ts';

const path = 'tests/generated/support/rows.ts';

/** Emits `support/rows.ts`: how tests come to rows of each entity, and where they find them again. */
export const rowsEmitter: Emitter = {
  name: 'testRows',
  declare(application: ApplicationIR, symbols: SymbolTable): void {
    for (const { entity, factory } of testModelOf(application).resources.values()) if (factory !== undefined) symbols.declare(`test:rows:${entity.name}`, path, rowsName(entity));
  },
  emit(application: ApplicationIR, symbols: SymbolTable): readonly EmittedFile[] {
    const model = testModelOf(application);
    const file = new TsFile(symbols, { path, emitter: 'testRows', milestone: 'tests', stratum: 'ast', reason: 'addresses of rows follow from the endpoints' });
    let count = 0;
    for (const resource of model.resources.values()) {
      const { entity, factory } = resource;
      if (factory === undefined) continue;
      count += 1;
      file.add({ name: rowsName(entity), nodes: [entity.name] }, () => rowsSource(file, model, resource, factory));
    }
    return count === 0 ? [] : [file.finish()];
  },
};

function rowsSource(file: TsFile, model: TestModel, resource: Resource, factory: Factory): string {
  const { entity } = resource;
  const usual = usualRoute(model, resource);
  const at = usual === undefined ? undefined : rowPath(model, resource, usual);
  const row = rowName(entity);
  const given = givenType(file, model, factory);
  const by = factory.mayNeedOwner ? 'by' : 'undefined';
  const made = given === undefined ? factoryCall(file, resource, factory.needsOwner ? 'by' : undefined) : factoryCall(file, resource, by, 'given');
  const only = resource.oneEach && given !== undefined ? `given === undefined ? ${factoryCall(file, resource, 'by')} : ${made}` : made;
  const make = only.replaceAll('await ', '');
  const parameters = [(given === undefined ? factory.needsOwner : factory.mayNeedOwner) ? 'by' : given === undefined ? '' : '_by', ...(given === undefined ? [] : ['given'])].filter((name) => name !== '').join(', ');
  const parts = [
    `one: ${literal(oneInWords(entity))}`,
    `make: (${parameters}) => ${make}`,
    ...(at === undefined ? [] : [`path: (${row}) => ${at}`]),
    ...readPart(file, model, resource),
  ];
  return `/** The ${manyInWords(entity)}. */\nexport const ${rowsName(entity)}: ${file.use('test:Rows')}<${typeSource(file, model, factory.answer, 'response')}${given === undefined ? '' : `, ${given}`}> = {\n  ${parts.join(',\n  ')},\n};`;
}

function readPart(file: TsFile, model: TestModel, resource: Resource): readonly string[] {
  const read = routeFor(resource, 'read');
  if (read === undefined || rowPath(model, resource, read) === undefined) return [];
  const answer = sameAnswer(model, resource, read.endpoint) ? `, answer: (reply) => ${expectSuccess(file, model, read.endpoint, 'reply')}` : '';
  const { wrapper } = read.crud;
  const inside = wrapper?.row === undefined ? '' : `, inside: ${literal(wrapper.row)}`;
  return [`read: { endpoint: ${literal(read.endpoint.key)}${answer}${inside} }`];
}

/** Whether the endpoint answers with the same schema as the factory. */
export function sameAnswer({ application }: TestModel, { factory }: Resource, endpoint: Endpoint): boolean {
  const schema = successSchema(application, endpoint);
  return schema?.kind === 'ref' && factory?.answer.kind === 'ref' && schema.name === factory.answer.name;
}

/** The route whose address counts as the row's: the one that shows it, else the first that works on one row. */
export function usualRoute(model: TestModel, resource: Resource): CrudRoute | undefined {
  const read = routeFor(resource, 'read');
  if (read !== undefined && rowPath(model, resource, read) !== undefined) return read;
  return resource.routes.find((route) => !['list', 'create'].includes(route.crud.action) && rowPath(model, resource, route) !== undefined);
}
