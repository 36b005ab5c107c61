import type { Json } from '../../../base/json.ts';
import type { Filter, ListBehavior } from '../../../ir/endpoint.ts';
import type { Call, RowValues } from '../../../semantics/types.ts';
import { isClockDuration, isClockText } from '../../../semantics/time.ts';
import { isPending } from '../../../semantics/placeholders.ts';
import { codePoints } from '../../../semantics/text.ts';
import { isRecord } from '../inspectResponse.ts';
import { asAdmin } from '../otherCallers.ts';
import { entityNamed, type Scene } from '../scenes.ts';
import type { NamedCall } from '../session.ts';
import { callOnRow, crudEndpoint, type CrudEndpoint, plainCall, type Suite, walkList } from '../suite.ts';
import { anotherCreation } from '../variations.ts';
import { checkAccess } from './access.ts';
import { checkClockFilters } from './clockFilters.ts';
import { checkHead } from './head.ts';
import { checkInput } from './input.ts';
import { fitsUrl } from './parameterEdges.ts';
import { otherCallers } from './readOne.ts';

/** More rows than this are not made only to see where a page ends by default. */
const affordableRows = 40;

/** GET of many rows: whose, how many, in which order, which ones. */
export async function checkListing(suite: Suite, endpoint: CrudEndpoint): Promise<void> {
  const { session } = suite;
  const { entity } = endpoint.implementation;
  const scene = await suite.scenes.row(entity, 0);
  const own = 'skipped' in scene ? undefined : (callOnRow(suite, endpoint, scene) ?? (await callUnderParent(suite, endpoint)));
  if ('skipped' in scene || own === undefined) {
    session.recorder.skip(endpoint.key, 'all checks', 'skipped' in scene ? scene.skipped : 'no row hangs on what the path names');
    return;
  }
  await session.batch([{ check: 'lists', call: own }]);
  await checkAccess(suite, own);
  await checkInput(suite, own);
  await checkHead(suite, own);
  await session.batch(otherCallers(suite, own).map(([check, caller]) => ({ check, call: { ...own, caller } })));
  // The admin sees rows of several owners, so lists are longest for them.
  const call: Call = { ...own, caller: (own.caller === undefined ? undefined : asAdmin(own.caller, suite.application)) ?? own.caller };
  await suite.scenes.row(entity, 1);
  const list = endpoint.implementation.list;
  if (list === undefined) return;
  await makeRows(suite, endpoint, scene, list, call);
  await checkPaging(suite, list, call);
  await checkSorting(suite, list, call);
  await checkNulls(suite, endpoint, list, call);
  await checkFilters(suite, endpoint, list, call);
  await checkClockFilters(suite, endpoint, list, call);
}

/** The list under a row of the parent's own, for rows that need no parent. */
async function callUnderParent(suite: Suite, endpoint: CrudEndpoint): Promise<Call | undefined> {
  const [parent, ...others] = endpoint.implementation.parents;
  if (parent === undefined || others.length > 0) return undefined;
  const scene = await suite.scenes.row(parent.entity, 0);
  return 'skipped' in scene ? undefined : plainCall(suite, endpoint, scene.caller, { [parent.parameter]: scene.key });
}

/** The creation with its references to what the list's path names. */
function underParents(endpoint: CrudEndpoint, creation: Call, call: Call): Call {
  const { body } = creation;
  if (!isRecord(body)) return creation;
  const parents = endpoint.implementation.parents.map((parent) => [parent.attribute, call.path[parent.parameter] ?? null] as const);
  return { ...creation, body: { ...body, ...Object.fromEntries(parents.filter(([attribute]) => Object.hasOwn(body, attribute))) } };
}

function visibleRows(suite: Suite, endpoint: CrudEndpoint, call: Call): number {
  const list = endpoint.implementation.list;
  if (list === undefined) return 0;
  const { paging, envelope } = list;
  const query: Readonly<Record<string, Json>> = paging.kind === 'none' || paging.limit === undefined ? {} : { [paging.limit]: String(paging.max) };
  const { body } = suite.session.preview({ ...call, query });
  const items = envelope.kind === 'array' ? body : (body as Readonly<Record<string, Json>> | undefined)?.[envelope.items];
  return Array.isArray(items) ? items.length : 0;
}

/** One row more than fits on a page by default, where that takes one request a row. */
async function makeRows(suite: Suite, endpoint: CrudEndpoint, scene: Scene, list: ListBehavior, call: Call): Promise<void> {
  const wanted = list.paging.kind === 'none' ? 3 : Math.min(list.paging.default + 1, affordableRows);
  const create = crudEndpoint(suite.application, endpoint.implementation.entity, 'create');
  let rows = visibleRows(suite, endpoint, call);
  const parents = endpoint.implementation.parents.map((parent) => parent.attribute);
  let latest = scene.creation;
  for (let made = 0; create !== undefined && latest?.endpoint === create.key && rows < wanted && made < affordableRows; made += 1) {
    // Most rows have the values of the one before that lists are sorted by, so that the key has to decide.
    const tied = made % 4 === 0 ? [] : (list.sort?.attributes ?? []);
    const base = underParents(endpoint, latest, call);
    const creation = anotherCreation(suite, create, base, [...parents, ...tied]) ?? anotherCreation(suite, create, base, parents);
    if (creation === undefined) break;
    latest = creation;
    await suite.session.call('creates a row for the list', creation);
    const now = visibleRows(suite, endpoint, call);
    if (now === rows) break;
    rows = now;
  }
  if (create !== undefined && latest?.endpoint === create.key) {
    const at = { list, call, creation: underParents(endpoint, latest, call), parents };
    await makeTies(suite, create, at);
    await makeNulls(suite, create, at);
  }
  if (list.paging.kind !== 'none' && rows <= list.paging.default) suite.session.recorder.skip(endpoint.key, 'size of a page by default', `no ${list.paging.default + 1} rows could be made for one caller at one request each`);
}

/** Three rows of the same value for each order in which no page could end among equal ones. */
async function makeTies(suite: Suite, create: CrudEndpoint, at: { readonly list: ListBehavior; readonly call: Call; readonly creation: Call; readonly parents: readonly string[] }): Promise<void> {
  for (const attribute of at.list.sort?.attributes ?? []) {
    if (!isRecord(at.creation.body) || !Object.hasOwn(at.creation.body, attribute)) continue;
    if (Object.keys(tiedPage(suite, at.list, at.call, attribute)).length > 0) continue;
    let latest: Call | undefined = at.creation;
    for (let made = 0; made < 3 && latest !== undefined; made += 1) {
      latest = anotherCreation(suite, create, latest, [...at.parents, attribute]);
      if (latest !== undefined) await suite.session.call('creates a row for the list', latest);
    }
  }
}

/** Three rows without a value in each order that knows such rows, so that a page can end among them and the next one reach beyond. */
async function makeNulls(suite: Suite, create: CrudEndpoint, at: { readonly list: ListBehavior; readonly call: Call; readonly creation: Call; readonly parents: readonly string[] }): Promise<void> {
  for (const attribute of nullableOrders(suite, create, at.list)) {
    const { body } = at.creation;
    if (!isRecord(body)) return;
    for (let missing = 3 - nullsOf(suite, at.list, at.call, attribute).nulls; missing > 0; missing -= 1) {
      const creation = anotherCreation(suite, create, { ...at.creation, body: { ...body, [attribute]: null } }, [...at.parents, attribute]);
      if (creation !== undefined) await suite.session.call('creates a row for the list', creation);
    }
  }
}

function nullableOrders(suite: Suite, endpoint: CrudEndpoint, list: ListBehavior): readonly string[] {
  const entity = entityNamed(suite.application, endpoint.implementation.entity);
  return (list.sort?.attributes ?? []).filter((name) => entity.attributes.some((attribute) => attribute.name === name && attribute.schema.nullable));
}

/** How many of the rows on the largest page have no value there, and how many have one. */
function nullsOf(suite: Suite, list: ListBehavior, call: Call, attribute: string): { readonly nulls: number; readonly values: number } {
  const values = sortedValues(suite, list, call, attribute);
  const nulls = values.filter((value) => value === null).length;
  return { nulls, values: values.length - nulls };
}

/** Rows without a value come last on the way up and first on the way down, also where a page ends before or among them. */
async function checkNulls(suite: Suite, endpoint: CrudEndpoint, list: ListBehavior, call: Call): Promise<void> {
  const { paging, sort } = list;
  if (sort === undefined || paging.kind === 'none' || paging.limit === undefined) return;
  for (const attribute of nullableOrders(suite, endpoint, list)) {
    const { nulls, values } = nullsOf(suite, list, call, attribute);
    const pages = (limit: number, order: string): Call => ({ ...call, query: { [paging.limit ?? '']: String(limit), [sort.parameter]: order } });
    if (nulls > 0 && values > 0) await walkList(suite, `sorted by ${attribute}, a page ends before the rows without one`, pages(values, attribute), endpoint.key, 2);
    if (nulls > 1) await walkList(suite, `sorted by -${attribute}, a page ends among the rows without one`, pages(nulls - 1, `-${attribute}`), endpoint.key, 4);
  }
}

async function checkPaging(suite: Suite, list: ListBehavior, call: Call): Promise<void> {
  const { paging } = list;
  await suite.session.batch([{ check: 'first page by default', call }]);
  if (paging.kind === 'none') return;
  if (paging.limit === undefined) await walkList(suite, 'pages', call);
  else await suite.session.batch([{ check: 'the largest page', call: { ...call, query: { [paging.limit]: String(paging.max) } } }]);
  await walkList(suite, 'pages', { ...call, query: halves(suite, list, call) });
  if (paging.kind === 'keyset') {
    await suite.session.refused({ check: 'a cursor that is none', call: { ...call, query: { [paging.cursor]: 'no-cursor' } }, expected: { status: 400 } });
  }
}

/** The query that cuts the list into two pages. */
function halves(suite: Suite, list: ListBehavior, call: Call): Readonly<Record<string, Json>> {
  const { paging, envelope } = list;
  if (paging.kind === 'none' || paging.limit === undefined) return {};
  const { body } = suite.session.preview({ ...call, query: { [paging.limit]: String(paging.max) } });
  const items = envelope.kind === 'array' ? body : (body as Readonly<Record<string, Json>> | undefined)?.[envelope.items];
  const rows = Array.isArray(items) ? items.length : 0;
  return { [paging.limit]: String(Math.max(1, Math.min(paging.max, Math.ceil(rows / 2)))) };
}

/** Each order: down over two pages that part rows of the same value where there are some, up on the first. */
async function checkSorting(suite: Suite, list: ListBehavior, call: Call): Promise<void> {
  const { sort } = list;
  if (sort === undefined) return;
  for (const [index, attribute] of sort.attributes.entries()) {
    const query = { ...halves(suite, list, call), ...tiedPage(suite, list, call, attribute) };
    const second = await walkList(suite, `sorted by -${attribute}`, { ...call, query: { ...query, [sort.parameter]: `-${attribute}` } });
    await suite.session.batch([{ check: `sorted by ${attribute}`, call: { ...call, query: { ...query, [sort.parameter]: attribute } } }]);
    if (index === 0 && list.paging.kind === 'keyset' && second !== undefined) {
      await suite.session.refused({ check: 'a cursor of another order', call: { ...second, query: { ...second.query, [sort.parameter]: attribute } }, expected: { status: 400 } });
    }
  }
}

/** What the rows of the largest page have there, in falling order. */
function sortedValues(suite: Suite, { paging, envelope, sort }: ListBehavior, call: Call, attribute: string): readonly (Json | undefined)[] {
  if (paging.kind === 'none' || paging.limit === undefined || sort === undefined) return [];
  const { body } = suite.session.preview({ ...call, query: { [paging.limit]: String(paging.max), [sort.parameter]: `-${attribute}` } });
  const items = envelope.kind === 'array' ? body : (body as Readonly<Record<string, Json>> | undefined)?.[envelope.items];
  return Array.isArray(items) ? (items as readonly Json[]).map((item) => (isRecord(item) ? item[attribute] : undefined)) : [];
}

/** The size of a page that ends among rows of the same value, as near to the middle as there are some. */
function tiedPage(suite: Suite, list: ListBehavior, call: Call, attribute: string): Readonly<Record<string, Json>> {
  const { paging } = list;
  if (paging.kind === 'none' || paging.limit === undefined) return {};
  const values = sortedValues(suite, list, call, attribute);
  const ends = values.flatMap((value, index) => (index > 0 && value !== undefined && value === values[index - 1] ? [index] : []));
  const [best] = ends.sort((a, b) => Math.abs(a - values.length / 2) - Math.abs(b - values.length / 2));
  return best === undefined ? {} : { [paging.limit]: String(best) };
}

/** Each filter with values that some rows have and others have not, and all pairs of neighbours together. */
async function checkFilters(suite: Suite, endpoint: CrudEndpoint, list: ListBehavior, call: Call): Promise<void> {
  const rows = suite.session.model.rows(endpoint.implementation.entity);
  const calls: NamedCall[] = [];
  let before: Readonly<Record<string, Json>> = {};
  for (const filter of list.filters) {
    for (const value of filterValues(suite, endpoint, filter, rows)) {
      const query = { [filter.parameter]: value };
      calls.push({ check: `${filter.parameter}=${JSON.stringify(value)}`, call: { ...call, query } });
      if (Object.keys(before).length > 0 && !Object.hasOwn(before, filter.parameter)) calls.push({ check: `${Object.keys(before).join()} and ${filter.parameter}`, call: { ...call, query: { ...before, ...query } } });
      before = query;
    }
  }
  await suite.session.batch(calls.filter((named) => fitsUrl(named.call.query) && suite.session.preview(named.call).status < 500));
}

/** The smallest, a middle and the largest value that the rows have, in the form of the filter. */
/** Instants and durations that a flow took from the clock. */
function isOfClock(value: Json): boolean {
  return typeof value === 'string' && (isClockText(value) || isClockDuration(value));
}

function filterValues(suite: Suite, endpoint: CrudEndpoint, filter: Filter, rows: readonly RowValues[]): readonly Json[] {
  const attribute = entityNamed(suite.application, endpoint.implementation.entity).attributes.find((candidate) => candidate.name === filter.attribute);
  // The model does not know real clock times.
  if (attribute?.generated === 'createdAt' || attribute?.generated === 'updatedAt') return [];
  const values = [...new Set(rows.map((row) => row[filter.attribute] ?? null).filter((value): value is string | number | boolean => value !== null && typeof value !== 'object' && !isOfClock(value)))];
  const sorted = values.sort((a, b) => (typeof a === 'number' || typeof b === 'number' || isNumeric(a, b) ? Number(a) - Number(b) : String(a) < String(b) ? -1 : 1));
  const chosen = [...new Set([sorted[0], sorted[Math.floor(sorted.length / 2)], sorted.at(-1)])].filter((value) => value !== undefined);
  switch (filter.operator) {
    case 'in': return chosen.length > 1 ? [chosen.slice(0, 2).map(String)] : chosen.map(String);
    case 'contains': return ['%', ...chosen.map((value, index) => recased(part(value, 1, 5), index)).filter((text) => text !== '')];
    case 'startsWith': return ['_', ...chosen.map((value, index) => recased(part(value, 0, 3), index)).filter((text) => text !== '')];
    case 'eq': case 'ne': case 'gt': case 'gte': case 'lt': case 'lte': return chosen.map(String);
  }
}

/** Every second text in the other case, ASCII letters only: what other letters become is for the database to say. */
function recased(text: string, index: number): string {
  if (index % 2 === 1) return text;
  return text.replace(/[a-z]+|[A-Z]+/g, (letters) => (letters === letters.toLowerCase() ? letters.toUpperCase() : letters.toLowerCase()));
}

/** A piece of the text, in whole characters; all of it where the app has made some of it up. */
function part(value: string | number | boolean, from: number, to: number): string {
  if (isPending(value)) return String(value);
  return codePoints(String(value)).slice(from, to).join('');
}

function isNumeric(a: unknown, b: unknown): boolean {
  return typeof a === 'string' && typeof b === 'string' && /^-?\d+(\.\d+)?$/.test(a) && /^-?\d+(\.\d+)?$/.test(b);
}
