import assert from 'node:assert/strict';
import type { ApplicationIR } from '../../src/ir/application.ts';
import { systemClock, systemCrypto } from '../../src/node/verify/systemPorts.ts';
import type { Call, Outcome } from '../../src/semantics/types.ts';
import type { World } from '../../src/semantics/world.ts';
import { runSmoke } from '../../src/verify/smoke/runSmoke.ts';
import { applicationOf, bookOf, readingTarget, wordsAnswers, wordsSpec } from '../targets/atoms/wordsApp.ts';
import { type Fault, worldApp } from '../support/worldApp.ts';

const target = readingTarget();
const plain = applicationOf(`${wordsSpec}  POST /tools/{id}/repair:
    summary: Mends a tool
    returns: { minutes: integer }
    access: authenticated
    do: The tool is not broken any more; says how many minutes it took.
`);
const repair = 'export async function postToolsByIdRepair(context: CallContext, input: { readonly params: { readonly id: string } }): Promise<PostToolsByIdRepairResult> {\n  return { minutes: 1 };\n}';
const application = target.marked(plain, bookOf(target, plain, { ...wordsAnswers, postToolsByIdRepair: { code: repair } }));

function ok(body?: Outcome['body'], status = 200): Outcome {
  return { status, headers: {}, paths: [], reason: '', changes: [], events: [], ...(body === undefined ? {} : { body }) };
}

function refused(status: number, code: string): Outcome {
  return { status, code, headers: {}, paths: [], reason: '', changes: [], events: [] };
}

/** What code for words answers; everything else is as the model says. */
function openly(answer: (call: Call, world: World) => Outcome): NonNullable<Fault['predict']> {
  return (world, call) => (world.preview(call).open === undefined ? world.predict(call) : answer(call, world));
}

async function failuresOf(predict: NonNullable<Fault['predict']>, app: ApplicationIR = application): Promise<readonly string[]> {
  const secret = 'a-secret-of-at-least-thirty-two-characters';
  const report = await runSmoke({
    application: app, secret, baseUrl: 'http://app', openApiText: '{}', clock: systemClock, crypto: systemCrypto,
    http: worldApp(app, secret, '{}', { predict }), isRunning: () => true, signal: new AbortController().signal,
  });
  return report.operations.flatMap(({ operation, failures }) => failures.map(({ check, actual }) => `${operation}: ${check}: ${actual}`));
}

/** Answers that the contract admits. */
function admitted({ endpoint }: Call): Outcome {
  if (endpoint.startsWith('GET /reports')) return ok([]);
  if (endpoint.endsWith('/repair')) return ok({ minutes: 3 });
  if (endpoint.endsWith('/settle')) return refused(404, 'not_found');
  return refused(409, 'guard_failed');
}

it('knows which words were written', () => {
  assert.equal(JSON.stringify(application).match(/"isWritten":true/g)?.length, 6);
});

it('finds nothing wrong with answers of code for words that the contract admits', async () => {
  assert.deepEqual(await failuresOf(openly(admitted)), []);
});

it('finds nothing wrong with what code for words does to any row', async () => {
  assert.deepEqual(await failuresOf(openly((call, world) => {
    // All tools that nobody has lent are gone.
    for (const { id } of world.rows('Tool')) world.predict({ endpoint: 'DELETE /tools/{id}', caller: { subject: 'x', scopes: ['admin'] }, path: { id: id ?? null }, query: {}, headers: {} });
    return admitted(call);
  })), []);
});

const wrong: Readonly<Record<string, Outcome>> = {
  'a unit that was written and is missing': refused(501, 'not_implemented'),
  'a failure of the app itself': refused(500, 'internal_error'),
  'a status that no contract has': refused(418, 'teapot'),
  'another success': ok(undefined, 202),
  'a body that does not fit': ok([{ toolId: 'no-key', loans: 'many' }]),
};

for (const [name, answer] of Object.entries(wrong)) {
  it(`notices ${name}`, async () => {
    const found = await failuresOf(openly((call) => (call.endpoint.startsWith('GET /reports') ? answer : admitted(call))));
    assert.ok(found.length > 0);
    assert.deepEqual(found.filter((failure) => !failure.startsWith('GET /reports')), []);
  });
}

it('still notices what is not left open: who may call, and with what', async () => {
  const found = await failuresOf((world, call) => (call.endpoint.startsWith('GET /reports') ? ok([]) : openly(admitted)(world, call, application.endpoints[0] as never)));
  assert.ok(found.some((failure) => failure.includes('credentials')), found.join('\n'));
  assert.ok(found.some((failure) => failure.includes('least')), found.join('\n'));
});

it('lets an invariant in words refuse any write of its entity, with its own code only', async () => {
  const refusing = (code: string): NonNullable<Fault['predict']> => (world, call, endpoint) =>
    (world.preview(call).mayRefuse === undefined || call.body === undefined ? openly(admitted)(world, call, endpoint) : refused(422, code));
  assert.deepEqual(await failuresOf(refusing('invariant_short_for_beginners')), []);
  assert.ok((await failuresOf(refusing('another_code'))).length > 0);
});
