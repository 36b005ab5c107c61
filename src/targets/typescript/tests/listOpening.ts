import type { ListBehavior } from '../../../ir/endpoint.ts';
import type { Entity } from '../../../ir/entity.ts';
import { mentions } from '../code/mentions.ts';
import type { TsFile } from '../code/tsFile.ts';
import { callerForAll } from './access.ts';
import { fieldsBeside } from './invariantValues.ts';
import { propertyName } from './literal.ts';
import { canRepeat } from './repeats.ts';
import { keyOfNewRow } from './requestBody.ts';
import { pathSource } from './requestPath.ts';
import { requiredQuery } from './scene.ts';
import { rowName } from './testNames.ts';
import { attributeOf, type CrudRoute, type Resource, targetOf, type TestModel, writableProperties } from './testModel.ts';

/** A list endpoint that is being tested. */
export interface ListPlace {
  readonly file: TsFile;
  readonly model: TestModel;
  readonly resource: Resource;
  readonly route: CrudRoute;
  readonly list: ListBehavior;
}

/** A list in which only the test's own rows stand, where that can be had. */
export interface Opening {
  /** Source of the function that opens it; undefined when the list as it is will do. */
  readonly source: string | undefined;
  /** The caller sees own rows only. */
  readonly isOwn: boolean;
  /** The attribute by which the rows of the test are told from others, when no path does that. */
  readonly shelf: string | undefined;
  /** How many rows one list can be given on such a shelf. */
  readonly room: number;
}

/** Rows that the test of a list may need. */
const mostRows = 3;

/** How the tests of a list begin; undefined when no row can be made for it. */
export function openingOf(place: ListPlace): Opening | undefined {
  const { model, resource, route } = place;
  const { factory, entity } = resource;
  if (factory === undefined || (factory.fixture !== undefined && route.crud.parents.length > 0)) return undefined;
  const parents = parentsOf(place);
  const owners = route.crud.parents.map(({ entity: name }) => name);
  if (parents === undefined || (resource.oneEach && owners.includes(entity.name))) return undefined;
  const isOwn = entity.owner !== undefined && callerForAll(model.application, [route.endpoint]) === 'someone';
  if (isOwn || parents.length > 0) return { source: parents.length === 0 ? undefined : openSource(place, parents, ''), isOwn, shelf: undefined, room: mostRows };
  const shelf = shelfOf(place);
  const source = shelf === undefined ? undefined : openSource(place, [shelf], `${shelf.parameter}=\${${shelf.name}}`);
  return { source, isOwn, shelf: shelf?.given, room: shelf?.room ?? 0 };
}

/** Whether so many rows can be made for one list. */
export function hasRoom({ model, resource, route }: ListPlace, rows: number): boolean {
  return canRepeat(model, resource, new Set(route.crud.parents.map(({ attribute }) => attribute)), rows);
}

/** A new row that others refer to: by `given` in their requests, as `name` in the address. */
interface Parent {
  readonly name: string;
  readonly given: string;
  readonly source: string;
  /** Sources of what else rows that refer to it are given. */
  readonly beside: readonly string[];
}

function parentsOf({ file, model, resource, route }: ListPlace): readonly Parent[] | undefined {
  const parents = route.crud.parents.flatMap(({ parameter, attribute, entity: name }): readonly Parent[] => {
    const target = model.application.entities.find((candidate) => candidate.name === name);
    const key = target === undefined || !canGive(resource, givenName(resource, parameter, attribute)) ? undefined : keyOfNewRow(file, model, target, 'by');
    const beside = key === undefined ? undefined : fieldsBeside(model.application, resource.entity, attribute);
    return key === undefined || beside === undefined ? [] : [{ name: parameter, given: givenName(resource, parameter, attribute), source: key.source, beside }];
  });
  return parents.length < route.crud.parents.length ? undefined : parents;
}

function openSource({ model, route }: ListPlace, fixed: readonly Parent[], query: string): string {
  const whole = [requiredQuery(model, route.endpoint), query].filter((part) => part !== '').join('&');
  const url = pathSource(model.application, route.endpoint, (name) => name, whole === '' || whole.startsWith('?') ? whole : `?${whole}`);
  const given = [...fixed.map(({ name, given: attribute }) => (name === attribute ? name : `${propertyName(attribute)}: ${name}`)), ...new Set(fixed.flatMap(({ beside }) => beside))];
  const lines = fixed.map(({ name, source }) => `const ${name} = ${source};`);
  const usesCaller = lines.some((line) => mentions(line, 'by'));
  return `async (${usesCaller ? 'by' : ''}) => {\n${lines.join('\n')}\nreturn { url: ${url}, given: { ${given.join(', ')} } };\n}`;
}

/** A new row that others can refer to and by which the list can be filtered: with it the list holds the test's rows only. */
function shelfOf({ file, model, resource, list }: ListPlace): (Parent & { readonly parameter: string; readonly room: number }) | undefined {
  const { entity, factory } = resource;
  const given = new Set(writableProperties(factory?.input?.object).map(({ name }) => name));
  let best: (Parent & { readonly parameter: string; readonly room: number }) | undefined;
  for (const { attribute, operator, parameter } of list.filters) {
    const target = targetOf(model.application, entity, attributeOf(entity, attribute));
    if (operator !== 'eq' || target === undefined || !given.has(attribute) || attributeOf(entity, attribute)?.unique === true) continue;
    const room = roomOn(model, resource, attribute);
    const isSafe = attributeOf(entity, attribute)?.schema.kind === 'integer' || /^[\w.]+$/.test(parameter);
    const key = isSafe && room > (best?.room ?? 0) && model.resources.get(target.name)?.oneEach !== true ? keyOfNewRow(file, model, target, 'by') : undefined;
    const beside = key === undefined ? undefined : fieldsBeside(model.application, entity, attribute);
    if (key !== undefined && beside !== undefined) best = { name: nameOf(target, attribute), given: attribute, source: key.source, parameter, room, beside };
    if (best?.room === mostRows) break;
  }
  return best;
}

function roomOn(model: TestModel, resource: Resource, attribute: string): number {
  for (let rows = mostRows; rows > 0; rows -= 1) if (canRepeat(model, resource, new Set([attribute]), rows)) return rows;
  return 0;
}

function nameOf(target: Entity, attribute: string): string {
  return rowName(target) === attribute ? `${attribute}Key` : attribute;
}

/** Whether the factory can be told the value: what only flows write it cannot. */
function canGive({ factory }: Resource, name: string): boolean {
  return factory?.parents.some((parent) => parent.name === name) === true || writableProperties(factory?.input?.object).some((property) => property.name === name);
}

/** The factory takes a parent under the name of its own path parameter, else under that of the attribute. */
function givenName({ factory }: Resource, parameter: string, attribute: string): string {
  return factory?.parents.some(({ name }) => name === parameter) === true ? parameter : attribute;
}
