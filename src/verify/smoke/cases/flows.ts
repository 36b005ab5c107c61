import type { Json } from '../../../base/json.ts';
import type { Flow } from '../../../ir/behavior.ts';
import { openFlows } from '../../../semantics/openFlows.ts';
import { edgesOf, playEdges } from '../edges.ts';
import type { Call, FlowCase } from '../../../semantics/types.ts';
import type { PlannedFlowCase } from '../../../semantics/scenarios.ts';
import type { Course } from '../course.ts';
import { stranger } from '../otherCallers.ts';
import { resolveCall } from '../resolveTemplate.ts';
import { createdEntities, writtenEntities } from '../concernedEntities.ts';
import { goesThroughRows, withSecondRow } from '../severalRows.ts';
import type { Sent } from '../session.ts';
import { bodySchema, checkList, type Suite } from '../suite.ts';
import type { Rehearsal, Ways } from '../ways.ts';
import { checkAccess } from './access.ts';
import { checkConsequences, checkRows, differences, type Observation, observe } from './consequences.ts';
import { checkIdempotency } from './idempotency.ts';
import { checkInput } from './input.ts';

/** A flow over HTTP: its happy path, each way to fail, the boundaries of its input. */
export async function checkFlow({ suite, planner, pool }: Course, flow: Flow, operation: string): Promise<void> {
  const plans = new Map<string, PlannedFlowCase>();
  const planOf = (label: string, n: number): PlannedFlowCase => {
    const key = `${n} ${label}`;
    const known = plans.get(key) ?? (label === 'happy' ? planner.happyCase(flow, n) : planner.failureCase(flow, label, n));
    plans.set(key, known);
    return known;
  };
  const plan = (labels: readonly string[], n: number): readonly FlowCase[] => labels.flatMap((label) => {
    const planned = planOf(label, n);
    if (!('skipped' in planned)) return [planned];
    suite.session.recorder.skip(operation, label, planned.skipped);
    return [];
  });
  const open = (labels: readonly string[]) => (ways: Ways): { readonly value: Group; readonly isOpen: boolean } => {
    const [cases = [], ...others] = groupBySteps(plan(labels, ways.n));
    return { value: { ways, cases, others: others.flat().map(({ label }) => label) }, isOpen: ways.isOpen(cases[0]?.steps ?? [], servesAll(cases)) };
  };
  // A failure changes nothing, so all cases with the same way to them share it, the happy one last.
  let labels: readonly string[] = [...planner.failureLabels(flow), 'happy'];
  while (labels.length > 0) {
    const group = pool.choose(open(labels));
    if (group.cases.length > 0) await checkGroup(suite, group);
    labels = group.others;
  }
  if (openFlows(suite.application).has(flow.name)) return;
  if (goesThroughRows(suite.application, flow)) await checkSeveral(suite, pool.choose(open(['happy'])));
  await checkEdges(suite, operation, () => {
    const group = pool.choose(open(['happy']));
    const [happy] = group.cases;
    return happy === undefined ? Promise.resolve(undefined) : prepare(suite, group.ways, happy);
  });
}

/** Cases with the same way to them, and those that need another one. */
interface Group {
  readonly ways: Ways;
  readonly cases: readonly FlowCase[];
  readonly others: readonly string[];
}

/** Whether all the cases get the answers that were planned; the happy one, which changes things, comes last. */
function servesAll(cases: readonly FlowCase[]): (rehearsal: Rehearsal) => boolean {
  const inOrder = [...cases.filter(({ kind }) => kind === 'failure'), ...cases.filter(({ kind }) => kind === 'happy')];
  return ({ bodies, predict }) => inOrder.every(({ call }) => {
    const { status, code } = predict(resolveCall(call.call, bodies));
    return status === call.expected.status && code === call.expected.code;
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
async function checkGroup(suite: Suite, { ways, cases }: Group): Promise<void> {
  const [first] = cases;
  if (first === undefined) return;
  const start = observe(suite);
  const bodies = await play(suite, ways, first, servesAll(cases));
  if (bodies === undefined) return;
  await checkFailures(suite, cases.filter(({ kind }) => kind === 'failure'), { start, bodies });
  for (const flowCase of cases) {
    if (flowCase.kind !== 'happy') continue;
    const call = resolveCall(flowCase.call.call, bodies);
    const before = observe(suite);
    const { outcome } = await checkHappy(suite, call);
    if (outcome.open !== undefined) continue;
    ways.went(flowCase.call, outcome.body);
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
  suite.session.dispatch.fence(call.endpoint);
  const failed = { check: named.map(({ check }) => check).join(', '), operation: call.endpoint, caller: call.caller };
  await checkConsequences(suite, { ...failed, before });
  await checkUntouched(suite, first.flow, { ...failed, rows: differences(at.start, before) });
}

/** The call that succeeds, after everything about it that must be refused; with its Idempotency-Key it happens once. */
async function checkHappy(suite: Suite, call: Call): Promise<Sent> {
  await checkAccess(suite, call);
  await checkInput(suite, call);
  await checkStranger(suite, call);
  const isOpen = suite.session.preview(call).open !== undefined;
  return suite.session.endpoint(call.endpoint).idempotencyKey && !isOpen ? checkIdempotency(suite, call, otherBody(suite, call)) : suite.session.call('happy', call);
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

/** The happy case once more, with one row more to go through. */
async function checkSeveral(suite: Suite, { ways, cases: [happy] }: Group): Promise<void> {
  const longer = happy === undefined ? undefined : withSecondRow(suite, happy, ways);
  if (longer === undefined) return;
  const { flowCase, serves } = longer;
  const bodies = await play(suite, ways, flowCase, serves);
  if (bodies === undefined) return;
  const call = resolveCall(flowCase.call.call, bodies);
  const before = observe(suite);
  await suite.session.call('happy with several rows', call);
  await checkConsequences(suite, { check: 'happy with several rows', operation: call.endpoint, caller: call.caller, before });
}

/** The outermost values of the flow's input, each on rows of its own. */
async function checkEdges(suite: Suite, operation: string, another: () => Promise<Call | undefined>): Promise<void> {
  const endpoint = suite.session.endpoint(operation);
  const schema = bodySchema(endpoint);
  const key = endpoint.operationId;
  if (schema !== undefined && edgesOf(suite, schema, { key }).length > 0) await playEdges(suite, schema, { key, another });
}

async function prepare(suite: Suite, ways: Ways, flowCase: FlowCase): Promise<Call | undefined> {
  const bodies = await play(suite, ways, flowCase, servesAll([flowCase]));
  return bodies === undefined ? undefined : resolveCall(flowCase.call.call, bodies);
}

/** Plays the way to a case; gives the bodies that were answered. */
async function play(suite: Suite, ways: Ways, flowCase: FlowCase, serves: (rehearsal: Rehearsal) => boolean): Promise<readonly (Json | undefined)[] | undefined> {
  const { bodies, broken } = await ways.play(flowCase.steps, serves, `prepares ${flowCase.flow}`);
  if (broken === undefined) return bodies;
  suite.session.recorder.skip(flowCase.call.call.endpoint, flowCase.label, broken);
  return undefined;
}

/** Somebody else, with the same scopes, on the same rows: as far as the model refuses that. */
async function checkStranger(suite: Suite, call: Call): Promise<void> {
  if (call.caller === undefined) return;
  const foreign: Call = { ...call, caller: stranger(call.caller, suite.application) };
  const { status, open } = suite.session.preview(foreign);
  if (status >= 400 && open === undefined) await suite.session.batch([{ check: 'as another caller', call: foreign }]);
}
