import assert from 'node:assert/strict';
import { generatedFiles } from './support.ts';

const json = (type: string, schema: string): string => `content: { ${type}: { schema: ${schema} } }`;
const note = '{ $ref: "#/components/schemas/Note" }';
const routes = [...generatedFiles(`openapi: 3.1.0
info: { title: Notes, version: '1' }
paths:
  /notes:
    post:
      parameters: [{ name: Idempotency-Key, in: header, schema: { type: string } }]
      requestBody: { required: true, ${json('application/vnd.notes+json', '{ type: object, required: [title], properties: { title: { type: string } } }')} }
      responses: { '201': { description: ok, ${json('application/vnd.notes+json', note)} } }
  /notes/{note-id}:
    parameters: [{ name: note-id, in: path, required: true, schema: { type: string, format: uuid } }]
    get:
      responses: { '200': { description: ok, ${json('application/vnd.notes+json', note)} } }
    patch:
      requestBody: { required: true, ${json('application/merge-patch+json', '{ type: object, properties: { title: { type: string } } }')} }
      responses: { '200': { description: ok, ${json('application/json', note)} } }
components:
  schemas:
    Note: { type: object, required: [id, title], properties: { id: { type: string, format: uuid, readOnly: true }, title: { type: string } } }
`)].filter(([path]) => path.startsWith('src/api/routes/')).map(([, code]) => code).join('\n');

it('answers with the JSON media type that the document names', () => {
  assert.match(routes, /return reply\.type\("application\/vnd\.notes\+json"\)\.send\(presentNote\(row\)\);/);
  assert.match(routes, /status: 201, headers: \{ [^\n]*"content-type": "application\/vnd\.notes\+json" \}/);
});

it('takes plain JSON where it takes JSON by another name', () => {
  assert.match(routes, /mediaTypes: \["application\/vnd\.notes\+json", "application\/json"\] /);
  assert.match(routes, /mediaTypes: \["application\/merge-patch\+json", "application\/json"\] /);
});

it('checks path parameters by their names in the document, which the router may not have', () => {
  assert.match(routes, /url: "\/notes\/:noteId"/);
  assert.match(routes, /z\.strictObject\(\{ noteId: z\.string\(\) \}\)\.transform\(\(params\) => \(\{ "note-id": params\.noteId \}\)\)\.pipe\(z\.strictObject\(\{ "note-id": z\.guid\(\) \}\)\)/);
});
