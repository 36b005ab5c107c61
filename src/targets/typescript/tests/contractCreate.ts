import type { Entity } from '../../../ir/entity.ts';
import type { TsFile } from '../code/tsFile.ts';
import { assertFrom, expectSuccess } from './answers.ts';
import type { TestCase } from './contractRow.ts';
import { defaultedFields, minimalBody } from './defaults.ts';
import { inputCall } from './factories.ts';
import { noImports } from './imports.ts';
import { memberAccess, propertyName, quoted } from './literal.ts';
import { bodyFields, keyOfNewRow, objectSource } from './requestBody.ts';
import { pathSource } from './requestPath.ts';
import { callerOf, requiredHeaders, rowPath } from './scene.ts';
import { bare, sendSource, testSource } from './sendSource.ts';
import { bareWords, oneInWords } from './testNames.ts';
import { type CrudRoute, type Factory, objectOf, type Resource, routeFor, successSchema, type TestModel, writableProperties } from './testModel.ts';

interface Place {
  readonly file: TsFile;
  readonly model: TestModel;
  readonly resource: Resource;
  readonly factory: Factory;
  readonly route: CrudRoute;
}

/** Contract tests of the create endpoint that the factory uses. */
export function createTests(file: TsFile, model: TestModel, resource: Resource, route: CrudRoute): readonly TestCase[] {
  const { factory } = resource;
  if (factory === undefined || factory.route?.endpoint !== route.endpoint) return [];
  const place: Place = { file, model, resource, factory, route };
  return [createTest(place), ...defaultTests(place), ...uniqueTests(place), ...idempotencyTests(place)];
}

function caseOf({ file, route }: Place, fact: string, statements: () => readonly (string | undefined)[]): TestCase {
  const title = `${route.endpoint.key} ${fact}`;
  return { title, source: () => testSource(file, title, statements()) };
}

function start(place: Place): { readonly lines: readonly string[]; readonly by: string | undefined; readonly post: (body: string | undefined, extra?: string) => string } {
  const { file, model, factory, route: { endpoint } } = place;
  const read = routeFor(place.resource, 'read');
  const { callerLine, by } = callerOf(file, model, [endpoint, ...(read === undefined ? [] : [read.endpoint])], factory.needsOwner);
  const parents = factory.parents.map(({ name, target }) => `const ${name} = ${keyOfNewRow(file, model, target, 'by')?.source ?? "''"};`);
  const url = pathSource(model.application, endpoint, (name) => name);
  const headers = requiredHeaders(model, endpoint)?.replace(/^headers: /, '');
  return {
    lines: [callerLine, ...parents],
    by,
    post: (body, extra) => sendSource(file, 'POST', url, { by, body, headers: extra ?? headers }),
  };
}

function input({ file, resource, factory }: Place): string | undefined {
  return factory.input === undefined ? undefined : bare(inputCall(file, resource, 'by'));
}

/** The properties that the factory's request has. */
function givenNames({ model, resource, factory }: Place): readonly string[] {
  return bodyFields(noImports, model, factory.input?.object, { entity: resource.entity, n: 0, by: 'by' }).map(({ name }) => name);
}

function createTest(place: Place): TestCase {
  const { file, model, resource, factory, route: { endpoint } } = place;
  const { entity } = resource;
  const read = routeFor(resource, 'read');
  return caseOf(place, `creates ${oneInWords(entity)}`, () => {
    const { lines, by, post } = start(place);
    const body = input(place);
    const readPath = read === undefined ? undefined : rowPath(model, resource, read, 'created');
    const assert = assertFrom(file);
    const sent = givenNames(place);
    const shown = new Set(objectOf(model.application, successSchema(endpoint))?.properties.filter(({ writeOnly }) => !writeOnly).map(({ name }) => name));
    const fields = sent.every((name) => shown.has(name)) ? 'body' : `{ ${sent.filter((name) => shown.has(name)).map((name) => `${propertyName(name)}: body${memberAccess(name)}`).join(', ')} }`;
    return [
      ...lines,
      body === undefined ? undefined : `const body = ${body};`,
      `const reply = ${post(body === undefined ? undefined : 'body')};`,
      `const created = ${expectSuccess(file, model, endpoint, 'reply')};`,
      factory.input?.object === undefined ? undefined : `${file.use('test:expectFields')}(created, ${fields});`,
      readPath === undefined ? undefined : `${assert}.equal(reply.header('location'), ${readPath});`,
      `${assert}.equal(reply.header('etag'), '"1"');`,
      readPath === undefined ? undefined : `const read = ${sendSource(file, 'GET', readPath, { by })};`,
      readPath === undefined ? undefined : read !== undefined && sameSchema(successSchema(read.endpoint), factory.answer) ? `${assert}.deepEqual(read.body, created);` : `${file.use('test:expectStatus')}(read, 200);`,
    ];
  });
}

function sameSchema(a: Factory['answer'] | undefined, b: Factory['answer']): boolean {
  return a?.kind === 'ref' && b.kind === 'ref' && a.name === b.name;
}

function defaultTests(place: Place): readonly TestCase[] {
  const { file, model, resource, factory, route: { endpoint } } = place;
  const defaulted = defaultedFields(model, factory.input?.object, factory.answer);
  if (defaulted === undefined) return [];
  return [
    caseOf(place, 'gives what is absent its default', () => {
      const { lines, post } = start(place);
      const body = objectSource(minimalBody(file, model, factory.input?.object, { entity: resource.entity, n: 0, by: 'by' }));
      return [...lines, `const body = ${body};`, `const created = ${expectSuccess(file, model, endpoint, post('body'))};`, `${file.use('test:expectFields')}(created, ${defaulted});`];
    }),
  ];
}

function uniqueTests(place: Place): readonly TestCase[] {
  const { file, resource, factory } = place;
  const given = new Set(givenNames(place));
  const groups = uniqueGroups(resource.entity).filter((names) => names.every((name) => given.has(name)));
  const duplicates = groups.map((names) =>
    caseOf(place, `refuses a second ${bareWords(resource.entity)} with the same ${names.join(' and ')}`, () => {
      const { lines, post } = start(place);
      const body = input(place) ?? '{}';
      const same = names.map((name) => `${propertyName(name)}: body${memberAccess(name)}`).join(', ');
      const again = `{ ...${inputCall(file, resource, 'by', factory.input?.references.some(({ name }) => names.includes(name)) === true ? `{ ${same} }` : undefined)}, ${same} }`;
      return [
        ...lines,
        `const body = ${body};`,
        `${file.use('test:expectStatus')}(${post('body')}, ${factory.route?.endpoint.successStatus ?? 201});`,
        `${file.use('test:expectProblem')}(${post(simpler(again, same))}, 409);`,
      ];
    }),
  );
  if (!resource.oneEach) return duplicates;
  const second = caseOf(place, `refuses a second ${bareWords(resource.entity)} of the same caller`, () => {
    const { lines, post } = start(place);
    const body = input(place);
    return [...lines, `${file.use('test:expectStatus')}(${post(body)}, ${factory.route?.endpoint.successStatus ?? 201});`, `${file.use('test:expectProblem')}(${post(body)}, 409);`];
  });
  return [...duplicates, second];
}

/** `{ ...(await x(by, { a: body.a })), a: body.a }` is `await x(by, { a: body.a })`: what is given stands in the input already. */
function simpler(source: string, same: string): string {
  const match = /^\{ \.\.\.\((await .*)\), (.*) \}$/s.exec(source);
  return match?.[2] === same && match[1]?.includes(`{ ${same} }`) === true ? match[1] : source;
}

function uniqueGroups(entity: Entity): readonly (readonly string[])[] {
  const single = entity.attributes.filter(({ unique, generated }) => unique && generated === undefined).map(({ name }) => [name]);
  return [...single, ...entity.uniques.map(({ attributes }) => attributes)];
}

function idempotencyTests(place: Place): readonly TestCase[] {
  const { file, model, factory, route: { endpoint } } = place;
  if (!endpoint.idempotencyKey) return [];
  const key = (): string => `{ 'idempotency-key': key }`;
  const keyLine = (): string => `const key = ${file.importFrom('node:crypto', 'randomUUID')}();`;
  const replayed = caseOf(place, 'answers a repeated Idempotency-Key with the first answer', () => {
    const { lines, post } = start(place);
    const body = input(place);
    const assert = assertFrom(file);
    const send = post(body === undefined ? undefined : 'body', key());
    return [
      ...lines,
      body === undefined ? undefined : `const body = ${body};`,
      keyLine(),
      `const first = ${send};`,
      `${expectSuccess(file, model, endpoint, 'first')};`,
      `const again = ${send};`,
      `${file.use('test:expectStatus')}(again, ${endpoint.successStatus});`,
      `${assert}.equal(again.header('idempotency-replayed'), 'true');`,
      `${assert}.deepEqual(again.body, first.body);`,
    ];
  });
  const literalField = writableProperties(factory.input?.object).find(({ schema }) => schema.kind === 'string' && schema.format === undefined && schema.pattern === undefined);
  if (factory.input === undefined || literalField === undefined) return [replayed];
  const reused = caseOf(place, 'refuses an Idempotency-Key that came with another body', () => {
    const { lines, post } = start(place);
    const other = literalField.schema.kind === 'string' ? 'z'.repeat(Math.max(1, literalField.schema.minLength ?? 1)) : '';
    return [
      ...lines,
      `const body = ${input(place) ?? '{}'};`,
      keyLine(),
      `${file.use('test:expectStatus')}(${post('body', key())}, ${endpoint.successStatus});`,
      `const reused = ${post(`{ ...body, ${propertyName(literalField.name)}: ${quoted(other)} }`, key())};`,
      `${file.use('test:expectProblem')}(reused, 422, 'idempotency_key_reused');`,
    ];
  });
  return [replayed, reused];
}
