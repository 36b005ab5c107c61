import assert from 'node:assert/strict';
import { generatedFiles } from './support.ts';

const testsOf = (least: number): string => generatedFiles(`openapi: 3.1.0
info: { title: Notes, version: '1' }
paths:
  /notes:
    post:
      requestBody: { required: true, content: { application/json: { schema: { $ref: '#/components/schemas/Note' } } } }
      responses: { '201': { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/Note' } } } } }
  /notes/{id}:
    parameters: [{ name: id, in: path, required: true, schema: { type: string, format: uuid } }]
    get:
      responses: { '200': { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/Note' } } } } }
    patch:
      requestBody: { required: true, content: { application/json: { schema: { type: object, minProperties: ${String(least)}, properties: { title: { type: string }, stars: { type: integer } } } } } }
      responses: { '200': { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/Note' } } } } }
components:
  schemas:
    Note: { type: object, required: [id, title], properties: { id: { type: string, format: uuid, readOnly: true }, title: { type: string }, stars: { type: integer } } }
`).get('tests/generated/contract/note.test.ts') ?? '';

it('changes as much as a patch must change, in generated tests', () => {
  assert.match(testsOf(0), /patches: \(\) => \[\{ title: /);
  assert.doesNotMatch(testsOf(0), /least:/);
  assert.match(testsOf(1), /least: \(\) => \(\{ title: '[^']*' \}\)/);
  assert.match(testsOf(2), /least: \(\) => \(\{ title: '[^']*', stars: \d+ \}\), patches: \(\) => \[\]/);
});
