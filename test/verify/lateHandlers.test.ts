import assert from 'node:assert/strict';
import { systemClock, systemCrypto } from '../../src/node/verify/systemPorts.ts';
import { parseSpec } from '../../src/spec/parseSpec.ts';
import type { SmokeReport } from '../../src/verify/report.ts';
import { runSmoke } from '../../src/verify/smoke/runSmoke.ts';
import { worldApp } from '../support/worldApp.ts';

const spec = (admin: string, endpoints: string, times = '1'): string => `devmatrix: 1
name: prizes
auth: { scopes: [judge, chief]${admin} }
entities:
  Account:
    owner: userId
    attributes: { userId: { type: string, generated: owner }, points: { type: integer, default: 0, generated: flow } }
    ${endpoints}
flows:
  award:
    trigger: { http: 'POST /awards', access: [judge], body: { accountId: uuid, points: { type: integer, minimum: 1, maximum: 9 } } }
    steps:
      - load: Account
        by: input.accountId
        anyOwner: true
      - emit: points.awarded
        payload: { accountId: account.id, points: input.points }
      - return: { accountId: account.id }
  count:
    trigger: { event: points.awarded }
    steps:
      - load: Account
        by: input.accountId
      - update: account
        set: { points: account.points + input.points * times }
`.replace('times', times);

async function smokeOf(text: string): Promise<SmokeReport> {
  const { value: application } = parseSpec({ main: 'app.devmatrix.yaml', read: () => text });
  assert.ok(application !== undefined);
  const secret = 'a-secret-of-at-least-thirty-two-characters';
  let asked = 0;
  const http = worldApp(application, secret, '{}', {
    deliver: (world) => {
      if (world.pendingEvents === 0) return;
      asked += 1;
      if (asked % 12 === 0) world.deliver();
    },
  });
  return runSmoke({ application, secret, baseUrl: 'http://app', openApiText: '{}', clock: systemClock, crypto: systemCrypto, http, isRunning: () => true, signal: new AbortController().signal });
}

const failuresOf = ({ operations }: SmokeReport): readonly string[] => operations.flatMap(({ operation, failures }) => failures.map(({ check, expected, actual }) => `${operation}: ${check}: ${expected} | ${actual}`));

it('waits for what event handlers do with rows that the caller does not see', async () => {
  assert.deepEqual(failuresOf(await smokeOf(spec(', admin: chief', ''))), []);
  assert.deepEqual(failuresOf(await smokeOf(spec('', ''))), []);
});

it('waits for rows that no list shows by reading them', async () => {
  assert.deepEqual(failuresOf(await smokeOf(spec(', admin: chief', 'endpoints: { except: [list] }'))), []);
});

it('waits for writes that leave all values as they were', async () => {
  assert.deepEqual(failuresOf(await smokeOf(spec(', admin: chief', '', '0'))), []);
});
