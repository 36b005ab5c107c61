import type { Entity } from '../../../ir/entity.ts';
import type { TsFile } from '../code/tsFile.ts';
import { answerSource } from './answers.ts';
import { defaultsOption } from './contractRow.ts';
import { defaultedFields, minimalBody } from './defaults.ts';
import { noImports } from './imports.ts';
import { literal, propertyName, quoted } from './literal.ts';
import { bodyFields, keyOfNewRow, objectSource } from './requestBody.ts';
import { pathSource } from './requestPath.ts';
import { callerOf } from './scene.ts';
import { callWith, lambda, type TestPart } from './sendSource.ts';
import { bareWords, inputName } from './testNames.ts';
import { type CrudRoute, type Factory, type Input, objectOf, type Resource, routeFor, successSchema, type TestModel, writableProperties } from './testModel.ts';

interface Place {
  readonly file: TsFile;
  readonly model: TestModel;
  readonly resource: Resource;
  readonly factory: Factory;
  readonly route: CrudRoute;
}

/** Contract tests of the create endpoint that the factory uses. */
export function createTests(file: TsFile, model: TestModel, resource: Resource, route: CrudRoute): readonly TestPart[] {
  const { factory } = resource;
  const { endpoint } = route;
  if (factory === undefined || factory.route?.endpoint !== endpoint) return [];
  const read = routeFor(resource, 'read');
  const source = (): string => {
    const { caller } = callerOf(file, model, [endpoint, ...(read === undefined ? [] : [read.endpoint])], factory.needsOwner);
    const place: Place = { file, model, resource, factory, route };
    const options = [...inputOption(file, resource.entity, factory.input), ...urlOption(place), `answer: ${answerSource(file, model, endpoint)}`, ...factOptions(place)];
    return callWith(file.use('test:createsRows'), [quoted(endpoint.key), caller, file.use(`test:rows:${resource.entity.name}`)], options);
  };
  return [{ name: `${endpoint.key} creates`, nodes: [endpoint.key], source }];
}

/** `input: cartInput`: the function that gives a good request. */
function inputOption(file: TsFile, entity: Entity, input: Input | undefined): readonly string[] {
  if (input === undefined) return [];
  const name = file.use(`test:${inputName(entity)}`);
  if (input.object === undefined) return [`input: () => ${name}()`];
  return [input.usesCaller ? `input: ${name}` : `input: (_by, given) => ${name}(given)`];
}

function urlOption({ file, model, factory, route: { endpoint } }: Place): readonly string[] {
  if (factory.parents.length === 0) return [];
  const keyOf = (name: string): string => {
    const parent = factory.parents.find((candidate) => candidate.name === name);
    return (parent === undefined ? undefined : keyOfNewRow(file, model, parent.target, 'by')?.source) ?? "''";
  };
  return [`url: ${lambda(pathSource(model.application, endpoint, keyOf), 'async')}`];
}

function factOptions({ file, model, resource, factory, route: { endpoint } }: Place): readonly string[] {
  const { entity } = resource;
  const body = factory.input?.object;
  const given = bodyFields(noImports, model, body, { entity, n: 0, by: 'by' }).map(({ name }) => name);
  const visible = new Set(objectOf(model.application, successSchema(model.application, endpoint))?.properties.filter(({ writeOnly }) => !writeOnly).map(({ name }) => name));
  const shown = given.filter((name) => visible.has(name));
  const defaulted = defaultedFields(model, body, factory.answer);
  const unique = uniqueGroups(entity).filter((names) => names.every((name) => given.includes(name)));
  return [
    ...(shown.length === given.length ? [] : [`shown: ${literal(shown)}`]),
    ...(defaulted === undefined ? [] : [defaultsOption(objectSource(minimalBody(file, model, body, { entity, n: 0, by: 'by' })), defaulted)]),
    ...(unique.length === 0 ? [] : [`unique: ${literal(unique)}`]),
    ...(resource.oneEach ? [`onlyOne: ${quoted(bareWords(entity))}`] : []),
    ...(endpoint.idempotencyKey ? ['idempotent: true', ...changeOption(factory)] : []),
  ];
}

/** A value that makes the request another one. */
function changeOption({ input }: Factory): readonly string[] {
  for (const { name, schema } of writableProperties(input?.object)) {
    if (schema.kind === 'string' && schema.format === undefined && schema.pattern === undefined) return [`change: { ${propertyName(name)}: ${quoted('z'.repeat(Math.max(1, schema.minLength ?? 1)))} }`];
  }
  return [];
}

function uniqueGroups(entity: Entity): readonly (readonly string[])[] {
  const single = entity.attributes.filter(({ unique, generated }) => unique && generated === undefined).map(({ name }) => [name]);
  return [...single, ...entity.uniques.map(({ attributes }) => attributes)];
}
