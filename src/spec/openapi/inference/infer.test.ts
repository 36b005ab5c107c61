import assert from 'node:assert/strict';
import { parseSpec } from '../../parseSpec.ts';
import { checkSpec } from '../checkSpec.ts';

interface Path {
  readonly [method: string]: { readonly body?: unknown; readonly status?: number; readonly answer?: unknown; readonly query?: readonly string[]; readonly more?: object };
}

/** A document of paths and component schemas, in JSON. */
function document(paths: Readonly<Record<string, Path>>, schemas: object): string {
  const json = (schema: unknown): object => ({ content: { 'application/json': { schema } } });
  const items = Object.fromEntries(Object.entries(paths).map(([path, operations]) => [path, {
    parameters: [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: name === 'slug' ? { type: 'string' } : { type: 'integer' } })),
    ...Object.fromEntries(Object.entries(operations).map(([method, { body, status = 200, answer, query = [], more }]) => [method, {
      parameters: query.map((name) => ({ name, in: 'query', schema: { type: 'string' } })),
      ...(body === undefined ? {} : { requestBody: { required: true, ...json(body) } }),
      responses: { [status]: { description: 'ok', ...(answer === undefined ? {} : json(answer)) } },
      ...more,
    }])),
  }]));
  return JSON.stringify({ openapi: '3.1.0', info: { title: 'T', version: '1' }, paths: items, components: { schemas } }, null, 1);
}

const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` });
const list = (name: string): object => ({ type: 'array', items: ref(name) });
const integer = { type: 'integer' };
const text = { type: 'string' };
const object = (properties: object, required: readonly string[] = []): object => ({ type: 'object', properties, required });

function endpoints(paths: Readonly<Record<string, Path>>, schemas: object): string {
  return checkSpec(document(paths, schemas), ['endpoints']).replace(/^\w+: /gm, '');
}

function entities(paths: Readonly<Record<string, Path>>, schemas: object): string {
  return checkSpec(document(paths, schemas), ['entities']);
}

it('gives the key itself when one shape serves requests and answers, and marks it read-only', () => {
  const paths = { '/todos': { get: { answer: list('Todo') }, post: { status: 201, body: ref('Todo'), answer: ref('Todo') } }, '/todos/{id}': { get: { answer: ref('Todo') }, put: { body: ref('Todo'), answer: ref('Todo') } } };
  const schemas = { Todo: object({ id: integer, title: text, created_at: { type: 'string', format: 'date-time' } }, ['title']) };
  assert.equal(entities(paths, schemas), 'Todo (todos)\n  id: int64, key, by identity\n  title: string, required, updatable\n  created_at: date-time, by createdAt');
  assert.equal(checkSpec(document(paths, schemas), ['schemas']), 'Todo = { id?: readOnly int64, title: string, created_at?: readOnly date-time }');
});

it('lets the caller give a key that the request requires', () => {
  const paths = { '/countries': { get: { answer: list('Country') }, post: { status: 201, body: ref('Country'), answer: ref('Country') } }, '/countries/{slug}': { get: { answer: ref('Country') } } };
  assert.equal(entities(paths, { Country: object({ slug: text, name: text }, ['slug', 'name']) }), 'Country (countries)\n  slug: string, key, required\n  name: string, required');
});

it('leaves an operation in words when its answer needs what no row has', () => {
  const paths = { '/carts': { get: { answer: list('Cart') }, post: { status: 201, body: ref('NewCart'), answer: ref('Cart') } } };
  const found = endpoints(paths, { Cart: object({ id: integer, name: text, total: { type: 'number' } }, ['id', 'name', 'total']), NewCart: object({ name: text }, ['name']) });
  assert.equal(found, 'GET /carts 200 list Cart, paging none 1000\nPOST /carts 201 words (action): every Cart has "total", but the request does not give it and nothing says where it comes from (a default would)');
});

it('leaves an operation in words when its answer needs what a request may leave out', () => {
  const paths = { '/carts': { get: { answer: list('Cart') }, post: { status: 201, body: ref('NewCart'), answer: ref('Cart') } } };
  const found = endpoints(paths, { Cart: object({ id: integer, name: text }, ['id', 'name']), NewCart: object({ name: text }) });
  assert.match(found, /POST \/carts 201 words .*"name" of the answer cannot be filled: it is required there/);
});

it('never ignores a parameter with an unknown meaning', () => {
  const schemas = { Book: object({ id: integer, title: text, blurb: text }, ['id', 'title', 'blurb']) };
  const found = (query: string): string => endpoints({ '/books': { get: { answer: list('Book'), query: [query] } } }, schemas);
  assert.match(found('expand'), /words .*"expand" is neither/);
  assert.match(found('q'), /words \(search\)/);
  assert.match(found('title'), /filter title: title eq/);
});

it('searches in the only attribute with free text', () => {
  assert.match(endpoints({ '/tags': { get: { answer: list('Tag'), query: ['search'] } } }, { Tag: object({ id: integer, name: text }, ['id', 'name']) }), /filter search: name contains/);
});

it('takes ranges of dates for filters, not for pages', () => {
  const paths = { '/events': { get: { answer: list('Event'), more: { parameters: ['date_from', 'date_to'].map((name) => ({ name, in: 'query', schema: { type: 'string', format: 'date' } })) } } } };
  assert.match(endpoints(paths, { Event: object({ id: integer, date: { type: 'string', format: 'date' } }, ['id', 'date']) }), /list Event, paging none 1000, filter date_from: date gte; date_to: date lte/);
});

it('relates by name only where the key fits', () => {
  const paths = { '/users': { get: { answer: list('User') } }, '/groups': { get: { answer: list('Group') } }, '/orders': { get: { answer: list('Order') } } };
  const schemas = { User: object({ id: integer }, ['id']), Group: object({ id: { type: 'string', format: 'uuid' } }, ['id']), Order: object({ id: integer, userId: integer, group_id: text, parentId: integer }, ['id', 'userId', 'group_id']) };
  assert.equal(entities(paths, schemas).split('Order (orders)')[1], '\n  id: int64, key, by identity\n  userId: int64, by flow\n  group_id: string, by flow\n  parentId: int64?, by flow\n  user belongsTo User by userId, restrict\n  parent belongsTo Order by parentId, setNull\n  ordersOfParent hasMany Order via parent');
});

it('names rows that are described in place after their path', () => {
  const paths = {
    '/orders': { get: { answer: { type: 'array', items: object({ id: integer }, ['id']) } } },
    '/orders/{orderId}': { get: { answer: object({ id: integer }, ['id']) } },
    '/orders/{orderId}/items': { get: { answer: { type: 'array', items: object({ id: integer, quantity: integer }, ['id', 'quantity']) } } },
  };
  assert.equal(entities(paths, {}).split('\n').filter((line) => !line.startsWith(' ')).join(' '), 'Order (orders) OrderItem (order_items)');
});

it('compares the placeholders of parents with their keys, as text only where every text can be one', () => {
  const team = { Team: object({ id: { type: 'string', format: 'uuid' } }, ['id']), Player: object({ id: integer }, ['id']) };
  const paths = (type: object): string => `openapi: 3.1.0\ninfo: { title: T, version: '1' }\npaths: ${JSON.stringify(Object.fromEntries([['/teams/{teamId}', 'Team'], ['/teams/{teamId}/players', 'Player']].map(([path, name]) => [path, {
    parameters: [{ name: 'teamId', in: 'path', required: true, schema: name === 'Team' ? text : type }],
    get: { responses: { 200: { description: 'ok', content: { 'application/json': { schema: name === 'Team' ? ref('Team') : list('Player') } } } } },
  }])))}\ncomponents: { schemas: ${JSON.stringify(team)} }\n`;
  assert.match(checkSpec(paths(text), ['endpoints']), /\/teams\/\{teamId\}\/players 200 list Player of Team/);
  assert.match(checkSpec(paths(integer), ['endpoints']), /words .*\{teamId\} is an integer, but "teamId" is text/);
  const { value } = parseSpec({ main: 'teams.yaml', read: () => paths(text) });
  assert.deepEqual(value?.endpoints.map(({ parameters }) => parameters.map(({ schema }) => schema.kind === 'string' && schema.format)), [['uuid'], ['uuid']]);
});

it('refuses a nested path whose parent nobody knows', () => {
  assert.match(endpoints({ '/tenants/{tenantId}/notes': { get: { answer: list('Note') } } }, { Note: object({ id: integer }, ['id']) }), /words .*nothing says what \{tenantId\} is/);
});

it('takes a row out of the object that an answer wraps it in', () => {
  const schemas = { Note: object({ id: integer, text }, ['id']) };
  const one = (answer: object): string => endpoints({ '/notes': { get: { answer: list('Note') } }, '/notes/{id}': { get: { answer } } }, schemas).split('\n')[1] ?? '';
  assert.equal(one(object({ data: ref('Note') }, ['data'])), 'GET /notes/{id} 200 read Note by id, in data');
  assert.equal(one(object({ note: ref('Note'), message: text })), 'GET /notes/{id} 200 read Note by id, in note');
  assert.equal(one(object({ ok: { type: 'boolean' }, errors: { type: 'array', items: text }, code: { const: 0 }, result: ref('Note') }, ['ok', 'errors', 'code', 'result'])), 'GET /notes/{id} 200 read Note by id, in result ok: true errors: [] code: 0');
  assert.match(one(object({ data: ref('Note'), message: text }, ['data', 'message'])), /words .*nothing says how to fill "message" of the answer/);
  assert.match(one(object({ note: ref('Note'), author: object({ name: text }) })), /words .*the answer is not the Note itself/);
  assert.equal(endpoints({ '/notes/{id}': { get: { answer: object({ data: ref('Note') }, ['data']) } } }, schemas), 'GET /notes/{id} 200 read Note by id, in data');
});

it('leaves a row with an object inside, and a list of wrapped rows, as they are', () => {
  const schemas = { Pet: object({ slug: text, category: object({ label: text }) }), Log: object({ type: text, log: object({ id: integer }) }), Entry: object({ data: object({ name: text }) }) };
  assert.equal(endpoints({ '/pets/{slug}': { get: { answer: ref('Pet') } } }, schemas), 'GET /pets/{slug} 200 read Pet by slug');
  assert.match(endpoints({ '/logs/{id}': { get: { answer: ref('Log') } } }, schemas), /words/);
  assert.equal(endpoints({ '/kinds/{slug}': { get: { answer: object({ type: { const: 'kind' }, value: ref('Pet') }, ['type', 'value']) } } }, schemas), 'GET /kinds/{slug} 200 read Pet by slug, in value type: "kind"');
  assert.match(endpoints({ '/entries': { get: { answer: list('Entry') }, post: { body: ref('Entry'), answer: ref('Entry') } } }, schemas), /POST \/entries 200 create Entry$/m);
});

it('finds what tells about a page in an object beside the rows', () => {
  const schemas = { Note: object({ id: integer }, ['id']), Pagination: object({ page: integer, per_page: integer, total_pages: integer, links: object({}) }, ['page', 'total_pages']) };
  const listed = (query: readonly string[], properties: object): string => endpoints({ '/notes': { get: { query, answer: object({ data: list('Note'), ...properties }, ['data', ...Object.keys(properties)]) } } }, schemas);
  const numbers = (names: readonly string[]): readonly object[] => names.map((name) => ({ name, in: 'query', schema: integer }));
  const counted = { query: [], answer: object({ data: list('Note'), paging: ref('Pagination') }, ['data', 'paging']), more: { parameters: numbers(['page', 'per_page']) } };
  assert.equal(endpoints({ '/notes': { get: counted } }, schemas), 'GET /notes 200 list Note, paging page per_page page 1 20 100, in page=page limit=per_page pages=total_pages within=paging items=data');
  assert.match(listed(['cursor'], { meta: object({ next_cursor: { type: ['string', 'null'] }, total: integer }, ['next_cursor']) }), /words .*no parameter beside "cursor"/);
  assert.match(listed([], { meta: object({ total: integer, took: text }, ['took']) }), /words .*nothing says how to fill "meta" of the answer/);
  assert.match(listed([], { total: integer, meta: { ...object({ total: integer }), nullable: true } }), /nothing says how to fill "total"/);
});

it('confirms a removal as the document says, without the row', () => {
  const schemas = { Note: object({ id: integer, text }, ['id']) };
  const removed = (answer: object): string => endpoints({ '/notes': { get: { answer: list('Note') } }, '/notes/{id}': { delete: { answer } } }, schemas).split('\n')[1] ?? '';
  assert.equal(removed(object({ success: { type: 'boolean' }, message: text }, ['success'])), 'DELETE /notes/{id} 200 delete Note by id, confirmed success: true');
  assert.equal(removed(object({})), 'DELETE /notes/{id} 200 delete Note by id, confirmed');
  assert.equal(removed(ref('Note')), 'DELETE /notes/{id} 200 delete Note by id');
  assert.match(removed(object({ message: text }, ['message'])), /words .*nothing says how to fill "message"/);
  assert.match(removed(text), /words .*the answer is text/);
});

it('refuses a request that wraps the row', () => {
  const schemas = { Note: object({ id: integer, text }, ['id']) };
  const post = { body: object({ note: object({ text }) }, ['note']), answer: object({ note: ref('Note') }, ['note']) };
  assert.match(endpoints({ '/notes': { get: { answer: list('Note') }, post } }, schemas), /POST \/notes 200 words .*the request holds the Note in "note"/);
});

it('follows what x-devmatrix says about an operation', () => {
  const paths = { '/notes': { get: { answer: list('Note') }, post: { status: 201, body: ref('Note'), answer: ref('Note'), more: { 'x-devmatrix': { operation: false } } } }, '/notes/{id}': { post: { body: ref('Note'), answer: ref('Note'), more: { 'x-devmatrix': { operation: 'update' } } } } };
  assert.match(endpoints(paths, { Note: object({ id: integer, text }, ['id', 'text']) }), /POST \/notes 201 words.*\nPOST \/notes\/\{id\} 200 update Note by id/);
});

it('gives names that differ only in style columns of their own', () => {
  assert.match(entities({ '/a': { get: { answer: list('Thing') } } }, { Thing: object({ id: integer, userName: text, user_name: text }, ['id']) }), /userName: string\?.*\n {2}user_name: string\?/);
});

it('stores what either of two requests may give', () => {
  const paths = { '/notes': { get: { answer: list('Note') }, post: { status: 201, body: ref('NewNote'), answer: ref('Note') } }, '/notes/{id}': { patch: { body: ref('NotePatch'), answer: ref('Note') } } };
  const sized = (low: number, high: number): object => ({ text: { type: 'string', minLength: low, maxLength: high } });
  const found = entities(paths, { Note: object({ id: integer, text }, ['id', 'text']), NewNote: object(sized(3, 10), ['text']), NotePatch: object(sized(1, 20)) });
  assert.match(found, /text: string length 1\.\.20, required, updatable/);
});

it('refuses a request that gives a property another type', () => {
  const paths = { '/notes': { get: { answer: list('Note') }, post: { status: 201, body: ref('NewNote'), answer: ref('Note') } }, '/notes/{id}': { patch: { body: ref('NotePatch'), answer: ref('Note') } } };
  const found = endpoints(paths, { Note: object({ id: integer, text }, ['id', 'text']), NewNote: object({ text }, ['text']), NotePatch: object({ text: integer }) });
  assert.match(found, /POST \/notes 201 create Note\nPATCH \/notes\/\{id\} 200 words .*"text" of the request does not fit/);
});

it('reads a PUT that may leave out what every row has as a change of what is given', () => {
  const paths = { '/notes': { get: { answer: list('Note') }, post: { status: 201, body: ref('NewNote'), answer: ref('Note') } }, '/notes/{id}': { put: { body: ref('NoteChange'), answer: ref('Note') } } };
  const found = endpoints(paths, { Note: object({ id: integer, title: text }, ['id', 'title']), NewNote: object({ title: text }, ['title']), NoteChange: object({ title: text }) });
  assert.match(found, /^PUT \/notes\/\{id\} 200 update Note by id$/m);
});

it('leaves out the body of a GET in words, and HEAD beside GET, by name', () => {
  const paths = { '/reports/{id}/render': { get: { body: object({ theme: text }), answer: text }, head: {} } };
  const found = checkSpec(document(paths, {}), ['endpoints', 'diagnostics']);
  assert.match(found, /^getReportsByIdRender: GET \/reports\/\{id\}\/render 200 words/);
  assert.doesNotMatch(found, /^\w+: HEAD/m);
  assert.match(found, /DM1221 info HEAD \/reports\/\{id\}\/render is not generated: the GET of the path answers HEAD, too\./);
  assert.match(found, /DM1221 info The body of GET \/reports\/\{id\}\/render is not generated: HTTP gives the body of a GET no meaning\./);
});
