/**
 * Plans of calls, found by searching in the reference model. Deterministic and bounded; all results are data (see `types.ts`).
 *
 *     fixtureFor(application, 'OrderItem', 3)      // steps after which one valid row is there, for the caller `user-3`
 *     transitionCases(application, machine)        // every state x event: steps to the state, the call, the outcome
 *     flowCases(application, flow)                 // the happy path and each way to fail
 *
 * What cannot be planned comes back as `{ skipped: reason }`. `n` chooses samples and subject: plans with different n can
 * run against one app without meeting.
 */
import type { ApplicationIR } from '../ir/application.ts';
import type { Flow, Invariant, StateMachine } from '../ir/behavior.ts';
import type { BelongsTo } from '../ir/entity.ts';
import { type Model, callerFor, entityOf, modelOf } from './model.ts';
import { openFlows } from './openFlows.ts';
import { callFlow } from './scenarios/callFlow.ts';
import { failureCases } from './scenarios/failures.ts';
import { httpFlows, remembered } from './scenarios/flowFacts.ts';
import { invariantCase } from './scenarios/invariantCase.ts';
import { makeRow } from './scenarios/makeRow.ts';
import { planned, plannedEither } from './scenarios/planned.ts';
import type { FlowCall, Planner } from './scenarios/planner.ts';
import { Recall } from './scenarios/recall.ts';
import { type ScheduleCase, scheduleCase } from './scenarios/scheduleCase.ts';
import { show } from './scenarios/show.ts';
import { change, drive } from './scenarios/states.ts';
import { TemplateWriter } from './scenarios/templates.ts';
import { type PlannedTransition, ReachedStates, type StateAndEvent, plannedTransition } from './scenarios/transitionCase.ts';
import { eventsOf } from './transitions.ts';
import type { Caller, Fixture, FlowCase, RowValues, Skipped } from './types.ts';

const rowsMade = new Recall<RowValues>();
const flowsCalled = new Recall<FlowCall>();

const planner: Planner = {
  ensure: (plan, entity) => plan.lastRow(entity) ?? planner.make(plan, entity, {}),
  make: (plan, entity, fixed) => rowsMade.search(plan, JSON.stringify([entity, fixed]), () => makeRow(planner, plan, entity, fixed)),
  callFlow: (plan, flow, endpoint, goal, pinned) => {
    const call = (): FlowCall => callFlow(planner, plan, flow, endpoint, goal, pinned);
    return goal.kind === 'success' && goal.isLast !== true && goal.through === undefined && goal.given === undefined && pinned === undefined ? flowsCalled.search(plan, flow.name, call) : call();
  },
  drive: (plan, machine, row, wanted) => plan.asOwnerOf(machine.entity, row, () => drive(planner, plan, machine, row, wanted)),
  change: (plan, wanted) => {
    plan.asOwnerOf(wanted.entity, wanted.row, () => {
      change(planner, plan, wanted);
    });
  },
};

const fixtures = new WeakMap<Model, Map<string, Fixture | Skipped>>();

/** Steps that make one row of the entity. */
export function fixtureFor(application: ApplicationIR, entity: string, n = 0): Fixture | Skipped {
  const model = modelOf(application);
  if (!model.entities.has(entity)) return { skipped: `The application has no entity ${entity}.` };
  return remembered(fixtures, model, `${n} ${entity}`, () => fixtureAnew(model, entity, n));
}

/** Steps that make one row of the entity whose foreign key names a new row, as it need not by itself. */
export function fixtureReferring(application: ApplicationIR, entity: string, attribute: string): Fixture | Skipped {
  const model = modelOf(application);
  const reference = model.entities.get(entity)?.references.find((candidate) => candidate.attribute === attribute);
  if (reference === undefined) return { skipped: `${entity} has no foreign key ${attribute}.` };
  return remembered(fixtures, model, `0 ${entity} ${attribute}`, () => fixtureAnew(model, entity, 0, reference));
}

function fixtureAnew(model: Model, entity: string, n: number, reference?: BelongsTo): Fixture | Skipped {
  return plannedEither(model, n, (plan) => {
    const fixed = reference === undefined ? {} : { [reference.attribute]: plan.keyOf(reference.target, planner.make(plan, reference.target, {})) };
    const row = planner.make(plan, entity, fixed);
    show(plan, entity, row);
    const writer = new TemplateWriter();
    const steps = writer.steps(plan.steps);
    const key = writer.known(plan.keyOf(entity, row));
    return { entity, steps, caller: callerOfEntity(model, entity, plan.subject), ...(key === undefined ? {} : { key }), row: writer.row(plan.rowByKey(entity, plan.keyOf(entity, row)) ?? row) };
  });
}

/** Every pair of state and event: the call that fires the event in that state, with its outcome, or why there is none. */
export function transitionCases(application: ApplicationIR, machine: StateMachine, n = 0): readonly PlannedTransition[] {
  const model = modelOf(application);
  const reached = new ReachedStates(planner, model, machine, n);
  return machine.states.flatMap(({ name: state }) => eventsOf(machine).map((event) => plannedTransition(planner, reached, { state, event })));
}

/** One pair of state and event, for runs in which each pair needs rows of its own. */
export function transitionCaseOf(application: ApplicationIR, machine: StateMachine, pair: StateAndEvent, n: number): PlannedTransition {
  return plannedTransition(planner, new ReachedStates(planner, modelOf(application), machine, n), pair);
}

export type PlannedFlowCase = FlowCase | (Skipped & { readonly flow: string; readonly label: string });

/** The happy path of a flow over HTTP, and for each step that can end it a call that makes it do so. */
export function flowCases(application: ApplicationIR, flow: Flow, n = 0): readonly PlannedFlowCase[] {
  const happy = happyCase(application, flow, n);
  return modelOf(application).flows.get(flow.name)?.trigger.kind === 'http' ? [happy, ...failureLabels(application, flow).map((label) => failureCaseOf(application, flow, label, n))] : [happy];
}

/** The happy path of a flow over HTTP alone. */
export function happyCase(application: ApplicationIR, flow: Flow, n: number): PlannedFlowCase {
  const model = modelOf(application);
  const found = httpFlows(model).find((candidate) => candidate.flow === flow);
  if (found === undefined) return { flow: flow.name, label: 'happy', skipped: `${flow.name} is not started over HTTP.` };
  const happy = plannedEither(model, n, (plan): FlowCase => {
    const { call, outcome } = planner.callFlow(plan, flow, found.endpoint, openFlows(application).has(flow.name) ? { kind: 'success', isLast: true } : { kind: 'success' });
    const writer = new TemplateWriter();
    // A call that is left open is not among the steps: nothing is known of what it does.
    const steps = writer.steps(outcome.open === undefined ? plan.steps.slice(0, -1) : plan.steps);
    return { flow: flow.name, label: 'happy', kind: 'happy', steps, call: writer.call(flow.name, call, outcome, steps.length) };
  });
  return 'skipped' in happy ? { flow: flow.name, label: 'happy', skipped: happy.skipped } : happy;
}

/** Rows for a schedule to find, and the time at which it has to run. */
export function scheduleCaseOf(application: ApplicationIR, flow: Flow, n: number): ScheduleCase | Skipped {
  return scheduleCase(planner, modelOf(application), flow, n);
}

/** A request that creates a row with values that break an invariant. */
export function invariantCaseOf(application: ApplicationIR, invariant: Invariant, n: number): FlowCase | Skipped {
  return invariantCase(planner, modelOf(application), invariant, n);
}

/** The labels of the ways in which a flow over HTTP can fail. */
export function failureLabels(application: ApplicationIR, flow: Flow): readonly string[] {
  return failuresOf(modelOf(application), flow).map(({ label }) => label);
}

const failures = new WeakMap<Model, Map<Flow, ReturnType<typeof failureCases>>>();

function failuresOf(model: Model, flow: Flow): ReturnType<typeof failureCases> {
  return remembered(failures, model, flow, () => failureCases(planner, model, flow));
}

/** One way in which a flow over HTTP fails. */
export function failureCaseOf(application: ApplicationIR, flow: Flow, label: string, n: number): PlannedFlowCase {
  const model = modelOf(application);
  const found = httpFlows(model).find((candidate) => candidate.flow === flow);
  if (found === undefined) return { flow: flow.name, label, skipped: `${flow.name} is not started over HTTP.` };
  const failure = failuresOf(model, flow).find((candidate) => candidate.label === label);
  let reason: Skipped | undefined;
  for (const way of failure?.ways ?? []) {
    const result = planned(model, n, (plan): FlowCase => {
      const { call, outcome } = way(plan, found.endpoint);
      const writer = new TemplateWriter();
      const steps = writer.steps(plan.steps);
      return { flow: flow.name, label, kind: 'failure', steps, call: writer.call(flow.name, call, outcome, steps.length) };
    });
    if (!('skipped' in result)) return result;
    reason ??= result;
  }
  return { flow: flow.name, label, skipped: reason?.skipped ?? 'No way to make it fail is known.' };
}

/** The subject with all scopes that endpoints of the entity need. */
function callerOfEntity(model: Model, entity: string, subject: string): Caller {
  const scopes = model.application.endpoints.flatMap((endpoint) => {
    const { implementation } = endpoint;
    const concerned = (implementation.kind === 'crud' || implementation.kind === 'link') && implementation.entity === entity;
    return concerned ? (callerFor(endpoint, subject)?.scopes ?? []) : [];
  });
  entityOf(model, entity);
  return { subject, scopes: [...new Set(scopes)] };
}
