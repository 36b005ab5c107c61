import assert from 'node:assert/strict';
import { generatedFiles } from './support.ts';

const answer = "responses: { '200': { description: ok, content: { application/json: { schema: { type: object } } } } }";

function document(schemes: string, endpoints: Readonly<Record<string, string>>): string {
  const paths = Object.entries(endpoints).map(([path, access]) => {
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => `{ name: ${name}, in: path, required: true, schema: { type: string } }`);
    return `  ${path}: { get: { parameters: [${names.join(', ')}], security: ${access}, ${answer} } }`;
  });
  return `openapi: 3.1.0\ninfo: { title: Proofs, version: '1' }\nservers: [{ url: 'https://example.com/v1' }]\npaths:\n${paths.join('\n')}\ncomponents: { securitySchemes: { ${schemes} } }\n`;
}

function proofsIn(text: string): readonly string[] {
  const callers = generatedFiles(text).get('tests/generated/support/callers.ts') ?? '';
  return callers.split('\n').flatMap((line) => /^ {2}\[\/\^(.*)\],$/.exec(line)?.[1] ?? []);
}

const token = 'token: { type: http, scheme: bearer }';
const password = 'password: { type: http, scheme: basic }';
const key = 'key: { type: apiKey, in: query, name: api_key }';

it('has callers of generated tests show a key in the query where an endpoint asks for one', () => {
  const text = document(key, { '/notes': '[{ key: [] }]', '/status': '[]' });
  assert.deepEqual(proofsIn(text), [String.raw`GET \/v1\/notes$/, (by) => ({ query: { api_key: by.secret } })`]);
  assert.match(generatedFiles(text).get('tests/generated/support/app.ts') ?? '', /proven\(by, method, url\)/);
});

it('has them show a password only where a token does not do', () => {
  const text = document(`${token}, ${password}`, { '/a': '[{ password: [] }, { token: [] }]', '/b': '[{ password: [] }]', '/c': '[{ token: [] }]' });
  assert.deepEqual(proofsIn(text), [String.raw`GET \/v1\/b$/, (by) => ({ headers: { authorization: password(by) } })`]);
});

it('tells apart what a path says itself from its parameters', () => {
  const text = document(`${token}, ${key}`, { '/notes/{id}': '[{ key: [] }]', '/notes/own': '[{ token: [] }]', '/other': '[{ token: [] }]' });
  assert.deepEqual(proofsIn(text), [String.raw`GET \/v1\/notes\/own$/, () => ({})`, String.raw`GET \/v1\/notes\/[^/]+$/, (by) => ({ query: { api_key: by.secret } })`]);
});

it('leaves callers as they are where the headers that they always show will do', () => {
  for (const [schemes, access] of [[token, '[{ token: [] }]'], [password, '[{ password: [] }]'], [`${token}, ${key}`, '[{ key: [] }, { token: [] }]']] as const) {
    const files = generatedFiles(document(schemes, { '/notes': access }));
    assert.doesNotMatch(`${files.get('tests/generated/support/callers.ts')}${files.get('tests/generated/support/app.ts')}`, /prove[nd]|Proof|secret: account/);
  }
});
