import type { TsFile } from '../code/tsFile.ts';
import { expectSuccess } from './answers.ts';
import { defaultedFields, minimalBody } from './defaults.ts';
import { replacementCall } from './factories.ts';
import { noImports } from './imports.ts';
import { literal, quoted } from './literal.ts';
import { bodyFields, objectSource, otherValue } from './requestBody.ts';
import { sameAnswer, usualRoute } from './rows.ts';
import { callerOf, rowPath, unknownPath } from './scene.ts';
import { bare, callWith, lambda, type TestPart } from './sendSource.ts';
import { type CrudRoute, objectOf, requestSchema, type Resource, routeFor, successSchema, type TestModel, writableProperties } from './testModel.ts';
import { rowName } from './testNames.ts';

/** Everything that tests about one row and one endpoint need to know. */
export interface RowPlace {
  readonly file: TsFile;
  readonly model: TestModel;
  readonly resource: Resource;
  readonly route: CrudRoute;
  /** The function that gives the caller. */
  readonly caller: () => string;
}

/** Contract tests of the endpoints that work on one row: read, replace, update, delete. */
export function rowTests(file: TsFile, model: TestModel, resource: Resource, route: CrudRoute): readonly TestPart[] {
  const place = rowPlace(file, model, resource, route);
  const kind = place === undefined ? undefined : kindOf(place);
  if (place === undefined || kind === undefined) return [];
  const { endpoint } = route;
  const source = (): string => {
    const options = [...addressOptions(place), ...unknownOption(place), ...answerOptions(place), ...kind.options()];
    return callWith(file.use(`test:${kind.name}`), [quoted(endpoint.key), place.caller(), file.use(`test:rows:${resource.entity.name}`)], options);
  };
  return [{ name: `${endpoint.key} on rows`, nodes: [endpoint.key], source }];
}

interface Kind {
  readonly name: string;
  readonly options: () => readonly string[];
}

function kindOf(place: RowPlace): Kind | undefined {
  switch (place.route.crud.action) {
    case 'read':
      return { name: 'readsRows', options: () => [] };
    case 'replace':
      return place.resource.replacement === undefined ? undefined : { name: 'replacesRows', options: () => replaceOptions(place) };
    case 'update':
      return { name: 'updatesRows', options: () => updateOptions(place) };
    case 'delete':
      return { name: 'deletesRows', options: () => [] };
    case 'create':
    case 'list':
      return undefined;
  }
}

/** The place of a row test; undefined when no row can be made or its path is not known. */
export function rowPlace(file: TsFile, model: TestModel, resource: Resource, route: CrudRoute): RowPlace | undefined {
  if (resource.factory === undefined || rowPath(model, resource, route) === undefined) return undefined;
  const read = routeFor(resource, 'read');
  const endpoints = [route.endpoint, ...(read === undefined ? [] : [read.endpoint])];
  const { needsOwner } = resource.factory;
  return { file, model, resource, route, caller: () => callerOf(file, model, endpoints, needsOwner).caller };
}

/** Where the row stands, when that is not its usual address. */
export function addressOptions({ model, resource, route }: Pick<RowPlace, 'model' | 'resource' | 'route'>): readonly string[] {
  const path = rowPath(model, resource, route);
  const usual = usualRoute(model, resource);
  return path === undefined || (usual !== undefined && rowPath(model, resource, usual) === path) ? [] : [`path: (${rowName(resource.entity)}) => ${path}`];
}

function unknownOption({ file, model, route }: RowPlace): readonly string[] {
  return route.crud.parents.length === 0 ? [] : [`unknown: ${lambda(unknownPath(file, model, route, 'by'), 'async')}`];
}

/** What a success answers, unless it answers as the endpoint that shows the row does (or with nothing, when it deletes). */
export function answerOptions({ file, model, resource, route: { endpoint, crud } }: Pick<RowPlace, 'file' | 'model' | 'resource' | 'route'>): readonly string[] {
  const source = expectSuccess(file, model, endpoint, 'reply');
  if (crud.action === 'delete' && source === 'expectEmpty(reply, 204)') return [];
  if (!sameAnswer(model, resource, endpoint)) return [`check: (reply) => ${source}`];
  const read = crud.action === 'delete' ? undefined : routeFor(resource, 'read');
  const isUsual = read !== undefined && rowPath(model, resource, read) !== undefined && sameAnswer(model, resource, read.endpoint) && expectSuccess(file, model, read.endpoint, 'reply') === source;
  return isUsual ? [] : [`answer: (reply) => ${source}`];
}

function replaceOptions({ file, model, resource, route: { endpoint } }: RowPlace): readonly string[] {
  const { entity, replacement } = resource;
  const answer = objectOf(model.application, successSchema(model.application, endpoint));
  const visible = new Set(answer?.properties.filter(({ writeOnly }) => !writeOnly).map(({ name }) => name));
  const sent = bodyFields(noImports, model, replacement?.object, { entity, n: 1, by: 'by' }).map(({ name }) => name);
  const shown = sent.filter((name) => visible.has(name));
  const defaulted = answer === undefined ? undefined : defaultedFields(model, replacement?.object, successSchema(model.application, endpoint));
  return [
    `body: ${lambda(bare(replacementCall(file, resource, 'by')).replace(/^await /, ''))}`,
    ...(answer === undefined || shown.length === sent.length ? [] : [`shown: ${literal(shown)}`]),
    ...(defaulted === undefined ? [] : [defaultsOption(objectSource(minimalBody(file, model, replacement?.object, { entity, n: 1, by: 'by' })), defaulted)]),
  ];
}

/** `defaults: { body: () => ({ name: 'Mug' }), shown: { stock: 0 } }` */
export function defaultsOption(body: string, shown: string): string {
  return `defaults: { body: ${lambda(`(${body})`)}, shown: ${shown} }`;
}

function updateOptions({ file, model, resource, route: { endpoint } }: RowPlace): readonly string[] {
  const { entity } = resource;
  const body = objectOf(model.application, requestSchema(endpoint));
  const count = body?.minProperties ?? 0;
  const isShown = sameAnswer(model, resource, endpoint);
  if (count === 0 && !isShown) return [];
  const shown = new Set(objectOf(model.application, successSchema(model.application, endpoint))?.properties.filter(({ writeOnly }) => !writeOnly).map(({ name }) => name));
  const fields = writableProperties(body).filter(({ name }) => shown.has(name)).flatMap((property) => otherValue(file, model, property, { entity, by: 'by' }) ?? []);
  const least = count === 0 ? [] : [`least: ${lambda(`(${objectSource(fields.slice(0, count))})`)}`];
  if (!isShown) return least;
  const touched = entity.attributes.filter(({ generated, name }) => generated === 'updatedAt' && shown.has(name)).map(({ name }) => name);
  // Where several properties are needed at once, none changes alone.
  const patches = (count > 1 ? [] : fields).map((field) => objectSource([field]));
  return [...least, `patches: ${lambda(`[${patches.join(', ')}]`)}`, ...(touched.length === 0 ? [] : [`touched: ${literal(touched)}`])];
}
