import assert from 'node:assert/strict';
import { systemClock, systemCrypto } from '../../src/node/verify/systemPorts.ts';
import { parseSpec } from '../../src/spec/parseSpec.ts';
import { runSmoke } from '../../src/verify/smoke/runSmoke.ts';
import { worldApp } from '../support/worldApp.ts';

const spec = `devmatrix: 1
name: shelves
entities:
  Title:
    attributes: { name: string, wanted: { type: integer, default: 0, minimum: 0, generated: flow }, status: { state: place } }
    endpoints: { only: [list, read, create] }
stateMachines:
  place: { entity: Title, states: [HERE, LENT, WANTED], transitions: { lend: { from: HERE, to: LENT }, want: { from: LENT, to: WANTED } } }
flows:
  lend:
    trigger: { http: 'POST /titles/{id}/loans' }
    steps:
      - { load: Title, by: input.id }
      - transition: title
        event: lend
      - emit: title.lent
        payload: { titleId: title.id }
      - return: title
  want:
    trigger: { http: 'POST /titles/{id}/wishes' }
    steps:
      - { load: Title, by: input.id }
      - transition: title
        event: want
      - update: title
        set: { wanted: title.wanted + 1 }
      - return: title
  tick:
    trigger: { event: title.lent }
    steps:
      - { load: Title, by: input.titleId }
      - update: title
        when: title.wanted > 0
        set: { wanted: title.wanted - 1 }
`;

it('lets handlers that change nothing look at rows before these are changed', async () => {
  const { value: application } = parseSpec({ main: 'app.devmatrix.yaml', read: () => spec });
  assert.ok(application !== undefined);
  const secret = 'a-secret-of-at-least-thirty-two-characters';
  let since: number | undefined;
  const http = worldApp(application, secret, '{}', {
    deliver: (world) => {
      if (world.pendingEvents === 0) return;
      since ??= Date.now();
      if (Date.now() - since < 60) return;
      since = undefined;
      world.deliver();
    },
  });
  const { operations } = await runSmoke({ application, secret, baseUrl: 'http://app', openApiText: '{}', clock: systemClock, crypto: systemCrypto, http, isRunning: () => true, signal: new AbortController().signal });
  assert.deepEqual(operations.flatMap(({ operation, failures }) => failures.map(({ check, expected, actual }) => `${operation}: ${check}: ${expected} | ${actual}`)), []);
});
