import { boundariesOf } from '../../../semantics/boundaries.ts';
import type { Call, FlowCase } from '../../../semantics/types.ts';
import { resolveCall } from '../resolveTemplate.ts';
import { playSteps } from '../scenes.ts';
import { bodyOf } from '../session.ts';
import { bodySchema, stranger, type Suite } from '../suite.ts';
import { checkAccess } from './access.ts';
import { checkConsequences, observe } from './consequences.ts';
import { checkIdempotency } from './idempotency.ts';
import { checkInput } from './input.ts';

/** One case of a flow, with all its effects read back; a case that fails must leave nothing behind. */
export async function checkFlowCase(suite: Suite, flowCase: FlowCase): Promise<void> {
  const call = await prepare(suite, flowCase);
  if (call === undefined) return;
  if (flowCase.kind === 'happy') {
    await checkAccess(suite, call);
    await checkInput(suite, call);
    await checkStranger(suite, call);
  }
  const before = observe(suite);
  await suite.session.call(flowCase.label, call);
  await checkConsequences(suite, { check: flowCase.label, operation: call.endpoint, caller: call.caller, before });
}

/** What a happy case must be repeated for: the boundaries of its input, and the idempotency key. */
export async function checkFlowVariations(suite: Suite, flowCase: FlowCase): Promise<void> {
  const endpoint = suite.session.endpoint(flowCase.call.call.endpoint);
  const schema = bodySchema(endpoint);
  const count = schema === undefined ? 0 : boundariesOf(schema, suite.context).length;
  for (let index = 0; index < count; index += 1) {
    const call = await prepare(suite, flowCase);
    if (call?.body === undefined || schema === undefined) return;
    const boundary = boundariesOf(schema, suite.context, { base: call.body, key: flowCase.flow })[index];
    if (boundary !== undefined) await suite.session.call(`${boundary.key}: ${boundary.label}`, { ...call, body: boundary.value });
  }
  if (endpoint.idempotencyKey) await checkIdempotency(suite, () => prepare(suite, flowCase));
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
  if (suite.session.model.preview(foreign).status >= 400) await suite.session.call('as another caller', foreign);
}
