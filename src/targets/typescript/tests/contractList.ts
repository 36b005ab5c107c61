import type { ListBehavior } from '../../../ir/endpoint.ts';
import type { ObjectSchema, Property, Schema } from '../../../ir/schema.ts';
import { readParameter } from '../../../semantics/parameters.ts';
import { schemaContext } from '../../../semantics/schemaContext.ts';
import type { TsFile } from '../code/tsFile.ts';
import { resolveSchema } from '../resolveSchema.ts';
import { answerSource } from './answers.ts';
import { namesInInvariants } from './invariantValues.ts';
import { filterSource } from './listFilters.ts';
import { hasRoom, type ListPlace, type Opening, openingOf } from './listOpening.ts';
import { literal, propertyName, quoted } from './literal.ts';
import { fixtureMakesOne, fixtureRepeats } from './repeats.ts';
import { sampleJson } from './requestBody.ts';
import { parameterNamed } from './requestPath.ts';
import { rowsAtMost } from './scarce.ts';
import { callerOf, requiredQuery } from './scene.ts';
import { callWith, type TestPart } from './sendSource.ts';
import { listingName, manyInWords } from './testNames.ts';
import { attributeOf, type CrudRoute, objectOf, type Resource, successSchema, type TestModel, writableProperties } from './testModel.ts';

/** Contract tests of a list endpoint: its form, paging, filters and sorting. */
export function listTests(file: TsFile, model: TestModel, resource: Resource, route: CrudRoute): readonly TestPart[] {
  const { list } = route.crud;
  if (list === undefined) return [];
  const { endpoint } = route;
  const place: ListPlace = { file, model, resource, route, list };
  const opening = openingOf(place);
  const canMake = opening !== undefined && hasRoom(place, 1);
  if (route.crud.parents.length > 0 && !canMake) return [];
  const source = (): string => {
    const { caller } = callerOf(file, model, [endpoint], canMake && resource.factory?.mayNeedOwner === true);
    const options = [
      `many: ${quoted(manyInWords(resource.entity))}`,
      `answer: ${answerSource(file, model, endpoint)}`,
      `listing: ${file.use(`test:${listingName(endpoint)}`)}`,
      `key: ${quoted(resource.key.name)}`,
      ...(route.crud.parents.length > 0 || requiredQuery(model, endpoint) !== '' ? [] : [`bad: ${literal(badPages(place))}`]),
      ...(canMake ? rowOptions(place, opening) : []),
    ];
    return callWith(file.use('test:listsRows'), [quoted(endpoint.key), caller, canMake ? file.use(`test:rows:${resource.entity.name}`) : 'undefined'], options);
  };
  return [{ name: `${endpoint.key} lists`, nodes: [endpoint.key], source }];
}

function rowOptions(place: ListPlace, opening: Opening): readonly string[] {
  const { resource, model, route, list } = place;
  const shown = itemSchema(model, route, list)?.properties.some(({ name }) => name === resource.key.name) === true;
  const isFit = shown && hasMany(model, resource);
  return [
    ...(opening.source === undefined ? [] : [`open: ${opening.source}`]),
    ...(opening.isOwn && (resource.factory?.fixture === undefined || fixtureMakesOne(model, resource)) ? ['own: true'] : []),
    ...(isFit ? [...pagesOption(place, opening), ...sortOption(place), ...filtersOption(place, opening)] : []),
  ];
}

function itemSchema(model: TestModel, { endpoint }: CrudRoute, { envelope }: ListBehavior): ObjectSchema | undefined {
  const schema = successSchema(model.application, endpoint);
  const list: Schema | undefined = envelope.kind === 'array' ? schema : objectOf(model.application, schema)?.properties.find(({ name }) => name === envelope.items)?.schema;
  const resolved = list === undefined ? undefined : resolveSchema(model.application, list);
  return resolved?.kind === 'array' ? objectOf(model.application, resolved.items) : undefined;
}

/** Pages that cannot be asked for: a cursor that is none, and what the parameters' own schemas forbid. */
function badPages({ model, route, list: { paging } }: ListPlace): readonly string[] {
  if (paging.kind === 'none') return [];
  const limits = paging.limit === undefined ? [] : ['0', '-1', String(paging.max + 1), 'many', ''].map((value) => [paging.limit ?? '', value] as const);
  const starts = paging.kind === 'keyset' ? [] : paging.kind === 'offset' ? [[paging.offset, '-1'] as const] : [[paging.page, String(paging.first - 1)] as const];
  const broken = [...limits, ...starts].filter(([name, value]) => {
    const parameter = parameterNamed(route.endpoint, name, 'query');
    return parameter !== undefined && readParameter(parameter, { [name]: value }, schemaContext(model.application)).kind === 'broken';
  });
  return [...broken.map(([name, value]) => `${name}=${value}`), ...(paging.kind === 'keyset' ? [`${paging.cursor}=nonsense`] : [])];
}

/** Whether the factory can make several rows for one caller. */
function hasMany(model: TestModel, resource: Resource): boolean {
  const { resources } = model;
  const { entity, oneEach, factory } = resource;
  const isPaired = factory?.input?.references.some(({ name, target }) => attributeOf(entity, name)?.unique === true && resources.get(target.name)?.oneEach === true) === true;
  return !oneEach && !isPaired && rowsAtMost(model, resource) >= 3 && (factory?.fixture === undefined || (factory.fixture.pointer === '' && fixtureRepeats(model, resource)));
}

function pagesOption(place: ListPlace, { shelf, room }: Opening): readonly string[] {
  const { paging, envelope } = place.list;
  const canWalk = paging.kind !== 'none' && paging.limit !== undefined && (paging.kind !== 'keyset' || (envelope.kind === 'object' && envelope.nextCursor !== undefined));
  if (!canWalk || !hasRoom(place, 3)) return [];
  return [shelf !== undefined && room < 3 ? "pages: 'amongOthers'" : 'pages: true'];
}

function sortOption(place: ListPlace): readonly string[] {
  const { sort } = place.list;
  if (sort === undefined || !hasRoom(place, 2)) return [];
  const properties = new Map(writableProperties(place.resource.factory?.input?.object).map((property) => [property.name, property]));
  const orders = sort.attributes.flatMap((attribute) => {
    const property = properties.get(attribute);
    const values = property === undefined ? undefined : orderedValues(place, property);
    const name = propertyName(attribute);
    return values === undefined ? [] : [`${name}: [${values.map((value) => `() => ({ ${name}: ${value} })`).join(', ')}]`];
  });
  return orders.length === 0 ? [] : [`sort: { parameter: ${quoted(sort.parameter)}, orders: { ${orders.join(', ')} } }`];
}

/** Two values, the lower one first; texts differ in their first letter so that every collation agrees. */
function orderedValues({ file, model, resource }: ListPlace, { name, schema: declared }: Property): readonly [string, string] | undefined {
  const schema = resolveSchema(model.application, declared);
  const attribute = attributeOf(resource.entity, name);
  if (schema === undefined || attribute?.relation !== undefined || namesInInvariants(model.application, resource.entity).has(name)) return undefined;
  const isUnique = attribute?.unique === true || resource.entity.uniques.some(({ attributes }) => attributes.includes(name));
  if (schema.kind === 'string' && schema.format === undefined && schema.pattern === undefined && (schema.maxLength ?? 99) >= 12 && (schema.minLength ?? 0) <= 11) {
    const most = (schema.maxLength ?? 99) < 40 ? `, ${schema.maxLength ?? 12}` : '';
    return [`${file.use('test:uniqueText')}('a'${most})`, `${file.use('test:uniqueText')}('z'${most})`];
  }
  if (isUnique || !['integer', 'decimal', 'number'].includes(schema.kind)) return undefined;
  const samples = [sampleJson(model, declared, 0, name), sampleJson(model, declared, 1, name)];
  const [a, b] = samples.filter((value) => value !== undefined && value !== null).sort((left, right) => Number(left) - Number(right));
  return a === undefined || b === undefined || Number(a) === Number(b) ? undefined : [literal(a), literal(b)];
}

function filtersOption(place: ListPlace, { shelf, room }: Opening): readonly string[] {
  if (!hasRoom(place, 2)) return [];
  const filters = place.list.filters.flatMap((filter) => {
    const source = filterSource(place, filter);
    const isAmongOthers = shelf !== undefined && (room < 2 || filter.attribute === shelf);
    return source === undefined ? [] : [`  ${isAmongOthers ? `${place.file.use('test:amongOthers')}(${source})` : source},\n`];
  });
  return filters.length === 0 ? [] : [`filters: [\n${filters.join('')}]`];
}
