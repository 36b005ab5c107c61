import assert from 'node:assert/strict';
import { generatedFiles } from './support.ts';

function problemsIn(text: string): readonly string[] {
  const { components } = JSON.parse(generatedFiles(text).get('openapi.json') ?? '{}') as { components: { schemas: object } };
  return Object.keys(components.schemas).filter((name) => name.startsWith('Problem'));
}

it('lists one schema of problem details, beside a schema of that name that the spec declares', () => {
  const document = (schemas: string): string => `openapi: 3.1.0
info: { title: Notes, version: '1' }
paths: { /notes: { get: { responses: { '200': { description: ok, content: { application/json: { schema: { type: array, items: { type: string } } } } } } } } }
components: { schemas: { ${schemas} } }
`;
  assert.deepEqual(problemsIn('devmatrix: 1\nname: notes\nentities: { Note: { attributes: { text: string } } }\n'), ['Problem']);
  assert.deepEqual(problemsIn(document('Note: { type: object }')), ['Problem']);
  assert.deepEqual(problemsIn(document('Problem: { type: object, properties: { why: { type: string } } }')), ['Problem', 'ProblemDetails']);
});
