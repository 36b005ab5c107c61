import assert from 'node:assert/strict';
import { systemClock, systemCrypto } from '../../src/node/verify/systemPorts.ts';
import { parseSpec } from '../../src/spec/parseSpec.ts';
import { runSmoke } from '../../src/verify/smoke/runSmoke.ts';
import { worldApp } from '../support/worldApp.ts';

it('goes on with rows that are there when all values of a unique attribute are taken', async () => {
  const { value: application } = parseSpec({ main: 'app.devmatrix.yaml', read: () => `devmatrix: 1
name: wardrobe
entities:
  Size: { attributes: { code: { enum: [S, M, L, XL], unique: true } } }
  Garment:
    attributes: { title: string, state: { state: garmentState } }
    relations: { size: { belongsTo: Size } }
stateMachines:
  garmentState: { entity: Garment, states: [NEW, WORN, GONE], transitions: { wear: { from: NEW, to: WORN, expose: true }, give: { from: WORN, to: GONE, expose: true } } }
` });
  assert.ok(application !== undefined);
  const secret = 'a-secret-of-at-least-thirty-two-characters';
  const report = await runSmoke({ application, secret, baseUrl: 'http://app', openApiText: '{}', clock: systemClock, crypto: systemCrypto, http: worldApp(application, secret, '{}'), isRunning: () => true, signal: new AbortController().signal });
  assert.equal(report.failed, 0);
  assert.deepEqual(report.skipped.filter(({ operation, reason }) => !operation.includes('/sizes') && reason.includes('must be unique')), []);
});
