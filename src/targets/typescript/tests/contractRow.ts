import type { Endpoint } from '../../../ir/endpoint.ts';
import type { TsFile } from '../code/tsFile.ts';
import { assertFrom, expectSuccess } from './answers.ts';
import { defaultedFields, minimalBody } from './defaults.ts';
import { replacementCall } from './factories.ts';
import { noImports } from './imports.ts';
import { memberAccess, propertyName } from './literal.ts';
import { bodyFields, objectSource, otherValue } from './requestBody.ts';
import { rowPath, type Scene, sceneFor, unknownPath } from './scene.ts';
import { bare, sendSource, testSource } from './sendSource.ts';
import { type CrudRoute, objectOf, requestSchema, type Resource, routeFor, successSchema, type TestModel, writableProperties } from './testModel.ts';
import { oneInWords } from './testNames.ts';

/** A test under construction: its title and its source. */
export interface TestCase {
  readonly title: string;
  readonly source: () => string;
}

/** Everything that a test about one row and one endpoint says first. */
export interface RowPlace {
  readonly file: TsFile;
  readonly model: TestModel;
  readonly resource: Resource;
  readonly route: CrudRoute;
  readonly read: CrudRoute | undefined;
  readonly scene: () => Scene;
  /** Source of the path to the row. */
  readonly path: string;
}

/** Contract tests of the endpoints that work on one row: read, replace, update, delete. */
export function rowTests(file: TsFile, model: TestModel, resource: Resource, route: CrudRoute): readonly TestCase[] {
  const place = rowPlace(file, model, resource, route);
  if (place === undefined) return [];
  switch (route.crud.action) {
    case 'read':
      return [...readTests(place), unknownTest(place, undefined)];
    case 'replace':
      return resource.replacement === undefined ? [] : [...replaceTests(place), staleTest(place, replaceBody), unknownTest(place, replaceBody)];
    case 'update':
      return [...updateTests(place), staleTest(place, () => '{}'), unknownTest(place, () => '{}')];
    case 'delete':
      return [deleteTest(place), staleTest(place, undefined), unknownTest(place, undefined)];
    case 'create':
    case 'list':
      return [];
  }
}

/** The place of a row test; undefined when no row can be made or its path is not known. */
export function rowPlace(file: TsFile, model: TestModel, resource: Resource, route: CrudRoute): RowPlace | undefined {
  if (resource.factory === undefined) return undefined;
  const read = routeFor(resource, 'read');
  const endpoints = [route.endpoint, ...(read === undefined ? [] : [read.endpoint])];
  const path = rowPath(model, resource, route);
  if (path === undefined) return undefined;
  const usable = read !== undefined && rowPath(model, resource, read) !== undefined ? read : undefined;
  return { file, model, resource, route, read: usable, path, scene: () => sceneFor(file, model, resource, endpoints) };
}

/** A test of the endpoint; `statements` is called when the test is written. */
function rowTest({ file, route }: RowPlace, fact: string, statements: () => readonly (string | undefined)[]): TestCase {
  const title = `${route.endpoint.key} ${fact}`;
  return { title, source: () => testSource(file, title, statements()) };
}

/** Whether the endpoint answers with the same schema as the factory. */
export function sameAnswer({ factory }: Resource, endpoint: Endpoint): boolean {
  const schema = successSchema(endpoint);
  return schema?.kind === 'ref' && factory?.answer.kind === 'ref' && schema.name === factory.answer.name;
}

/** Source of reading the row again as its schema says; undefined without a read endpoint that answers like the factory. */
export function readBack({ file, model, resource, read }: RowPlace, by: string | undefined): string | undefined {
  if (read === undefined || !sameAnswer(resource, read.endpoint)) return undefined;
  const path = rowPath(model, resource, read) ?? "''";
  return expectSuccess(file, model, read.endpoint, sendSource(file, 'GET', path, { by }));
}

function readTests(place: RowPlace): readonly TestCase[] {
  const { file, model, resource, route: { endpoint }, path } = place;
  const get = (by: string | undefined, headers?: string): string => sendSource(file, 'GET', path, { by, headers });
  return [
    rowTest(place, `answers ${oneInWords(resource.entity)}`, () => {
      const { callerLine, rowLine, row, by } = place.scene();
      const answer = expectSuccess(file, model, endpoint, get(by));
      return [callerLine, rowLine, sameAnswer(resource, endpoint) ? `${assertFrom(file)}.deepEqual(${answer}, ${row});` : `${answer};`];
    }),
    rowTest(place, 'answers 304 to a caller who knows the row', () => {
      const { callerLine, rowLine, by } = place.scene();
      return [
        callerLine,
        rowLine,
        `const etag = (${get(by)}).header('etag') ?? '';`,
        `${assertFrom(file)}.match(etag, /^"\\d+"$/);`,
        `${file.use('test:expectEmpty')}(${get(by, "{ 'if-none-match': etag }")}, 304);`,
      ];
    }),
  ];
}

function unknownTest(place: RowPlace, body: ((place: RowPlace) => string) | undefined): TestCase {
  const { file, model, resource, route } = place;
  return rowTest(place, `answers 404 for ${oneInWords(resource.entity)} that does not exist`, () => {
    const { callerLine, by } = place.scene();
    const reply = sendSource(file, route.endpoint.method, unknownPath(file, model, route, by ?? ''), { by, body: body?.(place) });
    return [callerLine, `${file.use('test:expectProblem')}(${reply}, 404, 'not_found');`];
  });
}

/** Refused with another version than the row's, done with the right one. */
function staleTest(place: RowPlace, body: ((place: RowPlace) => string) | undefined): TestCase {
  const { file, model, resource, route: { endpoint }, path } = place;
  return rowTest(place, 'honours If-Match', () => {
    const { callerLine, rowLine, row, by } = place.scene();
    const attempt = (etag: string): string => sendSource(file, endpoint.method, path, { by, body: body === undefined ? undefined : 'body', headers: `{ 'if-match': ${etag} }` });
    const back = readBack(place, by);
    return [
      callerLine,
      rowLine,
      body === undefined ? undefined : `const body = ${bare(body(place))};`,
      place.read === undefined ? undefined : `const etag = (${sendSource(file, 'GET', rowPath(model, resource, place.read) ?? "''", { by })}).header('etag') ?? '';`,
      `${file.use('test:expectProblem')}(${attempt(`'"999999"'`)}, 412);`,
      back === undefined ? undefined : `${assertFrom(file)}.deepEqual(${back}, ${row});`,
      `${expectSuccess(file, model, endpoint, attempt(place.read === undefined ? `'"1"'` : 'etag'))};`,
    ];
  });
}

function replaceBody({ file, resource }: RowPlace): string {
  return replacementCall(file, resource, 'by');
}

function replaceTests(place: RowPlace): readonly TestCase[] {
  const { file, model, resource, route: { endpoint }, path } = place;
  const put = (by: string | undefined): string => expectSuccess(file, model, endpoint, sendSource(file, 'PUT', path, { by, body: 'body' }));
  const hasAnswer = objectOf(model.application, successSchema(endpoint)) !== undefined;
  const defaulted = defaultedFields(model, resource.replacement?.object, successSchema(endpoint));
  const whole = rowTest(place, `replaces ${oneInWords(resource.entity)}`, () => {
    const { callerLine, rowLine, by } = place.scene();
    const back = readBack(place, by);
    const shown = shownOnly(place, 'body');
    return [
      callerLine,
      rowLine,
      `const body = ${bare(replaceBody(place))};`,
      hasAnswer ? `const replaced = ${put(by)};` : `${put(by)};`,
      hasAnswer ? `${file.use('test:expectFields')}(replaced, ${shown});` : undefined,
      back === undefined ? undefined : hasAnswer && sameAnswer(resource, endpoint) ? `${assertFrom(file)}.deepEqual(${back}, replaced);` : `${file.use('test:expectFields')}(${back}, ${shown});`,
      hasAnswer ? `${file.use('test:expectFields')}(${put(by)}, ${shown});` : `${put(by)};`,
    ];
  });
  if (!hasAnswer || defaulted === undefined) return [whole];
  const fallback = rowTest(place, 'gives what is absent its default', () => {
    const { callerLine, rowLine, by } = place.scene();
    const body = objectSource(minimalBody(file, model, resource.replacement?.object, { entity: resource.entity, n: 1, by: 'by' }));
    return [callerLine, rowLine, `const body = ${body};`, `${file.use('test:expectFields')}(${put(by)}, ${defaulted});`];
  });
  return [whole, fallback];
}

/** The sent fields that the answer shows: all of them, or picked ones. */
function shownOnly({ model, resource, route }: RowPlace, body: string): string {
  const shown = new Set(objectOf(model.application, successSchema(route.endpoint))?.properties.filter(({ writeOnly }) => !writeOnly).map(({ name }) => name));
  const sent = bodyFields(noImports, model, resource.replacement?.object, { entity: resource.entity, n: 1, by: 'by' }).map(({ name }) => name);
  const common = sent.filter((name) => shown.has(name));
  if (common.length === sent.length) return body;
  return `{ ${common.map((name) => `${propertyName(name)}: ${body}${memberAccess(name)}`).join(', ')} }`;
}

function updateTests(place: RowPlace): readonly TestCase[] {
  const { file, model, resource, route: { endpoint }, path } = place;
  const { entity } = resource;
  const shown = new Set(objectOf(model.application, successSchema(endpoint))?.properties.filter(({ writeOnly }) => !writeOnly).map(({ name }) => name));
  const properties = writableProperties(objectOf(model.application, requestSchema(endpoint))).filter(({ name }) => shown.has(name));
  if (!sameAnswer(resource, endpoint)) return [];
  const touched = entity.attributes.filter(({ generated, name }) => generated === 'updatedAt' && shown.has(name)).map(({ name }) => name);
  return [
    rowTest(place, 'changes only what is given', () => {
      const { callerLine, rowLine, row, by } = place.scene();
      const back = readBack(place, by);
      const patches = properties.flatMap((property) => otherValue(file, model, property, { entity, by: 'by' }) ?? []).map((field) => objectSource([field]));
      const changed = expectSuccess(file, model, endpoint, sendSource(file, 'PATCH', path, { by, body: 'patch' }));
      return [
        callerLine,
        rowLine.replace(/^const /, 'let '),
        `for (const patch of [${['{}', ...patches].join(', ')}]) {`,
        `  const changed = ${changed};`,
        `  ${assertFrom(file)}.deepEqual(changed, { ...${row}, ...patch${touched.map((name) => `, ${propertyName(name)}: changed${memberAccess(name)}`).join('')} });`,
        `  ${row} = changed;`,
        '}',
        back === undefined ? undefined : `${assertFrom(file)}.deepEqual(${back}, ${row});`,
      ];
    }),
  ];
}

function deleteTest(place: RowPlace): TestCase {
  const { file, model, resource, route: { endpoint }, read, path } = place;
  return rowTest(place, `deletes ${oneInWords(resource.entity)}`, () => {
    const { callerLine, rowLine, by } = place.scene();
    const remove = sendSource(file, 'DELETE', path, { by });
    const gone = read === undefined ? undefined : sendSource(file, 'GET', rowPath(model, resource, read) ?? "''", { by });
    const expectProblem = file.use('test:expectProblem');
    return [
      callerLine,
      rowLine,
      `${expectSuccess(file, model, endpoint, remove)};`,
      gone === undefined ? undefined : `${expectProblem}(${gone}, 404, 'not_found');`,
      `${expectProblem}(${remove}, 404, 'not_found');`,
    ];
  });
}
