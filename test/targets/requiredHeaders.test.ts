import assert from 'node:assert/strict';
import { createWorld } from '../../src/semantics/world.ts';
import { parseSpec } from '../../src/spec/parseSpec.ts';
import { generatedFiles } from './support.ts';

const shown = 'content: { application/json: { schema: { $ref: "#/components/schemas/Note" } } }';
const body = 'requestBody: { content: { application/json: { schema: { type: object, required: [title], properties: { title: { type: string } } } } } }';
const text = `openapi: 3.1.0
info: { title: Strict, version: '1' }
paths:
  /notes:
    post:
      parameters: [{ name: Idempotency-Key, in: header, required: true, schema: { type: string } }]
      ${body}
      responses: { '201': { description: ok, ${shown} } }
  /notes/{id}:
    parameters: [{ name: id, in: path, required: true, schema: { type: string, format: uuid } }]
    get:
      responses: { '200': { description: ok, ${shown} } }
    put:
      parameters: [{ name: If-Match, in: header, required: true, schema: { type: string } }]
      ${body}
      responses: { '200': { description: ok, ${shown} } }
    delete:
      parameters: [{ name: If-Match, in: header, schema: { type: string } }]
      responses: { '204': { description: gone } }
components:
  schemas:
    Note: { type: object, required: [id, title], properties: { id: { type: string, format: uuid }, title: { type: string } } }
`;
const files = generatedFiles(text);

it('demands the headers that the document requires, and checks others where they stand', () => {
  const routes = files.get('src/api/routes/noteRoutes.ts') ?? '';
  assert.deepEqual(routes.match(/headers: z\.looseObject.*/g), ['headers: z.looseObject({ "idempotency-key": z.string() }),', 'headers: z.looseObject({ "if-match": z.string() }),']);
});

it('sends a new key with each call and any version in generated tests', () => {
  const facts = files.get('tests/generated/support/endpoints.ts') ?? '';
  assert.match(facts, /'POST \/notes': \{.* headers: \{ get 'idempotency-key'\(\) \{ return randomUUID\(\); \} \} \}/);
  assert.match(facts, /'PUT \/notes\/\{id\}': \{.* headers: \{ 'if-match': '\*' \} \}/);
  assert.match(files.get('tests/generated/support/factories.ts') ?? '', /headers: \{ 'idempotency-key': randomUUID\(\) \} \}\);/);
});

it('refuses a call without them, in the model as in the app', () => {
  const { value } = parseSpec({ main: 'strict.yaml', read: () => text });
  assert.ok(value);
  const call = { caller: undefined, path: {}, query: {}, headers: {}, endpoint: 'POST /notes', body: { title: 'Tea' } };
  const world = createWorld(value);
  assert.deepEqual(world.predict(call).paths, ['/header/idempotency-key']);
  assert.equal(world.predict({ ...call, headers: { 'idempotency-key': '1' } }).status, 201);
});
