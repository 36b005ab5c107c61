import type { ApplicationIR } from '../../../ir/application.ts';
import type { Endpoint } from '../../../ir/endpoint.ts';
import type { Entity } from '../../../ir/entity.ts';
import { type EmittedFile, type SymbolTable, TsFile } from '../code/tsFile.ts';
import type { Emitter } from '../emitter.ts';
import { Reference } from '../../../semantics/types.ts';
import { callerNeeded } from './access.ts';
import { expectSuccess, typeSource } from './answers.ts';
import { literal, memberAccess, propertyName } from './literal.ts';
import { PlanPrinter } from './planSource.ts';
import { bodyFields, keyOfNewRow, objectSource, sampleJson } from './requestBody.ts';
import { pathSource } from './requestPath.ts';
import { requiredHeaders } from './requiredHeaders.ts';
import { scarceSource } from './scarce.ts';
import { bareWords, factoryName, inputName, oneInWords, onlyName, replacementName } from './testNames.ts';
import { type CrudRoute, type Factory, type FixturePlan, type Input, type Resource, type TestModel, testModelOf } from './testModel.ts';

const path = 'tests/generated/support/factories.ts';

/** Emits `support/factories.ts`: for each entity that can be made over HTTP a valid request and a row. */
export const factoriesEmitter: Emitter = {
  name: 'testFactories',
  declare(application: ApplicationIR, symbols: SymbolTable): void {
    for (const { entity, factory, replacement, oneEach, profile } of testModelOf(application).resources.values()) {
      const names = [
        ...(replacement === undefined ? [] : [replacementName(entity)]),
        ...(factory === undefined ? [] : [factoryName(entity)]),
        ...(factory?.input === undefined ? [] : [inputName(entity)]),
        ...(factory !== undefined && (oneEach || profile !== undefined) ? [onlyName(entity)] : []),
      ];
      for (const name of names) symbols.declare(`test:${name}`, path, name);
    }
  },
  emit(application: ApplicationIR, symbols: SymbolTable): readonly EmittedFile[] {
    const model = testModelOf(application);
    const made = [...model.resources.values()].filter(({ factory, replacement }) => factory !== undefined || replacement !== undefined);
    if (made.length === 0) return [];
    const file = new TsFile(symbols, {
      path, emitter: 'testFactories', milestone: 'tests', stratum: 'ast', reason: 'rows for the tests follow from the create endpoints',
    });
    const scarce = scarceSource(file, model);
    if (scarce !== undefined) file.add({ name: 'beforeEach', nodes: [] }, scarce);
    for (const resource of made) {
      const { entity, factory, replacement } = resource;
      if (factory !== undefined) addFactory(file, model, resource, factory);
      if (replacement === undefined) continue;
      const name = replacementName(entity);
      const doc = `A valid request that replaces ${oneInWords(entity)} by another`;
      file.add({ name, nodes: [entity.name] }, () => inputSource(file, model, { entity, name, input: replacement, n: 1, doc }));
    }
    return [file.finish()];
  },
};

/** How to call `productInput`, awaited when it makes rows: `(await cartItemInput(by))`. */
export function inputCall(file: TsFile, resource: Resource, by: string, given?: string): string {
  if (resource.factory?.input === undefined) throw new Error(`Creating ${resource.entity.name} takes no body.`);
  return callSource(file.use(`test:${inputName(resource.entity)}`), resource.factory.input, by, given);
}

/** How to call `productReplacement`. */
export function replacementCall(file: TsFile, resource: Resource, by: string, given?: string): string {
  if (resource.replacement === undefined) throw new Error(`${resource.entity.name} cannot be replaced.`);
  return callSource(file.use(`test:${replacementName(resource.entity)}`), resource.replacement, by, given);
}

/** How to call the factory; `by` undefined takes the default caller. */
export function factoryCall(file: TsFile, resource: Resource, by: string | undefined, given?: string): string {
  const name = resource.oneEach && given === undefined && by !== undefined ? onlyName(resource.entity) : factoryName(resource.entity);
  const first = by ?? (given === undefined ? undefined : 'undefined');
  return `await ${file.use(`test:${name}`)}(${[first, given].filter((part) => part !== undefined).join(', ')})`;
}

function callSource(name: string, input: Input, by: string, given: string | undefined): string {
  const call = `${name}(${[...(input.usesCaller ? [by] : []), ...(given === undefined ? [] : [given])].join(', ')})`;
  return input.references.length > 0 ? `(await ${call})` : call;
}

function addFactory(file: TsFile, model: TestModel, resource: Resource, factory: Factory): void {
  const { entity } = resource;
  const { input } = factory;
  const nodes = [entity.name, ...(factory.route === undefined ? [] : [factory.route.endpoint.key])];
  if (input !== undefined) {
    const name = inputName(entity);
    file.add({ name, nodes }, () => inputSource(file, model, { entity, name, input, n: 0, doc: `A valid request for ${oneInWords(entity)}` }));
  }
  const { route, fixture } = factory;
  if (fixture !== undefined) file.add({ name: factoryName(entity), nodes }, () => fixtureSource(file, model, resource, factory, fixture));
  if (route === undefined) return;
  file.add({ name: factoryName(entity), nodes }, () => factorySource(file, model, resource, { ...factory, route }));
  if (resource.oneEach || resource.profile !== undefined) file.add({ name: onlyName(entity), nodes }, () => onlySource(file, model, resource, factory));
}

interface InputFunction {
  readonly entity: Entity;
  readonly name: string;
  readonly input: Input;
  readonly n: number;
  readonly doc: string;
}

function inputSource(file: TsFile, model: TestModel, { entity, name, input, n, doc }: InputFunction): string {
  const type = typeSource(file, model, input.schema, 'request');
  if (input.object === undefined) {
    return `/** ${doc}. */\nexport function ${name}(): ${type} {\n  return ${literal(sampleJson(model, input.schema, n, entity.name) ?? null)};\n}`;
  }
  const isAsync = input.references.length > 0;
  const fields = bodyFields(file, model, input.object, { entity, n, by: 'by' });
  const parameters = [...(input.usesCaller ? [`by: ${file.use('test:TestCaller')} | undefined`] : []), `given: Partial<${type}> = {}`];
  const lazy = fields.map((field) => (field.kind === 'reference' ? { ...field, source: `given${memberAccess(field.name)} ?? ${field.source}` } : field));
  const about = isAsync ? '; the rows that it refers to are made unless they are given' : '';
  return `/** ${doc}${about}. */
export ${isAsync ? 'async ' : ''}function ${name}(${parameters.join(', ')}): ${isAsync ? `Promise<${type}>` : type} {
  return ${objectSource(lazy, ['...given'])};
}`;
}

/** A factory that goes the way of a client: the calls after which the row is there. */
function fixtureSource(file: TsFile, model: TestModel, { entity }: Resource, factory: Factory, { steps, subject, step, pointer }: FixturePlan): string {
  const printer = new PlanPrinter(file, model, { subject, variable: 'by' });
  printer.play(steps);
  const row = printer.value(new Reference(step, pointer));
  const last = pointer === '' ? [`return ${row};`] : [`const made = ${row};`, `if (made === undefined) throw new Error('No ${bareWords(entity)} was made.');`, 'return made;'];
  return `/** A new ${bareWords(entity)} of the caller. */
export async function ${factoryName(entity)}(by: ${file.use('test:TestCaller')} = ${file.use('test:someone')}()): Promise<${typeSource(file, model, factory.answer, 'response')}> {
${printer.finish(last).map((line) => `  ${line ?? ''}\n`).join('')}}`;
}

function factorySource(file: TsFile, model: TestModel, resource: Resource, factory: Factory & { readonly route: CrudRoute }): string {
  const { entity, oneEach } = resource;
  const { input, parents, route: { endpoint } } = factory;
  const answer = typeSource(file, model, factory.answer, 'response');
  const caller = file.use('test:TestCaller');
  const given = givenType(file, model, factory);
  const isObject = input?.object !== undefined;
  const unpack = parents.map(({ name, target }) => `${name} = ${keyOfNewRow(file, model, target, 'by')?.source ?? "''"}`);
  const body = input === undefined ? undefined : inputCall(file, resource, 'by', isObject ? (parents.length > 0 ? 'rest' : 'given') : undefined);
  const headers = requiredHeaders(file, model, endpoint).map(({ name, source }) => `${propertyName(name)}: ${source}`);
  const request = ['by', ...(body === undefined ? [] : [`body: ${body.replace(/^\((.*)\)$/s, '$1')}`]), ...(headers.length === 0 ? [] : [`headers: { ${headers.join(', ')} }`])].join(', ');
  const url = pathSource(model.application, endpoint, (name) => name);
  const parse = expectSuccess(file, model, endpoint, 'reply');
  const kept = `${onlyName(entity)}Known`;
  return `${oneEach ? `const ${kept} = new WeakMap<${caller}, Promise<${answer}>>();\n\n` : ''}/** A new ${bareWords(entity)}${entity.owner === undefined ? '' : ' of the caller'}. */
export async function ${factoryName(entity)}(by: ${caller} = ${defaultCaller(file, model, endpoint)}${given === undefined ? '' : `, given: ${given} = {}`}): Promise<${answer}> {
${unpack.length > 0 ? `  const { ${[...unpack, ...(isObject ? ['...rest'] : [])].join(', ')} } = given;\n` : ''}  const reply = await ${file.use('test:send')}('${endpoint.method}', ${url}, { ${request} });
${oneEach ? `  const made = ${parse};\n  ${kept}.set(by, Promise.resolve(made));\n  return made;` : `  return ${parse};`}
}`;
}

function onlySource(file: TsFile, model: TestModel, { entity, oneEach, profile }: Resource, factory: Factory): string {
  const kept = `${onlyName(entity)}Known`;
  const isCallers = oneEach || profile === undefined;
  const given = isCallers ? 'by' : `${factory.needsOwner ? 'by' : 'undefined'}, { ${propertyName(profile)}: by.subject }`;
  const table = isCallers ? '' : `const ${kept} = new WeakMap<${file.use('test:TestCaller')}, Promise<${typeSource(file, model, factory.answer, 'response')}>>();\n\n`;
  return `${table}/** The caller's only ${bareWords(entity)}, made at the first call. */
export function ${onlyName(entity)}(by: ${file.use('test:TestCaller')} = ${file.use('test:someone')}()): Promise<${typeSource(file, model, factory.answer, 'response')}> {
  const known = ${kept}.get(by) ?? ${factoryName(entity)}(${given});
  ${kept}.set(by, known);
  return known;
}`;
}

/** The type of the values that the factory can be told; undefined when it cannot be told any. */
export function givenType(file: TsFile, model: TestModel, { input, parents }: Factory): string | undefined {
  const keys = parents.map(({ name, target }) => `readonly ${propertyName(name)}?: ${keyType(model, target)}`);
  const parts = [...(input?.object === undefined ? [] : [`Partial<${typeSource(file, model, input.schema, 'request')}>`]), ...(keys.length > 0 ? [`{ ${keys.join('; ')} }`] : [])];
  return parts.length === 0 ? undefined : parts.join(' & ');
}

function keyType(model: TestModel, target: Entity): string {
  const kind = model.resources.get(target.name)?.key.schema.kind;
  return kind === 'integer' || kind === 'number' ? 'number' : 'string';
}

/** The caller who may create rows when the test does not care. */
function defaultCaller(file: TsFile, model: TestModel, endpoint: Endpoint): string {
  return `${file.use(callerNeeded(model.application, endpoint) === 'admin' ? 'test:admin' : 'test:someone')}()`;
}
