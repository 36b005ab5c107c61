import assert from 'node:assert/strict';
import { readSource } from '../readSource.ts';
import { checkSpec } from './checkSpec.ts';
import { parseOpenApi } from './parseOpenApi.ts';

/** A document with the given schemas and an empty set of paths. */
function schemas(text: string, version = '3.1.0'): string {
  return `openapi: ${version}\ninfo: { title: T, version: '1' }\npaths: {}\ncomponents:\n  schemas:\n${text.replace(/^\n|\s+$/g, '').replace(/^/gm, '    ')}\n`;
}

function shapes(text: string, version?: string): string {
  return checkSpec(schemas(text, version), ['schemas', 'diagnostics']);
}

it('reads null of both dialects as one bit', () => {
  const expected = 'A = string?\nB = { x?: int64? }';
  assert.equal(shapes('A: { type: string, nullable: true }\nB: { type: object, properties: { x: { type: integer, nullable: true } } }', '3.0.3'), expected);
  assert.equal(shapes('A: { type: [string, "null"] }\nB: { type: object, properties: { x: { type: ["null", integer] } } }'), expected);
});

it('folds a null variant into the nullability of the other', () => {
  assert.equal(shapes('A: { type: string }\nB: { anyOf: [{ $ref: "#/components/schemas/A" }, { type: "null" }] }\nC: { enum: [x, null] }'), 'A = string\nB = A?\nC = "x"?');
});

it('reads exclusive bounds of both dialects as numbers', () => {
  const expected = 'A = number > 1 <= 5\nB = int32 >= 0 < 10';
  assert.equal(shapes('A: { type: number, minimum: 1, exclusiveMinimum: true, maximum: 5, exclusiveMaximum: false }\nB: { type: integer, minimum: 0, maximum: 10, exclusiveMaximum: true }', '3.0.0'), expected);
  assert.equal(shapes('A: { type: number, exclusiveMinimum: 1, maximum: 5 }\nB: { type: integer, minimum: 0, exclusiveMaximum: 10 }'), expected);
});

it('keeps the tighter of two bounds on one side', () => {
  assert.equal(shapes('A: { type: number, minimum: 3, exclusiveMinimum: 1 }\nB: { type: number, minimum: 1, exclusiveMinimum: 1 }'), 'A = number >= 3\nB = number > 1');
});

it('reads const as an enum and several types as a union', () => {
  assert.equal(shapes('A: { const: 3 }\nB: { type: [string, integer, "null"], minimum: 1 }\nC: { type: string, const: x }'), 'A = 3\nB = anyOf(string, int64 >= 1)?\nC = "x"');
});

it('implies a type from keywords that only one type has', () => {
  assert.equal(shapes('A: { properties: { x: { maxLength: 3 } } }\nB: { items: { minimum: 1 } }\nC: {}'), 'A = { x?: string length ..3 }\nB = [number >= 1]\nC = any');
});

it('drops unknown keys of objects unless the schema says otherwise', () => {
  assert.equal(
    shapes('A: { type: object, properties: { x: {} } }\nB: { type: object }\nC: { type: object, additionalProperties: false }\nD: { type: object, additionalProperties: { type: string } }\nE: { type: object, properties: { x: {} }, additionalProperties: true }'),
    'A = { x?: any }\nB = { keep }\nC = { reject }\nD = { ...: string }\nE = { x?: any, keep }',
  );
});

it('merges the objects of allOf and intersects their constraints', () => {
  assert.equal(
    shapes('A: { type: object, required: [x], properties: { x: { type: string, minLength: 2, maxLength: 9 } } }\nB: { allOf: [{ $ref: "#/components/schemas/A" }, { type: object, properties: { x: { type: string, minLength: 4, maxLength: 20 }, y: { type: boolean } }, required: [y] }] }'),
    'A = { x: string length 2..9 }\nB = { x: string length 4..9, y: boolean }',
  );
});

it('lets a member of allOf require what another declares', () => {
  assert.equal(shapes('A: { type: object, properties: { x: { type: string } } }\nB: { allOf: [{ $ref: "#/components/schemas/A" }, { required: [x] }] }'), 'A = { x?: string }\nB = { x: string }');
});

it('reads allOf around one reference as that reference, with what stands beside it', () => {
  assert.equal(shapes('A: { type: object, properties: { x: {} } }\nB: { type: object, properties: { a: { nullable: true, allOf: [{ $ref: "#/components/schemas/A" }] }, b: { allOf: [{ $ref: "#/components/schemas/A" }, { description: d }] } } }', '3.0.3'), 'A = { x?: any }\nB = { a?: A?, b?: A }');
});

it('names members of allOf that contradict each other: nothing fits', () => {
  assert.equal(shapes('A: { allOf: [{ type: string }, { type: integer }] }'), 'A = nothing\n6:36-6:53 DM1212 warning No value satisfies all members of this allOf: string and integer.');
});

it('tells variants apart by a stated discriminator, with and without a mapping', () => {
  const parts = 'Cat: { type: object, required: [kind], properties: { kind: { type: string } } }\nDog: { type: object, required: [kind], properties: { kind: { type: string } } }\n';
  const variants = 'oneOf: [{ $ref: "#/components/schemas/Cat" }, { $ref: "#/components/schemas/Dog" }]';
  assert.match(shapes(`${parts}Pet: { ${variants}, discriminator: { propertyName: kind } }`), /Pet = oneOf\(Cat, Dog\) by kind: Cat=0 Dog=1/);
  assert.match(shapes(`${parts}Pet: { ${variants}, discriminator: { propertyName: kind, mapping: { meow: Cat, woof: "#/components/schemas/Dog" } } }`), /Pet = oneOf\(Cat, Dog\) by kind: meow=0 woof=1/);
});

it('finds the constant that tells variants apart, when nothing is stated', () => {
  assert.match(
    shapes('A: { anyOf: [{ type: object, required: [t], properties: { t: { const: x } } }, { type: object, required: [t], properties: { t: { enum: [y, z] } } }] }'),
    /by t: x=0 y=1 z=1$/,
  );
});

it('reads variants that only require properties as variants of the object around them', () => {
  assert.equal(shapes('A: { type: object, properties: { x: {}, y: {} }, anyOf: [{ required: [x] }, { required: [y] }] }'), 'A = anyOf({ x: any, y?: any }, { x?: any, y: any })');
});

it('marks the edges of a cycle and no others', () => {
  assert.equal(
    shapes('Node: { type: object, properties: { next: { $ref: "#/components/schemas/Node" }, leaf: { $ref: "#/components/schemas/Leaf" } } }\nLeaf: { type: string }\nA: { type: object, properties: { b: { $ref: "#/components/schemas/B" } } }\nB: { type: array, items: { $ref: "#/components/schemas/A" } }'),
    'Node (cyclic) = { next?: lazy Node, leaf?: Leaf }\nLeaf = string\nA (cyclic) = { b?: lazy B }\nB (cyclic) = [lazy A]',
  );
});

it('survives aliases and compositions that only lead back to themselves', () => {
  assert.equal(shapes('A: { $ref: "#/components/schemas/B" }\nB: { $ref: "#/components/schemas/A" }').split('\n')[0], 'A = any');
  assert.match(shapes('A: { allOf: [{ $ref: "#/components/schemas/A" }, { type: object, properties: { x: {} } }] }'), /^A = \{ x\?: any \}\n.*DM1211/);
  assert.match(shapes('A: { oneOf: [{ $ref: "#/components/schemas/A" }, { type: string }, { type: integer }] }'), /^A = oneOf\(string, int64\)\n.*DM1207/);
  assert.match(shapes('A: { anyOf: [{ $ref: "#/components/schemas/B" }] }\nB: { allOf: [{ $ref: "#/components/schemas/A" }] }'), /DM1207/);
});

it('allows a property to extend the schema that it stands in', () => {
  assert.equal(
    shapes('A: { type: object, properties: { child: { allOf: [{ $ref: "#/components/schemas/A" }, { type: object, properties: { x: {} } }] } } }'),
    'A (cyclic) = { child?: allOf(lazy A, { x?: any }) }',
  );
});

it('gives a child of a polymorphic parent the parent\'s own part', () => {
  assert.equal(
    shapes('Pet: { type: object, required: [kind], properties: { kind: { type: string } }, oneOf: [{ $ref: "#/components/schemas/Cat" }, { $ref: "#/components/schemas/Dog" }] }\nCat: { allOf: [{ $ref: "#/components/schemas/Pet" }, { type: object, properties: { meow: {} } }] }\nDog: { allOf: [{ $ref: "#/components/schemas/Pet" }, { type: object, properties: { woof: {} } }] }').split('\n')[1],
    'Cat = { kind: string, meow?: any }',
  );
});

it('gives colliding names suffixes that depend on the names alone', () => {
  const one = shapes('User: {}\nuser: {}\nfoo-Bar: {}\nfoo.Bar: {}');
  const two = shapes('foo.Bar: {}\nuser: {}\nfoo-Bar: {}\nUser: {}');
  assert.deepEqual(one.split('\n').sort(), two.split('\n').sort());
  assert.match(one, /^User = any\nUserX[0-9a-f]{4} = any\nFooBarX[0-9a-f]{4} = any\nFooBarX[0-9a-f]{4} = any$/);
});

it('makes every name usable in code', () => {
  assert.equal(shapes('Error: {}\n"401": {}\ndate: {}\nça va: {}\n"$": {}').replace(/Schema[0-9a-f]{4} =/, 'Schema# ='), 'ErrorModel = any\nSchema401 = any\nDateModel = any\nCaVa = any\nSchema# = any');
});

it('rewrites patterns for the flag u and refuses those that mean something else elsewhere', () => {
  assert.equal(shapes(String.raw`A: { type: string, pattern: '^[\w\-\.]+\@x$' }`), 'A = string /^[\\w\\-\\.]+@x$/');
  assert.match(shapes(String.raw`A: { type: string, pattern: '(?i)^x\Z' }`), /^A = string\n6:\d+-6:\d+ DM1215/);
});

it('reads decimals only where the scale is clear', () => {
  assert.equal(
    shapes(String.raw`A: { type: string, format: decimal }
B: { type: string, format: decimal, pattern: '^\d{1,10}\.\d{2}$' }
C: { type: string, x-devmatrix: { decimal: { precision: 9, scale: 3 } } }
D: { type: number }`),
    'A = decimal\nB = decimal(12, 2)\nC = decimal(9, 3)\nD = number',
  );
});

it('reads schemas of other files of the workspace', () => {
  const files = { 'common.yaml': 'Money: { type: object, properties: { owner: { $ref: "#/Owner" } } }\nOwner: { type: string }\n' };
  assert.equal(checkSpec(schemas('A: { type: object, properties: { m: { $ref: "common.yaml#/Money" } } }'), ['schemas', 'diagnostics'], files), 'A = { m?: Money }\nMoney = { owner?: Owner }\nOwner = string');
});

it('refuses references that leave the workspace', () => {
  const codes = ['../../x.yaml', 'https://example.org/x.yaml', '/etc/passwd', 'C:/x.yaml', '\\\\\\\\host\\\\x.yaml'].map((ref) => shapes(`A: { $ref: "${ref}" }`).split('\n').map((line) => /DM\d+/.exec(line)?.[0] ?? '').join(''));
  assert.deepEqual(codes, ['DM1205', 'DM1205', 'DM1205', 'DM1205', 'DM1205']);
});

it('reads a key that stands among the parameters as a security scheme', () => {
  const header = (required: boolean): string => `{ name: X-Api-Key, in: header, required: ${required}, schema: { type: string } }`;
  const text = `openapi: 3.0.3\ninfo: { title: T, version: '1' }\npaths:\n  /a:\n    get: { parameters: [${header(true)}], responses: { '204': { description: d } } }\n    put: { parameters: [${header(false)}], responses: { '204': { description: d } } }\n  /b:\n    get: { parameters: [{ name: next_token, in: query, schema: { type: string } }], responses: { '204': { description: d } } }\n`;
  const source = readSource('spec.yaml', text);
  assert.ok(source.value);
  const { value, diagnostics } = parseOpenApi(source.value, { file: 'spec.yaml', read: () => undefined });
  assert.deepEqual(value?.auth.schemes.map((scheme) => scheme.kind === 'apiKey' && [scheme.name, scheme.in, scheme.parameter]), [['X-Api-Key', 'header', 'X-Api-Key']]);
  const admitted = value.endpoints.map(({ access, parameters }) => [access.kind === 'secured' ? access.alternatives.map((uses) => uses.map(({ scheme }) => scheme)) : access.kind, parameters.length]);
  assert.deepEqual(admitted, [[[['X-Api-Key']], 0], [[['X-Api-Key'], []], 0], ['public', 1]]);
  assert.deepEqual(diagnostics.map(({ code }) => code), ['DM1292', 'DM1292']);
});

it('admits by either of two schemes that no request can carry together', () => {
  const text = `openapi: 3.0.3\ninfo: { title: T, version: '1' }\npaths:\n  /a: { get: { security: [{ basic: [], token: [], key: [] }], responses: { '204': { description: d } } } }\ncomponents: { securitySchemes: { basic: { type: http, scheme: basic }, token: { type: http, scheme: bearer }, key: { type: apiKey, in: header, name: X-Key } } }\n`;
  const source = readSource('spec.yaml', text);
  assert.ok(source.value);
  const { value, diagnostics } = parseOpenApi(source.value, { file: 'spec.yaml', read: () => undefined });
  const access = value?.endpoints[0]?.access;
  assert.deepEqual(access?.kind === 'secured' && access.alternatives.map((uses) => uses.map(({ scheme }) => scheme)), [['basic', 'key'], ['token', 'key']]);
  assert.deepEqual(diagnostics.map(({ code }) => code), ['DM1293']);
});

it('takes a parameter that repeats a security scheme for that scheme', () => {
  const text = `openapi: 3.0.3\ninfo: { title: T, version: '1' }\nsecurity: [{ k: [] }]\npaths:\n  /a: { get: { parameters: [{ name: key, in: query, required: true, schema: { type: string } }], responses: { '204': { description: d } } } }\ncomponents: { securitySchemes: { k: { type: apiKey, in: query, name: key } } }\n`;
  const source = readSource('spec.yaml', text);
  assert.ok(source.value);
  const { value } = parseOpenApi(source.value, { file: 'spec.yaml', read: () => undefined });
  assert.deepEqual(value?.endpoints.map(({ parameters }) => parameters.length), [0]);
  assert.equal(value.auth.schemes.length, 1);
});

it('sees through references that the members of allOf contradict each other in a constant', () => {
  const base = 'Cat: { type: object, required: [kind], properties: { kind: { enum: [cat] } } }\nDog: { type: object, required: [kind], properties: { kind: { enum: [dog] } } }\nPet: { oneOf: [{ $ref: "#/components/schemas/Cat" }, { $ref: "#/components/schemas/Dog" }] }';
  assert.match(shapes(`${base}\nCow: { allOf: [{ $ref: "#/components/schemas/Pet" }, { type: object, required: [kind], properties: { kind: { const: cow } } }] }`), /^Cow = nothing\n(.*\n)*.*DM1212 warning .*: Pet and object/m);
  assert.match(shapes(`${base}\nTom: { allOf: [{ $ref: "#/components/schemas/Pet" }, { type: object, required: [kind], properties: { kind: { const: cat } } }] }`), /^Tom = allOf\(/m);
});

it('reads the schema false as nothing', () => {
  assert.equal(shapes('A: { type: array, items: false }'), 'A = [AItem]\nAItem = nothing');
});
