import assert from 'node:assert/strict';
import { applyEdits } from '../../base/textEdit.ts';
import { readSource } from '../readSource.ts';
import { checkSpec } from './checkSpec.ts';
import { parseOpenApi } from './parseOpenApi.ts';

const header = "openapi: 3.1.0\ninfo: { title: T, version: '1' }\n";

function problems(text: string): string {
  return checkSpec(header + text, ['diagnostics']);
}

it('finds the five faults of a broken document, each at its place', () => {
  const text = `paths:
  /a:
    get: { operationId: getA, responses: { '200': { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/Pets' } } } } } }
  /b:
    get: { operationId: getA, responses: { '200': { description: ok } } }
  /c/{id}:
    get: { operationId: getC, responses: { '200': { description: ok } } }
components:
  schemas:
    Pet: { type: objct }
    Name: { type: string, minLength: abc }
`;
  assert.deepEqual(problems(text).split('\n').map((line) => line.slice(0, line.indexOf(' ', line.indexOf('DM')))).sort(), [
    '12:18-12:23 DM1208',
    '13:38-13:41 DM1209',
    '5:117-5:144 DM1204',
    '7:25-7:29 DM1216',
    '8:6-8:10 DM1217',
  ].sort());
});

it('repairs what it can name: the text after all fixes has none of the faults', () => {
  const text = `${header}components:
  schemas:
    Pet: { type: objct, propertes: { a: { $ref: '#/components/schema/Pet' } } }
    Cat: { type: "Int", minimum: "3", items: { $ref: "#/components/schemas/Pot" } }
`;
  const root = readSource('spec.yaml', text).value;
  assert.ok(root);
  const { diagnostics } = parseOpenApi(root, { file: 'spec.yaml', read: () => undefined });
  const fixed = applyEdits(text, diagnostics.flatMap(({ fixes }) => fixes.flatMap((fix) => fix.edits())));
  assert.equal(fixed.slice(header.length), `components:
  schemas:
    Pet: { type: object, properties: { a: { $ref: '#/components/schema/Pet' } } }
    Cat: { type: "integer", minimum: 3, items: { $ref: "#/components/schemas/Pet" } }
`);
});

it('suggests the component when the reference names its section wrongly or not at all', () => {
  assert.match(problems('components: { schemas: { Pet: {}, A: { $ref: "#/components/responses/Pet" } } }'), /DM1204 .*Did you mean "#\/components\/schemas\/Pet"/);
  assert.match(problems('components: { schemas: { Pet: {}, A: { $ref: Pet } } }'), /DM1204 .*Did you mean "#\/components\/schemas\/Pet"/);
});

it('tells that a Swagger 2.0 document must be converted first', () => {
  assert.match(checkSpec("swagger: '2.0'\ninfo: {}\n", ['diagnostics']), /^1:10-1:15 DM1201 error .*Convert it first/);
});

it('names both ends of a path parameter that is misspelt', () => {
  const found = problems("paths:\n  /pets/{petId}:\n    get:\n      parameters: [{ name: petID, in: path, required: true, schema: { type: string } }]\n      responses: { '200': { description: ok } }\n");
  assert.match(found, /DM1218 .*"petID" \(did you mean "petId"\?\)/);
  assert.match(found, /DM1217 .*"petId" .*\(did you mean "petID"\?\)/);
});

it('reports paths that answer the same requests once', () => {
  assert.match(problems("paths:\n  /pets/{a}: { get: { parameters: [{ name: a, in: path, required: true, schema: {} }], responses: { '200': { description: ok } } } }\n  /pets/{b}/: { get: { parameters: [{ name: b, in: path, required: true, schema: {} }], responses: { '200': { description: ok } } } }\n"), /^5:3-5:13 DM1219 warning GET \/pets\/\{b\}\/ answers the same requests as \/pets\/\{a\}; it is ignored\.$/);
});

it('reports values that break their own schema', () => {
  assert.match(problems('components: { schemas: { A: { type: integer, enum: [1, two], default: 1 } } }'), /DM1213 .*"two" is no integer\./);
  assert.match(problems('components: { schemas: { A: { type: string, enum: [1] } } }'), /DM1213 .*it is read as "1"/);
  assert.match(problems('components: { schemas: { A: { type: string, maxLength: 2, default: abc } } }'), /DM1214 .*too long/);
  assert.match(problems('components: { schemas: { A: { type: string, minLength: 5, maxLength: 2 } } }'), /DM1230/);
});

it('names what is not generated', () => {
  const found = problems("webhooks: { petBorn: {} }\npaths:\n  /a:\n    post:\n      callbacks: { done: {} }\n      responses: { '200': { description: ok, links: { next: {} } } }\n");
  assert.deepEqual(found.split('\n').map((line) => /DM\d+ info (.*?) (?:is|are) not/.exec(line)?.[1]), ['Callback done of POST /a', 'The links of POST /a 200', 'Webhook petBorn']);
});

it('never opens a door because of an unknown scheme', () => {
  const text = `${header}paths:\n  /a: { get: { security: [{ tokn: [] }], responses: { '200': { description: ok } } } }\ncomponents: { securitySchemes: { token: { type: http, scheme: digest } } }\n`;
  const root = readSource('spec.yaml', text).value;
  assert.ok(root);
  const { value, diagnostics } = parseOpenApi(root, { file: 'spec.yaml', read: () => undefined });
  assert.deepEqual(diagnostics.map(({ code }) => code).sort(), ['DM1223', 'DM1224']);
  assert.deepEqual(value?.endpoints[0]?.access.kind, 'secured');
  assert.deepEqual(value.auth.schemes.map(({ name, kind }) => `${name} ${kind}`), ['token jwt', 'tokn jwt']);
});

it('reads anything at all without failing', () => {
  const odd = ['null', '[]', '3', 'openapi: 3.1.0', 'openapi: 3.1.0\npaths: []', 'openapi: 3.1.0\npaths: { /a: 3, /b: { get: [] }, x: {} }', 'openapi: 3.1.0\ninfo: 3\ncomponents: { schemas: { A: 3, B: [], C: { properties: [], required: true, allOf: {}, enum: [], items: 3 } } }', 'openapi: 3.1.0\npaths: { /a: { $ref: "#/paths/~1b" }, /b: { $ref: "#/paths/~1a" } }', 'openapi: 3.0.0\npaths: { "/a/{}/{x}{y}": { get: { parameters: [3, {}, { name: x }, { name: x, in: nowhere }], responses: { abc: {}, "200": 3 } } } }'];
  for (const text of odd) assert.equal(typeof checkSpec(text, ['entities', 'endpoints', 'schemas', 'diagnostics']), 'string', text);
});

it('takes long chains and wide fans of composition', () => {
  const chain = Array.from({ length: 2000 }, (_, index) => `    S${index}: { allOf: [{ $ref: '#/components/schemas/S${index + 1}' }, { type: object, properties: { p${index}: { type: string } } }] }`).join('\n');
  const first = checkSpec(`${header}components:\n  schemas:\n${chain}\n    S2000: { type: object }\n`, ['schemas', 'diagnostics']).split('\n')[0] ?? '';
  assert.match(first, /^S0 = \{ p1999\?: string, .*, p0\?: string \}$/);
  const fan = Array.from({ length: 30 }, (_, index) => `    F${index}: { type: object, properties: { a: { allOf: [{ $ref: '#/components/schemas/F${(index * 7 + 1) % 30}' }, { type: object }] }, b: { allOf: [{ $ref: '#/components/schemas/F${(index * 11 + 3) % 30}' }, { type: object }] } } }`).join('\n');
  assert.equal(checkSpec(`${header}components:\n  schemas:\n${fan}\n`, ['diagnostics']), '');
});
