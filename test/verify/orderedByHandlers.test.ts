import assert from 'node:assert/strict';
import { systemClock, systemCrypto } from '../../src/node/verify/systemPorts.ts';
import type { Call } from '../../src/semantics/types.ts';
import type { World } from '../../src/semantics/world.ts';
import { parseSpec } from '../../src/spec/parseSpec.ts';
import type { SmokeReport } from '../../src/verify/report.ts';
import { runSmoke } from '../../src/verify/smoke/runSmoke.ts';
import { type Fault, worldApp } from '../support/worldApp.ts';

/** A spec whose event handlers make the rows of a list that is sorted by when they did. */
const spec = (order: string): string => `devmatrix: 1
name: journal
auth: { scopes: [clerk, chief], admin: chief }
entities:
  Entry:
    attributes:
      what: { type: string, generated: flow }
      at: { type: timestamp, generated: flow }
    endpoints: { only: [list], access: [chief], list: { filter: [what], sort: [at], default: ${order} } }
flows:
  file:
    trigger: { http: 'POST /files', access: [clerk], body: { name: { type: string, minLength: 1, maxLength: 40 } } }
    steps:
      - emit: file.filed
        payload: { name: input.name }
      - return: { name: input.name }
  note:
    trigger: { event: file.filed }
    steps:
      - create: Entry
        values: { what: '"filed " + input.name', at: now }
`;

async function smokeOf(text: string, fault: Fault): Promise<SmokeReport> {
  const { value: application } = parseSpec({ main: 'app.devmatrix.yaml', read: () => text });
  assert.ok(application !== undefined);
  const secret = 'a-secret-of-at-least-thirty-two-characters';
  const http = worldApp(application, secret, '{}', fault);
  return runSmoke({ application, secret, baseUrl: 'http://app', openApiText: '{}', clock: systemClock, crypto: systemCrypto, http, isRunning: () => true, signal: new AbortController().signal });
}

const failuresOf = ({ operations }: SmokeReport): readonly string[] => operations.flatMap(({ operation, failures }) => failures.map(({ check, expected, actual }) => `${operation}: ${check}: ${expected} | ${actual}`));

/** Lets events wait until the app was asked often enough. */
function late(): (world: World) => void {
  let asked = 0;
  return (world) => {
    if (world.pendingEvents === 0) return;
    asked += 1;
    if (asked % 7 === 0) world.deliver();
  };
}

it('takes no older row for the one that a handler has still to make', async () => {
  for (const order of ['-at', 'at']) assert.deepEqual(failuresOf(await smokeOf(spec(order), { deliver: late() })), []);
});

/** Lets two events wait for each other, and the later one be handled first. */
function crosswise(): (world: World) => void {
  let asked = 0;
  return (world) => {
    if (world.pendingEvents === 0) return;
    asked += 1;
    if (asked % 7 !== 0) return;
    const snapshot = world.snapshot();
    world.restore({ ...snapshot, state: { ...snapshot.state, outbox: snapshot.state.outbox.toReversed() } });
    world.deliver();
  };
}

it('leaves open which of several handlers ends first', async () => {
  for (const order of ['-at', 'at', 'id']) assert.deepEqual(failuresOf(await smokeOf(spec(order), { deliver: crosswise() })), []);
});

const listsEntries = (call: Call): boolean => call.endpoint === 'GET /entries';
const without = (call: Call, ...names: readonly string[]): Call => ({ ...call, query: Object.fromEntries(Object.entries(call.query).filter(([name]) => !names.includes(name))) });
/** Apps that do not list as they have to. */
const wrong: Readonly<Record<string, (call: Call) => Call>> = {
  'the order is not heeded': (call) => without(call, 'sort'),
  'pages start at the first row': (call) => without(call, 'cursor'),
  'pages have any length': (call) => without(call, 'limit'),
  'filters are not heeded': (call) => without(call, 'what'),
  'up is down': (call) => (call.query['sort'] === undefined ? call : { ...call, query: { ...call.query, sort: call.query['sort'] === 'at' ? '-at' : 'at' } }),
};

for (const [name, call] of Object.entries(wrong)) {
  it(`sees in such a list that ${name}`, async () => {
    const report = await smokeOf(spec('-at'), { deliver: crosswise(), call: (each) => (listsEntries(each) ? call(each) : each) });
    assert.notDeepEqual(failuresOf(report).filter((failure) => failure.startsWith('GET /entries')), []);
  });
}
