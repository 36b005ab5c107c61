import type { Json } from '../../../base/json.ts';
import type { Flow } from '../../../ir/behavior.ts';
import { edgesOf, playEdges } from '../edges.ts';
import type { Call, FlowCase } from '../../../semantics/types.ts';
import type { Planner } from '../planner.ts';
import { resolveCall } from '../resolveTemplate.ts';
import { playSteps } from '../scenes.ts';
import { bodyOf } from '../session.ts';
import { createdEntities, writtenEntities } from '../concernedEntities.ts';
import { bodySchema, checkList, stranger, type Suite } from '../suite.ts';
import { checkAccess } from './access.ts';
import { checkConsequences, checkRows, differences, type Observation, observe } from './consequences.ts';
import { checkIdempotency } from './idempotency.ts';
import { checkInput } from './input.ts';

/** A flow over HTTP: its happy path, each way to fail, the boundaries of its input. */
export async function checkFlow(suite: Suite, planner: Planner, flow: Flow, operation: string): Promise<void> {
  const plan = (labels: readonly string[]): readonly FlowCase[] => {
    const n = suite.scenes.nextPlan();
    return labels.flatMap((label) => {
      const planned = label === 'happy' ? planner.happyCase(flow, n) : planner.failureCase(flow, label, n);
      if (!('skipped' in planned)) return [planned];
      suite.session.recorder.skip(operation, label, planned.skipped);
      return [];
    });
  };
  // A failure changes nothing, so all cases with the same way to them share it, the happy one last.
  const groups = groupBySteps(plan([...planner.failureLabels(flow), 'happy']));
  for (const [index, group] of groups.entries()) {
    // The plans of the other groups would meet the rows of the first.
    const cases = index === 0 ? [group] : groupBySteps(plan(group.map(({ label }) => label)));
    const [shared, ...others] = cases;
    if (shared !== undefined) await checkGroup(suite, shared);
    for (const { label } of others.flat()) suite.session.recorder.skip(operation, label, 'its way depends on the rows that are there');
  }
  await checkEdges(suite, operation, async () => {
    const [planned] = plan(['happy']);
    return planned === undefined ? undefined : prepare(suite, planned);
  });
}

function groupBySteps(cases: readonly FlowCase[]): readonly (readonly FlowCase[])[] {
  const groups = new Map<string, FlowCase[]>();
  for (const each of cases) {
    const way = JSON.stringify(each.steps);
    groups.set(way, [...(groups.get(way) ?? []), each]);
  }
  return [...groups.values()];
}

/** Cases with the same way to them, with all their effects read back; those that fail must leave nothing behind. */
async function checkGroup(suite: Suite, cases: readonly FlowCase[]): Promise<void> {
  const [first] = cases;
  if (first === undefined) return;
  const start = observe(suite);
  const bodies = await play(suite, first);
  if (bodies === undefined) return;
  await checkFailures(suite, cases.filter(({ kind }) => kind === 'failure'), { start, bodies });
  for (const flowCase of cases) {
    if (flowCase.kind !== 'happy') continue;
    const call = resolveCall(flowCase.call.call, bodies);
    const before = observe(suite);
    await checkHappy(suite, call);
    await checkConsequences(suite, { check: flowCase.label, operation: call.endpoint, caller: call.caller, before });
  }
}

/** Calls that fail, and after all of them: the rows that the flow would have written are as they were, and none was made. */
async function checkFailures(suite: Suite, cases: readonly FlowCase[], at: { readonly start: Observation; readonly bodies: readonly (Json | undefined)[] }): Promise<void> {
  const named = cases.map((flowCase) => ({ check: flowCase.label, call: resolveCall(flowCase.call.call, at.bodies) }));
  const [first] = cases;
  const call = named.find((each) => each.call.caller !== undefined)?.call ?? named[0]?.call;
  if (first === undefined || call === undefined) return;
  const before = observe(suite);
  await suite.session.batch(named);
  await suite.session.settled();
  const failed = { check: named.map(({ check }) => check).join(', '), operation: call.endpoint, caller: call.caller };
  await checkConsequences(suite, { ...failed, before });
  await checkUntouched(suite, first.flow, { ...failed, rows: differences(at.start, before) });
}

/** The call that succeeds, after everything about it that must be refused; with its Idempotency-Key it happens once. */
async function checkHappy(suite: Suite, call: Call): Promise<void> {
  await checkAccess(suite, call);
  await checkInput(suite, call);
  await checkStranger(suite, call);
  if (suite.session.endpoint(call.endpoint).idempotencyKey) await checkIdempotency(suite, call, otherBody(suite, call));
  else await suite.session.call('happy', call);
}

/** The call with another valid body; undefined when it has none. */
function otherBody(suite: Suite, call: Call): Call | undefined {
  const schema = bodySchema(suite.session.endpoint(call.endpoint));
  const edge = schema === undefined || call.body === undefined ? undefined : edgesOf(suite, schema, { base: call.body, key: '' })[0];
  return edge === undefined ? undefined : { ...call, body: edge.value };
}

async function checkUntouched(suite: Suite, flow: string, at: Parameters<typeof checkRows>[1]): Promise<void> {
  const written = writtenEntities(suite.application, flow);
  await checkRows(suite, { ...at, check: `${at.check} changes nothing`, rows: at.rows.filter((touched) => written.includes(touched.entity)) });
  if (at.caller === undefined) return;
  for (const entity of createdEntities(suite.application, flow)) {
    await checkList(suite, `${at.check} leaves no ${entity}`, { entity, row: {}, caller: at.caller, operation: at.operation });
  }
}

/** The outermost values of the flow's input, each on rows of its own. */
async function checkEdges(suite: Suite, operation: string, another: () => Promise<Call | undefined>): Promise<void> {
  const endpoint = suite.session.endpoint(operation);
  const schema = bodySchema(endpoint);
  const key = endpoint.operationId;
  if (schema !== undefined && edgesOf(suite, schema, { key }).length > 0) await playEdges(suite, schema, { key, another });
}

async function prepare(suite: Suite, flowCase: FlowCase): Promise<Call | undefined> {
  const bodies = await play(suite, flowCase);
  return bodies === undefined ? undefined : resolveCall(flowCase.call.call, bodies);
}

/** Plays the way to a case; gives the bodies that were answered. */
async function play(suite: Suite, flowCase: FlowCase): Promise<readonly (Json | undefined)[] | undefined> {
  const played = await playSteps(suite.session, flowCase.steps, `prepares ${flowCase.flow}`);
  if (played.broken === undefined) return played.answers.map((answer) => (answer === undefined ? undefined : bodyOf(answer)));
  suite.session.recorder.skip(flowCase.call.call.endpoint, flowCase.label, played.broken);
  return undefined;
}

/** Somebody else, with the same scopes, on the same rows: as far as the model refuses that. */
async function checkStranger(suite: Suite, call: Call): Promise<void> {
  if (call.caller === undefined) return;
  const foreign: Call = { ...call, caller: stranger(call.caller, suite.application) };
  if (suite.session.preview(foreign).status >= 400) await suite.session.batch([{ check: 'as another caller', call: foreign }]);
}
