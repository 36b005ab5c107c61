import type { Flow } from '../../../ir/behavior.ts';
import { edgesOf } from '../edges.ts';
import type { Call, FlowCase } from '../../../semantics/types.ts';
import type { Planner } from '../planner.ts';
import { resolveCall } from '../resolveTemplate.ts';
import { playSteps } from '../scenes.ts';
import { bodyOf } from '../session.ts';
import { createdEntities, writtenEntities } from '../concernedEntities.ts';
import { bodySchema, checkList, stranger, type Suite } from '../suite.ts';
import { checkAccess } from './access.ts';
import { checkConsequences, checkRows, type ConsequenceOptions, differences, observe, type Touched } from './consequences.ts';
import { checkIdempotency } from './idempotency.ts';
import { checkInput } from './input.ts';

/** A flow over HTTP: its happy path, each way to fail, the boundaries of its input. */
export async function checkFlow(suite: Suite, planner: Planner, flow: Flow, operation: string): Promise<void> {
  const plan = (label: string): FlowCase | undefined => {
    const n = suite.scenes.nextPlan();
    const planned = label === 'happy' ? planner.happyCase(flow, n) : planner.failureCase(flow, label, n);
    if (!('skipped' in planned)) return planned;
    suite.session.recorder.skip(operation, label, planned.skipped);
    return undefined;
  };
  for (const label of ['happy', ...planner.failureLabels(flow)]) {
    const planned = plan(label);
    if (planned !== undefined) await checkFlowCase(suite, planned);
  }
  await checkVariations(suite, operation, async () => {
    const planned = plan('happy');
    return planned === undefined ? undefined : prepare(suite, planned);
  });
}

/** One case of a flow, with all its effects read back; a case that fails must leave nothing behind. */
async function checkFlowCase(suite: Suite, flowCase: FlowCase): Promise<void> {
  const start = observe(suite);
  const call = await prepare(suite, flowCase);
  if (call === undefined) return;
  const before = observe(suite);
  if (flowCase.kind === 'happy') {
    await checkAccess(suite, call);
    await checkInput(suite, call);
    await checkStranger(suite, call);
  }
  await suite.session.call(flowCase.label, call);
  const at = { check: flowCase.label, operation: call.endpoint, caller: call.caller, before };
  await checkConsequences(suite, at);
  if (flowCase.kind === 'failure') await checkUntouched(suite, flowCase, { ...at, rows: differences(start, before) });
}

/** After a failure: the rows that the flow would have written are as they were, and none was made. */
async function checkUntouched(suite: Suite, flowCase: FlowCase, at: ConsequenceOptions & { readonly rows: readonly Touched[] }): Promise<void> {
  const written = writtenEntities(suite.application, flowCase.flow);
  await checkRows(suite, { ...at, check: `${at.check} changes nothing`, rows: at.rows.filter((touched) => written.includes(touched.entity)) });
  if (at.caller === undefined) return;
  for (const entity of createdEntities(suite.application, flowCase.flow)) {
    await checkList(suite, `${at.check} leaves no ${entity}`, { entity, row: {}, caller: at.caller, operation: at.operation });
  }
}

/** What the happy path is repeated for: the boundaries of its input, and the idempotency key. */
async function checkVariations(suite: Suite, operation: string, another: () => Promise<Call | undefined>): Promise<void> {
  const endpoint = suite.session.endpoint(operation);
  const schema = bodySchema(endpoint);
  const key = endpoint.operationId;
  const count = schema === undefined ? 0 : edgesOf(suite, schema, { key }).length;
  for (let index = 0; index < count; index += 1) {
    const call = await another();
    if (call?.body === undefined || schema === undefined) return;
    const boundary = edgesOf(suite, schema, { base: call.body, key })[index];
    if (boundary !== undefined) await suite.session.call(`${boundary.key}: ${boundary.label}`, { ...call, body: boundary.value });
  }
  if (endpoint.idempotencyKey) await checkIdempotency(suite, another);
}

async function prepare(suite: Suite, flowCase: FlowCase): Promise<Call | undefined> {
  const played = await playSteps(suite.session, flowCase.steps, `prepares ${flowCase.flow}: ${flowCase.label}`);
  if (played.broken !== undefined) {
    suite.session.recorder.skip(flowCase.call.call.endpoint, flowCase.label, played.broken);
    return undefined;
  }
  return resolveCall(flowCase.call.call, played.answers.map((answer) => (answer === undefined ? undefined : bodyOf(answer))));
}

/** Somebody else, with the same scopes, on the same rows: as far as the model refuses that. */
async function checkStranger(suite: Suite, call: Call): Promise<void> {
  if (call.caller === undefined) return;
  const foreign: Call = { ...call, caller: stranger(call.caller, suite.application) };
  if (suite.session.preview(foreign).status >= 400) await suite.session.call('as another caller', foreign);
}
