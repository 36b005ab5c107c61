import assert from 'node:assert/strict';
import { createWorld } from '../../src/semantics/world.ts';
import { parseSpec } from '../../src/spec/parseSpec.ts';
import { generatedFiles } from './support.ts';

const one = '{ type: object, required: [ok, data], properties: { ok: { type: boolean }, data: { $ref: "#/components/schemas/Note" }, message: { type: string } } }';
const answers = (status: number): string => `responses: { '${String(status)}': { description: ok, content: { application/json: { schema: ${one} } } } }`;
const text = `openapi: 3.1.0
info: { title: Wrapped, version: '1' }
paths:
  /notes:
    get:
      responses: { '200': { description: ok, content: { application/json: { schema: { type: object, required: [status, data], properties: { status: { const: fine }, data: { type: array, items: { $ref: '#/components/schemas/Note' } } } } } } } }
    post:
      requestBody: { content: { application/json: { schema: { type: object, required: [title], properties: { title: { type: string } } } } } }
      ${answers(201)}
  /notes/{id}:
    parameters: [{ name: id, in: path, required: true, schema: { type: string, format: uuid } }]
    get:
      ${answers(200)}
    delete:
      ${answers(200)}
  /tags/{id}:
    delete:
      parameters: [{ name: id, in: path, required: true, schema: { type: integer } }]
      responses: { '200': { description: ok, content: { application/json: { schema: { type: object, required: [status], properties: { status: { enum: [success, error] }, message: { type: string } } } } } } }
  /tags:
    get:
      parameters: [{ name: after, in: query, schema: { type: string } }, { name: limit, in: query, schema: { type: integer, minimum: 1, maximum: 9, default: 2 } }]
      responses: { '200': { description: ok, content: { application/json: { schema: { type: object, required: [tags, meta], properties: { tags: { type: array, items: { $ref: '#/components/schemas/Tag' } }, meta: { type: object, required: [total], properties: { total: { type: integer }, next: { type: string }, took: { type: number } } } } } } } } }
    post:
      requestBody: { content: { application/json: { schema: { type: object, required: [label], properties: { label: { type: string } } } } } }
      responses: { '201': { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/Tag' } } } } }
components:
  schemas:
    Tag: { type: object, required: [id, label], properties: { id: { type: integer }, label: { type: string } } }
    Note: { type: object, required: [id, title], properties: { id: { type: string, format: uuid }, title: { type: string } } }
`;
const files = generatedFiles(text);

it('answers a row in the property that wraps it, beside what every success says', () => {
  const routes = files.get('src/api/routes/noteRoutes.ts') ?? '';
  assert.match(routes, /return reply\.code\(201\)\.send\(\{ data: presentNote\(row\), ok: true \}\);/);
  assert.match(routes, /return \{ data: presentNote\(row\), ok: true \};/);
  assert.match(routes, /return \{ data: rows\.map\(presentNote\), status: "fine" \};/);
});

it('takes the row out of its wrapper in generated tests', () => {
  assert.match(files.get('tests/generated/support/rows.ts') ?? '', /answer: \(reply\) => expectRow\(reply, 200, \w+, 'data'\)/);
  assert.match(files.get('tests/generated/support/factories.ts') ?? '', /return expectRow\(reply, 201, \w+, 'data'\);/);
  assert.match(files.get('tests/generated/contract/note.test.ts') ?? '', /deletesRows\("?'?DELETE \/notes\/\{id\}'?"?, \w+, \w+, \{ answer: \(reply\) => expectRow\(reply, 200,/);
});

it('predicts wrapped rows, whose keys later calls use', () => {
  const { value } = parseSpec({ main: 'wrapped.yaml', read: () => text });
  assert.ok(value);
  const world = createWorld(value);
  const call = { caller: undefined, path: {}, query: {}, headers: {} };
  const created = world.predict({ ...call, endpoint: 'POST /notes', body: { title: 'Tea' } });
  const { data } = created.body as { data: { id: string } };
  assert.deepEqual(created.body, { data: { id: data.id, title: 'Tea' }, ok: true });
  assert.deepEqual(world.predict({ ...call, endpoint: 'GET /notes/{id}', path: { id: data.id } }).body, created.body);
  assert.deepEqual(world.predict({ ...call, endpoint: 'GET /notes' }).body, { data: [data].map((row) => ({ ...row, title: 'Tea' })), status: 'fine' });
});

it('puts what tells about a page where the answer has it', () => {
  assert.match(files.get('src/api/routes/tagRoutes.ts') ?? '', /return \{ tags: rows\.map\(presentTag\), meta: \{ \.\.\.\(nextCursor === null \? \{\} : \{ next: nextCursor \}\), total \} \};/);
  assert.match(files.get('tests/generated/support/listings.ts') ?? '', /cursor: \{ parameter: 'after', property: 'next', within: 'meta' \}/);
  const { value } = parseSpec({ main: 'wrapped.yaml', read: () => text });
  assert.ok(value);
  const world = createWorld(value);
  const call = { caller: undefined, path: {}, query: {}, headers: {} };
  const tag = (label: string): unknown => world.predict({ ...call, endpoint: 'POST /tags', body: { label } }).body;
  const tags = ['a', 'b', 'c'].map(tag);
  const first = world.predict({ ...call, endpoint: 'GET /tags' }).body as { meta: { next: string } };
  assert.deepEqual(first, { tags: tags.slice(0, 2), meta: { total: 3, next: first.meta.next } });
  assert.deepEqual(world.predict({ ...call, endpoint: 'GET /tags', query: { after: first.meta.next } }).body, { tags: tags.slice(2), meta: { total: 3 } });
});

it('confirms a removal without the row', () => {
  const routes = files.get('src/api/routes/tagRoutes.ts') ?? '';
  assert.match(routes, /\n {6}await inTransaction\(.*tagService\.remove\(.*\n {6}return \{ status: "success" \};/);
  assert.match(files.get('src/services/tagService.ts') ?? '', /async remove\([^)]*\): Promise<void>/);
  const { value } = parseSpec({ main: 'wrapped.yaml', read: () => text });
  assert.ok(value);
  const world = createWorld(value);
  const call = { caller: undefined, path: {}, query: {}, headers: {} };
  const { id } = world.predict({ ...call, endpoint: 'POST /tags', body: { label: 'x' } }).body as { id: number };
  assert.deepEqual(world.predict({ ...call, endpoint: 'DELETE /tags/{id}', path: { id } }).body, { status: 'success' });
});
