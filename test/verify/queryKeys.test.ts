import assert from 'node:assert/strict';
import { systemClock, systemCrypto } from '../../src/node/verify/systemPorts.ts';
import { loadSpec } from '../../src/pipeline/loadSpec.ts';
import { CredentialMint, keyedCallers } from '../../src/verify/smoke/credentials.ts';
import { runSmoke } from '../../src/verify/smoke/runSmoke.ts';
import { worldApp } from '../support/worldApp.ts';

const note = 'content: { application/json: { schema: { $ref: "#/components/schemas/Note" } } }';
const text = `openapi: 3.1.0
info: { title: Keys, version: '1' }
security: [{ key: [] }]
paths:
  /notes:
    post:
      parameters: [{ name: Idempotency-Key, in: header, required: true, schema: { type: string } }]
      requestBody: { required: true, content: { application/json: { schema: { type: object, required: [title], properties: { title: { type: string, maxLength: 20 }, rank: { type: integer, minimum: 1, maximum: 9 } } } } } }
      responses: { '201': { description: ok, ${note} } }
    get:
      parameters: [{ name: limit, in: query, schema: { type: integer, minimum: 1, maximum: 90, default: 20 } }, { name: offset, in: query, schema: { type: integer, minimum: 0, default: 0 } }]
      responses: { '200': { description: ok, content: { application/json: { schema: { type: array, items: { $ref: "#/components/schemas/Note" } } } } } }
  /notes/{id}:
    parameters: [{ name: id, in: path, required: true, schema: { type: string, format: uuid } }]
    get:
      responses: { '200': { description: ok, ${note} } }
components:
  securitySchemes: { key: { type: apiKey, in: query, name: api_key } }
  schemas:
    Note: { type: object, required: [id, title], properties: { id: { type: string, format: uuid }, title: { type: string, maxLength: 20 }, rank: { type: integer, minimum: 1, maximum: 9 } } }
`;

const { application } = loadSpec({ main: 'keys.openapi.yaml', read: () => text });
assert.ok(application);
const secret = 'a-secret-of-at-least-thirty-two-characters';

it('shows the key of a caller also where Location leads', async () => {
  const report = await runSmoke({
    application, secret, baseUrl: 'http://app', openApiText: '{}', clock: systemClock, crypto: systemCrypto,
    http: worldApp(application, secret, '{}'), isRunning: () => true, signal: new AbortController().signal,
  });
  assert.deepEqual(report.operations.flatMap(({ operation, failures }) => failures.map(({ check, expected, actual }) => `${operation}: ${check}: ${expected} | ${actual}`)), []);
  assert.ok(report.operations.some(({ operation, checks }) => operation === 'POST /notes' && checks > 20));
});

it('gives callers the same name whoever asks, also once they have it', () => {
  const mint = new CredentialMint({ application, secret, crypto: systemCrypto, clock: systemClock });
  const [endpoint] = application.endpoints;
  assert.ok(endpoint);
  // More than the app knows by key: then several are one.
  const given = Array.from({ length: 80 }, (_, index) => mint.effective(endpoint, { subject: `caller-${index}`, scopes: [] }));
  assert.equal(new Set(given.map((caller) => caller?.subject)).size, 60);
  assert.deepEqual(given.map((caller) => mint.effective(endpoint, caller)), given);
  assert.deepEqual(mint.effective(endpoint, { subject: 'caller-7', scopes: [] }), given[7]);
});

it('has callers whom the app knows by key also where a key goes with a token', () => {
  const both = loadSpec({ main: 'keys.openapi.yaml', read: () => text.replace('[{ key: [] }]', '[{ token: [], key: [] }]').replace('securitySchemes: {', 'securitySchemes: { token: { type: http, scheme: bearer },') }).application;
  const [endpoint] = both?.endpoints ?? [];
  assert.ok(both !== undefined && endpoint !== undefined);
  const mint = new CredentialMint({ application: both, secret, crypto: systemCrypto, clock: systemClock });
  const caller = mint.effective(endpoint, { subject: 'ann', scopes: [] });
  assert.ok(keyedCallers(both).some(({ subject }) => subject === caller?.subject));
  const { headers, query } = mint.valid(endpoint, caller);
  assert.deepEqual(query, { api_key: 'key-of-smoke-1' });
  assert.equal((JSON.parse(atob(headers['authorization']?.split('.')[1] ?? '')) as { sub: string }).sub, 'smoke-1');
});
