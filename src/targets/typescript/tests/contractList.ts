import type { Filter, ListBehavior } from '../../../ir/endpoint.ts';
import type { Entity } from '../../../ir/entity.ts';
import type { ObjectSchema, Property, Schema } from '../../../ir/schema.ts';
import { readParameter } from '../../../semantics/parameters.ts';
import { schemaContext } from '../../../semantics/schemaContext.ts';
import type { TsFile } from '../code/tsFile.ts';
import { resolveSchema } from '../resolveSchema.ts';
import { assertFrom, expectSuccess } from './answers.ts';
import { callerForAll } from './access.ts';
import type { TestCase } from './contractRow.ts';
import { factoryCall } from './factories.ts';
import { namesInInvariants } from './invariantValues.ts';
import { literal, memberAccess, propertyName, quoted } from './literal.ts';
import { canRepeat, fixtureRepeats } from './repeats.ts';
import { keyOfNewRow, sampleJson } from './requestBody.ts';
import { parameterNamed, pathSource } from './requestPath.ts';
import { callerOf, requiredQuery } from './scene.ts';
import { sendSource, testSource } from './sendSource.ts';
import { listingName, manyInWords, rowName } from './testNames.ts';
import { attributeOf, type CrudRoute, objectOf, type Resource, successSchema, type TestModel, writableProperties } from './testModel.ts';
import { uniqueValue } from './uniqueValue.ts';

interface Place {
  readonly file: TsFile;
  readonly model: TestModel;
  readonly resource: Resource;
  readonly route: CrudRoute;
  readonly list: ListBehavior;
  /** The schema of one row in the list. */
  readonly item: ObjectSchema | undefined;
}

/** Contract tests of a list endpoint: its form, paging, filters and sorting. */
export function listTests(file: TsFile, model: TestModel, resource: Resource, route: CrudRoute): readonly TestCase[] {
  const { list } = route.crud;
  if (list === undefined) return [];
  const place: Place = { file, model, resource, route, list, item: itemSchema(model, route, list) };
  return [...formTests(place), ...pagingTests(place), ...list.filters.flatMap((filter) => filterTests(place, filter)), ...sortTests(place)];
}

function itemSchema(model: TestModel, { endpoint }: CrudRoute, { envelope }: ListBehavior): ObjectSchema | undefined {
  const schema = successSchema(endpoint);
  const list: Schema | undefined = envelope.kind === 'array' ? schema : objectOf(model.application, schema)?.properties.find(({ name }) => name === envelope.items)?.schema;
  const resolved = list === undefined ? undefined : resolveSchema(model.application, list);
  return resolved?.kind === 'array' ? objectOf(model.application, resolved.items) : undefined;
}

/** What every list test says first: who calls, and the address of a list in which only the test's own rows stand, where that can be had. */
interface Opening {
  readonly lines: readonly string[];
  readonly by: string | undefined;
  /** Source of making a row that stands in the list; `given` holds further properties. */
  readonly make: (given?: string) => string;
  /** Nothing else stands in the list. */
  readonly isolated: boolean;
  /** What stands between the address and a further query parameter. */
  readonly and: '?' | '&';
}

/** Undefined when so many rows cannot be made. `about` is the attribute that the test is about. */
function opening(place: Place, rows: number, about?: string): Opening | undefined {
  const { file, model, resource, route } = place;
  const { factory, entity } = resource;
  if (factory === undefined) return undefined;
  const { endpoint, crud } = route;
  if (factory.fixture !== undefined && crud.parents.length > 0) return undefined;
  const { callerLine, by } = callerOf(file, model, [endpoint], factory.needsOwner);
  const owner = factory.needsOwner ? by : undefined;
  const parents = crud.parents.flatMap(({ parameter, attribute, entity: name }) => {
    const target = model.application.entities.find((candidate) => candidate.name === name);
    const key = target === undefined ? undefined : keyOfNewRow(file, model, target, owner ?? '');
    return key === undefined ? [] : [{ name: parameter, given: givenName(resource, parameter, attribute), source: key.source }];
  });
  if (parents.length < crud.parents.length) return undefined;
  const owners = crud.parents.map(({ entity: name }) => name);
  if ((resource.oneEach && owners.includes(entity.name)) || !canRepeat(model, resource, new Set(crud.parents.map(({ attribute }) => attribute)), rows)) return undefined;
  const isOwn = entity.owner !== undefined && callerForAll(model.application, [endpoint]) === 'someone';
  const shelf = isOwn || parents.length > 0 ? undefined : shelfOf(place, owner ?? '', rows, about);
  const query = [requiredQuery(model, endpoint), shelf === undefined ? '' : `?${shelf.parameter}=\${${shelf.name}}`].filter((part) => part !== '').join('&').replaceAll('&?', '&');
  const fixed = [...parents, ...(shelf === undefined ? [] : [shelf])];
  const givens = fixed.map(({ name, given }) => (name === given ? name : `${propertyName(given)}: ${name}`));
  return {
    lines: [callerLine, ...fixed.map(({ name, source }) => `const ${name} = ${source};`), `const url = ${pathSource(model.application, endpoint, (name) => name, query)};`],
    by,
    isolated: isOwn || fixed.length > 0,
    and: query === '' ? '?' : '&',
    make: (given) => {
      const all = [...givens, ...(given === undefined ? [] : [given])];
      return factoryCall(file, resource, owner, all.length === 0 ? undefined : `{ ${all.join(', ')} }`);
    },
  };
}

/** A new row that others can refer to and by which the list can be filtered: with it the list holds the test's rows only. */
function shelfOf({ file, model, resource, list }: Place, by: string, rows: number, about: string | undefined): { readonly name: string; readonly given: string; readonly source: string; readonly parameter: string } | undefined {
  const { entity, factory } = resource;
  const given = new Set(writableProperties(factory?.input?.object).map(({ name }) => name));
  for (const { attribute, operator, parameter } of list.filters) {
    const target = targetEntity(model, entity, attribute);
    if (operator !== 'eq' || attribute === about || target === undefined || !given.has(attribute) || attributeOf(entity, attribute)?.unique === true) continue;
    if (!canRepeat(model, resource, new Set([attribute]), rows)) continue;
    const isSafe = attributeOf(entity, attribute)?.schema.kind === 'integer' || /^[\w.]+$/.test(parameter);
    const key = isSafe && model.resources.get(target.name)?.oneEach !== true ? keyOfNewRow(file, model, target, by) : undefined;
    if (key !== undefined) return { name: rowName(target) === attribute ? `${attribute}Key` : attribute, given: attribute, source: key.source, parameter };
  }
  return undefined;
}

/** The factory takes a parent under the name of its own path parameter, else under that of the attribute. */
function givenName({ factory }: Resource, parameter: string, attribute: string): string {
  return factory?.parents.some(({ name }) => name === parameter) === true ? parameter : attribute;
}

function caseOf({ file, route }: Place, fact: string, statements: () => readonly (string | undefined)[]): TestCase {
  const title = `${route.endpoint.key} ${fact}`;
  return { title, source: () => testSource(file, title, statements()) };
}

function formTests(place: Place): readonly TestCase[] {
  const { file, model, resource, route: { endpoint, crud } } = place;
  const isFree = crud.parents.length === 0;
  if (!isFree && opening(place, 1) === undefined) return [];
  const caller = (): ReturnType<typeof callerOf> => callerOf(file, model, [endpoint], false);
  const form = caseOf(place, `answers ${manyInWords(resource.entity)}`, () => {
    const url = pathSource(model.application, endpoint, (name) => name, requiredQuery(model, endpoint));
    const { lines, by, make } = opening(place, 1) ?? { lines: [caller().callerLine, `const url = ${url};`], by: caller().by, make: undefined };
    return [...lines, make === undefined ? undefined : `${make()};`, `${expectSuccess(file, model, endpoint, sendSource(file, 'GET', 'url', { by }))};`];
  });
  if (!isFree || requiredQuery(model, endpoint) !== '') return [form];
  const refusals = caseOf(place, 'refuses unknown query parameters and bad pages', () => {
    const { by, callerLine } = caller();
    const path = pathSource(model.application, endpoint, (name) => name, '?${query}');
    const bad = ['unknown=1', ...badPages(place)].map((query) => quoted(query));
    return [
      callerLine,
      `for (const query of [${bad.join(', ')}]) {`,
      `  ${file.use('test:expectProblem')}(${sendSource(file, 'GET', path, { by })}, 400);`,
      '}',
    ];
  });
  return [form, refusals];
}

/** Pages that cannot be asked for: a cursor that is none, and what the parameters' own schemas forbid. */
function badPages({ model, route, list: { paging } }: Place): readonly string[] {
  if (paging.kind === 'none') return [];
  const limits = paging.limit === undefined ? [] : ['0', '-1', String(paging.max + 1), 'many', ''].map((value) => [paging.limit ?? '', value] as const);
  const starts = paging.kind === 'keyset' ? [] : paging.kind === 'offset' ? [[paging.offset, '-1'] as const] : [[paging.page, String(paging.first - 1)] as const];
  const broken = [...limits, ...starts].filter(([name, value]) => {
    const parameter = parameterNamed(route.endpoint, name, 'query');
    return parameter !== undefined && readParameter(parameter, { [name]: value }, schemaContext(model.application)).kind === 'broken';
  });
  return [...broken.map(([name, value]) => `${name}=${value}`), ...(paging.kind === 'keyset' ? [`${paging.cursor}=nonsense`] : [])];
}

function pagingTests(place: Place): readonly TestCase[] {
  const { file, resource, list: { paging, envelope }, item, route } = place;
  const key = resource.key.name;
  const canWalk = paging.kind !== 'none' && paging.limit !== undefined && (paging.kind !== 'keyset' || (envelope.kind === 'object' && envelope.nextCursor !== undefined));
  if (!canWalk || item?.properties.some(({ name }) => name === key) !== true || !hasMany(place.model, resource) || opening(place, 3) === undefined) return [];
  return [
    caseOf(place, 'comes page by page, each row once', () => {
      const start = opening(place, 3);
      if (start === undefined) return [];
      const { lines, by, make, isolated } = start;
      const assert = assertFrom(file);
      const row = `(${make()})${memberAccess(key)}`;
      const listing = file.use(`test:${listingName(route.endpoint)}`);
      const listAll = `await ${file.use('test:listAll')}(url, ${listing}${isolated ? `, ${by ?? 'undefined'}, 2` : by === undefined ? '' : ', by'})`;
      return [
        ...lines,
        `const keys = [${row}, ${row}, ${row}];`,
        `const walked = ${file.use('test:valuesOf')}(${listAll}, ${quoted(key)});`,
        isolated ? `${assert}.deepEqual(new Set(walked), new Set<unknown>(keys));` : `${assert}.deepEqual(keys.filter((key) => !walked.includes(key)), []);`,
        `${assert}.equal(new Set(walked).size, walked.length);`,
        `const page = await ${file.use('test:listPage')}(url, ${listing}, { ${propertyName(paging.limit ?? '')}: 2 }${by === undefined ? '' : ', by'});`,
        `${assert}.equal(page.length, 2);`,
      ];
    }),
  ];
}

/** Whether the factory can make several rows for one caller. */
function hasMany(model: TestModel, resource: Resource): boolean {
  const { resources } = model;
  const { entity, oneEach, factory } = resource;
  const isPaired = factory?.input?.references.some(({ name, target }) => attributeOf(entity, name)?.unique === true && resources.get(target.name)?.oneEach === true) === true;
  return !oneEach && !isPaired && (factory?.fixture === undefined || (factory.fixture.pointer === '' && fixtureRepeats(model, resource)));
}

function sortTests(place: Place): readonly TestCase[] {
  const { list: { sort }, resource, item, file, route } = place;
  const body = resource.factory?.input?.object;
  const key = resource.key.name;
  if (sort === undefined || opening(place, 2) === undefined || item?.properties.some(({ name }) => name === key) !== true) return [];
  return sort.attributes.flatMap((attribute): readonly TestCase[] => {
    const property = writableProperties(body).find(({ name }) => name === attribute);
    if (property === undefined || !hasMany(place.model, resource) || orderedValues(place, property) === undefined) return [];
    return [
      caseOf(place, `sorts by ${attribute}`, () => {
        const start = opening(place, 2, attribute);
        const values = orderedValues(place, property);
        if (start === undefined || values === undefined) return [];
        const { lines, by, make, and } = start;
        const assert = assertFrom(file);
        const access = memberAccess(key);
        const [low, high] = values;
        const read = (direction: string): string => `${file.use('test:valuesOf')}(await ${file.use('test:listAll')}(\`\${url}${and}${sort.parameter}=${direction}${attribute}\`, ${file.use(`test:${listingName(route.endpoint)}`)}${by === undefined ? '' : ', by'}), ${quoted(key)})`;
        return [
          ...lines,
          `const high = (${make(`${propertyName(attribute)}: ${high}`)})${access};`,
          `const low = (${make(`${propertyName(attribute)}: ${low}`)})${access};`,
          `const ascending = ${read('')};`,
          `${assert}.ok(ascending.includes(low) && ascending.indexOf(low) < ascending.indexOf(high));`,
          `const descending = ${read('-')};`,
          `${assert}.ok(descending.includes(high) && descending.indexOf(high) < descending.indexOf(low));`,
        ];
      }),
    ];
  });
}

/** Two values, the lower one first; texts differ in their first letter so that every collation agrees. */
function orderedValues({ file, model, resource }: Place, { name, schema: declared }: Property): readonly [string, string] | undefined {
  const schema = resolveSchema(model.application, declared);
  const attribute = attributeOf(resource.entity, name);
  if (schema === undefined || attribute?.relation !== undefined || namesInInvariants(model.application, resource.entity).has(name)) return undefined;
  const isUnique = attribute?.unique === true || resource.entity.uniques.some(({ attributes }) => attributes.includes(name));
  if (schema.kind === 'string' && schema.format === undefined && schema.pattern === undefined && (schema.maxLength ?? 99) >= 12 && (schema.minLength ?? 0) <= 11) {
    return [`${file.use('test:uniqueText')}('a'${(schema.maxLength ?? 99) < 40 ? `, ${schema.maxLength ?? 12}` : ''})`, `${file.use('test:uniqueText')}('z'${(schema.maxLength ?? 99) < 40 ? `, ${schema.maxLength ?? 12}` : ''})`];
  }
  if (isUnique || !['integer', 'decimal', 'number'].includes(schema.kind)) return undefined;
  const samples = [sampleJson(model, declared, 0, name), sampleJson(model, declared, 1, name)];
  const [a, b] = samples.filter((value) => value !== undefined && value !== null).sort((left, right) => Number(left) - Number(right));
  return a === undefined || b === undefined || Number(a) === Number(b) ? undefined : [literal(a), literal(b)];
}

function filterTests(place: Place, filter: Filter): readonly TestCase[] {
  const { resource, item } = place;
  const key = resource.key.name;
  const shown = new Set(item?.properties.map(({ name }) => name));
  if (!shown.has(key) || opening(place, 2) === undefined || filterValues(place, filter) === undefined) return [];
  return [
    caseOf(place, `filters by ${filter.parameter}`, () => {
      const { file, route } = place;
      const start = opening(place, 2, filter.attribute);
      const values = filterValues(place, filter);
      if (start === undefined || values === undefined) return [];
      const { lines, by, make, and } = start;
      const assert = assertFrom(file);
      const access = memberAccess(key);
      const name = propertyName(filter.attribute);
      const query = `\`\${url}${and}${filter.parameter}=${values.asked}\``;
      return [
        ...lines,
        ...values.lines(by ?? ''),
        `const matching = (${make(`${name}: ${values.matching}`)})${access};`,
        `const other = (${make(`${name}: ${values.other}`)})${access};`,
        `const found = ${file.use('test:valuesOf')}(await ${file.use('test:listAll')}(${query}, ${file.use(`test:${listingName(route.endpoint)}`)}${by === undefined ? '' : ', by'}), ${quoted(key)});`,
        `${assert}.ok(found.includes(matching));`,
        `${assert}.ok(!found.includes(other));`,
      ];
    }),
  ];
}

interface FilterValues {
  /** Statements that make what the values need. */
  readonly lines: (by: string) => readonly string[];
  readonly matching: string;
  readonly other: string;
  /** What the query says, as a part of a template literal. */
  readonly asked: string;
}

function filterValues({ file, model, resource }: Place, { attribute: name, operator }: Filter): FilterValues | undefined {
  const { entity, factory } = resource;
  const property = writableProperties(factory?.input?.object).find((candidate) => candidate.name === name);
  const schema = property === undefined ? undefined : resolveSchema(model.application, property.schema);
  if (property === undefined || schema === undefined || !hasMany(model, resource) || namesInInvariants(model.application, entity).has(name)) return undefined;
  const target = targetEntity(model, entity, name);
  if (target !== undefined) {
    if (operator !== 'eq' || model.resources.get(target.name)?.oneEach === true) return undefined;
    const make = (by: string): string | undefined => keyOfNewRow(file, model, target, by)?.source;
    if (make('') === undefined) return undefined;
    return { lines: (by) => [`const wanted = ${make(by) ?? ''};`, `const unwanted = ${make(by) ?? ''};`], matching: 'wanted', other: 'unwanted', asked: '${wanted}' };
  }
  const varied = schema.kind === 'string' ? uniqueValue(file, schema, `${entity.name} ${name}`) : undefined;
  if (varied !== undefined) return textFilter(operator, varied);
  const samples = [0, 1, 2, 3].flatMap((n) => sampleJson(model, property.schema, n, name) ?? []);
  const isUnique = attributeOf(entity, name)?.unique === true;
  return isUnique ? undefined : sampleFilter(operator, samples);
}

function targetEntity(model: TestModel, entity: Entity, name: string): Entity | undefined {
  const relation = attributeOf(entity, name)?.relation;
  const target = entity.relations.find((candidate) => candidate.name === relation)?.target;
  return model.application.entities.find((candidate) => candidate.name === target);
}

function textFilter(operator: Filter['operator'], varied: string): FilterValues | undefined {
  const lines = (): readonly string[] => [`const wanted = ${varied};`, `const unwanted = ${varied};`];
  const shared = { lines, matching: 'wanted', other: 'unwanted' };
  if (operator === 'eq' || operator === 'in') return { ...shared, asked: '${encodeURIComponent(wanted)}' };
  if (operator === 'contains') return { ...shared, asked: '${encodeURIComponent(wanted.slice(1))}' };
  if (operator === 'startsWith') return { ...shared, asked: '${encodeURIComponent(wanted)}' };
  return operator === 'ne' ? { ...shared, asked: '${encodeURIComponent(unwanted)}' } : undefined;
}

function sampleFilter(operator: Filter['operator'], samples: readonly unknown[]): FilterValues | undefined {
  const sorted = [...new Set(samples)].filter((value): value is string | number | boolean => ['string', 'number', 'boolean'].includes(typeof value)).sort((a, b) => (Number(a) < Number(b) ? -1 : Number(a) > Number(b) ? 1 : String(a) < String(b) ? -1 : 1));
  const [low, high] = [sorted[0], sorted.at(-1)];
  if (low === undefined || high === undefined || low === high) return undefined;
  const values = (matching: string | number | boolean, other: string | number | boolean, asked: string | number | boolean): FilterValues => ({ lines: () => [], matching: literal(matching), other: literal(other), asked: encodeURIComponent(String(asked)) });
  switch (operator) {
    case 'eq':
    case 'in':
      return values(high, low, high);
    case 'ne':
      return values(high, low, low);
    case 'gt':
      return values(high, low, low);
    case 'gte':
      return values(high, low, high);
    case 'lt':
      return values(low, high, high);
    case 'lte':
      return values(low, high, low);
    case 'contains':
    case 'startsWith':
      return undefined;
  }
}
