import assert from 'node:assert/strict';
import { readTemplates } from '../../src/node/templates.ts';
import { parseSpec } from '../../src/spec/parseSpec.ts';
import { createTypescriptTarget } from '../../src/targets/typescript/typescriptTarget.ts';

const spec = `
openapi: 3.1.0
info: { title: Cycles, version: '1' }
paths:
  /apps:
    get: { responses: { '200': { description: ok, content: { application/json: { schema: { type: array, items: { $ref: '#/components/schemas/App' } } } } } } }
  /apps/{id}:
    get:
      parameters: [{ name: id, in: path, required: true, schema: { type: integer } }]
      responses: { '200': { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/App' } } } } }
  /find:
    post: { responses: { '200': { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/Hit' } } } } } }
components:
  schemas:
    App: { type: object, required: [id], properties: { id: { type: integer }, approval: { $ref: '#/components/schemas/Approval' } } }
    Approval: { type: object, properties: { app: { $ref: '#/components/schemas/App' } } }
    Hit: { type: object, properties: { app: { $ref: '#/components/schemas/App' } } }
`;

it('puts off what comes from a file that imports back, as either may be loaded first', () => {
  const { value } = parseSpec({ main: 'spec.yaml', read: (path) => (path === 'spec.yaml' ? spec : undefined) });
  assert.ok(value);
  const { files } = createTypescriptTarget(readTemplates('templates/typescript')).generate(value);
  const shared = files.find(({ path }) => path === 'src/models/schemas/shared.ts')?.text ?? '';
  assert.match(shared, /import .*appModelSchema.* from '\.\/app\.ts'/);
  assert.match(shared, /hitSchema = z\.object\(\{\s*get app\(\)/);
});
